"""What a lead sees of the chat: this moment, and what its days have been like; no client, only how many."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from koppi.access.models import Register
from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import at_local, to_local
from koppi.ledger.models import Event
from koppi.matters.models import Clock, Matter
from koppi.people.queries import professional_of, who_are
from koppi.people.scope import scope_of

from .. import rules
from ..models import Route, Visit, Watch
from .routes import is_route_open, routes_in_use


@dataclass(frozen=True, slots=True)
class RouteNow:
    """A route at this moment: how many wait, since when, how many talk, and who is on watch.

    `has_ended` when it lets nobody new in any more, and somebody is still in it.
    """

    code: str
    name: str
    is_open: bool
    has_ended: bool
    waiting: int
    urgent: int
    longest_since: datetime | None
    talking: int
    watching: int


@dataclass(frozen=True, slots=True)
class WatchRow:
    """Somebody on watch: where, since when, and how full their hands are."""

    name: str
    profession: str
    routes: tuple[str, ...]
    since: datetime
    capacity: int
    talks: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The chat at this moment, in numbers and in names of staff, never of clients."""

    routes: list[RouteNow] = field(default_factory=list)
    watches: list[WatchRow] = field(default_factory=list)


def overview(by, at):
    """Return the chat of the routes that a professional leads as it is now: no client, only how many.

    Who may ask is for the page to decide.
    """
    registers = led_registers(by)
    with whole_house():
        routes = [route for route in routes_in_use(at) if route.register in registers]
        codes = [route.code for route in routes]
        found = Visit.objects.open().filter(route__code__in=codes)
        open_visits = list(found.values_list("route__code", "state", "urgent", "entered_at", "taken_by_id"))
    standing = list(Watch.objects.standing().filter(routes__overlap=codes).order_by("since", "pk"))
    names = {route.code: route.name for route in routes}
    who = who_are({watch.kept_by_id for watch in standing})
    talks = Counter(holder for _code, state, _urgent, _since, holder in open_visits if state == rules.TALKING)
    return Overview(
        routes=[_route_now(route, open_visits, standing, at) for route in routes],
        watches=[
            WatchRow(
                name=who[watch.kept_by_id].name if watch.kept_by_id in who else "",
                profession=who[watch.kept_by_id].profession if watch.kept_by_id in who else "",
                routes=tuple(names[code] for code in watch.routes if code in names),
                since=watch.since,
                capacity=watch.capacity,
                talks=talks[watch.kept_by_id],
            )
            for watch in standing
        ],
    )


def _route_now(route, open_visits, standing, at):
    here = [row for row in open_visits if row[0] == route.code]
    waiting = [row for row in here if row[1] == rules.WAITING]
    return RouteNow(
        code=route.code,
        name=route.name,
        is_open=is_route_open(route, at),
        has_ended=not route.is_in_force(at),
        waiting=len(waiting),
        urgent=sum(row[2] for row in waiting),
        longest_since=min((row[3] for row in waiting), default=None),
        talking=len(here) - len(waiting),
        watching=sum(route.code in watch.routes for watch in standing),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What the chat of a time was like, counted from the ledger: numbers alone.

    Waits are in minutes. `abandoned` are those who ended their wait before anybody called them.
    """

    entered: int = 0
    urgent: int = 0
    called: int = 0
    wait_median: int | None = None
    wait_90: int | None = None
    talk_median: int | None = None
    abandoned: int = 0
    left: int = 0
    called_back: int = 0
    closed_out: int = 0
    by_how: dict = field(default_factory=dict)
    by_topic: dict = field(default_factory=dict)
    by_hour: dict = field(default_factory=dict)
    by_language: dict = field(default_factory=dict)
    by_outcome: dict = field(default_factory=dict)
    answered: int = 0
    answered_in_time: int = 0


def figures(by, *, since, until, route=""):
    """Return the figures of a time in the registers that a professional leads; who may ask, the page decides.

    Cost follows the number of visits in the time, by the ledger's index of kinds.

    :param route: only one route, by its code
    """
    registers = led_registers(by)
    with whole_house():
        found = Event.objects.filter(kind__in=_KINDS, at__gte=since, at__lt=until).order_by("at", "id")
        events = [
            event
            for event in found.only("kind", "at", "matter_id", "data")
            if event.data.get("register") in registers and route in ("", event.data.get("route"))
        ]
        entered = [event for event in events if event.kind == "visit.entered"]
        matters = {event.matter_id for event in entered}
        topics = Counter(
            Matter.objects.filter(pk__in=matters).order_by().values_list("topic__code", flat=True)
        )
        outcomes = Counter(
            Matter.objects.filter(pk__in=matters)
            .exclude(outcome="")
            .order_by()
            .values_list("outcome", flat=True)
        )
        answered, in_time = _answers(matters)
    called = {event.data["visit"]: event.data["waited"] for event in events if event.kind == "visit.called"}
    ended = [event.data for event in events if event.kind == "visit.ended"]
    before_call = [data for data in ended if data["talked"] is None]
    how = Counter(data["how"] for data in ended)
    return Figures(
        entered=len(entered),
        urgent=sum(bool(event.data["urgent"]) for event in entered),
        called=len(called),
        wait_median=_minutes(rules.middle(called.values())),
        wait_90=_minutes(rules.middle(called.values(), 0.9)),
        talk_median=_minutes(rules.middle([data["talked"] for data in ended if data["talked"] is not None])),
        abandoned=sum(data["how"] in (Visit.How.AS_MESSAGES, Visit.How.CLIENT) for data in before_call),
        left=how[Visit.How.LEFT],
        called_back=how[Visit.How.CALLED_BACK],
        closed_out=how[Visit.How.CLOSED_FOR_THE_DAY],
        by_how=dict(how),
        by_topic=dict(topics.most_common()),
        by_hour=dict(sorted(Counter(to_local(event.at).hour for event in entered).items())),
        by_language=dict(Counter(event.data["language"] for event in entered).most_common()),
        by_outcome=dict(outcomes.most_common()),
        answered=answered,
        answered_in_time=in_time,
    )


_KINDS = ("visit.entered", "visit.called", "visit.ended")


def _answers(matters):
    """Return how many matters have had an answer promised and given, and how many of them in time."""
    met = Clock.objects.filter(matter__in=matters, rule="P1", met_at__isnull=False)
    first = {}
    for matter_id, due_at, met_at in met.order_by("pk").values_list("matter_id", "due_at", "met_at"):
        first.setdefault(matter_id, met_at <= due_at)
    return len(first), sum(first.values())


def _minutes(seconds):
    return None if seconds is None else round(seconds / 60)


def led_registers(by):
    """Return the registers whose chats somebody leads, in numbers alone: a manager of the county, both."""
    professional = professional_of(by)
    if professional is not None and "manager" in professional.roles:
        return frozenset({str(Register.PATIENT), str(Register.SOCIAL)})
    return scope_of(by).registers


def led_routes(by, at):
    """Return the routes that somebody leads, as pairs of code and name, in their order; ended ones come last.

    What has begun and lasted is there, since its days can still be asked about.
    """
    registers = led_registers(by)
    begun = Route.objects.filter(valid_from__lte=at, register__in=registers)
    newest = {row.code: row for row in begun.exclude(valid_to=F("valid_from")).order_by("version")}
    rows = sorted(newest.values(), key=lambda row: (not row.is_in_force(at), row.position, row.pk))
    ended = _("%(chat)s (ended)")
    return [(row.code, row.name if row.is_in_force(at) else ended % {"chat": row.name}) for row in rows]


def may_lead(by):
    """Test whether a professional leads: a team, a shift, or the county."""
    professional = professional_of(by)
    return professional is not None and bool({"shift_lead", "team_lead", "manager"} & set(professional.roles))


def figures_of_day(by, day, *, route=""):
    """Return the figures of one day in Helsinki."""
    since = at_local(day, time(0))
    return figures(by, since=since, until=at_local(day + timedelta(days=1), time(0)), route=route)
