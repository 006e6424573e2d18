"""The table of rules: history without gaps that nobody meant, laws named, nothing statutory that can wait."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from koppi.deadlines.document import clocks_page
from koppi.deadlines.rules import Calendar, Kind, NoRuleInForce, Unit
from koppi.deadlines.statutes import (
    RULES,
    Parameters,
    rule_for,
    rule_version,
    rules_in_force,
    statutory_rules,
)

CODES = sorted({rule.code for rule in RULES})
PAGE = Path(__file__).resolve().parents[4] / "docs" / "clocks.md"


def versions(code):
    """Return the versions of a rule, oldest first."""
    return [rule for rule in RULES if rule.code == code]


@pytest.mark.parametrize(
    ("code", "on", "version"),
    [
        ("H1", date(2023, 8, 31), 1),
        ("H1", date(2023, 9, 1), 2),
        ("H1", date(2026, 11, 23), 2),
        ("H2", date(2023, 8, 31), 1),
        ("H2", date(2025, 1, 1), 2),
        ("H3", date(2023, 9, 1), 1),
        ("H3", date(2024, 12, 31), 1),
        ("H3", date(2025, 1, 1), 2),
        ("H4", date(2023, 8, 31), 1),
        ("H4", date(2024, 10, 31), 2),
        ("H4", date(2024, 11, 1), 3),
        ("H4", date(2024, 12, 31), 3),
        ("H4", date(2025, 1, 1), 4),
        ("H7", date(2025, 5, 1), 1),
        ("S2", date(2024, 12, 31), 1),
        ("S2", date(2025, 1, 1), 2),
    ],
)
def test_the_rule_of_the_day_is_found_in_its_history(code, on, version):
    assert rule_for(code, on).version == version


@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("H1", date(2011, 4, 30)),
        ("H2", date(2024, 6, 1)),
        ("H3", date(2023, 8, 31)),
        ("H7", date(2025, 4, 30)),
        ("S5", date(2025, 4, 30)),
        ("P1", date(2022, 12, 31)),
        ("X9", date(2026, 11, 23)),
    ],
)
def test_a_day_without_a_rule_is_refused_aloud(code, on):
    with pytest.raises(NoRuleInForce, match=code):
        rule_for(code, on)


def test_an_old_version_is_still_known_and_an_unknown_one_refused():
    assert rule_version("H1", 1).limit.amount == 3
    with pytest.raises(NoRuleInForce, match="H1 has no version 9"):
        rule_version("H1", 9)


@pytest.mark.parametrize("code", CODES)
def test_versions_are_numbered_in_order_and_never_overlap(code):
    history = versions(code)

    assert [rule.version for rule in history] == list(range(1, len(history) + 1))
    for older, newer in pairwise(history):
        assert older.valid_to is not None
        assert older.valid_from <= older.valid_to < newer.valid_from
    assert history[-1].valid_to is None


def test_every_rule_of_the_table_is_in_force_today_once():
    found = [rule.code for rule in rules_in_force(date(2026, 11, 23))]

    assert sorted(found) == CODES
    assert set(found) >= {"H1", "H2", "H3", "H4", "H5", "H6", "H7", "S1", "S2", "S3", "S4", "S5"}
    assert set(found) >= {"L1", "V1", "T1", "A2", "P1", "N1", "R1"}


def test_before_the_reform_of_2023_only_older_rules_are_in_force():
    found = {(rule.code, rule.version) for rule in rules_in_force(date(2023, 8, 31))}

    assert {("H1", 1), ("H2", 1), ("H4", 1)} <= found
    assert not {code for code, _version in found} & {"H3", "H5", "H7", "S5"}


def test_same_day_assessment_names_its_law():
    h1 = rule_for("H1", date(2026, 11, 23))

    assert (h1.act_number, h1.section, h1.amendment) == ("1326/2010", "51", "116/2023")
    assert h1.limit.unit is Unit.SAME_WORKING_DAY
    assert h1.registers == {"patient"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.version}")
def test_a_statute_names_its_law_and_never_pauses_and_a_promise_has_an_owner(rule):
    if rule.kind is Kind.STATUTORY:
        assert rule.act_number and rule.section and str(rule.law)
        assert not rule.pausable
        assert not rule.owner
    else:
        assert rule.pausable
        assert str(rule.owner)
        assert not rule.act_number
    assert str(rule.duty).endswith(".")
    assert rule.verify == bool(rule.note)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.version}")
def test_the_unit_and_the_calendar_of_a_limit_belong_together(rule):
    calendars = {
        Unit.AT_ONCE: {Calendar.NONE},
        Unit.SAME_WORKING_DAY: {Calendar.OFFICE_DAYS},
        Unit.HOURS: {Calendar.OFFICE_DAYS},
        Unit.WORKING_DAYS: {Calendar.WORKING_DAYS},
        Unit.DAYS: {Calendar.EVERY_DAY},
        Unit.WEEKS: {Calendar.LIMIT_DAYS},
        Unit.MONTHS: {Calendar.LIMIT_DAYS},
    }

    assert rule.calendar in calendars[rule.limit.unit]
    assert (rule.limit.amount > 0) is (rule.limit.unit not in (Unit.AT_ONCE, Unit.SAME_WORKING_DAY))


def test_another_reading_of_over_75_is_a_parameter():
    rules = statutory_rules(Parameters(older_person_from_age=76))

    assert "76" in str(rule_for("S2", date(2026, 11, 23), rules=rules).concerns)
    assert "75" in str(rule_for("S2", date(2026, 11, 23)).concerns)
    assert rule_for("S2", date(2026, 11, 23)).verify


def test_a_rule_is_in_force_on_its_first_and_last_day():
    h1 = rule_version("H1", 1)

    assert h1.is_in_force(h1.valid_from)
    assert h1.is_in_force(h1.valid_to)
    assert not h1.is_in_force(h1.valid_from - timedelta(days=1))
    assert not h1.is_in_force(h1.valid_to + timedelta(days=1))


def test_the_page_of_clocks_is_the_one_made_from_the_data():
    assert PAGE.read_text(encoding="utf-8") == clocks_page(), "Run python -m koppi.deadlines.document."
