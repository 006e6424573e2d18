"""Units and teams come, get other names, and close; whom we serve: a manager's decisions."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from koppi.ledger.actions import record

from ..errors import BranchOfItself, MunicipalityTaken, NotForOneself, TeamClosed, UnknownLanguage, WrongTeam
from ..models import LANGUAGES, Departure, FormerName, Membership, Municipality, Professional, Team, Unit
from ..rules import SERVED_IN
from .hours import check_manages
from .leaving import leave_team
from .professionals import join_team

NAMES = tuple(f"name_{language}" for language in LANGUAGES)


@transaction.atomic
def add_unit(*, names, municipality, by, at, branch_of=None, address=""):
    """Add a unit, or a branch of one.

    :param names: by field: `name_fi` and so on
    :raises NotManager: `by` does not manage the county
    """
    check_manages(by)
    unit = Unit.objects.create(**names, municipality=municipality, branch_of=branch_of, address=address)
    record("unit.added", by=by, at=at, unit=unit.pk, municipality=municipality.code)
    return unit


@transaction.atomic
def change_unit(*, unit_id, names, municipality, by, at, branch_of=None, address=""):
    """Change what a unit is called, and where it is; what it was called stays in its history.

    :raises NotManager: `by` does not manage the county
    :raises BranchOfItself: it would be its own branch
    """
    check_manages(by)
    unit = Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=unit_id)
    _check_branch(unit, branch_of)
    _keep_name(unit, names, by=by, at=at, unit=unit)
    unit.municipality, unit.branch_of, unit.address = municipality, branch_of, address
    unit.save()
    record("unit.changed", by=by, at=at, unit=unit.pk, municipality=municipality.code)
    return unit


@transaction.atomic
def add_municipality(*, code, names, by, at):
    """Add a municipality by its official number, as one that is served.

    :raises NotManager: `by` does not manage the county
    :raises MunicipalityTaken: it is there already
    """
    check_manages(by)
    try:
        with transaction.atomic():
            municipality = Municipality.objects.create(code=code, **names)
    except IntegrityError:
        raise MunicipalityTaken from None
    _note_served(municipality, by, at)
    return municipality


@transaction.atomic
def set_served(*, municipality_id, served, by, at):
    """Take a municipality into the service area, or leave it out; what was so before stays in its history.

    :raises NotManager: `by` does not manage the county
    """
    check_manages(by)
    municipality = Municipality.objects.select_for_update(no_key=True).get(pk=municipality_id)
    if municipality.served != served:
        municipality.served = served
        municipality.save(update_fields=["served"])
        _note_served(municipality, by, at)
    return municipality


@transaction.atomic
def add_team(*, names, unit, register, language, by, at):
    """Add a team; nothing comes to it before a topic leads there, or somebody offers it something.

    :raises NotManager: `by` does not manage the county
    :raises UnknownLanguage: nobody knows the language
    """
    check_manages(by)
    _check_language(language)
    team = Team.objects.create(
        code=_new_code(names["name_fi"]), **names, unit=unit, register=register, language=language
    )
    record("team.added", by=by, at=at, team=team.pk, unit=unit.pk, register=register)
    return team


@transaction.atomic
def change_team(*, team_id, names, unit, language, by, at):
    """Change what a team is called, its unit and its usual language; its register never changes.

    :raises NotManager: `by` does not manage the county
    :raises TeamClosed: it is closed
    :raises UnknownLanguage: nobody knows the language
    """
    check_manages(by)
    _check_language(language)
    team = Team.objects.select_for_update(no_key=True).get(pk=team_id)
    if team.closed_at is not None:
        raise TeamClosed
    _keep_name(team, names, by=by, at=at, team=team)
    team.unit, team.language = unit, language
    team.save(update_fields=[*NAMES, "unit", "language"])
    record("team.changed", by=by, at=at, team=team.pk, unit=unit.pk, language=language)
    return team


@transaction.atomic
def close_team(*, team, successor, by, at):
    """Close a team: its people go along into the team that takes over, with what it had closed in reach.

    Their open matters have gone there before: that is matters' to do, in the same transaction.

    :param successor: the team that takes over, or None when nobody and nothing is left
    :raises NotManager: `by` does not manage the county
    :raises TeamClosed: it is closed already
    :raises WrongTeam: the successor is closed, the same, or of the other register; or somebody is left
    :raises NotForOneself: `by` would join the successor by it
    """
    check_manages(by)
    locked = Team.objects.select_for_update().filter(pk__in=[team.pk, successor.pk if successor else team.pk])
    found = {one.pk: one for one in locked.order_by("pk")}
    team, successor = found[team.pk], found[successor.pk] if successor else None
    if team.closed_at is not None:
        raise TeamClosed
    check_takes_over(team, successor)
    people = list(_members(team, at))
    if people and successor is None:
        raise WrongTeam
    # Who listens lets what the people do in the team go along before they leave it.
    record("team.closed", by=by, at=at, team=team.pk, to_team=successor.pk if successor else None)
    for person in people:
        if not _members(successor, at).filter(pk=person.pk).exists():
            if person.user_id == by.pk:
                raise NotForOneself
            join_team(professional=person, team=successor, by=by, at=at)
        leave_team(professional=person, team=team, by=by, at=at)
    _change_departures(team, successor, at)
    Team.objects.filter(continued_by=team).update(continued_by=successor)
    team.closed_at, team.continued_by = at, successor
    team.save(update_fields=["closed_at", "continued_by"])
    return team


def check_takes_over(team, successor):
    """Raise unless a team can take over from another.

    :raises WrongTeam: it is closed, the same, or of the other register
    """
    if successor is not None and (
        successor.closed_at is not None or successor.pk == team.pk or successor.register != team.register
    ):
        raise WrongTeam


def _members(team, at):
    belongs = Membership.objects.filter(Q(until=None) | Q(until__gt=at), team=team)
    return Professional.objects.filter(pk__in=belongs.values("professional")).order_by("pk")


def _change_departures(team, successor, at):
    """Let a planned leaving of the team be one of its successor, or none if the person was there already."""
    ahead = Departure.objects.ahead()
    ahead.filter(moves_to=team).exclude(team=successor).update(moves_to=successor)
    for departure in ahead.filter(Q(team=team) | Q(moves_to=team)):
        belongs = departure.professional.memberships.filter(team=successor, since__lt=at)
        if successor is None or belongs.exists() or departure.moves_to_id in (team.pk, successor.pk):
            departure.withdrawn_at = at
        else:
            departure.team = successor
        departure.save(update_fields=["withdrawn_at", "team"])


def _keep_name(row, names, *, by, at, **whose):
    """Give a unit or a team new names, and keep the old ones where they differ."""
    before = {field: getattr(row, field) for field in NAMES}
    if before != names:
        FormerName.objects.create(**before, **whose, until=at, renamed_by=by)
    for field in NAMES:
        setattr(row, field, names[field])


def _note_served(municipality, by, at):
    municipality.service_changes.create(served=municipality.served, changed_by=by, changed_at=at)
    kind = "municipality.served" if municipality.served else "municipality.left_out"
    record(kind, by=by, at=at, municipality=municipality.code)


def _check_branch(unit, branch_of):
    above = branch_of
    while above is not None:
        if above.pk == unit.pk:
            raise BranchOfItself
        above = above.branch_of


def _check_language(language):
    if language not in SERVED_IN:
        raise UnknownLanguage


def _new_code(name):
    """Return a code for a team that no other has."""
    base = slugify(name)[:28] or "team"
    taken = set(Team.objects.filter(code__startswith=base).values_list("code", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
