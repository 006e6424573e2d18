"""Who has looked at whose data."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q

from .models import OlderLooks, Reading
from .signals import LISTS

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


def count_readers(matter_id, *, client_id, since):
    """Return how many people have opened a client's matter, each once, by the whole log from a moment on.

    :param since: when the matter was opened; no line about it is older, and older months are left alone
    """
    lines = Reading.objects.filter(client_ids__overlap=[client_id], matter_id=matter_id, at__gte=since)
    return lines.aggregate(readers=Count("reader_id", distinct=True))["readers"]


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


def readings_found(*, client_ids=None, reader_ids=None, since=None, until=None, limit=LONGEST_LIST):
    """Return the looks that fit everything asked for, newest first, for whoever oversees the log.

    :param client_ids, reader_ids: looks at any of these, by any of these; None for all
    """
    rows = Reading.objects.all()
    if client_ids is not None:
        rows = rows.filter(client_ids__overlap=list(client_ids))
    if reader_ids is not None:
        rows = rows.filter(reader_id__in=list(reader_ids))
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return _rows(rows, limit)


def opened_in_the_hours(rows):
    """Return how many clients' data each reader of some looks opened in the hour of the clock, by both.

    What a list showed does not count: nobody chose whom to see there.
    """
    if not rows:
        return {}
    moments = [row.at for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "select reader_id, date_trunc('hour', at), count(distinct one)"
            " from access_reading, unnest(client_ids) as one"
            " where reader_id = any(%s::bigint[]) and what <> all(%s::text[])"
            " and at >= date_trunc('hour', %s::timestamptz)"
            " and at < date_trunc('hour', %s::timestamptz) + interval '1 hour' group by 1, 2",
            [sorted({row.reader_id for row in rows}), sorted(LISTS), min(moments), max(moments)],
        )
        return {(reader, hour): count for reader, hour, count in cursor.fetchall()}


def older_looks_waiting():
    """Return the requests for older lines that nobody has decided yet, the oldest first."""
    return list(OlderLooks.objects.filter(granted=None).order_by("asked_at", "pk"))
