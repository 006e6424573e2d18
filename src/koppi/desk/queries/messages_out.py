"""Messages to clients that a person must see to, of the matters that the reader takes care of."""

from dataclasses import dataclass
from datetime import datetime

from koppi.matters.models import Matter
from koppi.notices.models import Delivery
from koppi.notices.queries import needing_a_person
from koppi.notices.rules import DEAD, REFUSED, UNKNOWN

from ..message_words import MESSAGE_BY, MESSAGE_OUT

MOST = 50
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class MessageOut:
    """One message: by what it was to go, what it told, what became of it. Neither whom nor where."""

    id: int
    by: str
    said: str
    reference: str
    became: str
    created_at: datetime
    since: datetime | None
    may_arrive_twice: bool
    may_send_again: bool


def messages_out(*, by):
    """Return the messages that need a person, newest first, and whether there are more than are shown.

    Two statements, and two more for every thousand messages of others' that are newer.
    """
    found, offset = [], 0
    while len(found) <= MOST and (page := needing_a_person(limit=AT_ONCE, offset=offset)):
        references = {one.reference for one in page} - {""}
        mine = set(
            Matter.objects.in_care_of(by).filter(reference__in=references).values_list("reference", flat=True)
        )
        found += [one for one in page if one.reference in mine]
        offset += AT_ONCE
        if len(page) < AT_ONCE:
            break
    return [_row(one) for one in found[:MOST]], len(found) > MOST


def message_out(delivery_id, *, by):
    """Return a message of a matter that the reader takes care of.

    :raises Delivery.DoesNotExist: it is not there, or not theirs
    """
    delivery = Delivery.objects.exclude(reference="").get(pk=delivery_id)
    if not Matter.objects.in_care_of(by).filter(reference=delivery.reference).exists():
        raise Delivery.DoesNotExist
    return delivery


def _became(one):
    if one.state == UNKNOWN:
        return UNKNOWN
    return {DEAD: DEAD, REFUSED: "refused"}.get(one.why, "tries")


def _row(one):
    return MessageOut(
        id=one.id,
        by=str(MESSAGE_BY[one.channel]),
        said=str(MESSAGE_OUT.get(one.template, "")),
        reference=one.reference,
        became=_became(one),
        created_at=one.created_at,
        since=one.since,
        may_arrive_twice=one.state == UNKNOWN,
        may_send_again=one.why != DEAD,
    )
