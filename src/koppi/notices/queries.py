"""What waits for a professional to notice."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .models import Notice

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
