"""Which times a weekly pattern gives, who may book them, and what may become of a care event.

Nothing here knows a database or a clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from koppi.deadlines.calendars import DAY, at_local, day_of, holiday_name, to_local

WEEKS_AHEAD = 6
LONGEST = 240  # minutes of one time
SHORTEST = 5
USUAL_CHANGE_HOURS = 24
MOST_CHANGE_HOURS = 168
REMIND_BEFORE = timedelta(hours=24)
JOIN_BEFORE = timedelta(minutes=15)
# A professional sees the matter of whom they meet for as long as it takes to write it up.
WRITING_UP = timedelta(days=30)

RESIDENT, TEAM, CONTACT_PERSON = "resident", "team", "contact_person"
BOOKED, ARRIVED, FULFILLED, CANCELLED, NO_SHOW = "booked", "arrived", "fulfilled", "cancelled", "noshow"
# What holds its time, so that nobody else gets it.
LIVE = (BOOKED, ARRIVED, FULFILLED)
COMING = (BOOKED, ARRIVED)
MOVES = {
    BOOKED: {ARRIVED, FULFILLED, CANCELLED, NO_SHOW},
    ARRIVED: {FULFILLED, CANCELLED},
    FULFILLED: set(),
    CANCELLED: set(),
    NO_SHOW: set(),
}


@dataclass(frozen=True, slots=True)
class Week:
    """One weekday's hours of a weekly pattern, in minutes of a Finnish wall clock."""

    weekday: int
    opens: int
    closes: int
    minutes: int
    valid_from: date
    valid_to: date | None = None


def may_client_book(booking, called_for):
    """Test whether a client may choose a time by themselves.

    :param booking: how the topic of their matter is booked
    :param called_for: the profession that their assessed need calls for, or nothing
    """
    return booking == "resident" or (booking == "assessed" and bool(called_for))


def bookers_of(booking, *, is_own_person):
    """Return as whom a professional books: of some topics only the client's own person does.

    :param is_own_person: they are the client's own
    """
    own = (CONTACT_PERSON,) if is_own_person else ()
    return own if booking == "contact_person" and not is_own_person else (TEAM, *own)


def minute_of(clock):
    """Return how many minutes from midnight a clock time is."""
    return clock.hour * 60 + clock.minute


def may_become(now, then):
    """Test whether a care event may go from one state to another."""
    return then in MOVES[now]


def is_closed_day(day):
    """Test whether nobody is met on a day: a Finnish holiday or its eve."""
    return bool(holiday_name(day, "fi"))


def times_of(week, day):
    """Return the times that a pattern gives on a day: pairs of moments, in their order.

    A time that the clock skips when summer time begins is left out, and so is what the skip pushes onto the
    next one. Of the hour that comes twice when summer time ends, the first is meant.
    """
    if day.weekday() != week.weekday or is_closed_day(day) or not _is_valid(week, day):
        return []
    found: list[tuple[datetime, datetime]] = []
    length = timedelta(minutes=week.minutes)
    for minute in range(week.opens, week.closes - week.minutes + 1, week.minutes):
        clock = time(minute // 60, minute % 60)
        starts_at = at_local(day, clock)
        skipped = to_local(starts_at).time() != clock
        if not skipped and not (found and starts_at < found[-1][1]):
            found.append((starts_at, starts_at + length))
    return found


def _is_valid(week, day):
    return week.valid_from <= day and (week.valid_to is None or day <= week.valid_to)


def days_to_draw(drawn_until, at):
    """Return the days from today, or from the last day drawn, to the last day that is drawn ahead."""
    today = day_of(at)
    day = max(today, drawn_until + DAY) if drawn_until else today
    days = []
    while day <= last_day_ahead(at):
        days.append(day)
        day += DAY
    return days


def last_day_ahead(at):
    """Return the last day for which times are drawn at a moment."""
    return day_of(at) + WEEKS_AHEAD * 7 * DAY


def remind_at(starts_at, booked_at):
    """Return when to remind of a time, a day before; None when it was booked later than that."""
    when = starts_at - REMIND_BEFORE
    return when if when > booked_at else None


def may_join(starts_at, ends_at, at):
    """Test whether a client is shown where a call is joined: from a little before until it ends."""
    return starts_at - JOIN_BEFORE <= at < ends_at


def change_until(starts_at, hours):
    """Return until when a client may move or cancel a time by themselves."""
    return starts_at - timedelta(hours=hours)


def may_client_change(starts_at, hours, at):
    """Test whether a client may still move or cancel a time by themselves."""
    return at <= change_until(starts_at, hours)
