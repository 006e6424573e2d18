"""Which hours can be promised, and what follows when nobody answers.

Nothing here knows a database or a clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from koppi.deadlines.calendars import DAY, at_local, day_of, is_working_day, to_local

HOUR = timedelta(hours=1)
DAYS_OFFERED = 3  # working days with hours, today among them
DAYS_LOOKED_AT = 21
MOST_LATE = 8
# A call that begins now is not promised for the last minutes of the hour.
LAST_MINUTES = timedelta(minutes=15)
DEFAULT_ATTEMPTS = 2
DEFAULT_APART = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Span:
    """The hours of one weekday in which a team calls: whole hours on a Finnish wall."""

    weekday: int
    opens: int
    closes: int
    calls_per_hour: int


@dataclass(frozen=True, slots=True)
class Hour:
    """One window of a day: an hour and how many calls fit in."""

    starts_at: datetime
    ends_at: datetime
    places: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A window with a free place; `late` when the matter is due before it ends."""

    starts_at: datetime
    ends_at: datetime
    free: int
    late: bool = False


def hours_of(day: date, spans) -> list[Hour]:
    """Return the windows of a day; weekends, holidays and their eves have none, whatever the week says.

    An hour that the clock skips when summer time begins is left out.
    """
    if not is_working_day(day):
        return []
    found = []
    for span in sorted(spans, key=lambda span: span.opens):
        if span.weekday != day.weekday():
            continue
        for hour in range(span.opens, span.closes):
            starts_at = at_local(day, time(hour))
            if to_local(starts_at).hour == hour:
                found.append(Hour(starts_at, starts_at + HOUR, span.calls_per_hour))
    return found


def coming_hours(spans, at: datetime) -> list[Hour]:
    """Return the windows that can still be promised at a moment: of today and the next days with hours."""
    if not spans:
        return []
    found, days, day = [], 0, day_of(at)
    for _step in range(DAYS_LOOKED_AT):
        hours = [hour for hour in hours_of(day, spans) if hour.ends_at - LAST_MINUTES > at]
        found += hours
        days += bool(hours)
        if days == DAYS_OFFERED:
            break
        day += DAY
    return found


def hour_at(spans, starts_at: datetime) -> Hour | None:
    """Return the window that starts at a moment, or None when the team calls nobody then."""
    return next((hour for hour in hours_of(day_of(starts_at), spans) if hour.starts_at == starts_at), None)


def offers(hours, taken, *, due_at, own_wish=False) -> list[Offer]:
    """Return the windows with a free place, those that end before the matter is due.

    Later ones are shown, and called late, only when there are none in time; or after those in time when
    it is the client who asks for another time than the promised one. Of later ones the first few are enough.

    :param hours: the windows that can be promised (`Hour`)
    :param taken: how many places are taken, by the moment the window starts
    :param due_at: the strictest due time of the matter, or None
    """
    free = [(hour, hour.places - taken.get(hour.starts_at, 0)) for hour in hours]
    found = [
        Offer(hour.starts_at, hour.ends_at, left, is_late(hour.ends_at, due_at))
        for hour, left in free
        if left > 0
    ]
    in_time = [offer for offer in found if not offer.late]
    late = [offer for offer in found if offer.late][:MOST_LATE]
    return [*in_time, *late] if own_wish or not in_time else in_time


def is_late(ends_at, due_at) -> bool:
    """Test whether a window ends after the matter is due."""
    return due_at is not None and ends_at > due_at


def next_try(at: datetime, *, apart: timedelta, window_ends: datetime, spans) -> tuple[datetime, datetime]:
    """Return from when and by when to try again after nobody answered at a moment.

    Within the promised hour while there is time; else for as long again as the pause was. When the team
    calls nobody then, in its next hour.
    """
    first = at + apart
    if first < window_ends:
        return first, window_ends
    today = hours_of(day_of(first), spans)
    if any(hour.starts_at <= first < hour.ends_at for hour in today):
        return first, first + apart
    following = [hour for hour in coming_hours(spans, first) if hour.starts_at >= first]
    if following:
        return following[0].starts_at, following[0].ends_at
    return first, first + apart
