"""Finnish days and office hours: which days count, and when the office is open.

Days are days in Europe/Helsinki. Moments that come out of here are in UTC,
because two moments in one local zone compare by the clock on the wall, which
is wrong in the hour when summer time ends.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import holidays

HELSINKI = ZoneInfo("Europe/Helsinki")
DAY = timedelta(days=1)
MIDNIGHT = time(0)
SATURDAY = 5
WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY_LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}


class NaiveMoment(ValueError):
    """A moment came without a time zone, so nobody can say when it was."""


# --- days -----------------------------------------------------------------


@lru_cache(maxsize=512)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FI", years=year))


@lru_cache(maxsize=512)
def _holiday_names(year: int, language: str) -> Mapping[date, str]:
    return dict(holidays.country_holidays("FI", years=year, language=HOLIDAY_LANGUAGES[language]))


def holiday_name(day: date, language: str) -> str:
    """Return the name of a Finnish holiday or eve in "fi", "sv" or "en", or "" on other days.

    An unknown language gets English.
    """
    known = language if language in HOLIDAY_LANGUAGES else "en"
    return _holiday_names(day.year, known).get(day, "")


def is_working_day(day: date) -> bool:
    """Tell whether a day is an *arkipäivä* (vardag).

    Saturdays, Sundays and these are not: 1.1., 6.1., Good Friday, Easter Monday,
    Ascension, 1.5., Midsummer Eve and Day, All Saints, 6.12. and 24.–26.12.
    """
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def working_day_from(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += DAY
    return day


def next_working_day(day: date) -> date:
    """Return the first working day after a day; the day itself never counts."""
    return working_day_from(day + DAY)


def add_working_days(day: date, count: int) -> date:
    """Return the count-th working day after a day; the starting day is not counted.

    Opened on a Tuesday, the seventh is Thursday of the next week. Zero gives the
    day itself, working or not.

    :raises ValueError: the count is negative
    """
    if count < 0:
        raise ValueError("Working days are counted forward only.")
    for _ in range(count):
        day = next_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after the start up to and including the end.

    The counterpart of `add_working_days`.

    :raises ValueError: the end is before the start
    """
    if end < start:
        raise ValueError("The end is before the start.")
    return sum(is_working_day(start + DAY * step) for step in range(1, (end - start).days + 1))


def add_months(day: date, count: int) -> date:
    """Return the same-numbered day some months later, or that month's last day (150/1930)."""
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def limit_day(last: date) -> date:
    """Return the day on which a limit ends by the act on calculating limits (150/1930, 5 §).

    A last day on a Sunday, a church holiday, 6.12., 1.5., Christmas or Midsummer
    Eve or a Saturday moves to the next working day. Those are the days that
    `is_working_day` leaves out.
    """
    return working_day_from(last)


# --- moments --------------------------------------------------------------


def day_of(moment: datetime) -> date:
    """Return the day in Helsinki on which a moment falls.

    :raises NaiveMoment: the moment has no time zone
    """
    return to_local(moment).date()


def to_local(moment: datetime) -> datetime:
    """Return a moment as the clock on a Finnish wall shows it.

    :raises NaiveMoment: the moment has no time zone
    """
    if moment.utcoffset() is None:
        raise NaiveMoment("A moment needs a time zone.")
    return moment.astimezone(HELSINKI)


def at_local(day: date, clock: time) -> datetime:
    """Return, in UTC, the moment when a wall clock in Finland shows a time on a day.

    A time that comes twice when summer time ends means the first one. A time that
    is skipped when summer time begins means that long after the skip began.
    """
    return datetime.combine(day, clock, tzinfo=HELSINKI).astimezone(UTC)


# --- office hours ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opening:
    """The office opens and closes at these local times, once a day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("An office opens before it closes.")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office is open in an ordinary week (virka-aika, tjänstetid).

    `week` has seven places from Monday on; None is a closed day. Whatever the
    week says, an office day is always also a working day: hours given for a
    Saturday or a holiday serve the public but move no clock.
    """

    week: tuple[Opening | None, ...]

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEKDAY_NAMES):
            raise ValueError("Office hours need seven days, from Monday on.")
        if not any(self.week[:SATURDAY]):
            raise ValueError("The office must be open on at least one day from Monday to Friday.")

    @classmethod
    def every_working_day(cls, opens: time, closes: time) -> Self:
        """Return the same hours from Monday to Friday."""
        return cls((Opening(opens, closes),) * SATURDAY + (None, None))

    @classmethod
    def of(cls, hours: Mapping[int, tuple[time, time]]) -> Self:
        """Return hours by weekday, Monday being 0; a missing weekday is closed."""
        return cls(tuple(Opening(*hours[day]) if day in hours else None for day in range(7)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read hours as a setting writes them: "8-16" or "mon-thu 8-16, fri 8-14:30".

        Without days they are Monday to Friday.

        :raises ValueError: the text cannot be read, or names a day twice
        """
        hours: dict[int, tuple[time, time]] = {}
        for part in text.lower().split(","):
            found = _PART.fullmatch(part.strip())
            if not found:
                raise ValueError(
                    f'Office hours "{text}" should look like "8-16" or "mon-thu 8-16, fri 8-15".'
                )
            first = WEEKDAY_NAMES.index(found["first"] or "mon")
            last = WEEKDAY_NAMES.index(found["last"] or found["first"] or "fri")
            opening = (_clock(found["opens"]), _clock(found["closes"]))
            for day in range(first, last + 1):
                if day in hours:
                    raise ValueError(f'Office hours "{text}" name {WEEKDAY_NAMES[day]} twice.')
                hours[day] = opening
        return cls.of(hours)

    def opening(self, day: date) -> Opening | None:
        """Return the hours of an office day, or None when the office is closed that day."""
        hours = self.week[day.weekday()]
        return hours if hours and is_working_day(day) else None

    def is_open_on(self, day: date) -> bool:
        """Tell whether a day is an office day: a working day on which the office opens."""
        return self.opening(day) is not None

    def usual_close(self) -> time:
        """Return the latest closing time from Monday to Friday, for days when the office is closed."""
        return max(hours.closes for hours in self.week[:SATURDAY] if hours)


_NAMES = "|".join(WEEKDAY_NAMES)
_PART = re.compile(
    rf"(?:(?P<first>{_NAMES})(?:\s*[-–]\s*(?P<last>{_NAMES}))?\s+)?"
    r"(?P<opens>\d{1,2}(?:[:.]\d\d)?)\s*[-–]\s*(?P<closes>\d{1,2}(?:[:.]\d\d)?)"
)


def _clock(text: str) -> time:
    hour, _, minute = text.replace(".", ":").partition(":")
    return time(int(hour), int(minute or 0))


DEFAULT_OFFICE_HOURS = OfficeHours.every_working_day(time(8), time(16))


def is_office_hours(moment: datetime, hours: OfficeHours = DEFAULT_OFFICE_HOURS) -> bool:
    """Tell whether the office is open: from the opening moment up to, not including, the closing.

    :raises NaiveMoment: the moment has no time zone
    """
    local = to_local(moment)
    opening = hours.opening(local.date())
    return opening is not None and opening.opens <= local.time() < opening.closes


def office_day_from(day: date, hours: OfficeHours) -> date:
    """Return the day itself if it is an office day, else the first one after it."""
    while not hours.is_open_on(day):
        day += DAY
    return day


def next_opening(moment: datetime, hours: OfficeHours = DEFAULT_OFFICE_HOURS) -> datetime:
    """Return, in UTC, when the office opens next, strictly after a moment.

    :raises NaiveMoment: the moment has no time zone
    """
    day = day_of(moment)
    while True:
        day = office_day_from(day, hours)
        opens = at_local(day, _open(day, hours).opens)
        if opens > moment:
            return opens
        day += DAY


def first_close_after(moment: datetime, hours: OfficeHours = DEFAULT_OFFICE_HOURS) -> datetime:
    """Return, in UTC, when the office closes next, strictly after a moment.

    :raises NaiveMoment: the moment has no time zone
    """
    day = day_of(moment)
    while True:
        day = office_day_from(day, hours)
        closes = close_of(day, hours)
        if closes > moment:
            return closes
        day += DAY


def last_close_by(moment: datetime, hours: OfficeHours = DEFAULT_OFFICE_HOURS) -> datetime:
    """Return, in UTC, when the office last closed, at a moment or before it.

    :raises NaiveMoment: the moment has no time zone
    """
    day = day_of(moment)
    while True:
        if hours.is_open_on(day) and (closes := close_of(day, hours)) <= moment:
            return closes
        day -= DAY


def close_of(day: date, hours: OfficeHours) -> datetime:
    """Return, in UTC, when the office closes on a day; on a closed day, at its usual closing time."""
    opening = hours.opening(day)
    return at_local(day, opening.closes if opening else hours.usual_close())


def _open(day: date, hours: OfficeHours) -> Opening:
    opening = hours.opening(day)
    if opening is None:
        raise ValueError(f"The office is closed on {day}.")
    return opening


def add_office_day_time(moment: datetime, length: timedelta, hours: OfficeHours) -> datetime:
    """Return, in UTC, the moment when a length of time has passed on office days, around the clock.

    Days on which the office does not open do not count at all; on the others
    every hour from midnight to midnight does.

    :raises NaiveMoment: the moment has no time zone
    """
    day = day_of(moment)
    reached = moment.astimezone(UTC)
    while True:
        if hours.is_open_on(day):
            ends = at_local(day + DAY, MIDNIGHT)
            if length <= ends - reached:
                return reached + length
            length -= ends - reached
        day += DAY
        reached = at_local(day, MIDNIGHT)
