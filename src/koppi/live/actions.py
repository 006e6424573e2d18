"""What the worker does for the live engine."""

from .models import Presence


def sweep_presence(*, by, at):
    """Delete the presences whose time is over; they mean nothing. Return how many there were."""
    return Presence.objects.filter(until__lte=at).delete()[0]
