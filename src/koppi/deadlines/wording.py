"""Days and moments as an explanation says them: the same whenever it is read.

`koppi.ui.times` says "today" and "tomorrow"; an explanation may be read a year later.
"""

from datetime import date, datetime

from koppi.deadlines.calendars import holiday_name, to_local
from koppi.ui.times import ENGLISH_MONTHS, SHORT_WEEKDAYS, clock, plain_date

LANGUAGES = ("fi", "sv", "en")


def known_language(code: str | None) -> str:
    """Return "fi", "sv" or "en" for a language code; English for any other."""
    language = (code or "").split("-")[0]
    return language if language in LANGUAGES else "en"


def short_day(day: date, language: str, *, beside: int) -> str:
    """Return "ma 23.11.", "må 23.11" or "Mon 23 Nov", with the year when it is not the year beside it."""
    weekday = SHORT_WEEKDAYS[language][day.weekday()]
    year = str(day.year) if day.year != beside else ""
    if language == "en":
        return f"{weekday} {day.day} {ENGLISH_MONTHS[day.month - 1][:3]} {year}".rstrip()
    dot = "." if language == "fi" or year else ""
    return f"{weekday} {day.day}.{day.month}{dot}{year}"


def short_moment(moment: datetime, language: str, *, beside: int) -> str:
    """Return "ma 23.11. klo 8.12", "må 23.11 kl. 8.12" or "Mon 23 Nov at 8:12", in Finnish time."""
    day = short_day(to_local(moment).date(), language, beside=beside)
    join = " at " if language == "en" else " "
    return f"{day}{join}{clock(moment, language)}"


def named_day(day: date, language: str, *, beside: int) -> str:
    """Return a short day, with the holiday's name if it is one: "to 24.12. (jouluaatto)"."""
    said = short_day(day, language, beside=beside)
    name = holiday_name(day, language)
    if name and language != "en":
        name = name[0].lower() + name[1:]
    return f"{said} ({name})" if name else said


def full_date(day: date, language: str) -> str:
    """Return "1.9.2023" or "1 September 2023"."""
    return plain_date(day, language)
