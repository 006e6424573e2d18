"""H1 to H5, the care guarantee: worked examples a lawyer can read, then what must hold for any trigger.

`worked_examples.csv` was worked out by hand from the law and the calendar. Open it as a spreadsheet:
one example a row, columns parted by semicolons, times as the clock on a Finnish wall shows them.
"""

import csv
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.deadlines.arithmetic import StepKind, due
from koppi.deadlines.calendars import (
    DAY,
    HELSINKI,
    MIDNIGHT,
    SATURDAY,
    OfficeHours,
    at_local,
    day_of,
    holiday_name,
    is_office_hours,
)
from koppi.deadlines.rules import Calendar, NoRuleInForce
from koppi.deadlines.statutes import RULES, rule_for
from koppi.deadlines.statutes.health import FROM_23, UNDER_23
from koppi.deadlines.tests.strategies import office_weeks

pytestmark = pytest.mark.slow

CARE = [rule for rule in RULES if re.match(r"H[1-5]\b", rule.code)]
TABLE = Path(__file__).with_name("worked_examples.csv")
NO_CLOCK = "no clock"
DAY_FORMAT = "%a %-d %b %Y"
WRITTEN_DAY = re.compile(r"\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}\b")
CHANGES = (date(2023, 9, 1), date(2024, 11, 1), date(2025, 1, 1))

MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
LATER = st.timedeltas(timedelta(0), timedelta(days=10))


def named(rule):
    return f"{rule.code}-{rule.version}"


def moment(text):
    """Return "Thu 24 Dec 2026 14.00" as a moment in Finland.

    :raises ValueError: it is not written so, or that day has another weekday
    """
    read = datetime.strptime(text, "%a %d %b %Y %H.%M").replace(tzinfo=HELSINKI)
    if f"{read:{DAY_FORMAT} %H.%M}" != text:
        raise ValueError(f"{text} is a {read:%A}, or is not written as the others are.")
    return read.astimezone(UTC)


@dataclass(frozen=True)
class Example:
    """One row of the table, in words."""

    clock: str
    version: str
    law: str
    trigger: str
    happened: str
    office: str
    hours: str
    age: str
    facts: str
    due: str
    shows: str
    arithmetic: str

    @property
    def at(self):
        return moment(self.happened)

    @property
    def claims(self):
        return set(filter(None, self.shows.split(", ")))

    def rule(self):
        return rule_for(self.clock, day_of(self.at))

    def count(self):
        return due(self.rule(), self.at, office=OfficeHours.parse(self.office))


with TABLE.open(encoding="utf-8", newline="") as lines:
    EXAMPLES = [Example(**row) for row in csv.DictReader(lines, delimiter=";", strict=True)]
COUNTED = [example for example in EXAMPLES if example.due != NO_CLOCK]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.clock}, {e.happened}")
each_counted = pytest.mark.parametrize("example", COUNTED, ids=lambda e: f"{e.clock}, {e.happened}")
each_rule = pytest.mark.parametrize("rule", CARE, ids=named)


# --- the examples ---


@each_counted
def test_an_example_is_due_when_the_hand_says(example):
    assert example.count().at == moment(example.due)


@each_counted
def test_an_example_has_the_version_section_and_trigger_of_its_day(example):
    rule = example.rule()
    section = f"{rule.act_number} {rule.section} §"
    section += f" {rule.subsection}" if rule.subsection else ""
    section += f" ({rule.amendment})" if rule.amendment else ""

    assert str(rule.version) == example.version
    assert section == example.law
    assert rule.trigger.replace("_", " ") == example.trigger


@each_counted
def test_the_client_of_an_example_is_one_whom_the_rule_concerns(example):
    concerns, age = example.rule().concerns, int(example.age)

    assert concerns is not UNDER_23 or age < 23
    assert concerns is not FROM_23 or age >= 23


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.due == NO_CLOCK], ids=lambda e: e.clock)
def test_an_example_without_a_clock_has_no_rule_on_its_day(example):
    assert (example.version, example.law) == ("none", "")
    assert example.arithmetic.endswith("No clock.")
    with pytest.raises(NoRuleInForce):
        example.rule()


@each_example
def test_an_example_tells_whether_it_happened_in_office_hours(example):
    open_then = is_office_hours(example.at, OfficeHours.parse(example.office))

    assert example.hours == ("open" if open_then else "closed")


@each_counted
def test_the_arithmetic_of_an_example_names_each_day_it_lands_on(example):
    last = [step.day for step in example.count().steps if step.kind is StepKind.LAST_DAY]

    assert example.arithmetic.endswith(f" Due {example.due}.")
    assert all(f"{day:{DAY_FORMAT}}" in example.arithmetic for day in last)


@each_example
def test_every_day_in_the_arithmetic_has_its_right_weekday(example):
    for written in WRITTEN_DAY.findall(example.arithmetic):
        assert moment(f"{written} 12.00")


# --- that the table holds what it must ---


def days_met(example):
    """Return the days that bear on an example: the start, the last as counted, and all up to the due day.

    Where only working days are counted, those in between bear on it too.
    """
    start = day_of(example.at)
    if example.due == NO_CLOCK:
        return {start}
    found = example.count()
    last = start
    if example.rule().calendar not in (Calendar.WORKING_DAYS, Calendar.OFFICE_DAYS):
        last = next(step.day for step in found.steps if step.kind is StepKind.LAST_DAY)
    return {start, *(last + DAY * ahead for ahead in range((day_of(found.at) - last).days + 1))}


def feast(*names):
    return lambda example: any(holiday_name(day, "en") in names for day in days_met(example))


def changes_on(change):
    return lambda example: day_of(example.at) in (change - DAY, change)


SHOWN = {
    "Christmas": feast("Christmas Eve", "Christmas Day", "Second Day of Christmas"),
    "Midsummer": feast("Midsummer Eve", "Midsummer Day"),
    "Easter": feast("Good Friday", "Easter Sunday", "Easter Monday"),
    "leap day": lambda example: any((day.month, day.day) == (2, 29) for day in days_met(example)),
    "month end": lambda example: any((day + DAY).day == 1 for day in days_met(example)),
    "off-hours": lambda example: (example.trigger, example.hours) == ("contact", "closed"),
    "clock change": lambda example: (
        at_local(day_of(example.at) + DAY, MIDNIGHT) - at_local(day_of(example.at), MIDNIGHT) != DAY
    ),
    **{f"rule change {on.day}.{on.month}.{on.year}": changes_on(on) for on in CHANGES},
}


@each_example
def test_an_example_shows_what_it_claims_to(example):
    assert {claim for claim in example.claims if not SHOWN[claim](example)} == set()


@pytest.mark.parametrize("kind", SHOWN)
def test_each_kind_of_day_has_more_than_one_example(kind):
    assert sum(kind in example.claims for example in EXAMPLES) >= 2


def test_there_are_sixty_examples_and_none_twice():
    assert len({(example.clock, example.happened, example.office) for example in COUNTED}) == len(COUNTED)
    assert len(COUNTED) >= 60


def test_every_version_has_an_example():
    met = {(example.clock, example.version) for example in COUNTED}

    assert met == {(rule.code, str(rule.version)) for rule in CARE}


def test_both_sides_of_the_23rd_birthday_have_examples():
    ages = [int(example.age) for example in COUNTED]

    assert {22, 23} <= set(ages)
    assert min(sum(age < 23 for age in ages), sum(age >= 23 for age in ages)) >= 20


# --- what must hold for any trigger, in any week an office could keep ---


@each_rule
@given(start=MOMENTS, office=office_weeks())
def test_nothing_is_due_before_its_trigger_or_at_it(rule, start, office):
    assert due(rule, start, office=office).at > start


@each_rule
@given(start=MOMENTS, later=LATER, office=office_weeks())
def test_a_later_trigger_is_never_due_earlier_under_the_same_rule(rule, start, later, office):
    """Held equal: the version of the rule, the office hours, and the client's side of 23.

    A client who turns 23 in between gets longer limits, so nothing is due earlier then. A county that
    closes earlier from some day on may make a later trigger due earlier, and so may the law itself where
    a new version is shorter: see the next test.
    """
    assert due(rule, start, office=office).at <= due(rule, start + later, office=office).at


def test_only_a_shorter_new_rule_makes_a_later_trigger_due_earlier():
    """The law breaks monotony itself on 1.9.2023 and 1.11.2024.

    On the first day the assessment went from three days to the same one, and oral care from six months
    to four. On the second oral care went to three.
    """
    office = OfficeHours.parse("8-16")
    broken = set()
    for older, newer in pairwise(CARE):
        if older.code != newer.code:
            continue
        last = at_local(newer.valid_from, MIDNIGHT) - timedelta(minutes=1)
        first = at_local(newer.valid_from, MIDNIGHT)
        if due(newer, first, office=office).at < due(older, last, office=office).at:
            broken.add((newer.code, newer.version, newer.valid_from))

    assert broken == {
        ("H1", 2, date(2023, 9, 1)),
        ("H4", 2, date(2023, 9, 1)),
        ("H4", 3, date(2024, 11, 1)),
    }


@pytest.mark.parametrize(
    "rule", [rule for rule in CARE if rule.calendar is not Calendar.EVERY_DAY], ids=named
)
@given(start=MOMENTS, office=office_weeks())
def test_what_counts_or_moves_to_working_days_is_never_due_on_a_day_off(rule, start, office):
    """The same-day assessment is never due on a weekday without office hours, either.

    Other limits may be: the act counts working days of the calendar, not of an office. Limits in days
    and nights (14 and 7) never move, so they may end on any day.
    """
    last = day_of(due(rule, start, office=office).at)

    assert last.weekday() < SATURDAY
    assert not holiday_name(last, "en")
    assert rule.calendar is not Calendar.OFFICE_DAYS or office.is_open_on(last)
