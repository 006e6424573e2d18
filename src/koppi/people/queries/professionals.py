"""Professionals, their teams, and who steps in for them."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Now

from koppi.access.second_lock import whole_house

from ..models import Absence, Membership, Professional, Responsibility, Team
from ..rules import stand_in
from ..scope import scope_of


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A team one can hand over to."""

    id: int
    name: str
    unit: str
    register: str


@dataclass(frozen=True, slots=True)
class ColleagueChoice:
    """A colleague one can hand over to or ask; `id` is the professional's."""

    id: int
    user_id: int
    name: str
    profession: str
    teams: str
    away: bool


@dataclass(frozen=True, slots=True)
class WhoIs:
    """What may be said of somebody who signed something."""

    name: str
    profession: str


def professional_of(user):
    """Return the professional behind a user, or None; read once for each user object, as the scope is."""
    if found := scope_of(user).professional:
        return found
    return Professional.objects.filter(user=user).first()


def substitute_of(professional, at):
    """Return who steps in for a professional who is away at a moment, or None.

    A substitute who is away is skipped and their own substitute asked; three substitutes are
    asked at most. None also when the professional is here.
    """

    def next_of(person):
        absence = (
            Absence.objects.filter(professional=person, starts_at__lte=at, ends_at__gt=at)
            .select_related("substitute__user")
            .first()
        )
        if absence:
            return (absence.substitute,)
        gone = person.ended_at is not None or not person.user.is_active
        return (None,) if gone else None

    return stand_in(professional, next_of)


def leads_of(professional, at, team=None):
    """Return the users who lead a team that a professional belongs to at a moment, or one team; by id."""
    teams = (
        [team.pk]
        if team
        else Membership.objects.filter(_belonging(at), professional=professional).values("team")
    )
    leads = Membership.objects.filter(
        _belonging(at),
        team__in=teams,
        professional__roles__contains=[Professional.Role.TEAM_LEAD],
        professional__ended_at=None,
        professional__user__is_active=True,
    ).exclude(professional=professional)
    users = {lead.professional.user for lead in leads.select_related("professional__user")}
    return sorted(users, key=lambda user: user.pk)


def absent_from(found):
    """Return the names of those whose number in the register an extract that was read does not have."""
    numbers = {row["number"] for row in found.rows}
    here = Professional.objects.filter(ended_at=None).exclude(register_number="")
    missing = here.exclude(register_number__in=numbers).order_by("family_name", "given_name", "pk")
    return [person.name for person in missing]


def managers():
    """Return the users who manage the county now, by id."""
    found = Professional.objects.filter(
        roles__contains=[Professional.Role.MANAGER], ended_at=None, user__is_active=True
    )
    return [person.user for person in found.select_related("user").order_by("user_id")]


def writes_handbook(user):
    """Tell whether a user may propose changes of the county's rules and texts: a manager or a team lead."""
    return Professional.objects.filter(
        roles__overlap=[Professional.Role.MANAGER, Professional.Role.TEAM_LEAD],
        ended_at=None,
        user=user,
        user__is_active=True,
    ).exists()


def names_owners(user):
    """Tell whether a user may name who answers for the county's rules and texts: a manager."""
    return any(manager == user for manager in managers())


def count_own_clients(professional, at, register=None):
    """Return how many clients a professional is the own person of at a moment, whoever asks."""
    only = {"register": register} if register else {}
    with whole_house():
        theirs = Responsibility.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at), professional=professional, valid_from__lte=at, **only
        )
        return theirs.values("client__person_id", "register").distinct().count()


def _belonging(at):
    return Q(until=None, since__lte=at) | Q(until__gt=at, since__lte=at)


def data_protection_officers():
    """Return the users who answer for data protection now (tietosuojavastaava), by family name.

    Source: GDPR 37 art.; a county has one at least, so an empty list is a fault of the settings.
    """
    officers = Professional.objects.filter(
        roles__contains=[Professional.Role.DATA_PROTECTION_OFFICER], ended_at=None, user__is_active=True
    )
    ordered = officers.select_related("user").order_by("family_name", "given_name", "pk")
    return [officer.user for officer in ordered]


def team_choices(by, *, every=False):
    """Return the open teams of the registers a professional works in, by unit and name.

    :param every: of both registers, for what goes between them
    """
    teams = Team.objects.filter(closed_at=None).select_related("unit")
    if not every:
        teams = teams.filter(register__in=scope_of(by).registers)
    choices = [TeamChoice(team.pk, team.name, team.unit.name, team.register) for team in teams]
    return sorted(choices, key=lambda choice: (choice.unit, choice.name, choice.id))


def colleague_choices(by, register):
    """Return those who work in a register's teams now, except oneself, by name.

    Each tells whether they are away. Now is the database's.
    """
    if register not in scope_of(by).registers:
        return []
    memberships = (
        Membership.objects.filter(
            Q(until=None) | Q(until__gt=Now()),
            team__register=register,
            team__closed_at=None,
            professional__ended_at=None,
            professional__user__is_active=True,
        )
        .exclude(professional__user=by)
        .select_related("professional", "team")
        .order_by("professional__family_name", "professional__given_name", "professional_id", "team_id")
    )
    absences = Absence.objects.filter(starts_at__lte=Now(), ends_at__gt=Now())
    away = set(absences.values_list("professional_id", flat=True))
    teams = {}
    for membership in memberships:
        teams.setdefault(membership.professional, []).append(membership.team.name)
    return [
        ColleagueChoice(
            id=person.pk,
            user_id=person.user_id,
            name=person.name,
            profession=person.get_profession_display(),
            teams=", ".join(names),
            away=person.pk in away,
        )
        for person, names in teams.items()
    ]


def who_are(user_ids):
    """Return name and profession of professionals by their user ids; others are left out."""
    rows = Professional.objects.filter(user_id__in=set(user_ids))
    return {row.user_id: WhoIs(row.name, row.get_profession_display()) for row in rows}
