"""The list beside the matter: its rows, what has changed in them, and which comes next."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from koppi.matters.models import Matter
from koppi.matters.queries import Filters, search_matters, worklist
from koppi.matters.queries.worklist import PAGE
from koppi.people.scope import scope_of
from koppi.ui.times import HELSINKI

from ..rules import group_of, shown_count
from ..words import SEX_LETTER, STATE_WAITING, WHY

NEAR = timedelta(minutes=60)
GROUPS = ("urgent", "today", "later", "closed")


class Row(NamedTuple):
    """One line of a list, ready to be drawn."""

    reference: str
    client_id: int | None
    register: str
    subject: str
    age: int | None
    sex: str
    language: str
    sign: str
    group: str
    due_at: datetime | None
    snoozed_until: datetime | None
    more: str
    unread: bool
    gone: str
    urgent: bool
    token: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list: its groups of rows, the counts of the scopes, and where it goes on."""

    groups: list[tuple[str, list[Row]]] = field(default_factory=list)
    counts: dict = field(default_factory=dict)
    more: str = ""

    @property
    def rows(self):
        """All rows, as they stand in their groups."""
        return [row for _group, rows in self.groups for row in rows]

    @property
    def clients(self):
        """The clients whom the page shows, by register."""
        return clients_of(self.rows)


@dataclass(frozen=True, slots=True)
class News:
    """What has changed in a list that somebody looks at."""

    changed: list[Row]
    new: int
    urgent: list[Row]
    counts: dict


def list_page(by, place, *, at, words=""):
    """Return a page of the list at a place; a search gives its finds, open ones first.

    :param words: what was searched for, when the place says that somebody searches
    """
    if place.find and words:
        found = [_row_of_matter(matter, by=by, at=at) for matter in search_matters(by=by, text=words)]
        counts = worklist(by=by, scope=place.scope, at=at).counts
        return ListPage(groups=_grouped(found), counts=_shown(counts))
    page = _worklist(by, place, at)
    return ListPage(groups=_grouped(_rows(page.rows, at=at)), counts=_shown(page.counts), more=page.more)


def news(by, place, known, *, at):
    """Return what has changed since a list was drawn.

    :param known: the rows that are on the screen, in their order: reference to token
    """
    if place.find:
        rows, counts = [], {}
    else:
        page = _worklist(by, place.top(), at)
        rows, counts = _rows(page.rows, at=at), _shown(page.counts)
    here = {row.reference: row for row in rows}
    elsewhere = [reference for reference in known if reference not in here]
    others = {
        matter.reference: _row_of_matter(matter, by=by, at=at, place=place)
        for matter in Matter.objects.in_care_of(by)
        .filter(reference__in=elsewhere)
        .defer("search")
        .select_related("client", "team", "caught_by__professional")
    }
    changed = []
    for reference, token in known.items():
        row = here.get(reference) or others.get(reference) or _out_of_sight(reference)
        if row.token != token:
            changed.append(row)
    # What sorts after the last row on the screen is not new: it would have been on the next page.
    ends = max((place_ for place_, row in enumerate(rows) if row.reference in known), default=-1)
    whole = len(known) < PAGE
    arrived = [
        row for place_, row in enumerate(rows) if row.reference not in known and (whole or place_ < ends)
    ]
    if place.find or place.after:
        arrived = []
    return News(
        changed=changed, new=len(arrived), urgent=[row for row in arrived if row.urgent][:1], counts=counts
    )


def next_reference(by, place, reference, *, at, words=""):
    """Return the reference of the matter after one in the list, or of the one before it, or nothing.

    At the chat nothing comes by itself: whoever has room takes the next.
    """
    if place.is_chat:
        return ""
    references = [
        row.reference for row in list_page(by, place, at=at, words=words).rows if row.group != "closed"
    ]
    if reference not in references:
        return references[0] if references else ""
    number = references.index(reference)
    others = references[number + 1 :] or references[:number][::-1]
    return others[0] if others else ""


def clients_of(rows):
    """Return the clients of rows, by register, for the reading log."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.client_id:
            found.setdefault(row.register, []).append(row.client_id)
    return found


def _worklist(by, place, at):
    filters = Filters(
        urgency=int(place.urgency) if place.urgency else None, language=place.language, skill=place.skill
    )
    return worklist(by=by, scope=place.scope, at=at, after=place.after, filters=filters)


def _row(row, said, *, at):
    more = ""
    if row.offered_by:
        more = _("from %(name)s") % {"name": row.offered_by}
    elif row.caught_by and not row.mine:
        more = row.caught_by
    elif row.waiting_for:
        more = str(STATE_WAITING[row.waiting_for])
    elif row.why:
        more = said.why.get(row.why, "")
    # Everything that nobody has caught waits for an answer; only what somebody has can surprise.
    unread = row.unread and bool(row.caught_by)
    return Row(
        reference=row.reference,
        client_id=row.client_id,
        register=row.register,
        subject=row.subject,
        age=row.age,
        sex=said.sex.get(row.sex, ""),
        language=row.language,
        sign=_sign(row.urgency, row.warned),
        group=group_of(row.priority, _day(row.due_at or at), said.day),
        due_at=row.due_at,
        snoozed_until=row.snoozed_until,
        more=more,
        unread=unread,
        gone="",
        urgent=row.priority == Matter.Urgency.URGENT,
        token=_token(row.reference, row.version, due_at=row.due_at, unread=unread, at=at),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """The day and the words that every row of a page shares, in the reader's language."""

    day: date
    sex: dict
    why: dict


def _rows(found, *, at):
    said = _Said(
        day=_day(at),
        sex={code: str(letter) for code, letter in SEX_LETTER.items()},
        why={code: str(words) for code, words in WHY.items()},
    )
    return [_row(row, said, at=at) for row in found]


def _row_of_matter(matter, *, by, at, place=None):
    """Return a row of a matter that no scope has listed: a find, or one that has left the list.

    :param place: the list that it has left, which the row then says
    """
    closed = matter.state == Matter.State.CLOSED
    warned = matter.warned_at is not None and (
        matter.urgency_at is None or matter.warned_at > matter.urgency_at
    )
    holder = matter.caught_by.professional.name if matter.caught_by else ""
    gone = _why_gone(matter, by, holder, place.scope) if place is not None and not place.find else ""
    unread = matter.client_wrote_at is not None and bool(holder) and not gone
    return Row(
        reference=matter.reference,
        client_id=matter.client_id,
        register=matter.register,
        subject=matter.subject,
        age=matter.client.age_on(_day(at)) if matter.client else None,
        sex=str(SEX_LETTER.get(matter.client.sex, "")) if matter.client else "",
        language="" if matter.language == matter.team.language else matter.language,
        sign=_sign(matter.urgency, warned),
        group="closed" if closed else group_of(matter.priority, _day(matter.due_at), _day(at)),
        due_at=matter.due_at,
        snoozed_until=matter.snoozed_until,
        more="" if gone else (_("closed") if closed else holder),
        unread=unread,
        gone=gone,
        urgent=matter.priority == Matter.Urgency.URGENT and not closed,
        token=_token(
            matter.reference, matter.last_event_no, due_at=matter.due_at, unread=unread, gone=gone, at=at
        ),
    )


def _why_gone(matter, by, holder, scope):
    """Return in a word or two why a matter is no longer in a list, or nothing if it still is."""
    mine = matter.caught_by_id == by.pk
    if matter.state == Matter.State.CLOSED:
        return _("closed")
    if scope == "offered":
        return _("you have it") if mine else ""
    if scope in ("for_me", "team"):
        if mine:
            return _("you have it")
        if holder and not (scope == "team" and matter.raised_at):
            return _("%(name)s took it") % {"name": holder.split()[0]}
        if matter.team_id not in scope_of(by).team_ids:
            return _("moved")
        return _("snoozed") if matter.snoozed_until else ""
    if not mine:
        return _("%(name)s has it") % {"name": holder.split()[0]} if holder else _("with the team")
    stands = (
        "snoozed" if matter.snoozed_until else "waiting" if matter.state == Matter.State.WAITING else "mine"
    )
    if stands == scope:
        return ""
    return {"snoozed": _("snoozed"), "waiting": _("waits"), "mine": _("your turn")}[stands]


def _out_of_sight(reference):
    """Return the row of a matter that the reader may no longer see: nothing of the client is left."""
    return Row(
        reference=reference,
        client_id=None,
        register="",
        subject="",
        age=None,
        sex="",
        language="",
        sign="calm",
        group="later",
        due_at=None,
        snoozed_until=None,
        more="",
        unread=False,
        gone=_("moved"),
        urgent=False,
        token=f"{reference}:gone",
    )


def _token(reference, version, *, due_at, unread, at, gone=""):
    """Return the mark by which a screen tells whether it shows a row as it is."""
    phase = ""
    if due_at:
        phase = "o" if due_at <= at else "n" if due_at - at <= NEAR else ""
    return f"{reference}:{version}:{phase}{'g' if gone else ''}{'u' if unread else ''}"


def _grouped(rows):
    found = [(group, [row for row in rows if row.group == group]) for group in GROUPS]
    return [(group, some) for group, some in found if some]


def _sign(urgency, warned):
    """Return the sign of an urgency; a client's own statement leads until a person has judged."""
    if warned:
        return "says"
    return {Matter.Urgency.URGENT: "now", Matter.Urgency.CALM: "calm"}.get(urgency, "today")


def _shown(counts):
    return {scope: shown_count(count) for scope, count in counts.items()}


def _day(moment):
    return moment.astimezone(HELSINKI).date()
