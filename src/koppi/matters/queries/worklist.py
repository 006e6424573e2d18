"""The worklist: one index probe per queue for the ids, then the rows through the one door."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from koppi.people.scope import scope_of

from ..models import Handover, Matter

SCOPES = ("for_me", "team", "mine", "offered", "waiting", "snoozed")
PAGE = 25
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows the list to; empty means everything."""

    urgency: int | None = None
    language: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One line of the worklist. `why` is a code: `own`, `skill`, `language`, `team` or empty."""

    matter_id: int
    reference: str
    shown_reference: str
    register: str
    client_id: int
    subject: str
    topic: str
    age: int
    sex: str
    language: str
    priority: int
    urgency: int | None
    warned: bool
    due_at: datetime | None
    overdue: bool
    state: str
    waiting_for: str
    caught_by: str
    mine: bool
    why: str
    unread: bool
    snoozed_until: datetime | None
    offered_by: str
    handover_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of the list: its rows, how many wait in each scope (100 means more), and where to go on."""

    scope: str
    rows: list[WorklistRow] = field(default_factory=list)
    counts: dict = field(default_factory=dict)
    more: str = ""


@dataclass(frozen=True, slots=True)
class _Reader:
    """The facts about the reader that the probes ask for."""

    user_id: int
    professional_id: int
    registers: list
    teams: list
    skills: list
    languages: list

    def as_params(self):
        return {
            "user": self.user_id,
            "professional": self.professional_id,
            "registers": self.registers,
            "teams": self.teams,
            "skills": self.skills,
            "languages": self.languages,
        }


# Each probe gives (id, priority, own, due_at); `%(…)s` are the reader's facts. `{and_more}` narrows.
_TEAM = """
    select m.id, m.priority, 0 as own, m.due_at
    from unnest(%(teams)s::bigint[]) as mine(team_id) cross join lateral (
        select id, priority, due_at from matters_matter m
        where m.team_id = mine.team_id and m.state <> 'closed' and m.register = any(%(registers)s)
          and m.snoozed_until is null {condition} {and_more}
        order by m.priority desc, m.due_at, m.id limit {limit}) m
"""
_MEANT = """
    select m.id, m.priority, 1 as own, m.due_at from matters_matter m
    where m.meant_for_id = %(professional)s and m.state <> 'closed' and m.register = any(%(registers)s)
      and m.catch_id is null and m.snoozed_until is null {and_more}
"""
_HELD = """
    select m.id, m.priority, 0 as own, m.due_at from matters_matter m
    where m.caught_by_id = %(user)s and m.state <> 'closed' {condition} {and_more}
"""
_OFFERED = """
    select m.id, m.priority, 0 as own, m.due_at from matters_matter m
    where m.state <> 'closed' and m.register = any(%(registers)s) {and_more} and m.id in (
        select matter_id from matters_handover where to_person_id = %(professional)s and settled_at is null
        union
        select matter_id from matters_handover where to_team_id = any(%(teams)s) and to_person_id is null
           and settled_at is null and offered_by_id <> %(user)s
           and (to_skill = '' or to_skill = any(%(skills)s))
        union
        select matter_id from matters_consultation
         where to_person_id = %(professional)s and answered_at is null and withdrawn_at is null
        union
        select matter_id from matters_consultation where to_team_id = any(%(teams)s)
           and answered_at is null and withdrawn_at is null and asked_by_id <> %(user)s)
"""
_UNCAUGHT = "and m.catch_id is null"
_SUITS = (
    _UNCAUGHT + " and m.meant_for_id is distinct from %(professional)s"
    " and (m.skill = '' or m.skill = any(%(skills)s))"
    " and (m.language = any(%(languages)s) or m.language not in ('fi', 'sv'))"
)
_PROBES = {
    "for_me": ((_MEANT, ""), (_TEAM, _SUITS)),
    "team": ((_TEAM, "and (m.catch_id is null or m.raised_at is not null)"),),
    "mine": ((_HELD, "and m.state = 'open' and m.snoozed_until is null"),),
    "offered": ((_OFFERED, ""),),
    "waiting": ((_HELD, "and m.state = 'waiting' and m.snoozed_until is null"),),
    "snoozed": ((_HELD, "and m.snoozed_until is not null"),),
}


def worklist(*, by, scope, at, after="", filters=Filters()):
    """Return a page of the matters that wait for a professional: urgent first, then due soonest.

    In `for_me` one's own clients come first among equally urgent ones. The same number of SQL
    statements at any size, and the cost follows the page, not the table.

    :param after: where the last page ended, from its `more`
    """
    reader = _reader(by)
    if reader is None:
        return Worklist(scope=scope, counts=dict.fromkeys(SCOPES, 0))
    found = _find(scope, reader, after=after, filters=filters)
    ids, more = found[:PAGE], found[PAGE:]
    return Worklist(
        scope=scope,
        rows=_rows(ids, by=by, reader=reader, at=at, scope=scope),
        counts=_counts(reader),
        more=_cursor(ids[-1]) if more else "",
    )


def _reader(by):
    scope = scope_of(by)
    if not scope.is_professional or not scope.team_ids:
        return None
    return _Reader(
        user_id=by.pk,
        professional_id=scope.professional.pk,
        registers=sorted(scope.registers),
        teams=list(scope.team_ids),
        skills=list(scope.skills),
        languages=scope.professional.languages,
    )


def _find(scope, reader, *, after, filters):
    params = reader.as_params() | {"limit": PAGE + 1}
    and_more = _narrow(filters, params)
    order = "priority desc, own desc, due_at, id"
    where = ""
    if after:
        where = "where (-priority, -own, due_at, id) > (%(p)s, %(o)s, %(d)s, %(i)s)"
        params |= _where_it_ended(after)
    probes = " union all ".join(
        f"({probe.format(condition=condition, and_more=and_more, limit='all' if after else '%(limit)s')})"
        for probe, condition in _PROBES[scope]
    )
    with connection.cursor() as cursor:
        # Every piece is a constant of this module; what people choose goes in as parameters.
        cursor.execute(f"select * from ({probes}) as found {where} order by {order} limit %(limit)s", params)  # noqa: S608
        return cursor.fetchall()


def _narrow(filters, params):
    conditions = []
    if filters.urgency is not None:
        conditions.append("and m.priority = %(urgency)s")
        params["urgency"] = filters.urgency
    if filters.language:
        conditions.append("and m.language = %(language)s")
        params["language"] = filters.language
    if filters.skill:
        conditions.append("and m.skill = %(skill)s")
        params["skill"] = filters.skill
    return " ".join(conditions)


def _cursor(row):
    matter_id, priority, own, due_at = row
    return f"{priority}.{own}.{int(due_at.timestamp())}.{due_at.microsecond}.{matter_id}"


def _where_it_ended(after):
    """Read a cursor; one that somebody has tampered with begins at the top."""
    try:
        priority, own, whole, fraction, matter_id = after.split(".")
        due_at = datetime.fromtimestamp(int(whole)).astimezone().replace(microsecond=int(fraction))
        return {"p": -int(priority), "o": -int(own), "d": due_at, "i": int(matter_id)}
    except (ValueError, OverflowError, OSError):
        return {"p": -100, "o": 0, "d": datetime.fromtimestamp(0).astimezone(), "i": 0}


def _rows(found, *, by, reader, at, scope):
    own = {matter_id for matter_id, _, is_own, _ in found if is_own}
    matters = (
        Matter.objects.visible_to(by)
        .filter(pk__in=[row[0] for row in found])
        .defer("search")
        .select_related("client", "topic", "team", "caught_by__professional")
        .in_bulk()
    )
    offers = {}
    if scope == "offered":
        pending = (
            Handover.objects.pending().filter(matter__in=matters).select_related("offered_by__professional")
        )
        offers = {offer.matter_id: offer for offer in pending}
    day = at.astimezone().date()
    return [
        _row(
            matters[matter_id],
            own=matter_id in own,
            reader=reader,
            at=at,
            day=day,
            offer=offers.get(matter_id),
            scope=scope,
        )
        for matter_id, *_ in found
        if matter_id in matters
    ]


def _row(matter, *, own, reader, at, day, offer, scope):
    holder = matter.caught_by
    return WorklistRow(
        matter_id=matter.pk,
        reference=matter.reference,
        shown_reference=matter.shown_reference,
        register=matter.register,
        client_id=matter.client_id,
        subject=matter.subject,
        topic=matter.topic.name,
        age=matter.client.age_on(day),
        sex=matter.client.sex,
        language="" if matter.language == matter.team.language else matter.language,
        priority=matter.priority,
        urgency=matter.urgency,
        warned=matter.warned_at is not None
        and (matter.urgency_at is None or matter.warned_at > matter.urgency_at),
        due_at=matter.due_at,
        overdue=matter.due_at is not None and matter.due_at < at,
        state=matter.state,
        waiting_for=matter.waiting_for,
        caught_by=holder.professional.name if holder and holder.is_professional else "",
        mine=matter.caught_by_id == reader.user_id,
        why=_why(matter, own=own, reader=reader) if scope == "for_me" else "",
        unread=matter.client_wrote_at is not None,
        snoozed_until=matter.snoozed_until,
        offered_by=offer.offered_by.professional.name if offer else "",
        handover_id=offer.pk if offer else None,
        version=matter.last_event_no,
    )


def _why(matter, *, own, reader):
    if own:
        return "own"
    if matter.skill and matter.skill in reader.skills:
        return "skill"
    if matter.language != matter.team.language and matter.language in reader.languages:
        return "language"
    return "team"


def _counts(reader):
    """Return how many matters each scope has, none counted past a hundred, in one statement."""
    counted = ", ".join(
        "(select count(*) from (select 1 from ("  # noqa: S608 — the same constants
        + " union all ".join(
            f"({probe.format(condition=condition, and_more='', limit='%(most)s')})"
            for probe, condition in probes
        )
        + f") as found limit %(most)s) as counted) as {scope}"
        for scope, probes in _PROBES.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {counted}", reader.as_params() | {"most": MOST_COUNTED})
        return dict(zip(SCOPES, cursor.fetchone(), strict=True))
