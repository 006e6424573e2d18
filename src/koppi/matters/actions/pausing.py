from django.db import transaction

from ..errors import AnswerFirst, InThePast, NobodyHolds, NotYours, TooLate
from ..models import Clock, Matter
from ..rules import ANSWER, MAY_MOVE, REMIND, snooze_limit
from ._clocks import end, running, settle, start, wake
from ._hands import check_identified, check_may_say, check_open, hold, lock, lock_all, name_of, record, store


@transaction.atomic
def snooze_matter(*, matter_id, until, why, by, at):
    """Put a matter out of sight until a time; a letter from the client wakes it before that.

    A promise of our own that falls due earlier moves with it, and the client sees the new time. What
    the law or an unanswered client waits for does not move.

    :raises TooLate: something firm falls due before then; `.limit` tells when
    :raises InThePast: the time has passed
    :raises NotYours: somebody else holds it
    """
    if until <= at:
        raise InThePast()
    matter = lock(matter_id, by)
    check_may_say(matter, why)
    hold(matter, by=by, at=at)
    clocks = running(matter)
    limit = snooze_limit([(clock.rule, clock.due_at) for clock in clocks])
    if limit is not None and until > limit:
        raise TooLate(limit)
    for clock in clocks:
        if clock.due_at < until:
            end(matter, [clock.rule], Clock.Ended.MOVED, at=at)
            start(matter, clock.rule, at=at, due_at=until, continues=clock)
    wake(matter, at=at)
    settle(matter, at=at)
    matter.snoozes.create(snoozed_by=by, snoozed_at=at, until=until, why=why or "")
    matter.snoozed_until = until
    record(matter, "matter.snoozed", by=by, at=at, until=until.isoformat())
    store(matter)


@transaction.atomic
def wake_matter(*, matter_id, by, at):
    """Bring a snoozed matter back into sight, and end a wait; one that is awake stays as it is.

    :raises NotYours: somebody else holds it
    :raises NobodyHolds: nobody holds it
    """
    matter = lock(matter_id, by)
    check_open(matter)
    if matter.catch_id is None:
        raise NobodyHolds()
    if matter.caught_by_id != by.pk:
        raise NotYours(name_of(matter.caught_by))
    if matter.snoozed_until is None and matter.state != Matter.State.WAITING:
        return
    wake(matter, at=at)
    if matter.state == Matter.State.WAITING:
        stop_waiting(matter, Clock.Ended.SUPERSEDED, at=at)
    settle(matter, at=at)
    record(matter, "matter.woken", by=by, at=at)
    store(matter)


@transaction.atomic
def wait_for(*, matter_id, waiting_for, by, at):
    """Say that the next move is somebody else's; a reminder keeps the matter in mind.

    Statutory clocks run on. A client who has not been answered is answered first.

    :raises AnswerFirst: the client has not been answered
    :raises NotYours: somebody else holds it
    :raises NobodyIdentified: it is advice, which there is nobody to wait for
    """
    matter = lock(matter_id, by)
    check_identified(matter)
    hold(matter, by=by, at=at)
    if any(clock.rule == ANSWER for clock in running(matter)):
        raise AnswerFirst()
    end(matter, MAY_MOVE, Clock.Ended.WAITING, at=at)
    matter.state, matter.waiting_for = Matter.State.WAITING, Matter.WaitingFor(waiting_for)
    wake(matter, at=at)
    start(matter, REMIND, at=at)
    settle(matter, at=at)
    record(matter, "matter.waits", by=by, at=at, waiting_for=matter.waiting_for)
    store(matter)


@transaction.atomic
def stop_waiting_for(*, matter_id, waiting_for, by, at):
    """End a matter's wait when what it waited for has come or fallen through; return whether it waited.

    Whoever holds it goes on; a matter that waits for something else, or does not wait, stays as it is.
    """
    matter = lock(matter_id, by)
    if matter.state != Matter.State.WAITING or matter.waiting_for != waiting_for:
        return False
    wake(matter, at=at)
    stop_waiting(matter, Clock.Ended.SUPERSEDED, at=at)
    settle(matter, at=at)
    record(matter, "matter.woken", by=by, at=at)
    store(matter)
    return True


def stop_waiting(matter, reason, *, at):
    """End the wait of a locked matter and its reminder, saying why."""
    matter.state, matter.waiting_for = Matter.State.OPEN, ""
    end(matter, [REMIND], reason, at=at)


def wake_snoozed(*, by, at):
    """Wake the matters whose snooze is over.

    :return: how many woke
    """
    late = Matter.objects.filter(snoozed_until__lte=at).order_by("pk").values_list("pk", flat=True)
    return sum(_wake(matter_id, by=by, at=at) for matter_id in list(late))


@transaction.atomic
def _wake(matter_id, *, by, at):
    for matter in lock_all([matter_id]):
        if matter.snoozed_until is None or matter.snoozed_until > at:
            return 0
        wake(matter, at=at)
        record(matter, "matter.woken", by=by, at=at)
        store(matter)
    return 1
