"""Whom one can hand to, ask, or name as a substitute."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.matters.rules import may_have
from koppi.people.models import Membership, Professional, Skill, Team
from koppi.people.queries import colleague_choices, team_choices
from koppi.people.scope import scope_of

from ..words import PROFESSION

TEAMS = gettext_lazy("Teams")
PEOPLE = gettext_lazy("People")
SKILLS = gettext_lazy("Anybody in the team with this skill")


def offer_choices(matter, by):
    """Return to whom a matter can be offered, as groups of choices: people, teams, skills of its team."""
    skills = Skill.objects.filter(
        professionals__memberships__team=matter.team_id,
        professionals__memberships__until=None,
        professionals__ended_at=None,
    ).exclude(code=matter.skill)
    return [
        (PEOPLE, _people(matter, by)),
        (TEAMS, _teams(matter, by)),
        (SKILLS, [(f"skill:{skill.code}", skill.name) for skill in _by_name(skills.distinct())]),
    ]


def ask_choices(matter, by):
    """Return whom one can ask about a matter, as groups of choices: people and teams."""
    return [(PEOPLE, _people(matter, by)), (TEAMS, _teams(matter, by))]


def substitute_choices(professional, by):
    """Return who can step in for a professional: colleagues of the same register."""
    found = {}
    for register in sorted(_registers(professional)):
        for choice in colleague_choices(by, register):
            found[choice.id] = choice
    if by.pk != professional.user_id:
        found.pop(professional.pk, None)
    return [(choice.id, _person(choice)) for choice in found.values() if not choice.away]


def successor_choices(professional):
    """Return who can take over from a professional, for a manager: those of the same registers, by name."""
    memberships = (
        Membership.objects.filter(
            Q(until=None) | Q(until__gt=Now()),
            team__register__in=_registers(professional),
            team__closed_at=None,
            professional__ended_at=None,
            professional__user__is_active=True,
        )
        .exclude(professional=professional)
        .select_related("professional")
        .order_by("professional__family_name", "professional__given_name", "professional_id")
    )
    people = dict.fromkeys(row.professional for row in memberships)
    return [(one.pk, f"{one.name}, {PROFESSION.get(one.profession, '').lower()}") for one in people]


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of a team that one leads."""

    id: int
    name: str
    task: str
    teams: str
    oneself: bool


def workers(by):
    """Return those who work in the reader's teams, by family name."""
    return _workers(by, team_id__in=scope_of(by).team_ids)


def everybody(by):
    """Return everybody who works here, also those who are in no team now, by family name; for a manager."""
    here = Professional.objects.filter(ended_at=None, user__is_active=True)
    teams = {worker.id: worker for worker in _workers(by)}
    return [
        teams.get(person.pk)
        or Worker(person.pk, person.name, PROFESSION.get(person.profession, ""), "", person.user_id == by.pk)
        for person in here.order_by("family_name", "given_name", "pk")
    ]


def colleagues_by_user():
    """Return everybody who works here as choices, by family name: the user's id and the name."""
    here = Professional.objects.filter(ended_at=None, user__is_active=True)
    return [(person.user_id, person.name) for person in here.order_by("family_name", "given_name", "pk")]


def teams_of(professional):
    """Return the teams that somebody belongs to now, by code."""
    theirs = professional.memberships.filter(Q(until=None) | Q(until__gt=Now()))
    return list(Team.objects.filter(memberships__in=theirs).distinct().order_by("code"))


def _workers(by, **only):
    rows = (
        Membership.objects.filter(
            Q(until=None) | Q(until__gt=Now()),
            **only,
            professional__ended_at=None,
            professional__user__is_active=True,
        )
        .select_related("professional", "team")
        .order_by("professional__family_name", "professional__given_name", "professional_id", "team_id")
    )
    teams: dict[Professional, list[str]] = {}
    for row in rows:
        teams.setdefault(row.professional, []).append(row.team.name)
    return [
        Worker(
            person.pk,
            person.name,
            PROFESSION.get(person.profession, ""),
            ", ".join(names),
            person.user_id == by.pk,
        )
        for person, names in teams.items()
    ]


def shared_teams(professional, by):
    """Return the open teams that both a professional and the reader belong to, by code."""
    theirs = professional.memberships.filter(Q(until=None) | Q(until__gt=Now()))
    return list(
        Team.objects.filter(pk__in=scope_of(by).team_ids, memberships__in=theirs, closed_at=None)
        .distinct()
        .order_by("code")
    )


def skill_choices():
    """Return the skills as choices, by name."""
    return [(skill.code, skill.name) for skill in _by_name(Skill.objects.all())]


def _people(matter, by):
    """Return the colleagues who may have a matter; of advice those of every side that the reader works on."""
    registers = sorted(scope_of(by).registers) if matter.is_advice else [matter.register]
    found = {one.id: one for register in registers for one in colleague_choices(by, register)}
    return [(f"person:{one.id}", _person(one)) for one in found.values() if not one.away]


def _teams(matter, by):
    own = scope_of(by).team_ids
    return [
        (
            f"team:{one.id}",
            _("%(team)s (its own team)") % {"team": one.name} if one.id == matter.team_id else one.name,
        )
        for one in sorted(team_choices(by, every=matter.is_advice), key=lambda one: one.id not in own)
        if may_have(one.register, matter.register)
    ]


def _person(choice):
    return f"{choice.name}, {choice.profession.lower()} ({choice.teams})"


def _registers(professional):
    theirs = professional.memberships.filter(Q(until=None) | Q(until__gt=Now()))
    return set(theirs.values_list("team__register", flat=True))


def _by_name(skills):
    return sorted(skills, key=lambda skill: skill.name.casefold())
