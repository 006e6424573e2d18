"""By when care must begin, what was said of delays, and where no appointment meets a limit in time."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from koppi.people.scope import scope_of

from ..models import Assessment, Clock, Delay, Matter
from ..rules import CARE, CareLimit

MOST_AT_RISK = 100

# A look into the index of each team; what comes out is the soonest of all.
SOONEST = """
    select m.id from unnest(%s::bigint[]) t(id) cross join lateral (
        select id, care_due_at from matters_matter
         where team_id = t.id and care_due_at is not null
           and (care_time_at is null or care_time_at > care_due_at)
         order by care_due_at, id limit %s) m
    order by m.care_due_at, m.id limit %s"""


def care_limit(matter_id):
    """Return the limit by which care must begin in a matter, the earliest that runs, or None."""
    clocks = Clock.objects.filter(matter=matter_id, running=True, rule__in=CARE)
    first = clocks.order_by("due_at", "pk").first()
    return CareLimit(first.rule, first.due_at, called_for_by(matter_id)) if first else None


def called_for_by(matter_id):
    """Return the profession that the latest assessment of a matter calls for, or nothing."""
    return Assessment.objects.called_for(matter_id)


def delays_of(matter):
    """Return why care begins late in a matter, and what the client was told of it, the latest first."""
    found = Delay.objects.filter(matter=matter).select_related("recorded_by__professional", "clock")
    return list(found.order_by("-recorded_at", "-pk"))


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A matter whose care must begin by a limit that no appointment meets in time."""

    reference: str
    subject: str
    client_id: int
    client_name: str
    register: str
    team: str
    holder: str
    called_for: str
    due_at: datetime
    time_at: datetime | None
    told: bool


def care_at_risk(*, by):
    """Return what is at risk in a professional's teams: those whose limit comes first, first.

    It costs the same however many matters there are: an index holds those at risk and no others.
    """
    teams = list(scope_of(by).team_ids)
    with connection.cursor() as cursor:
        cursor.execute(SOONEST, [teams, MOST_AT_RISK, MOST_AT_RISK])
        ids = [row[0] for row in cursor.fetchall()]
    matters = Matter.objects.in_care_of(by).filter(pk__in=ids).defer("search")
    found = list(
        matters.select_related("client", "team", "caught_by__professional").order_by("care_due_at", "pk")
    )
    called = _called_for(found)
    told = set(
        Delay.objects.filter(matter__in=found, clock__running=True).values_list("matter_id", flat=True)
    )
    return [
        RiskRow(
            reference=matter.reference,
            subject=matter.subject,
            client_id=matter.client_id,
            client_name=matter.client.name,
            register=matter.register,
            team=matter.team.name,
            holder=matter.caught_by.professional.name if matter.caught_by else "",
            called_for=called.get(matter.pk, ""),
            due_at=matter.care_due_at,
            time_at=matter.care_time_at,
            told=matter.pk in told,
        )
        for matter in found
    ]


def _called_for(found):
    """Return the profession that the latest assessment of each matter calls for, by matter."""
    latest = Assessment.objects.filter(matter__in=found).order_by("matter", "-assessed_at", "-pk")
    return dict(latest.distinct("matter").values_list("matter_id", "profession"))
