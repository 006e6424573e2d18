"""What somebody does here, as a manager sets it: languages and skills, leading, tasks."""

from django.db import transaction
from django.db.models import Q

from koppi.access.matrix import SERVICES, TASKS, opens_matters
from koppi.deadlines.calendars import day_of
from koppi.ledger.actions import record

from ..errors import NoSuchTask, NotForOneself, NotInRegister, TaskMissing, UnknownLanguage
from ..models import Duty, Membership, Professional
from ..rules import GIVEN_BY_MANAGERS, SERVED_IN
from .hours import check_manages
from .leaving import end_relations
from .professionals import duties_of, end_duty, give_duty


@transaction.atomic
def set_abilities(*, professional, languages, skills, by, at, assessed_before=None):
    """Set the languages somebody serves in, their skills, and whether they assessed when the law changed.

    :param skills: of `Skill`
    :param assessed_before: they assessed care needs without a licence on 1.9.2023 (116/2023); None: as it is
    :raises NotManager: `by` does not manage the county
    :raises UnknownLanguage: nobody knows one of the languages, or there is none
    """
    check_manages(by)
    if not languages or not set(languages) <= set(SERVED_IN):
        raise UnknownLanguage
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk, ended_at=None)
    person.languages = list(languages)
    if assessed_before is not None:
        person.assessed_before = assessed_before
    person.save(update_fields=["languages", "assessed_before"])
    person.skills.set(skills)
    codes = sorted(skill.code for skill in skills)
    record(
        "professional.abilities_set",
        by=by,
        at=at,
        professional=person.pk,
        languages=person.languages,
        skills=codes,
        assessed_before=person.assessed_before,
    )


@transaction.atomic
def set_leading(*, professional, roles, by, at):
    """Give somebody the roles of leading a shift and a team, or take them; other roles stay as they are.

    :raises NotManager: `by` does not manage the county
    :raises NotForOneself: `by` is the person
    """
    check_manages(by)
    _check_other(professional, by)
    person = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk, ended_at=None)
    kept = [role for role in person.roles if role not in GIVEN_BY_MANAGERS]
    person.roles = [*kept, *(role for role in GIVEN_BY_MANAGERS if role in roles)]
    person.save(update_fields=["roles"])
    record("professional.roles_set", by=by, at=at, professional=person.pk, roles=person.roles)


@transaction.atomic
def give_task(*, professional, register, task, by, at, service=""):
    """Give somebody a task in the services of a register, on top of those they have.

    :raises NotManager: `by` does not manage the county
    :raises NotForOneself: `by` is the person: nobody opens data to themselves
    :raises NoSuchTask: the decree knows no such task, or service, in the register
    :raises NotInRegister: the person is in no team of the register, so the task would open nothing
    """
    check_manages(by)
    _check_other(professional, by)
    if task not in TASKS.get(register, ()) or service not in SERVICES[register]:
        raise NoSuchTask
    belongs = Membership.objects.filter(Q(until=None) | Q(until__gt=at), professional=professional)
    if not belongs.filter(team__register=register).exists():
        raise NotInRegister(professional)
    return give_duty(professional=professional, register=register, task=task, service=service, by=by, at=at)


@transaction.atomic
def end_task(*, professional, duty_id, by, at):
    """End one of somebody's tasks; return the register that it closes to them, or None.

    With the last task that opens a register, being an own person there ends. What they hold there is sent
    on by matters, in the same transaction of whoever calls both.

    :raises NotManager: `by` does not manage the county
    :raises NotForOneself: `by` is the person
    :raises TaskMissing: it has ended, or is somebody else's
    """
    check_manages(by)
    _check_other(professional, by)
    Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    register = duties_of(professional, at).filter(pk=duty_id).values_list("register", flat=True).first()
    if register is None:
        raise TaskMissing
    end_duty(duty_id=duty_id, by=by, at=at)
    if _opens(professional, register, at):
        return None
    end_relations(professional, by=by, at=at, register=register)
    return register


def _opens(professional, register, at):
    tasks = Duty.objects.filter(pk__in=duties_of(professional, at), register=register)
    return any(opens_matters(register, task, day_of(at)) for task in tasks.values_list("task", flat=True))


def _check_other(professional, by):
    if professional.user_id == by.pk:
        raise NotForOneself
