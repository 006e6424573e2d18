"""Who may still be written to; `settings.DELIVERY_GUARD` names this module's function."""

from django.db.models import Q

from .models import Client


def may_receive(person_id):
    """Tell whether a message may leave for a person: never after their death, nor under non-disclosure.

    A mail passes through others' hands with its address on it. Asked as the message leaves, so that an
    order given a moment ago holds.
    """
    gone_or_hidden = Q(died_on__isnull=False) | Q(non_disclosure=True)
    return not Client.objects.filter(gone_or_hidden, person_id=person_id).exists()
