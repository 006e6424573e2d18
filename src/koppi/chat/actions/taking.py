"""Take somebody from the queue: two hands never take the same, and nobody takes more than they have room for.

One's own watch is locked before any matter, so that one's takings come one after another.
"""

from datetime import timedelta

from django.db import transaction

from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyCaught, AlreadyClosed
from koppi.matters.models import Matter
from koppi.notices import actions as notices

from .. import rules
from ..errors import HandsFull, NobodyWaits, NotOnWatch, TakenAlready, VisitOver
from ..models import Visit
from ..queries import may_work_on, waiting_for
from ._visits import begin_talk, name_of, record_in, times_of
from .watching import my_own_watch


@transaction.atomic
def take_next(*, by, at):
    """Take the first who waits on one's routes: catch the matter, begin the talk.

    :raises NotOnWatch: the professional is not on watch
    :raises HandsFull: they have as many talks as they have room for
    :raises NobodyWaits: nobody waits whom they may take
    """
    watch, seat = _room(by)
    for visit_id, matter_id in waiting_for(watch, by):
        try:
            with transaction.atomic():
                return _take(visit_id, matter_id, seat, by=by, at=at)
        except (TakenAlready, VisitOver, AlreadyClosed, AlreadyCaught, Matter.DoesNotExist):
            continue
    raise NobodyWaits()


@transaction.atomic
def take(*, visit_id, by, at):
    """Take one who waits, wherever in the queue; what one has taken already one has.

    :raises NotOnWatch: the professional is not on watch
    :raises HandsFull: they have as many talks as they have room for
    :raises TakenAlready: a colleague took it first; `.who` tells who
    :raises VisitOver: it has ended meanwhile
    :raises Visit.DoesNotExist: it is not theirs to see, or not there
    """
    visit = Visit.objects.get(pk=visit_id)
    if not may_work_on(visit, by):
        raise Visit.DoesNotExist
    if visit.state == Visit.State.TALKING and visit.taken_by_id == by.pk:
        return visit
    _watch, seat = _room(by)
    return _take(visit.pk, visit.matter_id, seat, by=by, at=at)


def _room(by):
    """Lock one's watch, and return it with a free seat: one's own takings come one after another."""
    watch = my_own_watch(by)
    if watch is None:
        raise NotOnWatch()
    taken = list(Visit.objects.talking().filter(taken_by=by).values_list("seat", flat=True))
    seat = rules.free_seat(taken, watch.capacity)
    if seat is None:
        raise HandsFull()
    return watch, seat


def _take(visit_id, matter_id, seat, *, by, at):
    matters.lock_where_it_went(matter_id, by)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("route").get(pk=visit_id)
    if visit.state == Visit.State.TALKING:
        raise TakenAlready(name_of(visit.taken_by_id))
    if visit.state == Visit.State.ENDED:
        raise VisitOver()
    try:
        catch = matters.catch_matter(matter_id=visit.matter_id, by=by, at=at)
    except AlreadyCaught as refused:
        raise TakenAlready(refused.who) from refused
    matter = matters.lock_where_it_went(visit.matter_id, by)
    begin_talk(visit, catch, seat, at=at)
    record_in(matter, "visit.called", visit, by=by, at=at, **times_of(visit, at))
    _tell_turn(matter, visit, at)
    return visit


def _tell_turn(matter, visit, at):
    """Tell a client who has left the page, and agreed, that it is their turn; nothing of their health."""
    person = visit.entered_by.person_id
    if rules.is_here(visit.seen_at, at) or not visit.turn_address or person is None:
        return
    notices.queue_delivery(
        person_id=person,
        channel=visit.turn_by,
        address=visit.turn_address,
        reference=matter.reference,
        send_before=at + timedelta(minutes=visit.route.grace),
        template="your_turn",
        language=visit.entered_by.language or matter.language,
        key=f"visit-{visit.pk}-{at:%Y%m%d%H%M%S}",
        at=at,
    )
