"""What the ledger tells."""

from datetime import timedelta

from .models import Event

# Clocks of two machines differ a little, and a month more to look in costs nothing.
TO_BE_SURE = timedelta(days=1)


def events_of_matter(matter_id, *, since=None):
    """Return the events of a matter in the order they were recorded under its lock.

    :param since: when the matter began: older months are not looked in
    """
    return list(_events(matter_id, since))


def _events(matter_id, since):
    events = Event.objects.filter(matter_id=matter_id).order_by("matter_no", "id")
    return events.filter(at__gte=since - TO_BE_SURE) if since else events
