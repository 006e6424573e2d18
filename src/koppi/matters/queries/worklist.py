"""The worklist: one index probe per queue finds the matters; one statement reads their rows and counts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from koppi.people.rules import age_on
from koppi.people.scope import scope_of

from ..models.door import OWN

SCOPES = ("for_me", "team", "mine", "offered", "waiting", "snoozed")
PAGE = 25
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows the list to; empty means everything."""

    urgency: int | None = None
    language: str = ""
    skill: str = ""


class WorklistRow(NamedTuple):
    """One line of the worklist. `why` is a code: `own`, `skill`, `language`, `team` or empty.

    Advice has no client, and so neither age nor sex.
    """

    reference: str
    register: str
    client_id: int | None
    subject: str
    age: int | None
    sex: str
    language: str
    priority: int
    urgency: int | None
    warned: bool
    due_at: datetime | None
    waiting_for: str
    caught_by: str
    mine: bool
    why: str
    unread: bool
    snoozed_until: datetime | None
    offered_by: str
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


# Each probe gives (id, priority, own, due_at); `%(…)s` are the reader's facts. `{and_more}` narrows. Limits
# stand in the text: a plan made for any limit at all reads far more than these need.
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
_HELD_BY = "m.caught_by_id = %(user)s and m.state <> 'closed'"
_HELD = f"""
    select m.id, m.priority, 0 as own, m.due_at from matters_matter m
    where {_HELD_BY} and {{condition}} {{and_more}}
"""  # noqa: S608 — the line above
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
_HELD_AS = {
    "mine": "m.state = 'open' and m.snoozed_until is null",
    "waiting": "m.state = 'waiting' and m.snoozed_until is null",
    "snoozed": "m.snoozed_until is not null",
}
_PROBES = {
    "for_me": ((_MEANT, ""), (_TEAM, _SUITS)),
    "team": ((_TEAM, "and (m.catch_id is null or m.raised_at is not null)"),),
    "offered": ((_OFFERED, ""),),
} | {scope: ((_HELD, condition),) for scope, condition in _HELD_AS.items()}


# How many matters each scope has, none counted past the most; what one person holds is counted in one look.
_COUNTED = {
    scope: "(select count(*) from (select 1 from ({}) as found limit {}) as counted)".format(  # noqa: S608
        " union all ".join(
            f"({probe.format(condition=condition, and_more='', limit=MOST_COUNTED)})"
            for probe, condition in _PROBES[scope]
        ),
        MOST_COUNTED,
    )
    for scope in ("for_me", "team", "offered")
} | {scope: f"least(held.{scope}, {MOST_COUNTED})" for scope in _HELD_AS}
_COUNTS = "array[{}] as counts from (select {} from matters_matter m where {}) as held".format(  # noqa: S608
    ", ".join(_COUNTED[scope] for scope in SCOPES),
    ", ".join(f"count(*) filter (where {condition}) as {scope}" for scope, condition in _HELD_AS.items()),
    _HELD_BY,
)
_DOOR = OWN.format(m="m")
# The page that the probes found, with what the rows say. `visible` asks once more what the door of
# `Matter.objects.in_care_of` asks of a professional, so that no probe can show more than it lets out.
_ROWS = """
select counted.counts, page.* from (select {counts}) as counted left join (
    with found as (select * from ({probes}) as found {where}
                   order by priority desc, own desc, due_at, id limit {limit})
    select found.id, found.priority, found.own, found.due_at,
           {door} as visible,
           m.reference, m.register, m.client_id, m.subject, client.birth_date,
           coalesce(client.sex, '') as sex, m.language,
           team.language as team_language, m.skill, m.urgency,
           m.warned_at is not null and (m.urgency_at is null or m.warned_at > m.urgency_at) as warned,
           m.waiting_for, m.caught_by_id,
           coalesce(holder.given_name || ' ' || holder.family_name, '') as caught_by,
           m.client_wrote_at is not null as unread, m.snoozed_until,
           coalesce(giver.given_name || ' ' || giver.family_name, '') as offered_by,
           m.last_event_no as version
      from found
      join matters_matter m on m.id = found.id
      left join people_client client on client.id = m.client_id
      join people_team team on team.id = m.team_id
      left join people_professional holder on holder.user_id = m.caught_by_id
      left join matters_handover offer
             on offer.matter_id = m.id and offer.settled_at is null and %(offered)s
      left join people_professional giver on giver.user_id = offer.offered_by_id
) as page on true
 order by page.priority desc, page.own desc, page.due_at, page.id
"""


class _Found(NamedTuple):
    """A row of `_ROWS`; `counts` stands in each, and alone when there are no matters."""

    counts: list
    id: int | None
    priority: int
    own: int
    due_at: datetime
    visible: bool
    reference: str
    register: str
    client_id: int | None
    subject: str
    birth_date: date | None
    sex: str
    language: str
    team_language: str
    skill: str
    urgency: int | None
    warned: bool
    waiting_for: str
    caught_by_id: int | None
    caught_by: str
    unread: bool
    snoozed_until: datetime | None
    offered_by: str
    version: int


def worklist(*, by, scope, at, after="", filters=Filters()):
    """Return a page of the matters that wait for a professional: urgent first, then due soonest.

    In `for_me` one's own clients come first among equally urgent ones. The same number of SQL
    statements at any size, and the cost follows the page, not the table.

    :param after: where the last page ended, from its `more`
    """
    reader = _reader(by)
    if reader is None:
        return Worklist(scope=scope, counts=dict.fromkeys(SCOPES, 0))
    found, counts = _find(scope, reader, after=after, filters=filters)
    page, more = found[:PAGE], found[PAGE:]
    day = at.astimezone().date()
    return Worklist(
        scope=scope,
        rows=[_row(row, reader=reader, day=day, scope=scope) for row in page if row.visible],
        counts=counts,
        more=_cursor(page[-1]) if more else "",
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
    params = reader.as_params() | {"offered": scope == "offered"}
    and_more = _narrow(filters, params)
    where = ""
    if after:
        where = "where (-priority, -own, due_at, id) > (%(p)s, %(o)s, %(d)s, %(i)s)"
        params |= _where_it_ended(after)
    with connection.cursor() as cursor:
        cursor.execute(_statement(scope, and_more, where), params)
        rows = [_Found(*row) for row in cursor.fetchall()]
    return [row for row in rows if row.id is not None], dict(zip(SCOPES, rows[0].counts, strict=True))


def _statement(scope, and_more, where):
    """Compose the statement; every piece is a constant of this module, what people choose is a parameter."""
    limit = "all" if where else PAGE + 1
    probes = " union all ".join(
        f"({probe.format(condition=condition, and_more=and_more, limit=limit)})"
        for probe, condition in _PROBES[scope]
    )
    return _ROWS.format(probes=probes, where=where, counts=_COUNTS, door=_DOOR, limit=PAGE + 1)


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
    due_at = row.due_at
    return f"{row.priority}.{row.own}.{int(due_at.timestamp())}.{due_at.microsecond}.{row.id}"


def _where_it_ended(after):
    """Read a cursor; one that somebody has tampered with begins at the top."""
    try:
        priority, own, whole, fraction, matter_id = after.split(".")
        due_at = datetime.fromtimestamp(int(whole)).astimezone().replace(microsecond=int(fraction))
        return {"p": -int(priority), "o": -int(own), "d": due_at, "i": int(matter_id)}
    except (ValueError, OverflowError, OSError):
        return {"p": -100, "o": 0, "d": datetime.fromtimestamp(0).astimezone(), "i": 0}


def _row(row, *, reader, day, scope):
    return WorklistRow(
        reference=row.reference,
        register=row.register,
        client_id=row.client_id,
        subject=row.subject,
        age=age_on(row.birth_date, day) if row.client_id else None,
        sex=row.sex,
        language="" if row.language == row.team_language else row.language,
        priority=row.priority,
        urgency=row.urgency,
        warned=row.warned,
        due_at=row.due_at,
        waiting_for=row.waiting_for,
        caught_by=row.caught_by,
        mine=row.caught_by_id == reader.user_id,
        why=_why(row, reader) if scope == "for_me" else "",
        unread=row.unread,
        snoozed_until=row.snoozed_until,
        offered_by=row.offered_by,
        version=row.version,
    )


def _why(row, reader):
    if row.own:
        return "own"
    if row.skill and row.skill in reader.skills:
        return "skill"
    if row.language != row.team_language and row.language in reader.languages:
        return "language"
    return "team"
