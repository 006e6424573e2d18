"""An agreed time as an iCalendar file, in words that tell nobody what it is about.

A calendar is shown on lock screens and shared with colleagues and families: no names, no place, no reason.
Source: RFC 5545. The lines here are short and their words our own, so that nothing needs folding.
"""

from datetime import UTC

from django.utils.translation import gettext as _

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_of(events, *, at, host, method="PUBLISH"):
    """Return the text of a calendar with some appointments.

    :param events: pairs of an id that stays and (starts_at, ends_at)
    :param host: the name of this house, so that ids differ from other houses'
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Koppi//Koppi//FI", f"METHOD:{method}"]
    for number, starts_at, ends_at in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:appointment-{number}@{host}",
            f"DTSTAMP:{_moment(at)}",
            f"DTSTART:{_moment(starts_at)}",
            f"DTEND:{_moment(ends_at)}",
            f"SUMMARY:{_('Agreed time (Koppi)')}",
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _moment(moment):
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
