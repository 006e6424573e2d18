"""Who is away, and who will be."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from koppi.deadlines.calendars import to_local
from koppi.people.models import Absence, Membership
from koppi.people.scope import scope_of

from ..rules import may_plan
from .colleagues import Worker, workers


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence under way or to come."""

    id: int
    name: str
    oneself: bool
    first: date
    last: date
    has_begun: bool
    substitute: str


def absences(by, at):
    """Return the absences that somebody may change: their own, and for a lead those of their teams.

    The first to begin comes first; two statements.
    """
    found = Absence.objects.filter(ends_at__gt=at, professional__ended_at=None)
    rows = (
        found.filter(_theirs(by, at)).select_related("professional", "substitute").order_by("starts_at", "pk")
    )
    return [_row(row, by, at) for row in rows]


def absence_of(absence_id, by, at):
    """Return an absence that somebody may change and that is not over.

    :raises Absence.DoesNotExist: it is not there, is over, or is not theirs
    """
    found = Absence.objects.filter(_theirs(by, at), ends_at__gt=at).select_related(
        "professional__user", "substitute"
    )
    return found.get(pk=absence_id)


def leads_absences(by):
    """Tell whether somebody marks colleagues as away: who leads a team, or its shifts."""
    return may_plan(scope_of(by).professional.roles)


def led_workers(by) -> list[Worker]:
    """Return those of one's teams whom one may mark as away, by family name."""
    return workers(by) if leads_absences(by) else []


def _theirs(by, at):
    own = Q(professional__user=by)
    if not leads_absences(by):
        return own
    members = Membership.objects.filter(Q(until=None) | Q(until__gt=at), team__in=scope_of(by).team_ids)
    return own | Q(professional__in=members.values("professional"))


def _row(row, by, at):
    return AbsenceRow(
        id=row.pk,
        name=row.professional.name,
        oneself=row.professional.user_id == by.pk,
        first=_day(row.starts_at),
        last=row.last_day,
        has_begun=row.starts_at <= at,
        substitute=row.substitute.name if row.substitute else "",
    )


def _day(moment: datetime):
    return to_local(moment).date()
