"""Questions between the registers, and the teams one can ask."""

from dataclasses import dataclass
from datetime import datetime

from koppi.access.consent import OTHER
from koppi.people.models import Team
from koppi.people.queries import who_are
from koppi.people.scope import scope_of

from ..models import SideQuestion

MOST = 100


@dataclass(frozen=True, slots=True)
class AskedAcross:
    """A general question from one side to the other, with its answer when there is one."""

    id: int
    who: str
    team: str
    at: datetime
    question: str
    answer: str
    answered_by: str
    answered_at: datetime | None


def other_teams(register):
    """Return the open teams of the other register as choices, by unit and name; the same for every client."""
    teams = Team.objects.filter(register=OTHER[register], closed_at=None).select_related("unit")
    said = sorted((f"{team.name}, {team.unit.name}", team.pk) for team in teams)
    return [(str(key), words) for words, key in said]


def asked_of_us(by):
    """Return the questions to one's own teams, unanswered ones first, then the newest."""
    return _rows(SideQuestion.objects.filter(to_team__in=scope_of(by).team_ids))


def asked_by_me(by):
    """Return one's own questions to the other side, unanswered ones first, then the newest."""
    return _rows(SideQuestion.objects.filter(asked_by=by))


def _rows(questions):
    rows = list(questions.select_related("to_team").order_by("-asked_at", "-pk")[:MOST])
    rows.sort(key=lambda row: row.answered_at is not None)
    people = who_are({row.asked_by_id for row in rows} | {row.answered_by_id for row in rows})

    def name(user_id):
        return people[user_id].name if user_id in people else ""

    return [
        AskedAcross(
            id=row.pk,
            who=name(row.asked_by_id),
            team=row.to_team.name,
            at=row.asked_at,
            question=row.question,
            answer=row.answer,
            answered_by=name(row.answered_by_id),
            answered_at=row.answered_at,
        )
        for row in rows
    ]
