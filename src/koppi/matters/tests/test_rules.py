"""Every move of every table, and the arithmetic of offers and snoozes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.matters import rules
from koppi.matters.models import Catch, Clock, Handover, Matter

from .factories import DAY, HOUR, MINUTE, NINE

ALLOWED = {
    "matter": {
        ("open", "waiting"),
        ("open", "closed"),
        ("waiting", "open"),
        ("waiting", "closed"),
        ("closed", "open"),
    },
    "catch": {("open", "released")},
    "handover": {
        ("pending", "accepted"),
        ("pending", "declined"),
        ("pending", "withdrawn"),
        ("pending", "expired"),
    },
    "consultation": {("asked", "answered"), ("asked", "withdrawn")},
    "clock": {("running", "met"), ("running", "ended")},
}
EVERY_MOVE = [
    (name, now, then)
    for name, states in rules.STATES.items()
    for now in (*states, "nowhere")
    for then in (*states, "nowhere")
]


@pytest.mark.parametrize(("name", "now", "then"), EVERY_MOVE)
def test_only_the_moves_of_the_table_are_allowed(name, now, then):
    assert rules.may_move(rules.STATES[name], now, then) == ((now, then) in ALLOWED[name])


def test_the_tables_speak_the_words_that_are_stored():
    assert set(rules.MATTER) == set(Matter.State.values)
    assert set(rules.HANDOVER) == {"pending", *Handover.Outcome.values}
    assert set(Matter.Outcome.values) > rules.ENDED_BY_PEOPLE
    assert rules.NEXT_STEP in rules.MAY_MOVE and rules.ASSESS not in rules.MAY_MOVE
    assert {"closed", "carried", "cancelled"} <= set(Clock.Ended.values)
    assert {"returned", "handed_over", "closed", "away"} == set(Catch.Release.values)


LAST_DAY = date(2027, 8, 31)


@pytest.mark.parametrize("right", ["licensed", "protected_title", "none"])
@pytest.mark.parametrize("profession", ["nurse", "oral_health", "practical_nurse"])
@pytest.mark.parametrize("skill", ["", "oral", "general"])
@pytest.mark.parametrize("incumbent", [True, False])
@pytest.mark.parametrize("day", [date(2025, 3, 3), LAST_DAY, LAST_DAY + DAY])
def test_who_may_assess(right, profession, skill, incumbent, day):
    may = rules.may_assess(right, day=day, profession=profession, skill=skill, incumbent=incumbent)

    if right == "licensed" or (incumbent and day <= LAST_DAY):
        assert may
    else:
        assert may is (right == "protected_title" and (profession, skill) == ("oral_health", "oral"))


moments = st.timedeltas(min_value=-30 * DAY, max_value=30 * DAY).map(NINE.__add__)
LIMITS = {"longest": 4 * HOUR, "shortest": 10 * MINUTE}


@given(due_at=moments, shift_ends_at=st.none() | moments)
def test_an_offer_stands_at_least_shortly_and_never_too_long(due_at, shift_ends_at):
    expires_at = rules.when_offer_expires(at=NINE, due_at=due_at, shift_ends_at=shift_ends_at, **LIMITS)

    assert NINE + 10 * MINUTE <= expires_at <= NINE + 4 * HOUR


@given(due_at=moments, shift_ends_at=st.none() | moments)
def test_an_offer_lapses_before_the_due_time_and_before_the_giver_leaves(due_at, shift_ends_at):
    expires_at = rules.when_offer_expires(at=NINE, due_at=due_at, shift_ends_at=shift_ends_at, **LIMITS)

    for end in (due_at, shift_ends_at):
        if end is not None and end >= NINE + 10 * MINUTE:
            assert expires_at <= end


def test_what_is_late_already_can_still_be_offered_for_a_while():
    expires_at = rules.when_offer_expires(at=NINE, due_at=NINE - HOUR, shift_ends_at=None, **LIMITS)

    assert expires_at == NINE + 4 * HOUR


codes = st.sampled_from([rules.ASSESS, rules.ANSWER, rules.NEXT_STEP, rules.REMIND])


@given(running=st.lists(st.tuples(codes, moments), max_size=5))
def test_a_snooze_ends_before_everything_that_may_not_move(running):
    limit = rules.snooze_limit(running)
    firm = [due_at for rule, due_at in running if rule in (rules.ASSESS, rules.ANSWER)]

    assert limit == (min(firm) if firm else None)


@pytest.mark.parametrize(
    ("due_at", "overdue"), [(None, False), (NINE, False), (NINE - timedelta(microseconds=1), True)]
)
def test_overdue_begins_when_the_due_time_has_passed(due_at, overdue):
    assert rules.is_overdue(due_at, NINE) is overdue
