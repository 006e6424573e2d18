"""Snoozing and waiting move our own promises; what the law or the client waits for stands."""

import pytest

from koppi.matters.actions import (
    assess_matter,
    catch_matter,
    close_matter,
    hear_from_client,
    mark_answered,
    snooze_matter,
    wait_for,
    wake_matter,
    wake_snoozed,
)
from koppi.matters.errors import (
    AlreadyClosed,
    AnswerFirst,
    InThePast,
    NobodyHolds,
    NotAllowed,
    NotYours,
    TooLate,
)

from .factories import CLOSING, DAY, HOUR, MINUTE, NEXT_NINE, NINE, events, everything, running


@pytest.fixture
def answered(matter, aino):
    """The matter, held by Aino, assessed and answered: only our next-step promise runs."""
    assess_matter(matter_id=matter.pk, need="sore throat", urgency=0, profession="", by=aino, at=NINE)
    mark_answered(matter_id=matter.pk, by=aino, at=NINE)
    matter.refresh_from_db()
    assert running(matter) == ["N1"]
    return matter


def test_a_snooze_puts_a_matter_out_of_sight(matter, aino, again):
    snooze_matter(matter_id=matter.pk, until=NINE + HOUR, why="lab", by=aino, at=NINE)

    now = again(matter)
    assert (now.snoozed_until, now.caught_by, now.due_at) == (NINE + HOUR, aino, CLOSING)
    assert events(matter) == ["matter.opened", "matter.caught", "matter.snoozed"]


def test_a_snooze_does_not_pass_what_the_law_demands(matter, aino):
    before = everything(matter)

    with pytest.raises(TooLate) as refusal:
        snooze_matter(matter_id=matter.pk, until=CLOSING + MINUTE, why="", by=aino, at=NINE)

    assert refusal.value.limit == CLOSING
    assert everything(matter) == before
    snooze_matter(matter_id=matter.pk, until=CLOSING, why="", by=aino, at=NINE)


def test_a_snooze_does_not_pass_the_promised_answer(matter, aino):
    assess_matter(matter_id=matter.pk, need="x", urgency=0, profession="", by=aino, at=NINE)

    with pytest.raises(TooLate) as refusal:
        snooze_matter(matter_id=matter.pk, until=NEXT_NINE + MINUTE, why="", by=aino, at=NINE)

    assert refusal.value.limit == NEXT_NINE


def test_what_is_overdue_is_not_snoozed(matter, aino):
    with pytest.raises(TooLate):
        snooze_matter(matter_id=matter.pk, until=CLOSING + 2 * HOUR, why="", by=aino, at=CLOSING + HOUR)


def test_our_own_promise_moves_with_the_snooze(answered, aino, again):
    until = NINE + 20 * DAY

    snooze_matter(matter_id=answered.pk, until=until, why="", by=aino, at=NINE)

    now = again(answered)
    assert (now.due_at, now.snoozed_until) == (until, until)
    old, new = answered.clocks.filter(rule="N1").order_by("pk")
    assert (old.ended, new.continues) == ("moved", old)


def test_one_snooze_at_a_time_the_last_one_counts(answered, aino, again):
    snooze_matter(matter_id=answered.pk, until=NINE + 20 * DAY, why="", by=aino, at=NINE)
    snooze_matter(matter_id=answered.pk, until=NINE + HOUR, why="", by=aino, at=NINE + MINUTE)

    assert again(answered).snoozed_until == NINE + HOUR
    assert answered.snoozes.filter(woken_at=None).count() == 1


def test_the_past_is_no_time_to_snooze_until(matter, aino):
    with pytest.raises(InThePast):
        snooze_matter(matter_id=matter.pk, until=NINE, why="", by=aino, at=NINE)


def test_only_the_holder_snoozes_waits_and_wakes(matter, aino, eero):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    with pytest.raises(NotYours):
        snooze_matter(matter_id=matter.pk, until=NINE + HOUR, why="", by=eero, at=NINE)
    with pytest.raises(NotYours):
        wait_for(matter_id=matter.pk, waiting_for="client", by=eero, at=NINE)
    with pytest.raises(NotYours):
        wake_matter(matter_id=matter.pk, by=eero, at=NINE)


def test_the_client_cannot_snooze_or_wait(matter, resident):
    for pause in (
        lambda: snooze_matter(matter_id=matter.pk, until=NINE + HOUR, why="", by=resident, at=NINE),
        lambda: wait_for(matter_id=matter.pk, waiting_for="client", by=resident, at=NINE),
    ):
        with pytest.raises(NotAllowed):
            pause()


def test_waking_brings_back_into_sight_once(matter, aino, again):
    snooze_matter(matter_id=matter.pk, until=NINE + HOUR, why="", by=aino, at=NINE)

    wake_matter(matter_id=matter.pk, by=aino, at=NINE + MINUTE)
    wake_matter(matter_id=matter.pk, by=aino, at=NINE + MINUTE)

    assert again(matter).snoozed_until is None
    assert matter.snoozes.get().woken_at == NINE + MINUTE
    assert events(matter).count("matter.woken") == 1


def test_what_nobody_holds_or_is_closed_is_not_woken(matter, aino):
    with pytest.raises(NobodyHolds):
        wake_matter(matter_id=matter.pk, by=aino, at=NINE)
    close_matter(matter_id=matter.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)
    with pytest.raises(AlreadyClosed):
        wake_matter(matter_id=matter.pk, by=aino, at=NINE)


def test_a_snooze_ends_by_itself(matter, aino, koppi, again):
    snooze_matter(matter_id=matter.pk, until=NINE + HOUR, why="", by=aino, at=NINE)

    assert wake_snoozed(by=koppi, at=NINE + HOUR - MINUTE) == 0
    assert wake_snoozed(by=koppi, at=NINE + HOUR) == 1
    assert wake_snoozed(by=koppi, at=NINE + HOUR) == 0

    assert again(matter).snoozed_until is None
    assert events(matter)[-1] == "matter.woken"


def test_a_letter_wakes_a_snoozed_matter(answered, aino, resident, again):
    snooze_matter(matter_id=answered.pk, until=NINE + 20 * DAY, why="", by=aino, at=NINE)

    hear_from_client(matter_id=answered.pk, by=resident, at=NINE + HOUR)

    now = again(answered)
    assert (now.snoozed_until, now.due_at) == (None, NEXT_NINE + HOUR)
    assert running(answered) == ["P1"]
    assert answered.clocks.filter(rule="N1").latest("pk").ended == "client_replied"


def test_a_wait_is_kept_in_mind_by_a_reminder(answered, aino, again):
    wait_for(matter_id=answered.pk, waiting_for="client", by=aino, at=NINE)

    now = again(answered)
    assert (now.state, now.waiting_for, now.caught_by) == ("waiting", "client", aino)
    assert running(answered) == ["R1"]
    assert answered.clocks.get(rule="N1").ended == "waiting"
    assert events(answered)[-1] == "matter.waits"


def test_the_law_does_not_wait(matter, aino, again):
    mark_answered(matter_id=matter.pk, by=aino, at=NINE)

    wait_for(matter_id=matter.pk, waiting_for="client", by=aino, at=NINE)

    assert running(matter) == ["H1", "R1"]
    assert again(matter).due_at == CLOSING


def test_the_client_is_answered_before_one_waits(matter, aino):
    before = everything(matter)

    with pytest.raises(AnswerFirst):
        wait_for(matter_id=matter.pk, waiting_for="client", by=aino, at=NINE)

    assert everything(matter) == before


def test_waking_ends_a_wait_and_the_next_step_is_due(answered, aino, again):
    wait_for(matter_id=answered.pk, waiting_for="provider", by=aino, at=NINE)

    wake_matter(matter_id=answered.pk, by=aino, at=NINE + DAY)

    now = again(answered)
    assert (now.state, now.waiting_for) == ("open", "")
    assert running(answered) == ["N1"]


def test_a_letter_ends_a_wait(answered, aino, resident, again):
    wait_for(matter_id=answered.pk, waiting_for="client", by=aino, at=NINE)

    hear_from_client(matter_id=answered.pk, by=resident, at=NINE + DAY)

    assert again(answered).state == "open"
    assert running(answered) == ["P1"]
    assert answered.clocks.get(rule="R1").ended == "client_replied"


def test_a_reply_while_waiting_goes_on_waiting(answered, aino, again):
    wait_for(matter_id=answered.pk, waiting_for="client", by=aino, at=NINE)

    mark_answered(matter_id=answered.pk, by=aino, at=NINE + DAY)

    assert again(answered).state == "waiting"


def test_a_waiting_matter_can_sleep_and_the_reminder_sleeps_with_it(answered, aino, again):
    wait_for(matter_id=answered.pk, waiting_for="appointment", by=aino, at=NINE)

    snooze_matter(matter_id=answered.pk, until=NINE + 45 * DAY, why="", by=aino, at=NINE)

    now = again(answered)
    assert (now.state, now.snoozed_until, now.due_at) == ("waiting", NINE + 45 * DAY, NINE + 45 * DAY)


@pytest.mark.parametrize("pause", [snooze_matter, wait_for])
def test_a_closed_matter_is_not_paused(pause, matter, aino):
    close_matter(matter_id=matter.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)
    more = {"until": NINE + HOUR, "why": ""} if pause is snooze_matter else {"waiting_for": "client"}

    with pytest.raises(AlreadyClosed):
        pause(matter_id=matter.pk, by=aino, at=NINE, **more)
