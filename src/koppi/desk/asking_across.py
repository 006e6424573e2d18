"""Ask the other side: a general question to a team of the other register, which names nobody."""

import re

from django.db import transaction

from koppi.ledger.actions import record
from koppi.matters.errors import AlreadySettled, NobodyThere, NotAllowed
from koppi.notices.actions import tell
from koppi.people.codes import has_code
from koppi.people.queries import professional_of
from koppi.people.queries.shifts import members
from koppi.people.scope import scope_of

from .models import SideQuestion


def names_somebody(question, client, reference):
    """Tell whether a question has an identity code in it, the client's name, or the matter's reference.

    :param client: None of advice, whose name nobody knows
    """
    said = set(re.findall(r"\w+", question.casefold()))
    names = re.findall(r"\w+", client.name.casefold()) if client else []
    # Finnish bends names: "Lindqvistin" names Lindqvist.
    bent = any(word.startswith(name) for word in said for name in names if len(name) > 3)
    tight = re.sub(r"[\s-]", "", question).upper()
    return bent or has_code(question) or reference in tight


@transaction.atomic
def ask_other_side(*, to_team, question, by, at):
    """Ask a team of another register something general; everybody in it is told and anybody answers.

    :raises NobodyThere: the team is of one's own register, is closed, or has nobody in it
    """
    if to_team.register in scope_of(by).registers or not to_team.is_open:
        raise NobodyThere()
    asked = [member.user for member in members(to_team, at) if member.user_id != by.pk]
    if not asked:
        raise NobodyThere()
    kept = SideQuestion.objects.create(asked_by=by, asked_at=at, to_team=to_team, question=question)
    record("side_question.asked", by=by, at=at, question=kept.pk, to_team=to_team.pk)
    tell(asked, "side_question.asked", at=at)
    return kept


@transaction.atomic
def answer_other_side(*, question_id, answer, by, at):
    """Answer a question from the other side.

    :raises SideQuestion.DoesNotExist: it was asked of another team
    :raises AlreadySettled: a colleague has answered; `.who` tells who
    :raises NotAllowed: one's own question
    """
    asked = SideQuestion.objects.select_for_update(of=("self",)).select_related("answered_by", "asked_by")
    kept = asked.get(pk=question_id, to_team__in=scope_of(by).team_ids)
    if kept.answered_at is not None:
        raise AlreadySettled(professional_of(kept.answered_by).name)
    if kept.asked_by_id == by.pk:
        raise NotAllowed()
    kept.answer, kept.answered_by, kept.answered_at = answer, by, at
    kept.save(update_fields=["answer", "answered_by", "answered_at"])
    record("side_question.answered", by=by, at=at, question=kept.pk)
    tell([kept.asked_by], "side_question.answered", at=at, who=professional_of(by).name)
    return kept
