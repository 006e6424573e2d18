"""Who answers for a matter: caught, let go, sent on."""

import itertools

import pytest

from koppi.matters.actions import (
    ask_colleague,
    catch_matter,
    close_matter,
    offer_handover,
    release_matter,
    send_on,
    snooze_matter,
)
from koppi.matters.errors import AlreadyCaught, AlreadyClosed, NobodyHolds, NotAllowed, NotYours
from koppi.matters.models import Matter

from .factories import (
    DAY,
    HOUR,
    NINE,
    be_away,
    events,
    everything,
    make_matter,
    make_professional,
    make_shift,
    told,
)


def test_whoever_catches_a_matter_answers_for_it(matter, aino, again):
    catch = catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    now = again(matter)
    assert (now.catch, now.caught_by, now.uncaught_since) == (catch, aino, None)
    assert events(matter) == ["matter.opened", "matter.caught"]


def test_the_slower_hand_learns_who_was_faster(matter, aino, eero):
    first = catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    before = everything(matter)

    with pytest.raises(AlreadyCaught, match="Aino Koski") as refusal:
        catch_matter(matter_id=matter.pk, by=eero, at=NINE)

    assert (refusal.value.catch, refusal.value.who) == (first, "Aino Koski")
    assert everything(matter) == before


def test_pressing_twice_catches_once(matter, aino):
    first = catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    assert catch_matter(matter_id=matter.pk, by=aino, at=NINE + HOUR) == first
    assert events(matter) == ["matter.opened", "matter.caught"]


def test_a_closed_matter_is_not_caught(matter, aino):
    close_matter(
        matter_id=matter.pk, outcome="guided", without_assessment="not_a_care_need", by=aino, at=NINE
    )

    with pytest.raises(AlreadyClosed):
        catch_matter(matter_id=matter.pk, by=aino, at=NINE)


@pytest.mark.parametrize("user", ["resident", "koppi"])
def test_only_a_professional_catches(matter, user, request):
    with pytest.raises(NotAllowed):
        catch_matter(matter_id=matter.pk, by=request.getfixturevalue(user), at=NINE)

    assert events(matter) == ["matter.opened"]


def test_another_team_does_not_even_learn_that_it_is_there(matter, olli):
    with pytest.raises(Matter.DoesNotExist):
        catch_matter(matter_id=matter.pk, by=olli, at=NINE)


def test_a_released_matter_is_the_teams_again(matter, aino, again):
    catch = catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    release_matter(matter_id=matter.pk, why="shift ends", by=aino, at=NINE + HOUR)

    now = again(matter)
    assert (now.catch_id, now.caught_by_id, now.uncaught_since) == (None, None, NINE + HOUR)
    catch.refresh_from_db()
    assert (catch.released_at, catch.release) == (NINE + HOUR, "returned")
    assert events(matter)[-1] == "matter.released"


def test_releasing_takes_the_pending_offer_back(matter, aino, eero):
    offer = offer_handover(matter_id=matter.pk, reason="wound", by=aino, at=NINE, to_person=eero.professional)

    release_matter(matter_id=matter.pk, why="", by=aino, at=NINE + HOUR)

    offer.refresh_from_db()
    assert offer.outcome == "withdrawn"
    assert events(matter)[-2:] == ["handover.withdrawn", "matter.released"]
    assert told(eero) == ["handover.offered", "handover.withdrawn"]


def test_a_released_matter_is_in_sight(matter, aino, again):
    snooze_matter(matter_id=matter.pk, until=NINE + 2 * HOUR, why="", by=aino, at=NINE)

    release_matter(matter_id=matter.pk, why="", by=aino, at=NINE + HOUR)

    assert again(matter).snoozed_until is None


def test_a_colleague_does_not_release_for_the_holder(matter, aino, eero):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    before = everything(matter)

    with pytest.raises(NotYours, match="Aino Koski"):
        release_matter(matter_id=matter.pk, why="", by=eero, at=NINE)

    assert everything(matter) == before


def test_a_shift_lead_releases_for_a_holder_who_is_told(matter, aino, lea, again):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    release_matter(matter_id=matter.pk, why="", by=lea, at=NINE)

    assert again(matter).catch_id is None
    assert told(aino) == ["matter.released"]


def test_what_nobody_holds_is_not_released(matter, aino):
    with pytest.raises(NobodyHolds):
        release_matter(matter_id=matter.pk, why="", by=aino, at=NINE)


def test_the_client_cannot_take_a_matter_out_of_somebodys_hands(matter, aino, resident):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    with pytest.raises(NotAllowed):
        release_matter(matter_id=matter.pk, why="", by=resident, at=NINE)


def test_an_absent_holders_matters_go_to_the_team_meant_for_the_substitute(
    topic, maria, matter, aino, eero, koppi, again
):
    others = [matter, make_matter(topic, maria)]
    for each in others:
        catch_matter(matter_id=each.pk, by=aino, at=NINE)
    be_away(aino.professional, substitute=eero.professional)

    assert send_on(professional=aino.professional, by=koppi, at=NINE) == 2

    for each in others:
        now = again(each)
        assert (now.catch_id, now.meant_for) == (None, eero.professional)
        assert now.catches.get().release == "away"
        assert events(each)[-1] == "matter.sent_on"
    assert told(eero) == ["matters.sent_on"]


def test_without_a_substitute_the_team_is_told(matter, aino, eero, lea, koppi, again):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    be_away(aino.professional)

    send_on(professional=aino.professional, by=koppi, at=NINE)

    assert again(matter).meant_for is None
    assert told(eero) == told(lea) == ["matters.returned"]


def test_the_substitutes_own_substitute_steps_in(matter, aino, eero, lea, koppi, again):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    be_away(aino.professional, substitute=eero.professional)
    be_away(eero.professional, substitute=lea.professional)

    send_on(professional=aino.professional, by=koppi, at=NINE)

    assert again(matter).meant_for == lea.professional


def test_three_substitutes_are_asked_and_then_the_team(matter, nurses, aino, eero, lea, koppi, again):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    chain = [aino.professional, eero.professional, lea.professional]
    chain += [make_professional(name, nurses) for name in ("Iiro Aho", "Oona Laine")]
    for person, substitute in itertools.pairwise(chain):
        be_away(person, substitute=substitute)

    send_on(professional=aino.professional, by=koppi, at=NINE)

    assert again(matter).meant_for is None


def test_offers_and_questions_to_somebody_absent_go_back(matter, aino, eero, lea, koppi):
    offer = offer_handover(matter_id=matter.pk, reason="wound", by=aino, at=NINE, to_person=eero.professional)
    question = ask_colleague(
        matter_id=matter.pk, question="how deep?", by=lea, at=NINE, to_person=eero.professional
    )

    send_on(professional=eero.professional, by=koppi, at=NINE + HOUR)

    offer.refresh_from_db()
    question.refresh_from_db()
    assert (offer.outcome, question.withdrawn_at) == ("expired", NINE + HOUR)
    assert told(aino) == ["handover.expired"]
    assert told(lea) == ["question.returned"]


def test_an_offer_that_comes_back_to_a_giver_who_has_left_goes_to_the_team(matter, aino, eero, koppi, again):
    offer_handover(matter_id=matter.pk, reason="wound", by=aino, at=NINE, to_person=eero.professional)

    send_on(professional=eero.professional, by=koppi, at=NINE + DAY)

    assert again(matter).catch_id is None


def test_what_was_meant_for_somebody_absent_is_meant_for_the_substitute(matter, aino, eero, koppi, again):
    Matter.objects.filter(pk=matter.pk).update(meant_for=aino.professional)
    be_away(aino.professional, substitute=eero.professional)

    send_on(professional=aino.professional, by=koppi, at=NINE)

    assert again(matter).meant_for == eero.professional


def test_sending_on_twice_sends_once(matter, aino, koppi):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    be_away(aino.professional)
    send_on(professional=aino.professional, by=koppi, at=NINE)
    before = everything(matter)

    assert send_on(professional=aino.professional, by=koppi, at=NINE) == 0
    assert everything(matter) == before


def test_a_substitute_of_another_team_sees_what_is_meant_for_them(matter, aino, doctors, koppi):
    stand_in = make_professional("Iiro Aho", doctors)
    make_shift(stand_in)
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    be_away(aino.professional, substitute=stand_in)

    send_on(professional=aino.professional, by=koppi, at=NINE)

    assert Matter.objects.visible_to(stand_in.user).get() == matter
