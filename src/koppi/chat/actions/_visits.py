"""What every action does with a visit: lock it under its matter, move it, record it."""

from django.db import transaction

from koppi import live
from koppi.feedback import actions as feedback
from koppi.feedback.models import About
from koppi.ledger import actions as ledger
from koppi.matters import actions as matters
from koppi.people.queries import who_are

from ..errors import VisitOver
from ..models import Visit
from ..rules import channel_of, queue_of


def lock_open(matter_id, by):
    """Lock a matter and its open visit.

    :raises VisitOver: it has none
    :raises Matter.DoesNotExist: not theirs, or not there
    """
    matter = matters.lock_where_it_went(matter_id, by)
    visit = Visit.objects.open().select_for_update(of=("self",)).filter(matter=matter).first()
    if visit is None:
        raise VisitOver()
    return matter, visit


def lock_visit(visit_id, by):
    """Lock the matter of a visit, then the visit; None when it has moved to another matter meanwhile."""
    matter_id = Visit.objects.values_list("matter_id", flat=True).get(pk=visit_id)
    matter = matters.lock_where_it_went(matter_id, by)
    visits = Visit.objects.select_for_update(of=("self",)).select_related("route", "matter")
    return matter, visits.filter(pk=visit_id, matter=matter).first()


@transaction.atomic
def arrive(*, matter_id, by, at):
    """Note that a client who was called is there; return whether they came just now."""
    matter, visit = lock_open(matter_id, by)
    if visit.state != Visit.State.TALKING or visit.arrived_at is not None:
        return False
    visit.arrived_at = visit.seen_at = at
    visit.save(update_fields=["arrived_at", "seen_at"])
    record_in(matter, "visit.arrived", visit, by=by, at=at)
    live.nudge(channel_of(visit.pk))
    return True


def end(visit, how, *, by, at, matter=None):
    """End a locked visit; a client who was there may tell how it went.

    :param matter: locked; without it the event has no number among the matter's
    """
    figures = times_of(visit, at)
    visit.state, visit.how, visit.ended_at, visit.ended_by = Visit.State.ENDED, how, at, by
    visit.catch = visit.seat = None
    visit.turn_by = visit.turn_address = ""
    visit.save(
        update_fields=["state", "how", "ended_at", "ended_by", "catch", "seat", "turn_by", "turn_address"]
    )
    if matter is not None:
        record_in(matter, "visit.ended", visit, by=by, at=at, how=str(how), **figures)
    else:
        record(visit, "visit.ended", by=by, at=at, how=str(how), **figures)
    if visit.arrived_at:
        feedback.ask(matter=visit.matter, about=About.CHAT, subject=visit.route.code, by=by, at=at)
    tell_pages(visit)
    return visit


def times_of(visit, at):
    """Return what the figures are made of: how long the client waited and talked, in seconds."""
    called = visit.called_at
    return {
        "waited": int(((called or at) - visit.entered_at).total_seconds()),
        "talked": int((at - called).total_seconds()) if called else None,
    }


def tell_pages(visit):
    """Let the client's pages, and those of the queue that the visit entered, left or stands in, look anew."""
    live.nudge(channel_of(visit.pk))
    live.nudge(queue_of(visit.route.code))


def record_in(matter, kind, visit, *, by, at, **codes):
    """Record an event of a matter that the caller has locked."""
    no = matters.take_event_no(matter)
    record(visit, kind, by=by, at=at, matter_id=matter.pk, matter_no=no, **codes)


def record(visit, kind, *, by, at, matter_id=None, matter_no=None, **codes):
    """Record an event; what follows from an event of the matter has no number of its own among them."""
    ledger.record(
        kind,
        by=by,
        at=at,
        client_id=visit.client_id,
        matter_id=matter_id,
        matter_no=matter_no,
        visit=visit.pk,
        route=visit.route.code,
        register=visit.register,
        **codes,
    )


def name_of(user_id):
    """Return the name a colleague is known by; Koppi's own for one that no person has."""
    found = who_are({user_id}).get(user_id)
    return found.name if found else "Koppi"


def begin_talk(visit, catch, seat, *, at):
    """Put a locked visit into the hands of whoever holds its matter by a catch."""
    visit.state, visit.called_at, visit.taken_by_id = Visit.State.TALKING, at, catch.caught_by_id
    visit.catch, visit.seat = catch, seat
    visit.save(update_fields=["state", "called_at", "taken_by", "catch", "seat"])
    tell_pages(visit)
