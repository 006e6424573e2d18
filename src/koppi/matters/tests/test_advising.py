"""Advice without a client: it keeps every promise, and goes on when somebody says who they are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from koppi.ledger.models import Event
from koppi.matters import actions
from koppi.matters.errors import (
    AlreadyCaught,
    ContinuesElsewhere,
    NamesSomebody,
    NobodyIdentified,
    NotAdvice,
    NotAlike,
    NotAllowed,
    NotYours,
)
from koppi.matters.models import Matter
from koppi.people.models import Duty

from . import factories as make
from .factories import DAY, HOUR, NINE

CODE = "010190-900R"


@pytest.fixture
def advice(topic, aino, eero, lea, olli, sari):
    """Advice that waits for the nurses; everybody is at work."""
    return make.make_advice(topic, by=aino)


@pytest.fixture
def held(advice, aino):
    """The same, in Aino's hands."""
    actions.catch_matter(matter_id=advice.pk, by=aino, at=NINE)
    return advice


def identify(advice, client, by, registers=("patient",), at=NINE + HOUR):
    return actions.continue_advice(matter_id=advice.pk, client=client, registers=registers, by=by, at=at)


def test_advice_has_a_team_a_due_time_and_nobody(advice, nurses, again):
    stored = again(advice)

    assert (stored.client_id, stored.register, stored.team, stored.shown_from) == (
        None,
        "advice",
        nurses,
        None,
    )
    assert stored.due_at == make.NEXT_NINE
    assert make.running(stored) == ["P1"]
    assert make.events(advice) == ["matter.opened"]
    assert Event.objects.get(matter_id=advice.pk).client_id is None


def test_advice_asked_with_a_warning_sign_leads_the_list(topic, aino):
    assert Matter.objects.get(pk=make.make_advice(topic, by=aino, affirmed=True).pk).priority == 2


@pytest.mark.parametrize("field", ["words", "subject"])
@pytest.mark.parametrize("said", [f"Soittaja on {CODE}.", "010190 –900r", "Tunnus 010190a9999, kai"])
def test_words_that_tell_who_it_is_are_refused(topic, aino, field, said):
    with pytest.raises(NamesSomebody):
        make.make_advice(topic, by=aino, **{field: said})

    assert not Matter.objects.exists()


def test_whose_task_sees_no_matters_gives_no_advice(topic, aino):
    Duty.objects.filter(professional=aino.professional).update(task="admin")

    with pytest.raises(NotAllowed):
        make.make_advice(topic, by=type(aino).objects.get(pk=aino.pk))


@pytest.mark.parametrize(
    ("giver", "here", "goes_to"),
    [
        ("aino", False, "nurses"),
        ("sari", False, "social"),
        ("olli", False, "nurses"),
        ("olli", True, "doctors"),
    ],
)
def test_advice_goes_to_the_topics_team_of_the_givers_side(request, topic, giver, here, goes_to):
    by, team = request.getfixturevalue(giver), request.getfixturevalue(goes_to)

    assert make.make_advice(topic, by=by, here=here).team == team


def test_two_hands_on_advice_are_one_too_many(held, eero):
    with pytest.raises(AlreadyCaught):
        actions.catch_matter(matter_id=held.pk, by=eero, at=NINE)


def test_advice_goes_to_a_team_of_the_other_register_for_it_is_nobodys_data(held, aino, sari, social, again):
    offer = actions.offer_handover(
        matter_id=held.pk, reason="Kysyy toimeentulotuesta.", to_team=social, by=aino, at=NINE
    )
    actions.accept_handover(handover_id=offer.pk, by=sari, at=NINE)

    assert (again(held).team, again(held).caught_by, again(held).register) == (social, sari, "advice")


@pytest.mark.parametrize("outcome", ["solved", "guided", "own_care", "moved_on", "cancelled"])
def test_advice_closes_with_an_outcome_and_no_assessment(held, aino, again, outcome):
    actions.close_matter(matter_id=held.pk, outcome=outcome, by=aino, at=NINE)

    closed = again(held)
    assert (closed.state, closed.outcome, closed.due_at) == ("closed", outcome, None)
    assert not make.running(closed)


@pytest.mark.parametrize("outcome", ["appointment", "not_reached", "continued"])
def test_advice_ends_in_nothing_that_needs_a_client(held, aino, outcome):
    with pytest.raises(NotAllowed):
        actions.close_matter(matter_id=held.pk, outcome=outcome, by=aino, at=NINE)


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("assess_matter", {"need": "x", "urgency": 1, "profession": ""}),
        ("note_capacity", {"capable": True, "guardian_sees": False, "reason": "x"}),
        ("wait_for", {"waiting_for": "client"}),
        ("mark_answered", {}),
    ],
)
def test_what_needs_a_client_is_refused_in_words(held, aino, action, given):
    before = make.everything(held)

    with pytest.raises(NobodyIdentified, match="Tunnista asiakas ensin"):
        getattr(actions, action)(matter_id=held.pk, by=aino, at=NINE, **given)

    assert make.everything(held) == before


def test_advice_to_nobody_cannot_be_about_somebody_else(held, aino, maria):
    with pytest.raises(NobodyIdentified):
        actions.correct_client(matter_id=held.pk, client=maria, reason="x", by=aino, at=NINE)


def test_two_pieces_of_advice_are_never_taken_for_the_same_persons(held, topic, aino):
    other = make.make_advice(topic, by=aino)

    with pytest.raises(NotAlike):
        actions.join_matters(newer_id=other.pk, older_id=held.pk, by=aino, at=NINE)


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("offer_handover", {"reason": CODE}),
        ("ask_colleague", {"question": f"Kuka on {CODE}?"}),
        ("snooze_matter", {"why": CODE, "until": NINE + HOUR}),
    ],
)
def test_no_name_is_written_beside_advice_either(held, aino, olli, action, given):
    to = {} if action == "snooze_matter" else {"to_person": olli.professional}

    with pytest.raises(NamesSomebody):
        getattr(actions, action)(matter_id=held.pk, by=aino, at=NINE, **given, **to)


# The client says who they are


def test_the_matter_that_follows_has_the_same_holder_team_and_promise(held, maria, aino, nurses, again):
    promised = held.due_at

    (new,) = identify(held, maria, aino)

    assert (new.client, new.register, new.continues_id) == (maria, "patient", held.pk)
    assert (new.caught_by, new.team, new.shown_from) == (aino, nurses, NINE + HOUR)
    assert new.clocks.get(rule="P1").due_at == promised
    old = again(held)
    assert (old.client_id, old.state, old.outcome) == (None, "closed", "continued")
    assert set(old.clocks.values_list("rule", "ended")) == {("P1", "carried")}
    assert make.events(old)[-1] == "client.identified"
    assert make.events(new) == ["matter.opened", "matter.caught"]


def test_the_care_need_is_assessed_on_the_day_of_asking_not_of_saying_ones_name(held, maria, aino):
    (new,) = identify(held, maria, aino, at=NINE + DAY + HOUR)

    assert new.clocks.get(rule="H1").started_at == NINE
    assert new.clocks.get(rule="H1").due_at == make.CLOSING
    assert new.due_at == make.CLOSING


def test_asked_again_the_day_is_that_of_asking_again(held, maria, aino):
    actions.close_matter(matter_id=held.pk, outcome="guided", by=aino, at=NINE)
    later = NINE + timedelta(days=2)
    actions.reopen_matter(matter_id=held.pk, by=aino, at=later)

    (new,) = identify(held, maria, aino, at=later + HOUR)

    assert new.clocks.get(rule="H1").started_at == later


def test_what_touches_both_sides_goes_on_as_two_linked_matters(held, maria, aino, social):
    mine, theirs = identify(held, maria, aino, registers=("social", "patient"))

    assert (mine.register, mine.caught_by) == ("patient", aino)
    assert (theirs.register, theirs.caught_by, theirs.team) == ("social", None, social)
    assert mine.joint_id == theirs.joint_id is not None
    assert {one.continues_id for one in (mine, theirs)} == {held.pk}
    assert make.running(theirs) == ["P1"]


def test_what_only_the_other_side_does_waits_there_for_a_hand(held, maria, aino, social):
    (new,) = identify(held, maria, aino, registers=("social",))

    assert (new.register, new.team, new.caught_by) == ("social", social, None)
    assert not Matter.objects.visible_to(aino).filter(pk=new.pk).exists()


def test_a_warning_and_a_judgement_go_along(topic, maria, aino):
    advice = make.make_advice(topic, by=aino, affirmed=True)
    actions.set_urgency(matter_id=advice.pk, urgency=0, by=aino, at=NINE)

    (new,) = identify(advice, maria, aino)

    assert (new.warned_at, new.urgency, new.urgency_by) == (NINE, 0, aino)


def test_whoever_identifies_what_nobody_holds_catches_it(advice, maria, eero):
    (new,) = identify(advice, maria, eero)

    assert new.caught_by == eero


def test_only_its_holder_identifies(held, maria, eero):
    with pytest.raises(NotYours):
        identify(held, maria, eero)


def test_identified_twice_it_goes_on_where_it_went(held, maria, aino):
    (new,) = identify(held, maria, aino)

    with pytest.raises(ContinuesElsewhere) as refusal:
        identify(held, maria, aino)

    assert refusal.value.reference == new.shown_reference
    assert maria.matters.count() == 1


def test_it_does_not_open_again_even_where_its_end_is_out_of_sight(held, maria, aino):
    identify(held, maria, aino, registers=("social",))

    with pytest.raises(ContinuesElsewhere):
        actions.reopen_matter(matter_id=held.pk, by=aino, at=NINE + HOUR)


def test_a_clients_matter_is_not_identified_again(matter, maria, aino):
    with pytest.raises(NotAdvice):
        identify(matter, maria, aino)


def test_the_words_of_advice_are_found_in_the_clients_matter(topic, maria, aino):
    advice = make.make_advice(topic, by=aino, words="Polvi turposi lenkillä.")

    (new,) = identify(advice, maria, aino)

    assert Matter.objects.filter(pk=new.pk, search="polvi").exists()


# What the database refuses


@pytest.mark.parametrize(
    "change",
    [{"register": "social"}, {"client_id": 1}, {"register": "patient", "client_id": 1}, {"shown_from": NINE}],
)
def test_advice_never_gets_a_client_or_a_register_or_a_reader(advice, maria, change):
    change = {name: maria.pk if name == "client_id" else value for name, value in change.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=advice.pk).update(**change)


def test_a_clients_matter_never_loses_or_changes_its_client(matter):
    other = make.make_client("Kalle Berg")
    none = {"client": None}
    for change in (none, {"client": other}, {"register": "social"}, {**none, "register": "advice"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Matter.objects.filter(pk=matter.pk).update(**change)
