"""The law's times as data: each kind has one rule in force, and its last day is the last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.retention import rules

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize("kind", rules.kinds())
def test_every_kind_has_one_rule_in_force_with_its_law(kind):
    in_force = [rule for rule in rules.RULES if rule.kind == kind and rule.valid_to is None]

    assert in_force == [rules.rule_for(kind, TODAY)]
    assert in_force[0].law and in_force[0].years > 0


def test_before_the_law_there_is_no_rule():
    with pytest.raises(rules.UnknownKind):
        rules.rule_for(rules.LETTERS, date(2023, 12, 31))


@pytest.mark.parametrize(
    ("kind", "counted_from", "born_on", "over"),
    [
        (rules.LETTERS, date(2023, 11, 22), None, True),
        (rules.LETTERS, date(2023, 11, 23), None, False),
        (rules.CARE, date(2014, 11, 22), date(1940, 1, 1), True),
        (rules.CARE, date(2014, 11, 23), date(1800, 1, 1), False),
        (rules.CARE, None, date(1906, 11, 22), True),
        (rules.CARE, None, date(1906, 11, 23), False),
        (rules.FAMILIES, date(1996, 11, 22), None, True),
        (rules.FAMILIES, date(1996, 11, 23), None, False),
        (rules.WORKING_AGE, date(2016, 11, 22), None, True),
        (rules.OLDER, date(2016, 11, 23), None, False),
        (rules.SUBSTANCE, date(2016, 11, 22), None, True),
        # A matter that is not closed is kept, however old.
        (rules.FAMILIES, None, date(1900, 1, 1), False),
    ],
)
def test_a_record_goes_on_the_day_after_its_last_full_year(kind, counted_from, born_on, over):
    rule = rules.rule_for(kind, TODAY)

    assert rules.falls_due(rule, TODAY, counted_from=counted_from, born_on=born_on) is over


@given(DAYS, st.integers(1, 120))
def test_so_many_years_are_never_shorter_than_the_calendars(day, years):
    before = rules.years_before(day, years)

    assert before.year == day.year - years
    assert timedelta(0) <= day - before.replace(year=before.year) >= timedelta(days=365 * years)


def test_those_born_on_the_archives_days_are_archived():
    assert rules.is_archived("patient", 18) and not rules.is_archived("patient", 8)
    assert rules.is_archived("social", 8) and not rules.is_archived("social", 9)
    assert rules.is_archived("", 8)
    assert rules.archived_days("") == (8, 18, 28)
