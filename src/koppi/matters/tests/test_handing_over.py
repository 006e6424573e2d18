"""A hand-over is two-sided: the giver holds until somebody else does."""

import pytest

from koppi.access.models import Pass
from koppi.matters.actions import (
    accept_handover,
    catch_matter,
    close_matter,
    decline_handover,
    expire_offers,
    offer_handover,
    snooze_matter,
    withdraw_handover,
)
from koppi.matters.errors import (
    AlreadyClosed,
    AlreadySettled,
    NobodyThere,
    NotAllowed,
    NotYours,
    OfferPending,
    ReasonMissing,
)
from koppi.matters.models import Matter

from .factories import (
    DAY,
    HOUR,
    LONG_AGO,
    MINUTE,
    NINE,
    be_away,
    events,
    everything,
    make_professional,
    make_shift,
    make_team,
    told,
)


@pytest.fixture
def offer(matter, aino, olli):
    """Aino's offer to the doctor of another team."""
    return offer_handover(matter_id=matter.pk, reason="wound", by=aino, at=NINE, to_person=olli.professional)


@pytest.fixture
def team_offer(matter, aino, doctors):
    """Aino's offer to the doctors."""
    return offer_handover(matter_id=matter.pk, reason="wound", by=aino, at=NINE, to_team=doctors)


def test_to_give_one_must_hold(matter, offer, aino, again):
    assert again(matter).caught_by == aino
    assert offer.catch == again(matter).catch
    assert events(matter) == ["matter.opened", "matter.caught", "handover.offered"]


def test_the_one_it_is_offered_to_sees_it_and_is_told(matter, offer, olli):
    assert Matter.objects.visible_to(olli).get() == matter
    assert told(olli) == ["handover.offered"]


def test_the_team_changes_only_when_the_offer_is_accepted(matter, offer, aino, olli, nurses, doctors, again):
    assert again(matter).team == nurses

    catch = accept_handover(handover_id=offer.pk, by=olli, at=NINE + HOUR)

    now = again(matter)
    assert (now.team, now.catch, now.caught_by) == (doctors, catch, olli)
    assert [(c.caught_by, c.release) for c in now.catches.order_by("pk")] == [
        (aino, "handed_over"),
        (olli, ""),
    ]
    assert events(matter)[-1] == "handover.accepted"
    assert told(aino) == ["handover.accepted"]
    assert not Pass.objects.in_force().exists()


def test_a_matter_keeps_its_clocks_when_it_changes_hands(matter, offer, olli, again):
    before = again(matter).due_at

    accept_handover(handover_id=offer.pk, by=olli, at=NINE + HOUR)

    assert again(matter).due_at == before


def test_an_accepted_matter_is_in_sight(matter, aino, olli, again):
    snooze_matter(matter_id=matter.pk, until=NINE + 3 * HOUR, why="", by=aino, at=NINE)
    offer = offer_handover(matter_id=matter.pk, reason="wound", by=aino, at=NINE, to_person=olli.professional)

    accept_handover(handover_id=offer.pk, by=olli, at=NINE + HOUR)

    assert again(matter).snoozed_until is None


def test_a_declined_offer_stays_with_the_giver(matter, offer, aino, olli, again):
    decline_handover(handover_id=offer.pk, answer="in theatre", by=olli, at=NINE + HOUR)

    offer.refresh_from_db()
    assert (offer.outcome, offer.answer, offer.settled_by) == ("declined", "in theatre", olli)
    assert again(matter).caught_by == aino
    assert events(matter)[-1] == "handover.declined"
    assert told(aino) == ["handover.declined"]
    assert not Matter.objects.visible_to(olli).exists()


def test_to_decline_one_says_why(offer, olli):
    with pytest.raises(ReasonMissing):
        decline_handover(handover_id=offer.pk, answer="  ", by=olli, at=NINE)


def test_a_withdrawn_offer_stays_with_the_giver(matter, offer, aino, olli, again):
    withdraw_handover(handover_id=offer.pk, by=aino, at=NINE + HOUR)

    assert again(matter).caught_by == aino
    assert events(matter)[-1] == "handover.withdrawn"
    assert not Matter.objects.visible_to(olli).exists()


def test_only_the_giver_withdraws(offer, eero):
    with pytest.raises(NotYours, match="Aino Koski"):
        withdraw_handover(handover_id=offer.pk, by=eero, at=NINE)


@pytest.mark.parametrize("settle", [accept_handover, decline_handover, withdraw_handover])
def test_what_is_settled_is_not_settled_again(settle, matter, offer, aino, olli):
    accept_handover(handover_id=offer.pk, by=olli, at=NINE)
    before = everything(matter)
    more = {"answer": "no"} if settle is decline_handover else {}

    with pytest.raises(AlreadySettled, match="Olli Nurmi"):
        settle(handover_id=offer.pk, by=olli, at=NINE, **more)

    assert everything(matter) == before


def test_whoever_comes_late_to_a_withdrawn_offer_hears_that_it_is_settled(offer, aino, olli):
    withdraw_handover(handover_id=offer.pk, by=aino, at=NINE)

    with pytest.raises(AlreadySettled, match="Aino Koski"):
        accept_handover(handover_id=offer.pk, by=olli, at=NINE)


def test_the_slower_of_a_team_learns_who_took_it(team_offer, doctors, olli):
    slower = make_professional("Iiro Aho", doctors).user
    accept_handover(handover_id=team_offer.pk, by=olli, at=NINE)

    with pytest.raises(AlreadySettled, match="Olli Nurmi"):
        accept_handover(handover_id=team_offer.pk, by=slower, at=NINE)


@pytest.mark.parametrize("settle", [accept_handover, decline_handover, withdraw_handover])
def test_somebody_elses_offer_is_not_there(settle, offer, sari):
    more = {"answer": "no"} if settle is decline_handover else {}

    with pytest.raises(Matter.DoesNotExist):
        settle(handover_id=offer.pk, by=sari, at=NINE, **more)
    with pytest.raises(Matter.DoesNotExist):
        settle(handover_id=offer.pk + 1000, by=sari, at=NINE, **more)


def test_only_the_one_it_is_offered_to_takes_or_declines_it(offer, eero, aino):
    for other in (eero, aino):
        with pytest.raises(NotAllowed):
            accept_handover(handover_id=offer.pk, by=other, at=NINE)
        with pytest.raises(NotAllowed):
            decline_handover(handover_id=offer.pk, answer="no", by=other, at=NINE)


def test_an_offer_to_a_skill_is_taken_by_whoever_has_it(matter, aino, eero, lea, nurses, again):
    offer = offer_handover(
        matter_id=matter.pk, reason="wound", by=aino, at=NINE, to_team=nurses, to_skill="wounds"
    )

    assert told(eero) == ["handover.offered"] and told(lea) == []
    with pytest.raises(NotAllowed):
        accept_handover(handover_id=offer.pk, by=lea, at=NINE)
    accept_handover(handover_id=offer.pk, by=eero, at=NINE)
    assert again(matter).skill == "wounds"


def test_a_second_offer_waits_for_the_first(matter, offer, aino, eero):
    before = everything(matter)

    with pytest.raises(OfferPending, match="Olli Nurmi"):
        offer_handover(matter_id=matter.pk, reason="x", by=aino, at=NINE, to_person=eero.professional)

    assert everything(matter) == before


def test_an_offer_needs_a_reason(matter, aino, olli):
    with pytest.raises(ReasonMissing):
        offer_handover(matter_id=matter.pk, reason=" ", by=aino, at=NINE, to_person=olli.professional)

    assert events(matter) == ["matter.opened"]


def test_only_the_holder_offers(matter, aino, eero, olli):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    with pytest.raises(NotYours):
        offer_handover(matter_id=matter.pk, reason="x", by=eero, at=NINE, to_person=olli.professional)


def test_a_closed_matter_is_not_offered(matter, aino, olli):
    close_matter(matter_id=matter.pk, outcome="guided", without_assessment="not_reached", by=aino, at=NINE)

    with pytest.raises(AlreadyClosed):
        offer_handover(matter_id=matter.pk, reason="x", by=aino, at=NINE, to_person=olli.professional)


def test_nobody_is_offered_what_they_cannot_take(matter, aino, olli, sari, social, doctors, koppi):
    def refused(**to):
        with pytest.raises(NobodyThere):
            offer_handover(matter_id=matter.pk, reason="x", by=aino, at=NINE, **to)
        assert events(matter) == ["matter.opened"]

    refused(to_person=aino.professional)
    refused(to_person=sari.professional)
    refused(to_team=social)
    refused(to_team=make_team("empty"))
    refused(to_team=make_team("closed", closed_at=LONG_AGO))
    refused(to_team=doctors, to_skill="nobody-has-this")
    be_away(olli.professional)
    refused(to_person=olli.professional)


def test_a_team_that_closed_meanwhile_is_not_accepted_for(matter, team_offer, doctors, olli):
    doctors.closed_at = NINE
    doctors.save()
    before = everything(matter)

    with pytest.raises(NobodyThere):
        accept_handover(handover_id=team_offer.pk, by=olli, at=NINE)

    assert everything(matter) == before


def test_an_offer_lapses_before_the_giver_leaves(matter, nurses, olli):
    early = make_professional("Iiro Aho", nurses)
    make_shift(early, hours=2)

    offer = offer_handover(
        matter_id=matter.pk, reason="x", by=early.user, at=NINE, to_person=olli.professional
    )

    assert offer.expires_at == NINE + HOUR


def test_a_lapsed_offer_stays_with_a_giver_who_is_there(matter, offer, aino, koppi, again):
    assert expire_offers(by=koppi, at=offer.expires_at - MINUTE) == 0
    assert expire_offers(by=koppi, at=offer.expires_at) == 1
    assert expire_offers(by=koppi, at=offer.expires_at) == 0

    assert again(matter).caught_by == aino
    assert events(matter)[-1] == "handover.expired"
    assert told(aino) == ["handover.expired"]


@pytest.mark.parametrize("how", ["absent", "off shift", "account closed"])
def test_a_lapsed_offer_of_a_giver_who_has_left_goes_to_the_team(how, matter, offer, aino, lea, koppi, again):
    at = NINE + 5 * HOUR
    if how == "absent":
        be_away(aino.professional)
    elif how == "off shift":
        at = NINE + 12 * HOUR
    else:
        type(aino).objects.filter(pk=aino.pk).update(is_active=False)

    expire_offers(by=koppi, at=at)

    now = again(matter)
    assert (now.catch_id, now.uncaught_since) == (None, at)
    assert events(matter)[-2:] == ["handover.expired", "matter.sent_on"]
    assert told(lea) == ["matters.returned"]


def test_a_declined_offer_of_a_giver_who_has_left_goes_to_the_team(matter, offer, aino, olli, again):
    be_away(aino.professional)

    decline_handover(handover_id=offer.pk, answer="no", by=olli, at=NINE + HOUR)

    assert again(matter).catch_id is None


def test_a_willing_hand_takes_what_has_not_been_let_lapse(matter, offer, olli, again):
    accept_handover(handover_id=offer.pk, by=olli, at=NINE + DAY)

    assert again(matter).caught_by == olli


def test_closing_takes_the_offer_back(matter, offer, aino, olli):
    close_matter(matter_id=matter.pk, outcome="guided", without_assessment="not_reached", by=aino, at=NINE)

    offer.refresh_from_db()
    assert offer.outcome == "withdrawn"
    assert told(olli) == ["handover.offered", "handover.withdrawn"]
    with pytest.raises(AlreadySettled):
        accept_handover(handover_id=offer.pk, by=olli, at=NINE)
