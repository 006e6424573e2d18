"""Units and teams, as a manager sees them."""

from dataclasses import dataclass, field

from django.db.models import Q

from koppi.callbacks.models import CallbackHours
from koppi.matters.queries import count_open_in
from koppi.people.models import FormerName, Membership, Municipality, ServiceChange, Team, Unit

from ..words import LANGUAGE, PROFESSION, REGISTER


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the list of units: how many work in it, and what is odd about it."""

    id: int
    name: str
    register: str
    people: int
    speaks: bool


@dataclass(slots=True)
class UnitRow:
    """A unit with its teams and its branches."""

    id: int
    name: str
    where: str
    branch_of: str
    teams: list[TeamRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in a team."""

    id: int
    name: str
    task: str
    speaks: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team: who works in it, what leads to it, what it was called before."""

    team: Team
    register: str
    language: str
    members: list[Member]
    topics: list[str]
    has_calling_hours: bool
    open_matters: int
    former_names: list[FormerName]
    took_over: list[Team]

    @property
    def speaks(self):
        """Whether anybody there serves in the team's usual language."""
        return any(member.speaks for member in self.members)


def units():
    """Return all units by name, each with its open teams, and the closed teams; three statements."""
    rows = {
        unit.pk: UnitRow(
            id=unit.pk,
            name=unit.name,
            where=unit.address or unit.municipality.name,
            branch_of=unit.branch_of.name if unit.branch_of else "",
        )
        for unit in Unit.objects.select_related("municipality", "branch_of").order_by("pk")
    }
    people = _people_of_teams()
    closed = []
    for team in Team.objects.select_related("continued_by").order_by("code"):
        if team.closed_at is not None:
            closed.append(team)
            continue
        languages = people.get(team.pk, [])
        rows[team.unit_id].teams.append(
            TeamRow(
                team.pk,
                team.name,
                str(REGISTER[team.register]),
                len(languages),
                any(team.language in spoken for spoken in languages),
            )
        )
    return sorted(rows.values(), key=lambda row: row.name.casefold()), closed


def team_page(team_id, topics_of, at):
    """Return a team for a manager; eight statements.

    :param topics_of: a function from the team to the names of the topics that lead to it
    :raises Team.DoesNotExist: there is none
    """
    team = Team.objects.select_related("unit", "continued_by").get(pk=team_id)
    rows = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at), team=team, professional__ended_at=None
    ).select_related("professional")
    people = {row.professional for row in rows}
    return TeamPage(
        team=team,
        register=str(REGISTER[team.register]),
        language=str(LANGUAGE.get(team.language, team.language)),
        members=[
            Member(
                person.pk,
                person.name,
                PROFESSION.get(person.profession, ""),
                team.language in person.languages,
            )
            for person in sorted(people, key=lambda one: (one.family_name, one.given_name, one.pk))
        ],
        topics=topics_of(team, at),
        has_calling_hours=CallbackHours.objects.filter(team=team).exists(),
        open_matters=count_open_in(team),
        former_names=list(
            team.former_names.select_related("renamed_by__professional").order_by("-until", "pk")
        ),
        took_over=list(team.continues.order_by("code")),
    )


def unit_history(unit):
    """Return what a unit was called before, the last name first."""
    return list(unit.former_names.select_related("renamed_by__professional").order_by("-until", "pk"))


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality, and since when it has been served or not, if anybody has changed it."""

    id: int
    code: str
    name: str
    served: bool
    changes: list[ServiceChange]


def areas():
    """Return the municipalities, those served first, by name; each with its changes, the last one first."""
    changes = {}
    for change in ServiceChange.objects.select_related("changed_by__professional").order_by(
        "-changed_at", "-pk"
    ):
        changes.setdefault(change.municipality_id, []).append(change)
    rows = [
        Area(row.pk, row.code, row.name, row.served, changes.get(row.pk, []))
        for row in Municipality.objects.order_by("pk")
    ]
    return sorted(rows, key=lambda row: (not row.served, row.name.casefold()))


def _people_of_teams():
    """Return the languages of each who works in a team, by the team's id."""
    found = {}
    rows = Membership.objects.filter(until=None, professional__ended_at=None)
    for team_id, languages in rows.values_list("team_id", "professional__languages"):
        found.setdefault(team_id, []).append(languages)
    return found
