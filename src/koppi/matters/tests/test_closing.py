"""A matter closes with an outcome, lets go of everything, and opens again."""

import pytest

from koppi.matters.actions import (
    ask_colleague,
    assess_matter,
    cancel_matter,
    catch_matter,
    close_matter,
    correct_client,
    hear_from_client,
    join_matters,
    offer_handover,
    reopen_matter,
    set_urgency,
    snooze_matter,
    warn,
)
from koppi.matters.errors import (
    AlreadyClosed,
    AssessmentMissing,
    ContinuesElsewhere,
    NotAllowed,
    NotClosed,
    NotLicensed,
    NotYours,
    ReasonMissing,
)
from koppi.matters.models import Catch
from koppi.matters.rules import ENDED_BY_PEOPLE, NO_ASSESSMENT

from .factories import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    be_away,
    events,
    everything,
    make_client,
    make_matter,
    make_team,
    make_topic,
    running,
    told,
)


def close(matter, by, at=NINE + HOUR, outcome="guided", without_assessment="not_reached"):
    close_matter(matter_id=matter.pk, outcome=outcome, without_assessment=without_assessment, by=by, at=at)


def assess(matter, by, at=NINE, urgency=0):
    return assess_matter(
        matter_id=matter.pk, need="sore throat", urgency=urgency, profession="", by=by, at=at
    )


# Closing


@pytest.mark.parametrize("outcome", sorted(ENDED_BY_PEOPLE))
def test_a_closed_matter_has_an_outcome_and_is_let_go(outcome, matter, aino, again):
    assess(matter, aino)

    close(matter, aino, outcome=outcome, without_assessment="")

    now = again(matter)
    assert (now.state, now.outcome, now.closed_at) == ("closed", outcome, NINE + HOUR)
    assert (now.catch_id, now.caught_by_id, now.due_at, now.uncaught_since) == (None, None, None, None)
    assert running(matter) == []
    assert matter.catches.get().release == "closed"
    assert events(matter)[-1] == "matter.closed"


@pytest.mark.parametrize("outcome", ["joined", "continued", "wrong_client", "", "nonsense"])
def test_some_outcomes_only_other_actions_give(outcome, matter, aino):
    with pytest.raises(NotAllowed):
        close(matter, aino, outcome=outcome)


@pytest.mark.parametrize("without", ["", "no time"])
def test_a_care_need_is_assessed_or_the_reason_said(without, matter, aino):
    before = everything(matter)

    with pytest.raises(AssessmentMissing):
        close(matter, aino, without_assessment=without)

    assert everything(matter) == before


@pytest.mark.parametrize("reason", NO_ASSESSMENT)
def test_the_assessment_is_left_out_with_a_reason(reason, matter, aino):
    close(matter, aino, without_assessment=reason)

    assert matter.clocks.get(rule="H1").ended == "no_assessment_needed"
    assert matter.clocks.get(rule="P1").met_at == NINE + HOUR


def test_a_social_matter_needs_no_care_need_assessment(topic, maria, sari, again):
    matter = make_matter(topic, maria, register="social")

    close(matter, sari, without_assessment="")

    assert again(matter).state == "closed"


def test_only_the_holder_closes_and_only_once(matter, aino, eero, resident):
    with pytest.raises(NotAllowed):
        close(matter, resident)
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    with pytest.raises(NotYours, match="Aino Koski"):
        close(matter, eero)
    close(matter, aino)
    before = everything(matter)
    with pytest.raises(AlreadyClosed):
        close(matter, aino)
    assert everything(matter) == before


def test_closing_ends_a_snooze(matter, aino, again):
    snooze_matter(matter_id=matter.pk, until=NINE + HOUR, why="", by=aino, at=NINE)

    close(matter, aino, at=NINE + MINUTE)

    assert again(matter).snoozed_until is None
    assert matter.snoozes.get().woken_at == NINE + MINUTE


# Assessing


def test_an_assessment_meets_the_clock_and_signs_the_urgency(matter, aino, again):
    assessment = assess(matter, aino, urgency=2)

    now = again(matter)
    assert (assessment.assessed_by, assessment.need) == (aino, "sore throat")
    assert (now.urgency, now.urgency_by, now.urgency_at, now.priority) == (2, aino, NINE, 2)
    assert now.catch_id is None
    assert running(matter) == ["P1"]
    assert events(matter)[-1] == "matter.assessed"


def test_a_later_assessment_supersedes_and_none_is_edited(matter, aino, eero, again):
    assess(matter, aino, urgency=2)
    assess(matter, eero, urgency=0, at=NINE + HOUR)

    assert [row.urgency for row in matter.assessments.order_by("pk")] == [2, 0]
    assert again(matter).priority == 0


@pytest.mark.parametrize("licence", ["none", "protected_title"])
def test_the_law_lets_only_the_licensed_assess(licence, matter, aino):
    aino.professional.licence = licence
    aino.professional.save()
    before = everything(matter)

    with pytest.raises(NotLicensed):
        assess(matter, aino)

    assert everything(matter) == before


def test_the_need_is_described_by_a_professional_in_an_open_matter(matter, aino, resident):
    with pytest.raises(ReasonMissing):
        assess_matter(matter_id=matter.pk, need=" ", urgency=0, profession="", by=aino, at=NINE)
    with pytest.raises(NotAllowed):
        assess(matter, resident)
    close(matter, aino)
    with pytest.raises(AlreadyClosed):
        assess(matter, aino)


def test_a_breach_is_a_fact_that_stays(matter, aino):
    assess(matter, aino, at=NINE + DAY)

    assert matter.clocks.get(rule="H1").is_breached


def test_a_persons_judgement_leads_until_the_client_warns_again(matter, aino, resident, again):
    warn(matter_id=matter.pk, by=resident, at=NINE)
    assert again(matter).priority == 2

    set_urgency(matter_id=matter.pk, urgency=0, by=aino, at=NINE + MINUTE)
    assert again(matter).priority == 0
    assert events(matter)[-1] == "urgency.set"

    warn(matter_id=matter.pk, by=resident, at=NINE + HOUR)
    assert again(matter).priority == 2
    with pytest.raises(NotAllowed):
        set_urgency(matter_id=matter.pk, urgency=0, by=resident, at=NINE + HOUR)


# The client closes


def test_the_client_cancels_what_nobody_holds(matter, resident, again):
    cancel_matter(matter_id=matter.pk, by=resident, at=NINE)

    assert (again(matter).state, again(matter).outcome) == ("closed", "cancelled")
    assert {clock.ended for clock in matter.clocks.all()} == {"cancelled"}
    assert events(matter) == ["matter.opened", "matter.cancelled"]


def test_the_client_cancels_a_held_matter_and_the_holder_is_told(matter, aino, eero, resident):
    offer = offer_handover(matter_id=matter.pk, reason="x", by=aino, at=NINE, to_person=eero.professional)
    question = ask_colleague(matter_id=matter.pk, question="?", by=aino, at=NINE, to_person=eero.professional)

    cancel_matter(matter_id=matter.pk, by=resident, at=NINE + HOUR)

    offer.refresh_from_db()
    question.refresh_from_db()
    assert (offer.outcome, question.withdrawn_at) == ("withdrawn", NINE + HOUR)
    assert not Catch.objects.open().exists()
    assert told(aino) == ["matter.cancelled"]
    assert told(eero)[-1] == "handover.withdrawn"


def test_a_professional_does_not_cancel_for_the_client(matter, aino):
    with pytest.raises(NotAllowed):
        cancel_matter(matter_id=matter.pk, by=aino, at=NINE)


def test_a_closed_matter_is_not_cancelled(matter, aino, resident):
    close(matter, aino)

    with pytest.raises(AlreadyClosed):
        cancel_matter(matter_id=matter.pk, by=resident, at=NINE)


# Open again


def test_whoever_reopens_a_matter_holds_it(matter, aino, eero, again):
    close(matter, aino)

    reopen_matter(matter_id=matter.pk, by=eero, at=NINE + DAY)

    now = again(matter)
    assert (now.state, now.outcome, now.caught_by) == ("open", "", eero)
    assert running(matter) == ["P1"]
    assert events(matter)[-2:] == ["matter.reopened", "matter.caught"]


def test_the_clients_letter_reopens_it_for_whoever_had_it(matter, aino, resident, again):
    close(matter, aino)

    hear_from_client(matter_id=matter.pk, by=resident, at=NINE + DAY)

    now = again(matter)
    assert (now.catch_id, now.meant_for, now.uncaught_since) == (None, aino.professional, NINE + DAY)
    assert events(matter)[-2:] == ["matter.reopened", "client.wrote"]


def test_it_reopens_for_the_substitute_of_whoever_had_it(matter, aino, eero, resident, again):
    close(matter, aino)
    be_away(aino.professional, until=NINE + 7 * DAY, substitute=eero.professional)

    hear_from_client(matter_id=matter.pk, by=resident, at=NINE + DAY)

    assert again(matter).meant_for == eero.professional


def test_a_warning_on_a_closed_matter_opens_it_on_top(matter, aino, resident, again):
    set_urgency(matter_id=matter.pk, urgency=0, by=aino, at=NINE)
    close(matter, aino)

    warn(matter_id=matter.pk, by=resident, at=NINE + DAY)

    now = again(matter)
    assert (now.state, now.priority, now.warned_at) == ("open", 2, NINE + DAY)
    assert events(matter)[-3:] == ["matter.reopened", "client.wrote", "client.warned"]


def test_thanks_for_what_was_urgent_is_not_urgent(topic, maria, aino, resident, again):
    matter = make_matter(topic, maria, affirmed=True)
    close(matter, aino)

    hear_from_client(matter_id=matter.pk, by=resident, at=NINE + DAY)

    assert again(matter).priority == 1


def test_what_the_client_cancelled_unjudged_comes_back_on_top(topic, maria, resident, nurses, again):
    matter = make_matter(topic, maria, affirmed=True)
    cancel_matter(matter_id=matter.pk, by=resident, at=NINE)

    hear_from_client(matter_id=matter.pk, by=resident, at=NINE + DAY)

    assert again(matter).priority == 2


@pytest.fixture
def closed_since(matter, aino, nurses):
    """The matter, closed, whose team has closed after it."""
    close(matter, aino)
    nurses.closed_at = NINE + 2 * HOUR
    nurses.save()
    return matter


def test_a_team_that_closed_gives_way_to_the_one_the_topic_names_now(
    closed_since, topic, social, resident, again
):
    heir = make_team("heir")
    topic.valid_to = NINE + 2 * HOUR
    topic.save()
    make_topic(heir, code=topic.code, version=2, patient_skill="throat", valid_from=topic.valid_to)

    hear_from_client(matter_id=closed_since.pk, by=resident, at=NINE + DAY)

    assert (again(closed_since).team, again(closed_since).skill) == (heir, "throat")


def test_when_the_topic_has_ended_too_another_team_of_the_register_gets_the_letter(
    closed_since, topic, doctors, resident, again
):
    topic.valid_to = NINE + 2 * HOUR
    topic.save()

    hear_from_client(matter_id=closed_since.pk, by=resident, at=NINE + DAY)

    assert again(closed_since).team == doctors


def test_an_open_matter_is_not_reopened_nor_by_its_client(matter, aino, resident):
    with pytest.raises(NotClosed):
        reopen_matter(matter_id=matter.pk, by=aino, at=NINE)
    close(matter, aino)
    before = everything(matter)
    with pytest.raises(NotAllowed):
        reopen_matter(matter_id=matter.pk, by=resident, at=NINE)
    assert everything(matter) == before


def test_what_goes_on_as_another_matter_is_not_reopened(matter, topic, maria, aino):
    newer = make_matter(topic, maria)
    join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE)
    with pytest.raises(ContinuesElsewhere, match=matter.shown_reference):
        reopen_matter(matter_id=newer.pk, by=aino, at=NINE)

    new = correct_client(
        matter_id=matter.pk, client=make_client("Kalle Berg"), reason="son", by=aino, at=NINE
    )
    with pytest.raises(ContinuesElsewhere, match=new.shown_reference):
        reopen_matter(matter_id=matter.pk, by=aino, at=NINE)
