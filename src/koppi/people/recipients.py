"""Who may still be written to, and by what; settings name this module's functions to the outbox below."""

from django.conf import settings

from . import codes
from .models import Client, ClientIdentity


def held_back(person_id, channel):
    """Tell why no message may leave for a person by a channel: "dead", "hidden", or nothing when it may.

    A mail or a text message passes through others' hands with its address on it. A Suomi.fi message has none:
    it goes to an inbox that the state keeps behind strong identification (docs/decisions/0087). Asked as the
    message leaves, so that an order given a moment ago holds.
    """
    rows = Client.objects.filter(person_id=person_id).values_list("died_on", "non_disclosure")
    facts = list(rows)
    if any(died_on is not None for died_on, _ in facts):
        return "dead"
    if any(hidden for _, hidden in facts) and channel not in settings.NON_DISCLOSURE_CHANNELS:
        return "hidden"
    return ""


def code_of(person_id):
    """Return a person's identity code as it is in force, for the channel that asks for it; else nothing."""
    held = ClientIdentity.objects.filter(client__person_id=person_id, valid_to=None)
    newest = held.order_by("-valid_from", "-pk").first()
    return codes.decrypt(newest.ciphertext) if newest else ""
