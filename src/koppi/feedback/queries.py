"""What a client may still answer, and what a team's lead reads of the answers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncWeek

from koppi.people.models import Team
from koppi.people.scope import scope_of

from . import rules
from .models import Feedback, FeedbackRequest

MOST_WORDS = 100


def open_request(matter, at):
    """Return what the client of a matter may still answer, or None."""
    found = FeedbackRequest.objects.filter(matter=matter, answered_at=None).order_by("-asked_at").first()
    return found if found and rules.is_open(found.asked_at, found.answered_at, at) else None


@dataclass(frozen=True, slots=True)
class Week:
    """The answers of one week, counted; `middle` is the median of the answers on ease."""

    monday: date
    count: int
    helped: Counter
    middle: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, and the answers that went with it."""

    day: date
    helped: str
    ease: int | None
    words: str


@dataclass(frozen=True, slots=True)
class TeamFeedback:
    """The answers about one team, the newest week first; nothing but their number while they are too few."""

    team: Team
    count: int
    weeks: list[Week] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    @property
    def is_shown(self):
        """Whether there are so many that nobody can be guessed."""
        return self.count >= rules.FEWEST_SHOWN


def feedback_of_teams(*, by, since):
    """Return what was said of the reader's teams from a day on, in three statements however much it is.

    The newest hundred are shown in words.
    """
    teams = list(Team.objects.filter(pk__in=scope_of(by).team_ids).order_by("name_fi", "pk"))
    said = Feedback.objects.filter(team__in=teams, day__gte=since)
    counted = (
        said.annotate(week=TruncWeek("day"))
        .values("team", "week", "helped", "ease")
        .annotate(count=Count("pk"))
        .order_by()
    )
    weeks = {}
    for row in counted:
        weeks.setdefault(row["team"], {}).setdefault(row["week"], []).append(row)
    words = {}
    written = said.exclude(words="").order_by("-day", "uuid")
    for one in written[:MOST_WORDS]:
        words.setdefault(one.team_id, []).append(Words(one.day, one.helped, one.ease, one.words))
    return [_of_team(team, weeks.get(team.pk, {}), words.get(team.pk, [])) for team in teams]


def _of_team(team, weeks, words):
    count = sum(row["count"] for rows in weeks.values() for row in rows)
    if count < rules.FEWEST_SHOWN:
        return TeamFeedback(team, count)
    shown = [_week(monday, rows) for monday, rows in sorted(weeks.items(), reverse=True)]
    return TeamFeedback(team, count, shown, words)


def _week(monday, rows):
    helped, ease = Counter(), Counter()
    for row in rows:
        helped[row["helped"]] += row["count"]
        if row["ease"] is not None:
            ease[row["ease"]] += row["count"]
    return Week(monday, sum(row["count"] for row in rows), helped, rules.middle_ease(ease))
