"""From a start and a rule to a due time, with the steps on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from koppi.deadlines.calendars import (
    DAY,
    MIDNIGHT,
    OfficeHours,
    add_months,
    add_office_day_time,
    add_working_days,
    at_local,
    close_of,
    first_close_after,
    is_office_hours,
    last_close_by,
    limit_day,
    office_day_from,
    to_local,
)
from koppi.deadlines.rules import Calendar, Kind, Limit, Rule, Unit


class StepKind(StrEnum):
    """What was done or found on the way to a due time."""

    IN_HOURS = "in_hours"
    BEFORE_OPENING = "before_opening"
    AFTER_HOURS = "after_hours"
    """`day` is the next office day, from which counting starts."""
    ENDS = "ends"
    """`at` is where the hours run out."""
    LAST_DAY = "last_day"
    """`day` is the last day as counted."""
    MOVED_ON = "moved_on"
    """The last day was a day off; `day` is the next working day."""
    BROUGHT_BACK = "brought_back"
    """That is outside office hours; `at` is the closing before it."""
    FIRST_CLOSING = "first_closing"
    """The office was not open in between; `at` is the first closing after the start."""
    CLOSES = "closes"
    """`at` is when the office closes on the due day."""
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a count; its kind says whether it carries a moment or a day."""

    kind: StepKind
    at: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, from when it was counted, and how. Moments are in UTC."""

    at: datetime
    counted_from: datetime
    steps: tuple[Step, ...]


def due(rule: Rule, started_at: datetime, *, office: OfficeHours) -> Due:
    """Count when a clock that started at a moment is due.

    The due time is never before the start. A statutory day ends when the office
    closes; on a day when it is closed, at its usual closing time. A promise of our
    own always ends in office hours or at their edge: one that would fall outside
    them is brought back to the closing before, or, if the office has not been open
    since the start, to the first closing after it.

    The caller picks the version with `rule_for`; no day is checked here.

    :raises NaiveMoment: the start has no time zone
    """
    local = to_local(started_at)
    return COUNTS[rule.limit.unit](rule, local.astimezone(UTC), local, office)


def _at_once(_rule: Rule, start: datetime, _local: datetime, _office: OfficeHours) -> Due:
    return Due(start, start, (Step(StepKind.AT_ONCE, at=start),))


def _same_working_day(_rule: Rule, start: datetime, local: datetime, office: OfficeHours) -> Due:
    arrival, day = _arrival(local, office)
    opening = office.opening(day)
    if opening is None:
        raise ValueError(f"The office is closed on {day}.")
    closes = close_of(day, office)
    counted_from = max(start, at_local(day, opening.opens))
    return Due(closes, counted_from, (arrival, Step(StepKind.CLOSES, at=closes)))


def _hours(rule: Rule, start: datetime, local: datetime, office: OfficeHours) -> Due:
    arrival, _day = _arrival(local, office)
    first = office_day_from(local.date(), office)
    counted_from = start if first == local.date() else at_local(first, MIDNIGHT)
    ends = add_office_day_time(counted_from, timedelta(hours=rule.limit.amount), office)
    at, steps = _within_office(ends, start, office)
    return Due(at, counted_from, (arrival, Step(StepKind.ENDS, at=ends), *steps))


def _last_day(rule: Rule, start: datetime, local: datetime, office: OfficeHours) -> Due:
    last = _count_days(rule.limit, local.date())
    steps = [Step(StepKind.LAST_DAY, day=last)]
    if rule.calendar is Calendar.LIMIT_DAYS and (moved := limit_day(last)) != last:
        last = moved
        steps.append(Step(StepKind.MOVED_ON, day=last))
    at = close_of(last, office)
    if rule.kind is Kind.LOCAL and not office.is_open_on(last):
        at, found = _within_office(at_local(last + DAY, MIDNIGHT), start, office)
        return Due(at, start, (*steps, *found))
    return Due(at, start, (*steps, Step(StepKind.CLOSES, at=at)))


COUNTS: dict[Unit, Callable[[Rule, datetime, datetime, OfficeHours], Due]] = {
    Unit.AT_ONCE: _at_once,
    Unit.SAME_WORKING_DAY: _same_working_day,
    Unit.HOURS: _hours,
    Unit.DAYS: _last_day,
    Unit.WORKING_DAYS: _last_day,
    Unit.WEEKS: _last_day,
    Unit.MONTHS: _last_day,
}


def _count_days(limit: Limit, day: date) -> date:
    if limit.unit is Unit.MONTHS:
        return add_months(day, limit.amount)
    if limit.unit is Unit.WORKING_DAYS:
        return add_working_days(day, limit.amount)
    days = limit.amount * 7 if limit.unit is Unit.WEEKS else limit.amount
    return day + DAY * days


def _arrival(local: datetime, office: OfficeHours) -> tuple[Step, date]:
    """Return how a start lies beside office hours, and the office day it belongs to."""
    day, clock = local.date(), local.time()
    opening = office.opening(day)
    if opening and clock < opening.closes:
        kind = StepKind.IN_HOURS if clock >= opening.opens else StepKind.BEFORE_OPENING
        return Step(kind, day=day), day
    counted = office_day_from(day + DAY, office)
    return Step(StepKind.AFTER_HOURS, day=counted), counted


def _within_office(
    moment: datetime, start: datetime, office: OfficeHours
) -> tuple[datetime, tuple[Step, ...]]:
    """Bring a promised moment into office hours: back, never on, unless back is before the start."""
    back = last_close_by(moment, office)
    if is_office_hours(moment, office) or back == moment:
        return moment, ()
    if back > start:
        return back, (Step(StepKind.BROUGHT_BACK, at=back),)
    closing = first_close_after(start, office)
    return closing, (Step(StepKind.FIRST_CLOSING, at=closing),)
