"""Advice that one's teams have given without knowing to whom, counted by topic, way and week."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from koppi.intake.queries import advice_counts
from koppi.ui.times import HELSINKI

from ..words import CAME_BY

WEEKS = 4


@dataclass(frozen=True, slots=True)
class AdviceGiven:
    """How much advice was given: tables with the weeks as columns, and how often in all."""

    columns: list = field(default_factory=list)
    by_topic: list = field(default_factory=list)
    by_way: list = field(default_factory=list)
    count: int = 0


def advice_given(*, by, at):
    """Return the advice that the reader's teams have given this week and in the three before; two statements.

    Every time somebody asked counts, also when they said later who they are.
    """
    today = at.astimezone(HELSINKI).date()
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]
    since = datetime.combine(weeks[0], time(0), HELSINKI)
    topics, ways = {}, {}
    for one in advice_counts(by=by, since=since):
        topics.setdefault(one.topic, Counter())[one.week] += one.count
        ways.setdefault(str(CAME_BY[one.channel]), Counter())[one.week] += one.count
    said = [_("week %(number)s") % {"number": week.isocalendar().week} for week in weeks]
    return AdviceGiven(
        columns=[{"said": one, "number": True} for one in (*said, _("In all"))],
        by_topic=_rows(topics, weeks),
        by_way=_rows(ways, weeks),
        count=sum(counts.total() for counts in ways.values()),
    )


def _rows(found, weeks):
    """Return a row for each name, the most frequent first."""
    ordered = sorted(found.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    return [[name, *(counts[week] for week in weeks), counts.total()] for name, counts in ordered]
