"""What clients have said of the reader's teams, as a lead reads it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.deadlines.calendars import day_of
from koppi.feedback.queries import feedback_of_teams
from koppi.feedback.rules import NO, PARTLY, YES
from koppi.feedback.words import EASE

WEEKS = 4
HELPED = {
    YES: gettext_lazy("Got help"),
    PARTLY: gettext_lazy("Got help in part"),
    NO: gettext_lazy("Got no help"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer that has words: its day, the answers beside them, and the words."""

    day: object
    answers: str
    words: str


@dataclass(frozen=True, slots=True)
class TeamSaid:
    """What was said of one team: a row for each week and the words, or how many answers there are so far."""

    name: str
    count: int
    is_shown: bool
    rows: list
    words: list


def feedback_columns():
    """Return the columns of a team's table."""
    numbers = (_("Answers"), *HELPED.values())
    return [
        {"said": _("Week"), "number": False},
        *({"said": said, "number": True} for said in numbers),
        {"said": _("How easy, in the middle"), "number": True},
    ]


def feedback_read(*, by, at):
    """Return what was said of the reader's teams this week and in the three before; three statements."""
    today = day_of(at)
    since = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    return [_team(one) for one in feedback_of_teams(by=by, since=since)]


def _team(found):
    return TeamSaid(
        name=found.team.name,
        count=found.count,
        is_shown=found.is_shown,
        rows=[_row(week) for week in found.weeks],
        words=[Said(one.day, _answers(one), one.words) for one in found.words],
    )


def _row(week):
    said = _("week %(number)s") % {"number": week.monday.isocalendar().week}
    counts = [week.helped[helped] for helped in HELPED]
    return [said, week.count, *counts, EASE[week.middle] if week.middle else "–"]


def _answers(one):
    said = (HELPED.get(one.helped, ""), EASE.get(one.ease, ""))
    return ". ".join(str(part) for part in said if part)
