"""Who has looked at whose data."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from .models import OlderLooks, Reading

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One look; the page adds the reader's name and profession (`people.queries.who_are`)."""

    at: datetime
    reader_id: int
    register: str
    matter_id: int | None
    what: str
    why: str
    id: int
    client_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The clients of one register whose looks somebody may see, and from when on."""

    register: str
    client_ids: tuple[int, ...]
    since: datetime


def readings_of(client_ids, before=None, limit=LONGEST_LIST):
    """Return the latest looks at any of these clients' data, newest first, at most `limit` of them.

    Source: 703/2023 11 §: a client may know who has used or received their data, and why.
    """
    rows = Reading.objects.filter(client_ids__overlap=list(client_ids))
    if before is not None:
        rows = rows.filter(at__lt=before)
    return _rows(rows, limit)


def readings_seen(seen, *, before=None, reading_id=None, limit=LONGEST_LIST):
    """Return the looks that somebody may see, newest first, at most `limit` of them.

    :param seen: `Seen` for each register, since a mandate may cover one and not the other
    :param before: the moment and the id of the line after which to go on
    :param reading_id: this line only
    """
    allowed = Q(pk__in=[])
    for one in seen:
        allowed |= Q(register=one.register, client_ids__overlap=list(one.client_ids), at__gte=one.since)
    rows = Reading.objects.filter(allowed)
    if before is not None:
        rows = rows.filter(Q(at=before[0], id__lt=before[1]) | Q(at__lt=before[0]))
    if reading_id is not None:
        rows = rows.filter(id=reading_id)
    return _rows(rows, limit)


def _rows(rows, limit):
    fields = ("at", "reader_id", "register", "matter_id", "what", "why", "id", "client_ids")
    return [ReadingRow(*row) for row in rows.order_by("-at", "-id").values_list(*fields)[:limit]]


def older_looks(client_ids):
    """Return the requests for older lines about these clients, the latest first."""
    return list(OlderLooks.objects.filter(client_id__in=list(client_ids)).order_by("-asked_at", "-pk"))
