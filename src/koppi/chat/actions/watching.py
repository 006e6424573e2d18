"""Begin and end one's watch at the chat."""

from django.db import IntegrityError, transaction

from koppi.ledger import actions as ledger
from koppi.matters.errors import NotAllowed
from koppi.people.scope import scope_of

from ..errors import WatchNotOffered
from ..models import Watch
from ..queries import routes_in_use


@transaction.atomic
def begin_watch(*, route_codes, capacity, by, at):
    """Begin to answer the chat on some routes; on watch already, change them or how many talks fit.

    More talks than there is room for go on: only nobody new is taken before there is room. A route that ended
    today can still be answered while somebody is in it.

    :param capacity: how many talks at once; the routes say how many at most
    :raises WatchNotOffered: none of the routes is in use in the professional's registers
    """
    scope = scope_of(by)
    if not scope.is_professional:
        raise NotAllowed()
    routes = [
        route
        for route in routes_in_use(at)
        if route.code in route_codes and route.register in scope.registers
    ]
    if not routes:
        raise WatchNotOffered()
    codes = sorted(route.code for route in routes)
    capacity = max(1, min(capacity, *(route.most_at_once for route in routes)))
    watch = my_own_watch(by)
    if watch is None:
        try:
            with transaction.atomic():
                watch = Watch.objects.create(kept_by=by, routes=codes, capacity=capacity, since=at)
        except IntegrityError:
            # Another window was a moment faster.
            watch = my_own_watch(by)
        else:
            ledger.record("watch.began", by=by, at=at, watch=watch.pk, routes=codes, capacity=capacity)
            return watch
    if (watch.routes, watch.capacity) != (codes, capacity):
        watch.routes, watch.capacity = codes, capacity
        watch.save(update_fields=["routes", "capacity"])
        ledger.record("watch.changed", by=by, at=at, watch=watch.pk, routes=codes, capacity=capacity)
    return watch


@transaction.atomic
def end_watch(*, by, at):
    """Stop answering the chat; the talks one has go on, in one's hands. Ended already is no trouble."""
    watch = my_own_watch(by)
    if watch:
        finish_watch(watch, by=by, at=at)
    return watch


def finish_watch(watch, *, by, at):
    """End a locked watch."""
    watch.until = at
    watch.save(update_fields=["until"])
    ledger.record("watch.ended", by=by, at=at, watch=watch.pk)


def my_own_watch(by):
    """Lock a professional's own standing watch, and return it, or None."""
    return Watch.objects.standing().filter(kept_by=by).select_for_update().first()


def end_watch_of(*, by, at, professional, starts_at=None, **_facts):
    """End the watch of somebody who has gone away, or no longer works here."""
    if starts_at is not None and starts_at > at.isoformat():
        return
    standing = Watch.objects.standing().filter(kept_by__professional=professional).select_for_update()
    for watch in standing:
        finish_watch(watch, by=by, at=at)
