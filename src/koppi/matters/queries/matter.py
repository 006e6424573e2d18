"""One matter: what happened, why it is due, who may see it and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from koppi.access.models import Pass
from koppi.access.policy import CROSSES
from koppi.deadlines.calendars import day_of
from koppi.deadlines.explanations import explain
from koppi.ledger.queries import events_of_matter
from koppi.people.models import Professional, Team
from koppi.people.queries import clock_rule_version, office_hours, who_are
from koppi.people.scope import scope_of

from ..models import Matter
from .endings import NOT_ENDED, Ended, endings_of


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened to a matter; `kind` and `data` are codes, `to_name` whom it went to.

    `ended` tells how it was closed, when that is what happened.
    """

    no: int
    kind: str
    at: datetime
    by_id: int | None
    by_name: str
    by_profession: str
    to_name: str
    data: dict
    ended: Ended = NOT_ENDED


@dataclass(frozen=True, slots=True)
class MatterLine:
    """A matter in a list; `ended` is how, in the reader's language, where the list tells it."""

    matter_id: int
    reference: str
    shown_reference: str
    subject: str
    state: str
    waiting_for: str
    caught_by: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str
    caught_by_id: int | None = None
    ended: str = ""


def matter_for(reference, *, by):
    """Return the matter of a reference, if the user may see it.

    :raises Matter.DoesNotExist: it is not there, or not theirs
    """
    shown = Matter.objects.visible_to(by).defer("search")
    related = (
        "client__municipality",
        "topic",
        "team__unit",
        "caught_by__professional",
        "due_clock",
        "joined_into",
        "closed_as",
    )
    return shown.select_related(*related).get(reference=reference.replace(" ", "").upper())


@dataclass(frozen=True, slots=True)
class Opening:
    """Why a matter is open to a professional, and what of it.

    `why` is a code for the reading log: a relation, `break_glass`, or the basis of a crossing. What is lent
    is only read.
    """

    why: str
    kinds: frozenset
    lent: bool = False
    until: datetime | None = None


def opening_of(matter, *, by, at):
    """Return what opens a matter to a professional who may see it, and which kinds of data it opens.

    Source: 703/2023 9 §, 53 §; decree 457/2024 for the kinds.
    """
    scope = scope_of(by)
    day = day_of(at)
    if matter.register in scope.registers and (why := _relation(matter, scope)):
        return Opening(why, scope.kinds_in(matter.register, day))
    if matter.register in scope.registers and (why := _pass_to_a_matter_or_client(matter, scope)):
        return Opening(why, scope.kinds_in(matter.register, day))
    lent = (
        Pass.objects.in_force()
        .filter(client_id=matter.client_id, register=matter.register, professional=by)
        .exclude(basis="", glass=None)
        .select_related("crossing__permission")
        .order_by("basis", "-pk")
    )
    for one in lent:
        if one.glass_id:
            return Opening("break_glass", scope.kinds_in(matter.register, day), lent=True, until=one.until)
        if one.crossing.permission_id is None or one.crossing.permission.withdrawn_at is None:
            return Opening(one.basis, frozenset(one.crossing.kinds) & CROSSES, lent=True, until=one.until)
    return Opening("none", frozenset())


def why_visible(matter, *, by, at):
    """Return the code of the reason that opens a matter to a professional, for the reading log."""
    return opening_of(matter, by=by, at=at).why


def _relation(matter, scope):
    if matter.caught_by_id == scope.user_id:
        return "holder"
    if matter.team_id in scope.team_ids:
        return "own_team"
    if matter.meant_for_id is not None and matter.meant_for_id == scope.professional_id:
        return "meant_for_them"
    return ""


def _pass_to_a_matter_or_client(matter, scope):
    given = (
        Pass.objects.in_force()
        .filter(
            Q(professional_id=scope.user_id) | Q(team_id__in=scope.team_ids),
            Q(matter_id=matter.pk) | Q(client_id=matter.client_id),
            register=matter.register,
            basis="",
            glass=None,
        )
        .order_by(F("professional").asc(nulls_last=True), "pk")
        .first()
    )
    return given.why if given else ""


def due_explained(matter):
    """Return sentences that tell why an open matter is due when it is: law, dates and steps."""
    clock = matter.due_clock
    if clock is None:
        return ()
    office = office_hours(clock.started_at)
    return explain(
        clock_rule_version(clock.rule, clock.version), clock.started_at, clock.due_at, office=office
    )


def matter_events(matter):
    """Return what has happened to a matter, first things first, with the names of those who did it."""
    events = events_of_matter(matter.pk, since=matter.opened_at)
    people = who_are({event.by_id for event in events})
    to_people = {event.data["to_person"] for event in events if event.data.get("to_person")}
    to_people |= {event.data["to"] for event in events if event.data.get("to")}
    to_teams = {event.data["to_team"] for event in events if event.data.get("to_team")}
    names = {person.pk: person.name for person in Professional.objects.filter(pk__in=to_people)}
    teams = {team.pk: team.name for team in Team.objects.filter(pk__in=to_teams)}
    endings = endings_of(events)
    return [_line(event, people, names, teams, endings.get(event.matter_no, NOT_ENDED)) for event in events]


def _line(event, people, names, teams, ended):
    who = people.get(event.by_id)
    to = event.data.get("to_person") or event.data.get("to")
    return EventLine(
        no=event.matter_no,
        kind=event.kind,
        at=event.at,
        by_id=event.by_id,
        by_name=who.name if who else "",
        by_profession=who.profession if who else "",
        to_name=names.get(to) or teams.get(event.data.get("to_team"), ""),
        data=event.data,
        ended=ended,
    )


def matter_line(matter):
    """Return a matter as a list shows it; `select_related` has who caught it at hand."""
    return MatterLine(
        matter_id=matter.pk,
        reference=matter.reference,
        shown_reference=matter.shown_reference,
        subject=matter.subject,
        state=matter.state,
        waiting_for=matter.waiting_for,
        caught_by=matter.caught_by.professional.name if matter.caught_by else "",
        opened_at=matter.opened_at,
        due_at=matter.due_at,
        closed_at=matter.closed_at,
        outcome=matter.outcome,
        caught_by_id=matter.caught_by_id,
    )


def matters_of_client(client_id, *, by):
    """Return all matters of a client that the user has in care, open ones first, then the newest."""
    rows = (
        Matter.objects.in_care_of(by)
        .filter(client_id=client_id)
        .defer("search")
        .select_related("caught_by__professional")
        .order_by("is_open", "-opened_at", "-pk")
    )
    return [matter_line(row) for row in rows]


def open_matters_of_client(client_id, *, by):
    """Return a client's open matters that the user has in care, in the reader's registers only."""
    return [line for line in matters_of_client(client_id, by=by) if line.state != Matter.State.CLOSED]


def pending_offer(matter):
    """Return the offer that waits for an answer, or None."""
    return (
        matter.handovers.pending().select_related("offered_by__professional", "to_person", "to_team").first()
    )
