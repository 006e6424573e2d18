"""Who has looked at whose data."""

from dataclasses import dataclass
from datetime import datetime

from .models import Reading

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


def readings_of(client_ids, before=None, limit=LONGEST_LIST):
    """Return the latest looks at any of these clients' data, newest first, at most `limit` of them.

    Source: 703/2023 26 §: a client may know who has used or received their data, and why.
    """
    rows = Reading.objects.filter(client_ids__overlap=list(client_ids))
    if before is not None:
        rows = rows.filter(at__lt=before)
    fields = ("at", "reader_id", "register", "matter_id", "what", "why")
    return [ReadingRow(*row) for row in rows.order_by("-at", "-id").values_list(*fields)[:limit]]
