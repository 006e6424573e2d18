"""What waits for a professional to notice."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from . import rules
from .models import Channel, ContactPoint, Delivery, Notice

LONGEST_LIST = 50
_UNSEEN = """
    select count(*) from
        (select from notices_notice where to_id = %s and seen_at is null limit 100) as unseen
"""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One unseen notice; the page puts its kind into words."""

    id: int
    kind: str
    reference: str
    data: dict
    created_at: datetime


def unseen(user, limit=LONGEST_LIST):
    """Return a user's unseen notices, newest first, at most `limit` of them."""
    rows = Notice.objects.filter(to=user, seen_at=None).order_by("-created_at", "-pk")
    fields = ("pk", "kind", "reference", "data", "created_at")
    return [NoticeRow(*row) for row in rows.values_list(*fields)[:limit]]


def unseen_count(user):
    """Return how many notices a user has not seen, counting to 100 at most."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, [user.pk])
        return cursor.fetchone()[0]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A message that has left, or has not, as those who may see its matter see it: neither whom nor where."""

    id: int
    channel: str
    template: str
    reference: str
    state: str
    why: str
    created_at: datetime
    sent_at: datetime | None
    since: datetime | None


def needing_a_person(limit=LONGEST_LIST, offset=0):
    """Return the messages that a person must see to, newest first: unknown for good, refused, given up."""
    found = Delivery.objects.filter(
        Q(state=rules.UNKNOWN, ask_after=None)
        | Q(state=rules.GIVEN_UP, why__in=rules.NEED_A_PERSON, settled_at=None)
    )
    return [_row(one) for one in found.order_by("-created_at", "-pk")[offset : offset + limit]]


def deliveries_by_key(keys):
    """Return what became of messages, by the key they were left with; those by several channels together."""
    wanted = {rules.channel_key(key, channel): key for key in keys for channel in Channel}
    rows = {}
    for one in Delivery.objects.filter(key__in=wanted).order_by("created_at", "pk"):
        rows.setdefault(wanted[one.key], []).append(_row(one))
    return rows


def contact_points_of(person_id):
    """Return where somebody wants to be told, by channel; None when they have never chosen."""
    points = list(ContactPoint.objects.filter(person_id=person_id))
    return {one.channel: one.address for one in points if one.ended_at is None} if points else None


def _row(one):
    return DeliveryRow(
        id=one.pk,
        channel=one.channel,
        template=one.template,
        reference=one.reference,
        state=one.state,
        why=one.why,
        created_at=one.created_at,
        sent_at=one.sent_at,
        since=one.unknown_at or one.given_up_at,
    )
