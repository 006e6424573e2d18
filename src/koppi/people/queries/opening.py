"""When the ways in are open."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from koppi.deadlines.calendars import (
    DEFAULT_OFFICE_HOURS,
    OfficeHours,
    at_local,
    holiday_name,
    to_local,
)

from ..models import OpeningHours

LONGEST_CLOSED = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Opening:
    """One way in today: its local hours (None when closed all day) and when it opens next."""

    open_now: bool
    opens: time | None
    closes: time | None
    next_opening: datetime | None


def office_hours():
    """Return the county's office hours as the clocks count them, or the usual ones if none are set."""
    return _steady.get() or _office_hours()


@contextmanager
def steady_office_hours() -> Iterator[None]:
    """Read the office hours once for a block in which nobody changes them."""
    token = _steady.set(_office_hours())
    try:
        yield
    finally:
        _steady.reset(token)


_steady: ContextVar[OfficeHours | None] = ContextVar("steady office hours", default=None)


def _office_hours():
    rows = OpeningHours.objects.filter(way=OpeningHours.Way.OFFICE)
    hours = {row.weekday: (row.opens, row.closes) for row in rows}
    return OfficeHours.of(hours) if any(day < 5 for day in hours) else DEFAULT_OFFICE_HOURS


def opening_today(way, at):
    """Return whether a way in is open at a moment, today's hours, and when it opens next after that moment.

    Finnish holidays and their eves are closed days whatever the week says.
    """
    rows = OpeningHours.objects.filter(way=way)
    week = {row.weekday: (row.opens, row.closes) for row in rows}
    local = to_local(at)
    today = _hours_of(week, local.date())
    return Opening(
        open_now=today is not None and today[0] <= local.time() < today[1],
        opens=today[0] if today else None,
        closes=today[1] if today else None,
        next_opening=_next_opening(week, at),
    )


def _hours_of(week, day):
    return None if holiday_name(day, "fi") else week.get(day.weekday())


def _next_opening(week, at):
    first = to_local(at).date()
    for days in range(LONGEST_CLOSED.days):
        day = first + timedelta(days=days)
        hours = _hours_of(week, day)
        if hours and (opens := at_local(day, hours[0])) > at:
            return opens
    return None
