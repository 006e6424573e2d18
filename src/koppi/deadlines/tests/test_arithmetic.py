"""Due times: the steps and edges of each rule, then what must hold for any start.

The examples of H1 to H5 are in `worked_examples.csv`.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from koppi.deadlines.arithmetic import StepKind, due
from koppi.deadlines.calendars import (
    DEFAULT_OFFICE_HOURS,
    HELSINKI,
    NaiveMoment,
    OfficeHours,
    at_local,
    day_of,
    first_close_after,
    is_office_hours,
)
from koppi.deadlines.rules import Calendar, Kind
from koppi.deadlines.statutes import RULES, rule_for, rule_version
from koppi.deadlines.tests.strategies import MOMENTS, office_weeks

TODAY = date(2026, 11, 23)
H1 = rule_for("H1", TODAY)
P1 = rule_for("P1", TODAY)
OFFICE = DEFAULT_OFFICE_HOURS
SHORT_FRIDAY = OfficeHours.parse("mon-thu 8-16, fri 8-14")
NO_FRIDAY = OfficeHours.parse("mon-thu 8-16")
MORNING_THEN_AFTERNOON = OfficeHours.parse("mon 8-12, tue 14-18, wed-fri 8-16")
MONDAYS_ONLY = OfficeHours.parse("mon 9-12")


def local(text):
    """Return "2026-11-23 8:12" as a moment in Finland."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return at_local(date.fromisoformat(day), time(int(hour), int(minute)))


# --- H1: contact and assessment the same working day ---


def test_a_contact_in_the_evening_counts_from_the_next_opening():
    found = due(H1, local("2026-11-20 17:00"), office=OFFICE)

    assert found.counted_from == local("2026-11-23 8:00")
    assert found.steps[0].kind is StepKind.AFTER_HOURS
    assert found.steps[0].day == date(2026, 11, 23)


def test_a_contact_in_office_hours_counts_from_itself():
    contact = local("2026-11-23 8:12")

    assert due(H1, contact, office=OFFICE).counted_from == contact
    assert due(H1, local("2026-11-23 7:00"), office=OFFICE).counted_from == local("2026-11-23 8:00")


@pytest.mark.parametrize(
    ("contact", "kind"),
    [
        ("2026-11-23 7:59", StepKind.BEFORE_OPENING),
        ("2026-11-23 8:00", StepKind.IN_HOURS),
        ("2026-11-23 15:59", StepKind.IN_HOURS),
        ("2026-11-23 16:00", StepKind.AFTER_HOURS),
    ],
)
def test_a_contact_at_opening_is_in_office_hours_and_one_at_closing_is_not(contact, kind):
    assert due(H1, local(contact), office=OFFICE).steps[0].kind is kind


def test_a_weekday_without_office_hours_passes_the_contact_on():
    assert due(H1, local("2026-11-27 10:00"), office=NO_FRIDAY).at == local("2026-11-30 16:00")


# --- P1: our answer promise ---


@pytest.mark.parametrize(
    ("office", "contact", "until", "how"),
    [
        (OFFICE, "2026-11-23 10:00", "2026-11-24 10:00", None),
        (OFFICE, "2026-11-23 8:00", "2026-11-24 8:00", None),
        (OFFICE, "2026-11-20 10:00", "2026-11-23 10:00", None),  # over a weekend
        (OFFICE, "2026-12-23 10:00", "2026-12-28 10:00", None),  # over Christmas
        (OFFICE, "2026-11-23 16:00", "2026-11-24 16:00", None),  # the edge of office hours stays
        (OFFICE, "2026-11-23 18:00", "2026-11-24 16:00", StepKind.BROUGHT_BACK),
        (OFFICE, "2026-11-23 7:00", "2026-11-23 16:00", StepKind.BROUGHT_BACK),
        (OFFICE, "2026-11-20 7:00", "2026-11-20 16:00", StepKind.BROUGHT_BACK),  # Monday 7:00 is Friday 16:00
        (OFFICE, "2026-11-20 18:00", "2026-11-23 16:00", StepKind.BROUGHT_BACK),
        (
            OFFICE,
            "2026-11-21 12:00",
            "2026-11-23 16:00",
            StepKind.BROUGHT_BACK,
        ),  # Saturday: Monday is counted
        (OFFICE, "2026-11-22 23:59", "2026-11-23 16:00", StepKind.BROUGHT_BACK),
        (OFFICE, "2026-11-23 0:00", "2026-11-23 16:00", StepKind.BROUGHT_BACK),
        (OFFICE, "2026-12-24 12:00", "2026-12-28 16:00", StepKind.BROUGHT_BACK),
        (OFFICE, "2026-03-29 3:30", "2026-03-30 16:00", StepKind.BROUGHT_BACK),  # summer time begins
        (OFFICE, "2026-03-27 12:00", "2026-03-30 12:00", None),
        (OFFICE, "2026-10-23 12:00", "2026-10-26 12:00", None),  # summer time ends
        (SHORT_FRIDAY, "2026-11-26 15:00", "2026-11-27 14:00", StepKind.BROUGHT_BACK),
        (SHORT_FRIDAY, "2026-11-27 15:00", "2026-11-30 15:00", None),
        (NO_FRIDAY, "2026-11-26 15:59", "2026-11-30 15:59", None),  # a closed weekday is not counted
        (NO_FRIDAY, "2026-11-26 18:00", "2026-11-30 16:00", StepKind.BROUGHT_BACK),
        (NO_FRIDAY, "2026-11-27 10:00", "2026-11-30 16:00", StepKind.BROUGHT_BACK),
        (MORNING_THEN_AFTERNOON, "2026-11-23 9:00", "2026-11-23 12:00", StepKind.BROUGHT_BACK),
        (MORNING_THEN_AFTERNOON, "2026-11-23 12:00", "2026-11-24 18:00", StepKind.FIRST_CLOSING),
        (MORNING_THEN_AFTERNOON, "2026-11-23 13:00", "2026-11-24 18:00", StepKind.FIRST_CLOSING),
        (MORNING_THEN_AFTERNOON, "2026-11-23 14:30", "2026-11-24 14:30", None),
        (MONDAYS_ONLY, "2026-11-23 13:00", "2026-11-30 12:00", StepKind.BROUGHT_BACK),
        (MONDAYS_ONLY, "2026-11-24 10:00", "2026-11-30 12:00", StepKind.BROUGHT_BACK),
    ],
)
def test_the_answer_comes_within_a_day_of_office_days(office, contact, until, how):
    found = due(P1, local(contact), office=office)

    assert found.at == local(until)
    last = found.steps[-1].kind
    assert last is (how or StepKind.ENDS)


def test_a_weekend_contact_is_counted_from_midnight_before_the_next_office_day():
    found = due(P1, local("2026-11-21 12:00"), office=OFFICE)

    assert found.counted_from == local("2026-11-23 0:00")
    assert [step.at for step in found.steps if step.kind is StepKind.ENDS] == [local("2026-11-24 0:00")]


# --- other limits ---


@pytest.mark.parametrize(
    ("code", "version", "start", "until"),
    [
        ("H6", 1, "2026-11-23 10:00", "2026-12-14 16:00"),
        ("H6-care", 1, "2026-11-23 10:00", "2027-02-23 16:00"),
        ("H7", 1, "2026-11-26 10:00", "2026-12-24 16:00"),  # never on, even from Christmas Eve
        ("S2", 2, "2026-11-24 10:00", "2026-12-03 16:00"),
        ("S3", 1, "2026-12-22 10:00", "2027-01-05 16:00"),
        ("S3-ready", 1, "2026-11-23 10:00", "2027-02-23 16:00"),
        ("S4", 1, "2026-11-23 10:00", "2027-02-23 16:00"),
        ("S5", 1, "2027-01-31 10:00", "2027-03-01 16:00"),
        ("L1", 1, "2026-11-24 23:30", "2026-12-03 16:00"),
        ("L1-ready", 1, "2026-11-23 10:00", "2027-02-23 16:00"),
        ("V1", 1, "2026-11-23 10:00", "2027-02-23 16:00"),
        ("T1", 1, "2026-11-24 10:00", "2026-12-03 16:00"),
        ("T1-urgent", 1, "2026-11-20 10:00", "2026-11-23 16:00"),
        ("T1-request", 1, "2026-11-24 10:00", "2026-12-03 16:00"),
        ("T1-talk", 1, "2026-11-24 10:00", "2026-12-03 16:00"),
        ("N1", 1, "2026-11-23 10:00", "2026-11-30 16:00"),
        ("N1", 1, "2026-12-22 10:00", "2026-12-31 16:00"),
        ("R1", 1, "2026-11-23 10:00", "2026-12-23 16:00"),
        ("R1", 1, "2026-11-26 10:00", "2026-12-23 16:00"),  # 26.12. is brought back, not on
    ],
)
def test_a_limit_ends_when_the_office_closes_on_its_last_day(code, version, start, until):
    assert due(rule_version(code, version), local(start), office=OFFICE).at == local(until)


@pytest.mark.parametrize("code", ["S1", "S4-urgent", "L1-urgent", "A2"])
def test_what_must_be_done_at_once_is_due_at_once(code):
    start = local("2026-12-25 3:30")

    assert due(rule_for(code, TODAY), start, office=OFFICE).at == start


def test_a_next_step_in_an_office_open_once_a_week_waits_for_its_next_closing():
    n1 = rule_for("N1", TODAY)

    # Five working days from Tuesday is the next Tuesday, when the office is closed: back to Monday.
    assert due(n1, local("2026-11-24 10:00"), office=MONDAYS_ONLY).at == local("2026-11-30 12:00")
    # From a Monday afternoon over Easter Monday there is no closing to go back to: on to the next one.
    assert due(n1, local("2026-03-30 13:00"), office=MONDAYS_ONLY).at == local("2026-04-13 12:00")


def test_the_day_of_the_start_is_the_day_in_helsinki():
    late_evening = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # Tuesday 0:30 in Finland

    assert due(rule_for("S3", TODAY), late_evening, office=OFFICE).at == local("2026-12-03 16:00")


def test_the_same_moment_is_due_at_the_same_time_from_whatever_zone_it_comes():
    utc = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert due(P1, utc.astimezone(HELSINKI), office=OFFICE) == due(P1, utc, office=OFFICE)


def test_a_start_without_a_time_zone_is_refused():
    with pytest.raises(NaiveMoment):
        due(H1, datetime(2026, 11, 23, 9), office=OFFICE)


# --- what must always hold ---


@given(st.sampled_from(RULES), MOMENTS, office_weeks())
def test_nothing_is_due_before_it_started(rule, start, office):
    found = due(rule, start, office=office)

    assert found.at >= start
    assert found.counted_from >= start
    assert found.at >= found.counted_from
    assert found.at.utcoffset() == timedelta(0)


@given(st.sampled_from([rule for rule in RULES if rule.kind is Kind.LOCAL] + [H1]), MOMENTS, office_weeks())
def test_promises_and_assessments_are_due_when_the_office_is_open_or_just_closes(rule, start, office):
    at = due(rule, start, office=office).at

    assert at > start
    assert is_office_hours(at, office) or is_office_hours(at - timedelta(microseconds=1), office)


@given(st.sampled_from(RULES), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=10)))
def test_a_later_start_is_never_due_earlier(rule, start, later):
    assert due(rule, start, office=OFFICE).at <= due(rule, start + later, office=OFFICE).at


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=10)), office_weeks())
def test_a_later_contact_is_never_promised_an_earlier_answer_where_the_hours_of_days_meet(
    start, later, office
):
    open_days = [hours for hours in office.week if hours]
    assume(min(hours.closes for hours in open_days) >= max(hours.opens for hours in open_days))

    assert due(P1, start, office=office).at <= due(P1, start + later, office=office).at


@given(MOMENTS)
def test_the_law_is_never_looser_than_our_own_promise(start):
    assert due(H1, start, office=OFFICE).at <= due(P1, start, office=OFFICE).at


@given(MOMENTS, office_weeks())
def test_an_answer_never_takes_more_than_the_promised_hours_unless_the_office_never_opened(start, office):
    found = due(P1, start, office=office)
    ends = next(step.at for step in found.steps if step.kind is StepKind.ENDS)

    if found.steps[-1].kind is StepKind.FIRST_CLOSING:
        assert found.at == first_close_after(start, office)
    else:
        assert found.at <= ends


@given(st.sampled_from([rule for rule in RULES if rule.calendar is Calendar.EVERY_DAY]), MOMENTS)
def test_a_limit_in_days_never_moves_on(rule, start):
    assert day_of(due(rule, start, office=OFFICE).at) <= day_of(start) + timedelta(days=rule.limit.amount)
