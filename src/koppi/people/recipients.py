"""Who may still be written to; `settings.DELIVERY_GUARD` names this module's function."""

from .models import Client


def may_receive(person_id):
    """Tell whether a message may go to a person: never after their death."""
    return not Client.objects.filter(person_id=person_id, died_on__isnull=False).exists()
