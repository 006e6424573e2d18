"""A client's own visit: their place, what it may mean, and who talks with them."""

from dataclasses import dataclass

from django.db.models import Q

from koppi.access.second_lock import whole_house
from koppi.matters.models import Matter
from koppi.people.models import Way
from koppi.people.queries import opening_today, who_are
from koppi.people.scope import scope_of

from .. import rules
from ..models import Visit
from .routes import open_for_so_long, traffic


@dataclass(frozen=True, slots=True)
class MyVisit:
    """A client's own visit as it is now: their place and what it may mean, or who talks with them."""

    visit: Visit
    matter: Matter
    state: str
    place: int
    estimate: rules.Estimate
    by_name: str
    by_profession: str
    professional_id: int | None

    @property
    def is_waiting(self):
        """Whether it stands in the queue."""
        return self.state == rules.WAITING

    @property
    def is_talking(self):
        """Whether the talk is going on."""
        return self.state == rules.TALKING


def my_visit(matter_id, *, by, at):
    """Return the latest visit of a matter of one's own, or None.

    :raises Matter.DoesNotExist: not theirs, or not there
    """
    matter = Matter.objects.visible_to(by).select_related("client", "topic").get(pk=matter_id)
    visit = Visit.objects.filter(matter=matter).select_related("route", "entered_by").order_by("-pk").first()
    return _my_visit(visit, matter, at) if visit else None


def my_open_visits(by, at):
    """Return the visits that a resident has open, their own and of those they act for."""
    scope = scope_of(by)
    if not scope.is_resident:
        return []
    clients = {*scope.own_client_ids, *scope.health_client_ids, *scope.social_client_ids}
    found = Visit.objects.open().filter(client__in=clients).values_list("matter_id", flat=True)
    theirs = Matter.objects.visible_to(by).filter(pk__in=list(found)).values_list("pk", flat=True)
    visits = (
        Visit.objects.open()
        .filter(matter__in=list(theirs))
        .select_related("route", "matter__client", "matter__topic", "entered_by")
        .order_by("pk")
    )
    return [_my_visit(visit, visit.matter, at) for visit in visits]


def _my_visit(visit, matter, at):
    place, estimate, who = 0, rules.UNKNOWN, None
    if visit.state == Visit.State.WAITING:
        place = place_of(visit)
        _waiting, calls, watching = traffic(at)
        code = visit.route.code
        spans = rules.within(opening_today(Way.CHAT, at).spans, visit.route.opens, visit.route.closes)
        estimate = rules.estimate(
            place, calls[code], at, on_watch=watching[code], open_for=open_for_so_long(spans, at)
        )
    elif visit.taken_by_id:
        who = who_are({visit.taken_by_id}).get(visit.taken_by_id)
    return MyVisit(
        visit=visit,
        matter=matter,
        state=visit.state,
        place=place,
        estimate=estimate,
        by_name=who.name if who else "",
        by_profession=who.profession if who else "",
        professional_id=visit.taken_by_id,
    )


def place_of(visit):
    """Return the place of a waiting visit in the queue of its route; 1 is the next."""
    earlier = Q(entered_at__lt=visit.entered_at) | Q(entered_at=visit.entered_at, pk__lt=visit.pk)
    before = Q(urgent=True) & earlier if visit.urgent else Q(urgent=True) | earlier
    with whole_house():
        ahead = Visit.objects.filter(before, state=Visit.State.WAITING, route__code=visit.route.code)
        return ahead.exclude(pk=visit.pk).count() + 1
