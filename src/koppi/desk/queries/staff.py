"""Somebody who works here, as a manager sees them: teams, tasks, skills, licence, absences, last day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from koppi.access.matrix import most
from koppi.deadlines.calendars import day_of
from koppi.people.models import Absence, Departure, Membership, Professional, Team

from ..words import (
    EVERY_SERVICE,
    KINDS_SEEN,
    LANGUAGE,
    PROFESSION,
    REGISTER,
    RIGHT,
    ROLE,
    SERVICE,
    TASK,
)


@dataclass(frozen=True, slots=True)
class Belongs:
    """A team that somebody belongs to, and since when."""

    team: Team
    since: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A task in a register's services: what it is called, what it lets one see, from and to."""

    id: int
    name: str
    where: str
    sees: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Right:
    """What the licence register says, for a time."""

    right: str
    valid_from: date
    valid_to: date | None
    restriction: str


@dataclass(frozen=True, slots=True)
class Person:
    """The whole of what a manager may set about somebody, and what hangs on it."""

    professional: Professional
    name: str
    profession: str
    username: str
    oneself: bool
    right: str
    languages: str
    skills: str
    roles: str
    teams: list[Belongs]
    tasks: list[Task]
    ended_tasks: list[Task]
    rights: list[Right]
    absences: list[Absence]
    departure: Departure | None

    @property
    def sees_nothing(self):
        """Whether they are in a team, and yet no task lets them see its matters."""
        return bool(self.teams) and not self.tasks


def person(professional_id, by, at):
    """Return somebody who works here, for a manager; eight statements.

    :raises Professional.DoesNotExist: nobody of that number works here
    """
    found = Professional.objects.select_related("user").get(pk=professional_id, ended_at=None)
    duties = list(found.duties.order_by("register", "since", "pk"))
    rows = list(found.licence_rows.filter(replaced_at=None).order_by("-valid_from", "pk"))
    found.in_rights = [(row.right, row.valid_from, row.valid_to, bool(row.restriction)) for row in rows]
    absences = Absence.objects.filter(professional=found, ends_at__gt=at).select_related("substitute")
    ahead = Departure.objects.ahead().filter(professional=found)
    return Person(
        professional=found,
        name=found.name,
        profession=PROFESSION.get(found.profession) or found.get_profession_display(),
        username=found.user.username,
        oneself=found.user_id == by.pk,
        right=RIGHT[found.right_on(day_of(at))],
        languages=", ".join(str(LANGUAGE.get(code, code)) for code in found.languages),
        skills=", ".join(sorted((skill.name for skill in found.skills.all()), key=str.casefold)),
        roles=", ".join(str(ROLE[role]) for role in found.roles),
        teams=[Belongs(row.team, row.since) for row in _memberships(found, at)],
        tasks=[_task(duty, at) for duty in duties if duty.until is None or duty.until > at],
        ended_tasks=[_task(duty, at) for duty in duties if duty.until and duty.until <= at][::-1],
        rights=[Right(RIGHT[row.right], row.valid_from, row.valid_to, row.restriction) for row in rows],
        absences=list(absences.order_by("starts_at", "pk")),
        departure=ahead.select_related("team", "moves_to", "successor").first(),
    )


def task_choices(registers, at):
    """Return the tasks of some registers as choices, and what each lets one see."""
    choices = [
        (f"{register}:{task}", f"{TASK[register][task]} ({REGISTER[register]})")
        for register in sorted(registers)
        for task in TASK[register]
    ]
    hints = {code: _sees(*code.split(":"), day_of(at)) for code, _said in choices}
    return choices, hints


def _memberships(professional, at):
    rows = Membership.objects.filter(Q(until=None) | Q(until__gt=at), professional=professional)
    return rows.select_related("team__unit").order_by("team__code", "pk")


def _task(duty, at):
    where = SERVICE.get(duty.service) or EVERY_SERVICE
    return Task(
        id=duty.pk,
        name=str(TASK[duty.register][duty.task]),
        where=f"{REGISTER[duty.register]}, {where}"
        if duty.register == "social"
        else str(REGISTER["patient"]),
        sees=_sees(duty.register, duty.task, day_of(at)),
        since=duty.since,
        until=duty.until,
    )


def _sees(register, task, day):
    kinds = most(register, task, day)
    seen = [str(said) for kind, said in KINDS_SEEN.items() if kind in kinds]
    return _("Sees: %(kinds)s.") % {"kinds": ", ".join(seen)}
