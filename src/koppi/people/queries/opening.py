"""When the ways in are open."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from koppi.deadlines.calendars import (
    DEFAULT_OFFICE_HOURS,
    OfficeHours,
    at_local,
    day_of,
    holiday_name,
    to_local,
)

from ..models import OpeningException, OpeningHours

LONGEST_CLOSED = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Opening:
    """One way in today: its local hours (none when closed all day) and when it opens next."""

    open_now: bool
    spans: tuple[tuple[time, time], ...]
    next_opening: datetime | None

    @property
    def opens(self):
        """The first opening of the day, or None."""
        return self.spans[0][0] if self.spans else None

    @property
    def closes(self):
        """The last closing of the day, or None."""
        return self.spans[-1][1] if self.spans else None


def office_hours(at=None):
    """Return the office hours in force as the clocks count them, or the usual ones if none are set.

    :param at: the moment they are asked for; now by the database's clock without one
    """
    return _steady.get() or _office_hours(at)


@contextmanager
def steady_office_hours() -> Iterator[None]:
    """Read the office hours once for a block in which nobody changes them."""
    token = _steady.set(_office_hours())
    try:
        yield
    finally:
        _steady.reset(token)


_steady: ContextVar[OfficeHours | None] = ContextVar("steady office hours", default=None)


def _office_hours(at=None):
    day = day_of(at) if at else TruncDate(Now())
    rows = _in_force(OpeningHours.Way.OFFICE, day, day)
    hours = {row.weekday: (row.opens, row.closes) for row in rows}
    return OfficeHours.of(hours) if any(day < 5 for day in hours) else DEFAULT_OFFICE_HOURS


def opening_today(way, at):
    """Return whether a way in is open at a moment, today's hours, and when it opens next after that moment.

    Finnish holidays and their eves are closed days whatever the week says, unless the day has its own hours.
    """
    local = to_local(at)
    week = _Hours(way, local.date(), local.date() + LONGEST_CLOSED)
    today = week.of(local.date())
    return Opening(
        open_now=any(opens <= local.time() < closes for opens, closes in today),
        spans=today,
        next_opening=_next_opening(week, at),
    )


def opening_days(way, first, last):
    """Return when a way in is open on each day from one to another, both included; two statements."""
    hours = _Hours(way, first, last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {day: hours.of(day) for day in days}


class _Hours:
    """The hours of a way in on each day of a stretch, read in two statements."""

    def __init__(self, way, first, last):
        self.rows = list(_in_force(way, first, last))
        self.exceptions = {}
        found = OpeningException.objects.filter(way=way, day__range=(first, last)).order_by("day", "opens")
        for row in found:
            spans = self.exceptions.setdefault(row.day, [])
            if row.opens:
                spans.append((row.opens, row.closes))

    def of(self, day):
        """Return the openings of a day in their order."""
        if day in self.exceptions:
            return tuple(self.exceptions[day])
        if holiday_name(day, "fi"):
            return ()
        return tuple(
            (row.opens, row.closes)
            for row in self.rows
            if row.weekday == day.weekday() and row.valid_from <= day and not _over(row, day)
        )


def _over(row, day):
    return row.valid_to is not None and row.valid_to <= day


def _in_force(way, first, last):
    rows = OpeningHours.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=first), way=way, valid_from__lte=last
    )
    return rows.order_by("weekday", "opens", "pk")


def _next_opening(week, at):
    first = to_local(at).date()
    for days in range(LONGEST_CLOSED.days):
        day = first + timedelta(days=days)
        for opens, _closes in week.of(day):
            if (moment := at_local(day, opens)) > at:
                return moment
    return None


@dataclass(frozen=True, slots=True)
class Week:
    """The usual week of a way in for a time: the openings of each day, from Monday on."""

    valid_from: date
    valid_to: date | None
    days: tuple[tuple[tuple[time, time], ...], ...]


def weeks_of(way):
    """Return the usual weeks of a way in, each as long as it held or will hold, the newest first."""
    rows = list(OpeningHours.objects.filter(way=way).order_by("opens", "pk"))
    ends = {row.valid_from for row in rows} | {row.valid_to for row in rows if row.valid_to}
    weeks = []
    for first, last in pairwise([*sorted(ends), None]):
        held = [row for row in rows if row.valid_from <= first and not _over(row, first)]
        days = tuple(tuple((row.opens, row.closes) for row in held if row.weekday == day) for day in range(7))
        weeks.append(Week(first, last, days))
    return weeks[::-1]


def exceptions_of(way, since):
    """Return the days with hours of their own from a day on: pairs of the day and its openings."""
    found = {}
    for row in OpeningException.objects.filter(way=way, day__gte=since).order_by("day", "opens"):
        spans = found.setdefault(row.day, [])
        if row.opens:
            spans.append((row.opens, row.closes))
    return [(day, tuple(spans)) for day, spans in found.items()]
