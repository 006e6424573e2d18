from django.db import transaction
from django.db.models import Q

from koppi.access import actions as access
from koppi.notices import actions as notices
from koppi.people.queries import is_away, members, shift_leads
from koppi.people.scope import scope_of

from ..errors import AlreadySettled, NobodyThere, NotAllowed, NotYours
from ..models import Consultation, Matter
from ..rules import CONSULTATION, may_have, may_move
from ._hands import check_may_say, check_open, lock, name_of, professional, record, store, words


@transaction.atomic
def ask_colleague(*, matter_id, question, by, at, to_person=None, to_team=None):
    """Ask a colleague or a team about a matter; the answer joins it and responsibility stays.

    Source: 703/2023 31 §: the time and the participants are recorded.

    :raises NobodyThere: the colleague is away, is oneself, or works in the other register; nobody was named,
        or both a colleague and a team
    :raises ReasonMissing: there is no question
    """
    question = words(question)
    matter = lock(matter_id, by)
    check_open(matter)
    professional(by)
    check_may_say(matter, question)
    asked = _asked(matter, to_person=to_person, to_team=to_team, by=by, at=at)
    consultation = matter.consultations.create(
        asked_by=by, asked_at=at, to_person=to_person, to_team=to_team, question=question
    )
    access.give_pass(
        matter_id=matter.pk,
        register=matter.register,
        why="question",
        at=at,
        professional=to_person.user if to_person else None,
        team_id=to_team.pk if to_team else None,
    )
    record(
        matter,
        "question.asked",
        by=by,
        at=at,
        consultation=consultation.pk,
        to_person=to_person.pk if to_person else None,
        to_team=to_team.pk if to_team else None,
    )
    store(matter)
    notices.tell(asked, "question.asked", at=at, reference=matter.reference)
    return consultation


@transaction.atomic
def answer_question(*, consultation_id, answer, by, at):
    """Answer a colleague's question.

    :raises AlreadySettled: it was answered or withdrawn before
    :raises NotAllowed: it was asked of somebody else
    :raises ReasonMissing: there is no answer
    """
    answer = words(answer)
    consultation, matter = _lock_question(consultation_id, by)
    _check_settles(consultation, "answered")
    answerer = professional(by)
    mine = consultation.to_person_id == answerer.pk
    ours = consultation.to_team and members(consultation.to_team, at).filter(pk=answerer.pk).exists()
    if not (mine or ours) or consultation.asked_by_id == by.pk:
        raise NotAllowed()
    check_may_say(matter, answer)
    consultation.answer, consultation.answered_by, consultation.answered_at = answer, by, at
    consultation.save(update_fields=["answer", "answered_by", "answered_at"])
    _close_pass(consultation, at=at)
    record(matter, "question.answered", by=by, at=at, consultation=consultation.pk)
    store(matter)
    notices.tell(
        _hear_the_answer(consultation, matter, at=at),
        "question.answered",
        at=at,
        reference=matter.reference,
        who=name_of(by),
    )


@transaction.atomic
def withdraw_question(*, consultation_id, by, at):
    """Take a question back.

    :raises AlreadySettled: it was answered or withdrawn before
    :raises NotYours: somebody else asked it
    """
    consultation, matter = _lock_question(consultation_id, by)
    _check_settles(consultation, "withdrawn")
    if consultation.asked_by_id != by.pk:
        raise NotYours(name_of(consultation.asked_by))
    withdraw(consultation, matter, by=by, at=at)
    store(matter)


def withdraw(consultation, matter, *, by, at):
    """End a question nobody has answered, under the matter's lock."""
    consultation.withdrawn_at = at
    consultation.save(update_fields=["withdrawn_at"])
    _close_pass(consultation, at=at)
    record(matter, "question.withdrawn", by=by, at=at, consultation=consultation.pk)


def _close_pass(consultation, *, at):
    """End the pass that came with the question, unless the same colleague has another one open."""
    others = Consultation.objects.filter(
        matter=consultation.matter_id,
        to_person=consultation.to_person_id,
        to_team=consultation.to_team_id,
        answered_at=None,
        withdrawn_at=None,
    ).exclude(pk=consultation.pk)
    if not others.exists():
        access.end_passes(
            matter_id=consultation.matter_id,
            why="question",
            at=at,
            professional=consultation.to_person.user if consultation.to_person else None,
            team_id=consultation.to_team_id,
        )


def _hear_the_answer(consultation, matter, *, at):
    """Return who hears of an answer: who asked, or whoever has the matter now if they have left."""
    if consultation.asked_by.is_active:
        return [consultation.asked_by]
    if matter.caught_by:
        return [matter.caught_by]
    return [lead.user for lead in shift_leads(matter.team, at)]


def _lock_question(consultation_id, by):
    """Lock the matter of a question.

    Whoever was asked hears that it is settled, even when the matter has gone out of their sight.
    """
    questions = Consultation.objects.select_related("asked_by", "answered_by", "to_person__user", "to_team")
    found = questions.filter(pk=consultation_id).first()
    if found is None:
        raise Matter.DoesNotExist()
    try:
        matter = lock(found.matter_id, by)
    except Matter.DoesNotExist:
        question = questions.get(pk=consultation_id)
        if _now(question) != "asked" and _was_asked(question, by):
            raise _settled(question) from None
        raise
    return questions.get(pk=consultation_id), matter


def _was_asked(question, user):
    if question.to_person:
        return question.to_person.user_id == user.pk
    return question.to_team_id in scope_of(user).team_ids


def _now(question):
    return "answered" if question.answered_at else "withdrawn" if question.withdrawn_at else "asked"


def _settled(question):
    return AlreadySettled(name_of(question.answered_by) if question.answered_by else "")


def _check_settles(question, then):
    if not may_move(CONSULTATION, _now(question), then):
        raise _settled(question)


def _asked(matter, *, to_person, to_team, by, at):
    if to_person is not None and to_team is None:
        theirs = to_person.memberships.filter(Q(until=None) | Q(until__gt=at)).select_related("team")
        works_here = any(may_have(one.team.register, matter.register) for one in theirs)
        if not works_here or to_person.user_id == by.pk or to_person.ended_at or is_away(to_person, at):
            raise NobodyThere()
        return [to_person.user]
    if to_team is None or to_person is not None:
        raise NobodyThere()
    if not may_have(to_team.register, matter.register) or not to_team.is_open:
        raise NobodyThere()
    colleagues = [member.user for member in members(to_team, at) if member.user_id != by.pk]
    if not colleagues:
        raise NobodyThere()
    return colleagues
