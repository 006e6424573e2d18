"""The rules for minors: the table that comes with Koppi, a county's own, and files that are refused."""

from datetime import date, timedelta

import pytest

from koppi.people.minors import (
    OURS,
    PROFESSIONS,
    REGISTERS,
    SINCE,
    read_rows,
    rule_for,
)
from koppi.people.models import CARE_PROFESSIONS

TODAY = date(2026, 11, 24)
OLD, NEW = date(2026, 12, 31), date(2027, 1, 1)
ROW = {
    "register": '"patient"',
    "ages": "[0, 17]",
    "capacity": '"ask"',
    "guardian_sees": "true",
    "needs_lead": "false",
    "led_by": "[]",
    "law": '"the county\'s decision"',
    "valid_from": "2024-01-01",
}


def in_toml(**values):
    lines = [f"{key} = {value}" for key, value in {**ROW, **values}.items() if value]
    return "\n".join(["[[rule]]", *lines, ""])


SOCIAL = in_toml(register='"social"')


@pytest.fixture
def read(tmp_path):
    """A function that reads rules from a file with some text."""

    def from_text(text):
        path = tmp_path / "minors.toml"
        path.write_text(text, encoding="utf-8")
        return read_rows(path)

    return from_text


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize(
    ("age", "asks", "law"),
    [
        (0, False, "703/2023, section 34"),
        (11, False, "703/2023, section 34"),
        (12, True, "703/2023, sections 34 and 51"),
        (17, True, "703/2023, sections 34 and 51"),
    ],
)
def test_what_comes_with_koppi_is_the_law_and_names_no_lead(register, age, asks, law):
    rule = rule_for(read_rows(OURS), register, age, TODAY)

    assert (rule.asks, rule.guardian_sees, rule.needs_lead, rule.led_by) == (asks, True, False, ())
    assert (rule.law, rule.valid_from, rule.valid_to) == (law, SINCE, None)


def test_for_those_of_full_age_there_is_no_rule():
    assert rule_for(read_rows(OURS), "patient", 18, TODAY) is None


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize(("age", "asks"), [(11, False), (12, True)])
@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2023, 12, 31), date(2024, 1, 1)])
def test_before_the_law_its_first_rule_holds(register, age, asks, day):
    rule = rule_for(read_rows(OURS), register, age, day)

    assert (rule.asks, rule.valid_from) == (asks, SINCE)


def test_before_a_countys_first_rule_the_first_holds_and_not_the_latest(read):
    early = date(2023, 9, 1)
    rows = read(
        SOCIAL
        + in_toml(valid_from="2024-01-01", guardian_sees="false")
        + in_toml(valid_from=early.isoformat(), valid_to="2023-12-31")
    )

    days = (early - timedelta(days=1), early, date(2023, 12, 31), date(2024, 1, 1))
    assert [rule_for(rows, "patient", 9, day).guardian_sees for day in days] == [True, True, True, False]


def test_a_new_version_holds_from_its_first_day_and_the_old_one_to_its_last(read):
    rows = read(
        SOCIAL
        + in_toml(valid_to=OLD.isoformat())
        + in_toml(ages="[0, 9]", capacity='"not_capable"', valid_from=NEW.isoformat())
        + in_toml(
            ages="[10, 17]",
            guardian_sees="false",
            needs_lead="true",
            led_by='["public_health_nurse", "doctor"]',
            valid_from=NEW.isoformat(),
        )
    )

    assert [rule_for(rows, "patient", 10, day).guardian_sees for day in (OLD, NEW)] == [True, False]
    assert [rule_for(rows, "patient", 9, day).asks for day in (OLD, NEW)] == [True, False]
    assert rule_for(rows, "social", 10, NEW).guardian_sees
    rule = rule_for(rows, "patient", 17, NEW)
    assert rule.needs_lead and rule.may_lead("doctor") and not rule.may_lead("social_worker")


def test_without_professions_anybody_may_lead(read):
    rule = rule_for(read(SOCIAL + in_toml(needs_lead="true")), "patient", 5, TODAY)

    assert all(rule.may_lead(profession) for profession in PROFESSIONS)


def test_the_professions_that_may_lead_are_those_that_care():
    assert [code for code, _ in CARE_PROFESSIONS] == list(PROFESSIONS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "[[rule]] tables"),
        ("rule = 3", "[[rule]] tables"),
        ("rule = [3]", "mistake in rule 1: it must be a table"),
        ("{", "TOML"),
        (SOCIAL, "0 years in the patient register"),
        (SOCIAL + in_toml(ages="[0, 16]"), "17 years in the patient register"),
        (SOCIAL + in_toml() + in_toml(ages="[3, 3]"), "3 years in the patient register"),
        (SOCIAL + in_toml(valid_from="2024-01-02"), "from 2024-01-01 on"),
        (SOCIAL + in_toml(valid_to="2026-12-31"), "also after 2026-12-31"),
        (SOCIAL + in_toml(valid_to="2026-12-31") + in_toml(valid_from="2027-01-02"), "by 2027-01-02"),
        (SOCIAL + in_toml(valid_to="2026-12-31") + in_toml(valid_from="2026-12-31"), "by 2026-12-31"),
        (SOCIAL + in_toml(valid_to="2023-12-31"), "mistake in rule 2: valid_to must not be before"),
        (SOCIAL + in_toml(valid_from='"2024-01-01"'), "mistake in rule 2: the days"),
        (SOCIAL + in_toml(valid_from="2024-01-01T00:00:00"), "mistake in rule 2: the days"),
        (SOCIAL + in_toml(register='"advice"'), "mistake in rule 2: register"),
        (SOCIAL + in_toml(register="[]"), "mistake in rule 2: register"),
        (SOCIAL + in_toml(ages="[0, 18]"), "mistake in rule 2: ages"),
        (SOCIAL + in_toml(ages="[17, 0]"), "mistake in rule 2: ages"),
        (SOCIAL + in_toml(ages="[false, 17]"), "mistake in rule 2: ages"),
        (SOCIAL + in_toml(ages="17"), "mistake in rule 2: ages"),
        (SOCIAL + in_toml(capacity='"capable"'), "mistake in rule 2: capacity"),
        (SOCIAL + in_toml(guardian_sees='"no"'), "mistake in rule 2: guardian_sees"),
        (
            SOCIAL + in_toml(capacity='"not_capable"', guardian_sees="false"),
            "mistake in rule 2: guardian_sees may be false only where capacity is ask",
        ),
        (SOCIAL + in_toml(needs_lead="1"), "mistake in rule 2: needs_lead"),
        (SOCIAL + in_toml(needs_lead="true", led_by='["wizard"]'), "mistake in rule 2: led_by"),
        (SOCIAL + in_toml(needs_lead="true", led_by="[[]]"), "mistake in rule 2: led_by"),
        (SOCIAL + in_toml(needs_lead="true", led_by='["doctor", "doctor"]'), "mistake in rule 2: led_by"),
        (SOCIAL + in_toml(led_by='["doctor"]'), "mistake in rule 2: led_by"),
        (SOCIAL + in_toml(law='" "'), "mistake in rule 2: law"),
        (SOCIAL + in_toml(law=""), "mistake in rule 2: it must have"),
        (SOCIAL + in_toml(lead='"nurse"'), "mistake in rule 2: it must have"),
    ],
)
def test_a_file_that_leaves_a_doubt_is_refused_with_the_reason(read, text, says):
    with pytest.raises(ValueError) as refused:
        read(text)
    assert says in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="a file that Koppi may read"):
        read_rows(tmp_path / "nothing.toml")
