from django.db import transaction

from koppi.access.second_lock import whole_house
from koppi.notices import actions as notices

from ..errors import NotAlike, NotYours, SameClient
from ..models import Clock, Correction, Matter
from ..rules import NEXT_STEP, REMIND
from ._clocks import carried, carry, new_clock, running, settle, wake
from ._hands import (
    check_identified,
    check_open,
    hold,
    lock,
    lock_all,
    name_of,
    professional,
    record,
    store,
    take,
    words,
)
from .closing import finish
from .opening import index_also, open_matter
from .pausing import stop_waiting


@transaction.atomic
def join_matters(*, newer_id, older_id, by, at):
    """Join a duplicate to the older matter of the same client: its clocks go on there, it closes.

    Letters that come late to the newer one land in the older, and so do those of matters joined into it
    before. Whoever joins takes the older along when nobody holds it; somebody else who holds it is told.
    What the client has written and nobody answered wakes the older one and ends its wait.

    :return: the older matter
    :raises NotAlike: they differ in client or register, or in whether the client sees them, or one is closed,
        or older is not older
    :raises NotYours: somebody else holds the newer one
    :raises NotAllowed: the user is no professional
    """
    if older_id >= newer_id:
        raise NotAlike()
    older, newer = lock(older_id, by), lock(newer_id, by)
    professional(by)
    # Of advice nobody knows whether the same person asked.
    alike = _what_they_share(older) == _what_they_share(newer) and not newer.is_advice
    if not alike or Matter.State.CLOSED in (older.state, newer.state):
        raise NotAlike()
    if newer.caught_by_id not in (None, by.pk):
        raise NotYours(name_of(newer.caught_by))
    carry(newer, older, at=at)
    finish(newer, outcome=Matter.Outcome.JOINED, ended=Clock.Ended.CARRIED, by=by, at=at)
    newer.joined_into = older
    if older.catch_id is None:
        take(older, by=by, at=at)
        record(older, "matter.caught", by=by, at=at)
    if newer.warned_at and (older.warned_at is None or older.warned_at < newer.warned_at):
        older.warned_at, older.alerted_at = newer.warned_at, None
    if newer.client_wrote_at:
        older.client_wrote_at = min(filter(None, (older.client_wrote_at, newer.client_wrote_at)))
        newer.client_wrote_at = None
        wake(older, at=at)
        if older.state == Matter.State.WAITING:
            stop_waiting(older, Clock.Ended.CLIENT_REPLIED, at=at)
    settle(older, at=at)
    record(newer, "matter.joined", by=by, at=at, into=older.pk)
    record(older, "matter.received_joined", by=by, at=at, joined=newer.pk)
    store(newer)
    store(older)
    with whole_house():
        for joined_before in lock_all(newer.joined.values_list("pk", flat=True)):
            joined_before.joined_into = older
            joined_before.save(update_fields=["joined_into"])
    index_also(older, newer)
    if older.caught_by_id != by.pk:
        notices.tell([older.caught_by], "matter.joined", at=at, reference=older.reference)
    return older


def _what_they_share(matter):
    return matter.client_id, matter.register, matter.shown_from is None


@transaction.atomic
def correct_client(*, matter_id, client, reason, by, at):
    """Continue a matter that was about the wrong person as a new one about the right person, signed.

    A matter's client never changes: the old one closes, is hidden from the client it was not about, and
    carries its clocks to the new one, which the same professional holds in the same team. A wait is not
    carried: its reminder gives way to the next-step promise.

    :return: the new matter
    :raises SameClient: it is about this client already
    :raises NobodyIdentified: it is advice, which has nobody to correct
    :raises NotYours: somebody else holds it
    :raises ReasonMissing: no reason was given
    """
    reason = words(reason)
    old = lock(matter_id, by)
    check_open(old)
    check_identified(old)
    if old.client_id == client.pk:
        raise SameClient()
    hold(old, by=by, at=at)
    following = [carried(clock) for clock in running(old) if clock.rule != REMIND]
    new = open_matter(
        client=client,
        register=old.register,
        topic=old.topic,
        subject=old.subject,
        language=old.language,
        words="",
        affirmed=False,
        by=by,
        at=at,
        continues=old,
        clocks=following or [new_clock(NEXT_STEP, at=at)],
    )
    index_also(new, old)
    finish(old, outcome=Matter.Outcome.WRONG_CLIENT, ended=Clock.Ended.CARRIED, by=by, at=at)
    old.shown_from = None
    record(old, "matter.corrected", by=by, at=at, continued_by=new.pk)
    store(old)
    Correction.objects.create(matter=old, continued_as=new, corrected_by=by, corrected_at=at, reason=reason)
    (new,) = lock_all([new.pk])
    new.team, new.skill, new.warned_at, new.client_wrote_at = (
        old.team,
        old.skill,
        old.warned_at,
        old.client_wrote_at,
    )
    new.urgency, new.urgency_at, new.urgency_by = old.urgency, old.urgency_at, old.urgency_by
    take(new, by=by, at=at)
    record(new, "matter.caught", by=by, at=at)
    settle(new, at=at)
    store(new)
    return new
