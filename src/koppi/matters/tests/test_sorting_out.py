"""Duplicates are joined, and a matter about the wrong person goes on about the right one."""

import pytest

from koppi.matters.actions import (
    accept_handover,
    ask_colleague,
    assess_matter,
    catch_matter,
    close_matter,
    correct_client,
    hear_from_client,
    join_matters,
    mark_answered,
    offer_handover,
    set_urgency,
    snooze_matter,
    wait_for,
    warn,
)
from koppi.matters.errors import AlreadyClosed, NotAlike, NotAllowed, NotYours, ReasonMissing, SameClient
from koppi.matters.models import Matter
from koppi.matters.queries import search_matters

from .factories import (
    CLOSING,
    DAY,
    HOUR,
    NINE,
    events,
    everything,
    make_client,
    make_matter,
    running,
    told,
)


@pytest.fixture
def newer(matter, topic, maria):
    """A duplicate of the client's matter."""
    return make_matter(topic, maria, at=NINE + HOUR, words="Sama kurkku, kuume.")


@pytest.fixture
def kalle(db):
    """Another client."""
    return make_client("Kalle Berg")


def join(newer, older, by, at=NINE + 2 * HOUR):
    return join_matters(newer_id=newer.pk, older_id=older.pk, by=by, at=at)


def correct(matter, client, by, at=NINE + HOUR, reason="It was about the son."):
    return correct_client(matter_id=matter.pk, client=client, reason=reason, by=by, at=at)


def answered_and_assessed(matter, by):
    assess_matter(matter_id=matter.pk, need="x", urgency=0, profession="", by=by, at=NINE)
    mark_answered(matter_id=matter.pk, by=by, at=NINE)


# Joining


def test_the_newer_closes_and_the_older_goes_on(matter, newer, aino, again):
    join(newer, matter, aino)

    now = again(newer)
    assert (now.state, now.outcome, now.joined_into) == ("closed", "joined", matter)
    assert (again(matter).state, again(matter).caught_by) == ("open", aino)
    assert events(newer)[-1] == "matter.joined"
    assert events(matter)[-2:] == ["matter.caught", "matter.received_joined"]


def test_the_earlier_clock_leads(matter, newer, aino):
    join(newer, matter, aino)

    assert running(matter) == ["H1", "P1"]
    assert {clock.ended for clock in newer.clocks.all()} == {"carried"}


def test_the_clocks_that_the_older_has_no_more_are_carried(matter, newer, aino, again):
    answered_and_assessed(matter, aino)

    join(newer, matter, aino)

    assert running(matter) == ["H1", "N1", "P1"]
    carried = matter.clocks.get(rule="H1", running=True)
    assert carried.continues.matter == newer
    assert again(matter).due_at == CLOSING


def test_words_nobody_answered_end_the_wait_and_the_snooze_of_the_older(matter, newer, aino, again):
    answered_and_assessed(matter, aino)
    wait_for(matter_id=matter.pk, waiting_for="client", by=aino, at=NINE)
    snooze_matter(matter_id=matter.pk, until=NINE + 5 * DAY, why="", by=aino, at=NINE)

    join(newer, matter, aino)

    now = again(matter)
    assert (now.state, now.waiting_for, now.snoozed_until) == ("open", "", None)
    assert now.client_wrote_at == NINE + HOUR
    assert again(newer).client_wrote_at is None
    assert running(matter) == ["H1", "P1"]


def test_the_warning_goes_along(matter, newer, aino, resident, again):
    set_urgency(matter_id=matter.pk, urgency=0, by=aino, at=NINE)
    warn(matter_id=newer.pk, by=resident, at=NINE + HOUR)

    join(newer, matter, aino)

    assert again(matter).priority == 2


def test_the_older_ones_holder_keeps_it_and_is_told(matter, newer, aino, eero, again):
    catch_matter(matter_id=matter.pk, by=eero, at=NINE)

    join(newer, matter, aino)

    assert again(matter).caught_by == eero
    assert told(eero) == ["matter.joined"]


def test_a_colleagues_newer_matter_is_not_joined(matter, newer, aino, eero):
    catch_matter(matter_id=newer.pk, by=eero, at=NINE + HOUR)
    before = everything(newer), everything(matter)

    with pytest.raises(NotYours, match="Eero Salo"):
        join(newer, matter, aino)

    assert (everything(newer), everything(matter)) == before


def test_offers_and_questions_of_the_newer_are_withdrawn(matter, newer, aino, eero):
    offer = offer_handover(
        matter_id=newer.pk, reason="x", by=aino, at=NINE + HOUR, to_person=eero.professional
    )
    question = ask_colleague(
        matter_id=newer.pk, question="?", by=aino, at=NINE + HOUR, to_person=eero.professional
    )

    join(newer, matter, aino)

    offer.refresh_from_db()
    question.refresh_from_db()
    assert (offer.outcome, question.withdrawn_at) == ("withdrawn", NINE + 2 * HOUR)


def test_an_offer_of_the_older_stands(matter, newer, aino, eero, again):
    offer = offer_handover(matter_id=matter.pk, reason="x", by=aino, at=NINE, to_person=eero.professional)

    join(newer, matter, aino)
    accept_handover(handover_id=offer.pk, by=eero, at=NINE + 3 * HOUR)

    assert again(matter).caught_by == eero


def test_letters_to_what_was_joined_belong_to_the_oldest(matter, newer, topic, maria, aino, resident, again):
    newest = make_matter(topic, maria, at=NINE + HOUR)
    join(newest, newer, aino)
    join(newer, matter, aino)

    assert again(newest).joined_into == matter
    assert hear_from_client(matter_id=newest.pk, by=resident, at=NINE + 3 * HOUR) == matter
    assert mark_answered(matter_id=newest.pk, by=aino, at=NINE + 4 * HOUR) == matter


def test_the_older_is_found_by_the_newer_ones_words(matter, newer, aino):
    join(newer, matter, aino)

    assert matter in search_matters(by=aino, text="kuumeen")


def test_only_two_open_matters_of_one_client_in_one_register_are_joined(
    matter, newer, topic, maria, kalle, aino, sari, social
):
    def refused(newer, older):
        with pytest.raises(NotAlike):
            join(newer, older, aino)

    social_one = make_matter(topic, maria, register="social")
    with pytest.raises(Matter.DoesNotExist):
        join(social_one, matter, aino)
    refused(make_matter(topic, kalle), matter)
    refused(matter, newer)
    refused(matter, matter)
    refused(make_matter(topic, maria, hidden=True), matter)
    close_matter(matter_id=newer.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)
    refused(newer, matter)


def test_the_client_does_not_join(matter, newer, resident):
    with pytest.raises(NotAllowed):
        join(newer, matter, resident)


# Correcting


def test_the_right_client_gets_a_new_matter_and_the_wrong_one_sees_none(
    matter, maria, kalle, aino, resident, again
):
    new = correct(matter, kalle, aino)

    old = again(matter)
    assert (old.client, old.state, old.outcome, old.shown_from) == (maria, "closed", "wrong_client", None)
    assert (new.client, new.state, new.caught_by, new.continues) == (kalle, "open", aino, matter)
    assert not Matter.objects.visible_to(resident).exists()
    assert (old.correction.corrected_by, old.correction.reason) == (aino, "It was about the son.")
    assert events(matter)[-1] == "matter.corrected"
    assert events(new) == ["matter.opened", "matter.caught"]


def test_the_clocks_go_on_as_they_started(matter, kalle, aino):
    new = correct(matter, kalle, aino, at=NINE + 5 * HOUR)

    assert [(c.rule, c.started_at, c.continues.matter) for c in new.clocks.order_by("rule")] == [
        ("H1", NINE, matter),
        ("P1", NINE, matter),
    ]
    assert {clock.ended for clock in matter.clocks.all()} == {"carried"}
    assert new.due_at == CLOSING


def test_a_wait_is_not_carried(matter, kalle, aino):
    answered_and_assessed(matter, aino)
    wait_for(matter_id=matter.pk, waiting_for="client", by=aino, at=NINE)

    new = correct(matter, kalle, aino)

    assert new.state == "open"
    assert running(new) == ["N1"]


def test_urgency_and_warning_go_along(matter, kalle, aino, resident):
    set_urgency(matter_id=matter.pk, urgency=0, by=aino, at=NINE)
    warn(matter_id=matter.pk, by=resident, at=NINE + HOUR)

    new = Matter.objects.get(pk=correct(matter, kalle, aino, at=NINE + 2 * HOUR).pk)

    assert (new.urgency, new.warned_at, new.priority) == (0, NINE + HOUR, 2)


def test_a_correction_works_outside_the_topics_team(matter, kalle, aino, olli, doctors):
    offer = offer_handover(matter_id=matter.pk, reason="x", by=aino, at=NINE, to_person=olli.professional)
    accept_handover(handover_id=offer.pk, by=olli, at=NINE)

    new = correct(matter, kalle, olli)

    assert (new.team, new.caught_by) == (doctors, olli)


def test_the_new_one_is_found_by_the_words_and_the_right_name(matter, kalle, aino):
    new = correct(matter, kalle, aino)

    assert new in search_matters(by=aino, text="kipeät kurkut")
    assert search_matters(by=aino, text="Kalle Berg") == [new]
    assert new not in search_matters(by=aino, text="Lindqvist")


def test_offers_and_questions_are_withdrawn_with_the_wrong_one(matter, kalle, aino, eero):
    offer = offer_handover(matter_id=matter.pk, reason="x", by=aino, at=NINE, to_person=eero.professional)

    correct(matter, kalle, aino)

    offer.refresh_from_db()
    assert offer.outcome == "withdrawn"


def test_a_correction_is_signed_by_the_holder_with_a_reason_once(matter, maria, kalle, aino, eero, resident):
    with pytest.raises(ReasonMissing):
        correct(matter, kalle, aino, reason=" ")
    with pytest.raises(SameClient):
        correct(matter, maria, aino)
    with pytest.raises(NotAllowed):
        correct(matter, kalle, resident)
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    with pytest.raises(NotYours):
        correct(matter, kalle, eero)
    correct(matter, kalle, aino)
    before = everything(matter)
    with pytest.raises(AlreadyClosed):
        correct(matter, kalle, aino)
    assert everything(matter) == before
    assert Matter.objects.count() == 2
