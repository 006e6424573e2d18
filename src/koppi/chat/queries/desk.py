"""What a professional at the chat sees: who waits on their routes, and their own talks."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import connection
from django.db.models import Count, Q

from koppi.deadlines.calendars import at_local, day_of
from koppi.matters.models import Matter
from koppi.people.queries import who_are
from koppi.people.rules import age_on
from koppi.people.scope import scope_of

from .. import rules
from ..models import Route, Visit, Watch
from .routes import routes_in_use

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class AtHand:
    """What every page of a professional's says of the chat.

    `is_offered` when some chat is in use in their registers, `is_anywhere` when one is in use at all. What
    ended today counts to the end of the day, so that nobody who waits in it is out of sight.
    `unread` counts their talks with letters that nobody has opened.
    """

    is_offered: bool = False
    is_anywhere: bool = False
    unread: int = 0


# Every page asks this, so it is written out: building it anew each time took fifteen times as long.
_AT_HAND = """
    select (select array_agg(distinct register) from chat_route
             where valid_from <= %(at)s
               and (valid_to is null or valid_to > valid_from and valid_to > %(today)s)),
           (select count(*) from chat_visit talk
             where talk.state = 'talking' and talk.taken_by_id = %(by)s
               and exists (select from conversations_conversation c
                             join conversations_message letter on letter.conversation_id = c.id
                            where c.matter_id = talk.matter_id
                              and letter.from_client and letter.read_at is null))
"""


def at_hand(by, at):
    """Return what every page of a professional's says of the chat; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_AT_HAND, {"at": at, "today": at_local(day_of(at), time(0)), "by": by.pk})
        registers, unread = cursor.fetchone()
    return AtHand(
        is_offered=not scope_of(by).registers.isdisjoint(registers or ()),
        is_anywhere=bool(registers),
        unread=unread,
    )


def offered_to(by, at):
    """Return the routes in use in a professional's registers, in their order.

    One that ended today is among them while somebody waits or talks in it.
    """
    registers = scope_of(by).registers
    return [route for route in routes_in_use(at) if route.register in registers]


def last_watch(by):
    """Return a professional's latest watch, ended or not, or None."""
    return Watch.objects.filter(kept_by=by).order_by("-pk").first()


def my_watch(by):
    """Return a professional's own watch, or None."""
    return Watch.objects.standing().filter(kept_by=by).first()


def waiting_for(watch, by):
    """Return the visits that a professional may take, in order: pairs of their id and their matter's."""
    free = Q(matter__caught_by=None) | Q(matter__caught_by=by)
    found = list(
        Visit.objects.waiting().filter(free, route__code__in=watch.routes).values_list("pk", "matter_id")
    )
    theirs = _in_care({matter_id for _visit, matter_id in found}, by)
    return [row for row in found if row[1] in theirs]


def may_work_on(visit, by):
    """Test whether somebody may work on the matter of a visit."""
    return visit.matter_id in _in_care({visit.matter_id}, by)


def _in_care(matter_ids, by):
    theirs = Matter.objects.in_care_of(by).filter(pk__in=matter_ids) if matter_ids else Matter.objects.none()
    return set(theirs.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who waits; `held_by` when a colleague has caught the matter from the worklist meanwhile.

    `other_language` is the client's, when it is not the team's own.
    """

    visit_id: int
    matter_id: int
    reference: str
    register: str
    client_id: int
    subject: str
    topic: str
    route: str
    route_name: str
    urgent: bool
    entered_at: datetime
    is_here: bool
    age: int
    sex: str
    language: str
    other_language: str
    due_at: datetime
    held_by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One of one's own talks; `unread` counts the client's letters that nobody has opened."""

    visit_id: int
    matter_id: int
    reference: str
    register: str
    client_id: int
    client_name: str
    subject: str
    topic: str
    route: str
    urgent: bool
    called_at: datetime
    has_arrived: bool
    is_here: bool
    seen_at: datetime | None
    language: str
    other_language: str
    unread: int
    last_seq: int
    seat: int | None


@dataclass(frozen=True, slots=True)
class Console:
    """What a professional at the chat sees: their watch, those who wait on its routes, their own talks."""

    watch: Watch | None
    offered: list[Route]
    waiting: list[WaitingRow]
    talks: list[TalkRow]
    more: bool = False

    @property
    def has_room(self):
        """Whether one more talk fits."""
        return self.watch is not None and len(self.talks) < self.watch.capacity

    @property
    def clients(self):
        """The clients whom the page shows, by register."""
        found: dict[str, list[int]] = {}
        for row in (*self.waiting, *self.talks):
            found.setdefault(row.register, []).append(row.client_id)
        return found


def console(by, at):
    """Return a professional's console at a moment; the same few statements however long the queue is."""
    scope = scope_of(by)
    if not scope.is_professional:
        return Console(None, [], [], [])
    watch = my_watch(by)
    offered = offered_to(by, at)
    waiting, more = _waiting_rows(watch, by, at) if watch else ([], False)
    return Console(watch, offered, waiting, talks_of(by, at), more)


def _waiting_rows(watch, by, at):
    found = (
        Visit.objects.waiting()
        .filter(route__code__in=watch.routes)
        .select_related("route", "matter__client", "matter__topic", "matter__team")
        .defer("matter__search")
    )
    visits = list(found[: MOST_SHOWN + 1])
    theirs = _in_care({visit.matter_id for visit in visits}, by)
    more = len(visits) > MOST_SHOWN
    visits = [visit for visit in visits[:MOST_SHOWN] if visit.matter_id in theirs]
    names = who_are({visit.matter.caught_by_id for visit in visits if visit.matter.caught_by_id})
    today = day_of(at)
    rows = [
        WaitingRow(
            visit_id=visit.pk,
            matter_id=visit.matter_id,
            reference=visit.matter.reference,
            register=visit.register,
            client_id=visit.client_id,
            subject=visit.matter.subject,
            topic=visit.matter.topic.name,
            route=visit.route.code,
            route_name=visit.route.name,
            urgent=visit.urgent,
            entered_at=visit.entered_at,
            is_here=rules.is_here(visit.seen_at, at),
            age=age_on(visit.matter.client.birth_date, today),
            sex=visit.matter.client.sex,
            language=visit.matter.language,
            other_language=_other_language(visit.matter),
            due_at=visit.matter.due_at,
            held_by=names[visit.matter.caught_by_id].name if visit.matter.caught_by_id in names else "",
            mine=visit.matter.caught_by_id == by.pk,
        )
        for visit in visits
    ]
    return rows, more


def _other_language(matter):
    return "" if matter.language == matter.team.language else matter.language


def talks_of(by, at):
    """Return a professional's own talks, the longest first."""
    unread = Count(
        "matter__conversation__messages",
        filter=Q(matter__conversation__messages__from_client=True)
        & Q(matter__conversation__messages__read_at=None),
    )
    # Whoever talks holds the matter, so it is theirs to see.
    visits = (
        Visit.objects.talking()
        .filter(taken_by=by)
        .select_related("route", "matter__client", "matter__topic", "matter__team", "matter__conversation")
        .defer("matter__search")
        .annotate(unread=unread)
        .order_by("called_at", "pk")
    )
    return [
        TalkRow(
            visit_id=visit.pk,
            matter_id=visit.matter_id,
            reference=visit.matter.reference,
            register=visit.register,
            client_id=visit.client_id,
            client_name=visit.matter.client.name,
            subject=visit.matter.subject,
            topic=visit.matter.topic.name,
            route=visit.route.code,
            urgent=visit.urgent,
            called_at=visit.called_at,
            has_arrived=visit.arrived_at is not None,
            is_here=rules.is_here(visit.seen_at, at),
            seen_at=visit.seen_at,
            language=visit.matter.language,
            other_language=_other_language(visit.matter),
            unread=visit.unread,
            last_seq=getattr(getattr(visit.matter, "conversation", None), "last_seq", 0),
            seat=visit.seat,
        )
        for visit in visits
    ]


def visit_of(matter_id):
    """Return the open visit of a matter, or None; the caller has opened the matter's door already."""
    return Visit.objects.open().filter(matter=matter_id).select_related("route").first()
