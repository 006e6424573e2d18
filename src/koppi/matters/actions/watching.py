from django.db import transaction
from django.db.models.functions import Greatest

from koppi.notices import actions as notices
from koppi.people.queries import alert_after, shift_leads

from ..models import Matter
from ..rules import URGENT
from ._hands import lock_all, record, store


def alert_uncaught(*, by, at):
    """Tell the shift lead of urgent matters that nobody has caught in time, as the county has promised.

    :return: how many were told of
    """
    late = at - alert_after(at)
    waiting = (
        Matter.objects.open()
        .filter(priority=URGENT, catch=None, alerted_at=None, uncaught_since__lte=late)
        .annotate(since=Greatest("uncaught_since", "warned_at", "urgency_at"))
        .filter(since__lte=late)
        .order_by("pk")
    )
    return sum(_alert(matter_id, by=by, at=at) for matter_id in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _alert(matter_id, *, by, at):
    for matter in lock_all([matter_id]):
        calm = matter.priority != URGENT or matter.state == Matter.State.CLOSED
        if calm or matter.catch_id or matter.alerted_at:
            return 0
        matter.alerted_at = at
        record(matter, "matter.alerted", by=by, at=at)
        store(matter)
        leads = [lead.user for lead in shift_leads(matter.team, at)]
        notices.tell(leads, "urgent.uncaught", at=at, reference=matter.reference, urgent=True)
    return 1


def raise_overdue(*, by, at):
    """Raise what is overdue to the team, whoever holds it, and tell the holder and the shift lead.

    :return: how many rose
    """
    late = (
        Matter.objects.open()
        .filter(raised_at=None, due_at__lt=at)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_raise(matter_id, by=by, at=at) for matter_id in list(late))


@transaction.atomic
def _raise(matter_id, *, by, at):
    for matter in lock_all([matter_id]):
        if matter.raised_at or matter.due_at is None or matter.due_at >= at:
            return 0
        matter.raised_at = at
        record(matter, "matter.raised", by=by, at=at, rule=matter.due_clock.rule)
        store(matter)
        told = {lead.user for lead in shift_leads(matter.team, at)}
        if matter.caught_by:
            told.add(matter.caught_by)
        notices.tell(
            sorted(told, key=lambda user: user.pk), "matter.overdue", at=at, reference=matter.reference
        )
    return 1
