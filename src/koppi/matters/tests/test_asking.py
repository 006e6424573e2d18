"""A question to a colleague never moves responsibility."""

import pytest

from koppi.access.models import Pass
from koppi.matters.actions import (
    answer_question,
    ask_colleague,
    catch_matter,
    close_matter,
    withdraw_question,
)
from koppi.matters.errors import (
    AlreadyClosed,
    AlreadySettled,
    NobodyThere,
    NotAllowed,
    NotYours,
    ReasonMissing,
)
from koppi.matters.models import Matter

from .factories import HOUR, LONG_AGO, NINE, be_away, events, everything, make_professional, make_team, told


@pytest.fixture
def question(matter, aino, olli):
    """Aino's question to the doctor of another team."""
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    return ask_colleague(
        matter_id=matter.pk, question="Antibiotics?", by=aino, at=NINE, to_person=olli.professional
    )


def test_the_one_who_is_asked_sees_the_matter_and_the_holder_stays(matter, question, aino, olli, again):
    assert Matter.objects.visible_to(olli).get() == matter
    assert again(matter).caught_by == aino
    assert told(olli) == ["question.asked"]
    assert events(matter)[-1] == "question.asked"


def test_the_answer_joins_the_matter_and_the_door_closes(matter, question, aino, olli, again):
    answer_question(consultation_id=question.pk, answer="No.", by=olli, at=NINE + HOUR)

    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.answered_at) == ("No.", olli, NINE + HOUR)
    assert again(matter).caught_by == aino
    assert told(aino) == ["question.answered"]
    assert events(matter)[-1] == "question.answered"
    assert not Matter.objects.visible_to(olli).exists()


def test_two_questions_open_the_door_until_both_are_answered(matter, question, eero, olli):
    second = ask_colleague(
        matter_id=matter.pk, question="And rest?", by=eero, at=NINE, to_person=olli.professional
    )

    answer_question(consultation_id=question.pk, answer="No.", by=olli, at=NINE)
    assert Matter.objects.visible_to(olli).exists()
    answer_question(consultation_id=second.pk, answer="Yes.", by=olli, at=NINE)
    assert not Pass.objects.in_force().exists()


def test_one_does_not_ask_twice_for_the_door(matter, question, aino, olli, doctors):
    team_question = ask_colleague(matter_id=matter.pk, question="Who?", by=aino, at=NINE, to_team=doctors)

    answer_question(consultation_id=question.pk, answer="No.", by=olli, at=NINE)

    assert Matter.objects.visible_to(olli).exists()
    answer_question(consultation_id=team_question.pk, answer="I.", by=olli, at=NINE)


def test_whoever_comes_late_to_a_question_learns_who_answered(matter, aino, olli, doctors):
    slower = make_professional("Iiro Aho", doctors).user
    question = ask_colleague(matter_id=matter.pk, question="Who?", by=aino, at=NINE, to_team=doctors)
    answer_question(consultation_id=question.pk, answer="I.", by=olli, at=NINE)
    before = everything(matter)

    with pytest.raises(AlreadySettled, match="Olli Nurmi"):
        answer_question(consultation_id=question.pk, answer="Me!", by=slower, at=NINE)

    assert everything(matter) == before


def test_a_withdrawn_question_is_not_answered(matter, question, aino, olli):
    withdraw_question(consultation_id=question.pk, by=aino, at=NINE)

    with pytest.raises(AlreadySettled):
        answer_question(consultation_id=question.pk, answer="No.", by=olli, at=NINE)
    with pytest.raises(AlreadySettled):
        withdraw_question(consultation_id=question.pk, by=aino, at=NINE)
    assert events(matter)[-1] == "question.withdrawn"


def test_only_who_asked_withdraws_and_only_who_was_asked_answers(question, eero, aino, sari):
    with pytest.raises(NotYours):
        withdraw_question(consultation_id=question.pk, by=eero, at=NINE)
    for other in (eero, aino):
        with pytest.raises(NotAllowed):
            answer_question(consultation_id=question.pk, answer="No.", by=other, at=NINE)
    with pytest.raises(Matter.DoesNotExist):
        answer_question(consultation_id=question.pk, answer="No.", by=sari, at=NINE)


def test_a_team_does_not_answer_its_own_question(matter, aino, eero, nurses):
    question = ask_colleague(matter_id=matter.pk, question="Who?", by=aino, at=NINE, to_team=nurses)

    with pytest.raises(NotAllowed):
        answer_question(consultation_id=question.pk, answer="I.", by=aino, at=NINE)
    answer_question(consultation_id=question.pk, answer="I.", by=eero, at=NINE)


def test_words_are_needed(matter, question, aino, olli):
    with pytest.raises(ReasonMissing):
        ask_colleague(matter_id=matter.pk, question=" ", by=aino, at=NINE, to_person=olli.professional)
    with pytest.raises(ReasonMissing):
        answer_question(consultation_id=question.pk, answer="", by=olli, at=NINE)


def test_nobody_is_asked_what_they_cannot_answer(matter, aino, olli, sari, social, nurses, doctors, resident):
    def refused(**to):
        with pytest.raises(NobodyThere):
            ask_colleague(matter_id=matter.pk, question="?", by=aino, at=NINE, **to)
        assert events(matter) == ["matter.opened"]

    refused()
    refused(to_person=olli.professional, to_team=doctors)
    refused(to_person=aino.professional)
    refused(to_person=sari.professional)
    refused(to_team=social)
    refused(to_team=make_team("empty"))
    be_away(olli.professional)
    refused(to_person=olli.professional)
    with pytest.raises(NotAllowed):
        ask_colleague(matter_id=matter.pk, question="?", by=resident, at=NINE, to_team=nurses)


def test_a_closed_team_is_not_asked(matter, aino, eero, nurses, topic):
    closed = make_team("closed", closed_at=LONG_AGO)
    make_professional("Iiro Aho", closed)

    with pytest.raises(NobodyThere):
        ask_colleague(matter_id=matter.pk, question="?", by=aino, at=NINE, to_team=closed)


def test_closing_withdraws_what_nobody_answered(matter, question, aino, olli):
    close_matter(matter_id=matter.pk, outcome="guided", without_assessment="not_reached", by=aino, at=NINE)

    question.refresh_from_db()
    assert question.withdrawn_at == NINE
    with pytest.raises(AlreadySettled):
        answer_question(consultation_id=question.pk, answer="No.", by=olli, at=NINE)
    with pytest.raises(AlreadyClosed):
        ask_colleague(matter_id=matter.pk, question="?", by=aino, at=NINE, to_person=olli.professional)
