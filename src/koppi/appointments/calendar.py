"""Agreed times as an iCalendar file, in words that tell nobody what they are about.

A calendar is shown on lock screens and shared with colleagues and families: no names, no reason. A client's
file has no place either. Source: RFC 5545.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # bytes, without the line's end
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Entry:
    """One agreed time: a number that stays, when, and what may be told of it."""

    number: int
    starts_at: datetime
    ends_at: datetime
    reference: str = ""
    place: str = ""


def calendar_of(entries, *, at, host, method="PUBLISH"):
    """Return the text of a calendar with some appointments.

    :param host: the name of this house, so that ids differ from other houses'
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Koppi//Koppi//FI", f"METHOD:{method}"]
    for entry in entries:
        summary = _("Agreed time (Koppi)")
        lines += [
            "BEGIN:VEVENT",
            f"UID:appointment-{entry.number}@{host}",
            f"DTSTAMP:{_moment(at)}",
            f"DTSTART:{_moment(entry.starts_at)}",
            f"DTEND:{_moment(entry.ends_at)}",
            _text("SUMMARY", f"{summary} {entry.reference}".strip()),
            *([_text("LOCATION", entry.place)] if entry.place else []),
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _moment(moment):
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(name, value):
    """Return a line with a text, folded where it is longer than a line may be; no letter is cut in two."""
    parts, line = [], ""
    for letter in f"{name}:{value.translate(ESCAPED)}":
        if len((line + letter).encode()) > LONGEST_LINE:
            parts.append(line)
            line = " "
        line += letter
    return "\r\n".join([*parts, line])
