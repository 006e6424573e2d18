"""Which ways into the chat there are, and what somebody who would enter finds there."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import at_local, day_of, to_local
from koppi.ledger.models import Event
from koppi.people.models import Way, in_language
from koppi.people.queries import opening_today

from .. import rules
from ..models import Route, Visit, Watch


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A way into the chat as one client may see it today.

    `way_out` is empty when it lets them in, else why not: "closed", "closing", "area" or "full".
    """

    code: str
    name: str
    invite: str
    register: str
    topics: tuple[str, ...]
    spans: tuple[tuple[time, time], ...]
    way_out: str
    waiting: int
    estimate: rules.Estimate
    next_opening: datetime | None

    @property
    def lets_in(self):
        """Whether the client may enter now."""
        return not self.way_out


def route_in_force(code, at):
    """Return the version of a route in force at a moment.

    :raises Route.DoesNotExist: there is none
    """
    return Route.objects.in_force(at).select_related("team").get(code=code)


def routes_at(at):
    """Return the versions in force at a moment, in their order."""
    return list(Route.objects.in_force(at).select_related("team").order_by("position", "pk"))


def routes_in_use(at):
    """Return the versions in force, and the last of a route that ended today while somebody is in it.

    Who is in counts as far as whoever asks may see.
    """
    somebody = Exists(Visit.objects.open().filter(route__code=OuterRef("code")))
    lasted = Q(valid_to__gt=_midnight(at), valid_to__lte=at, valid_from__lt=F("valid_to"))
    in_force = Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gt=at))
    rows = Route.objects.filter(in_force | (lasted & somebody)).select_related("team")
    newest = {row.code: row for row in rows.order_by("version")}
    return sorted(newest.values(), key=lambda row: (row.position, row.pk))


def _midnight(at):
    return at_local(day_of(at), time(0))


def is_route_open(route, at, *, entering=False):
    """Test whether a route is open at a moment; for somebody who enters, whether it still lets in."""
    spans = rules.within(opening_today(Way.CHAT, at).spans, route.opens, route.closes)
    return rules.is_open(spans, to_local(at), last_entry=route.last_entry if entering else 0)


def may_stay(route, standing, spans, at):
    """Test whether those who came in by a version of a route keep their place at a moment.

    They do while its own hours last, on the day on which it was last in force; and while the version in force
    is open. So neither an end of a route nor shorter hours sends anybody away before the day is over.

    :param standing: the version of the same route in force, or None
    :param spans: the day's openings of the chat
    """
    last = route.valid_to - timedelta(microseconds=1) if route.valid_to else at
    held = [route] if day_of(last) >= day_of(at) else []
    return any(
        rules.is_open(rules.within(spans, one.opens, one.closes), to_local(at))
        for one in (*held, *([standing] if standing else []))
    )


def is_served(route, client):
    """Test whether a client lives where a route serves."""
    place = client.municipality
    return rules.in_area(place.code if place else None, bool(place and place.served), route.municipalities)


def routes_for(client, at):
    """Return all routes as one client may see them: those that let them in first, then in their order."""
    opening = opening_today(Way.CHAT, at)
    routes = routes_at(at)
    waiting, calls, watching = traffic(at)
    rows = [_route_row(route, client, opening, at, waiting, calls, watching) for route in routes]
    return sorted(rows, key=lambda row: bool(row.way_out))


def _route_row(route, client, opening, at, waiting, calls, watching):
    spans = rules.within(opening.spans, route.opens, route.closes)
    local, ahead = to_local(at), waiting[route.code]
    way_out = ""
    if not rules.is_open(spans, local):
        way_out = "closed"
    elif client is not None and not is_served(route, client):
        way_out = "area"
    elif not rules.is_open(spans, local, last_entry=route.last_entry):
        way_out = "closing"
    elif route.most_waiting and ahead >= route.most_waiting:
        way_out = "full"
    return RouteRow(
        code=route.code,
        name=route.name,
        invite=in_language(route, "invite"),
        register=route.register,
        topics=tuple(route.topics),
        spans=spans,
        way_out=way_out,
        waiting=ahead,
        estimate=rules.estimate(
            ahead + 1,
            calls[route.code],
            at,
            on_watch=watching[route.code],
            open_for=open_for_so_long(spans, at),
        ),
        next_opening=_next_opening(route, spans, opening, at) if way_out == "closed" else None,
    )


def _next_opening(route, spans, opening, at):
    """Return when a route opens next today, or on the next day of the chat."""
    today = day_of(at)
    for opens, _closes in spans:
        if (moment := at_local(today, opens)) > at:
            return moment
    if opening.next_opening is None or day_of(opening.next_opening) == today:
        return None
    first = to_local(opening.next_opening)
    opens = max(first.time(), time(route.opens))
    return at_local(first.date(), opens)


def open_for_so_long(spans, at):
    """Return how long the opening under way has lasted; an hour when there is none."""
    local = to_local(at)
    for opens, closes in spans:
        if opens <= local.time() < closes:
            return at - at_local(local.date(), opens)
    return rules.PACE_OF


def traffic(at):
    """Return by route how many wait, when they were called in the last hour, and how many are on watch.

    It counts what whoever asks may not see: how many, and nothing else.
    """
    with whole_house():
        found = Visit.objects.filter(state=Visit.State.WAITING).values_list("route__code")
        waiting = Counter(dict(found.annotate(many=Count("pk")).order_by("route__code")))
        calls: dict[str, list] = {}
        recent = Event.objects.filter(kind="visit.called", at__gt=at - rules.PACE_OF, at__lte=at)
        for moment, data in recent.order_by("at", "id").values_list("at", "data"):
            calls.setdefault(data["route"], []).append(moment)
    watching = Counter(
        code for codes in Watch.objects.standing().values_list("routes", flat=True) for code in codes
    )
    return waiting, _Lists(calls), watching


class _Lists(dict):
    def __missing__(self, key):
        return []


def waiting_on(code):
    """Return how many wait on a route, whoever may see them."""
    with whole_house():
        return Visit.objects.filter(state=Visit.State.WAITING, route__code=code).count()
