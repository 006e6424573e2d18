"""Ask somebody to be a client's own, answer, end it; each is told in one transaction with what was done."""

from django.db import transaction
from django.db.models import Q

from koppi.identity.models import User
from koppi.notices import actions as notices
from koppi.people import actions as people
from koppi.people.models import Naming, Responsibility
from koppi.people.queries import professional_of


@transaction.atomic
def ask(*, client, role, register, professional, team, instead_of, why, talk, by, at):
    """Ask somebody to be a client's own, and tell them; whoever names themselves says yes at once.

    :raises Refusal: as `people.actions.ask_to_be_own` does
    """
    naming = people.ask_to_be_own(
        client=client,
        role=role,
        register=register,
        professional=professional,
        team=team,
        instead_of=instead_of,
        why=why,
        talk=talk,
        by=by,
        at=at,
    )
    if professional is not None and professional.user_id == by.pk:
        accept(naming_id=naming.pk, by=by, at=at)
    else:
        notices.tell(_asked(naming, but=by, at=at), "own.asked", at=at)
    return naming


@transaction.atomic
def accept(*, naming_id, by, at):
    """Say yes to being a client's own, and tell whoever asked and whoever it ends for.

    :raises Refusal: as `people.actions.accept_naming` does
    """
    made = people.accept_naming(naming_id=naming_id, by=by, at=at)
    naming = (
        Naming.objects.visible_to(by)
        .select_related("asked_by", "instead_of__professional__user")
        .get(pk=naming_id)
    )
    who = professional_of(by).name
    if naming.asked_by_id != by.pk:
        notices.tell([naming.asked_by], "own.accepted", at=at, who=who)
    before = naming.instead_of.professional if naming.instead_of else None
    if before and before.user_id not in (by.pk, naming.asked_by_id):
        notices.tell([before.user], "own.followed", at=at, who=who)
    return made


@transaction.atomic
def decline(*, naming_id, why, by, at):
    """Say no with words, and tell whoever asked.

    :raises Refusal: as `people.actions.decline_naming` does
    """
    naming = people.decline_naming(naming_id=naming_id, why=why, by=by, at=at)
    if naming.asked_by_id != by.pk:
        notices.tell([naming.asked_by], "own.declined", at=at, who=professional_of(by).name)
    return naming


@transaction.atomic
def end(*, responsibility_id, why, by, at):
    """End that somebody is a client's own, with a reason, and tell them.

    :raises Responsibility.DoesNotExist: it has ended
    :raises Refusal: as `people.actions.end_own_person` does
    """
    ended = people.end_own_person(responsibility_id=responsibility_id, why=why, by=by, at=at)
    person = Responsibility.objects.select_related("professional__user").get(pk=ended.pk).professional
    if person and person.user_id != by.pk:
        notices.tell([person.user], "own.ended", at=at, who=professional_of(by).name)
    return ended


def _asked(naming, *, but, at):
    """Return the users who are asked: one, or the members of the team."""
    if naming.professional_id:
        return [naming.professional.user]
    members = naming.team.memberships.filter(Q(until=None) | Q(until__gt=at), professional__ended_at=None)
    return User.objects.filter(professional__memberships__in=members, is_active=True).exclude(pk=but.pk)
