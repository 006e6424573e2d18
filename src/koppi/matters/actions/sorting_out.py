from django.db import transaction

from ..errors import NotAlike, NotYours, SameClient
from ..models import Clock, Correction, Matter
from ._clocks import carry, next_id, running, settle
from ._hands import check_open, hold, lock, name_of, record, take, words
from .closing import finish
from .opening import open_matter


@transaction.atomic
def join_matters(*, newer_id, older_id, by, at):
    """Join a duplicate to the older matter of the same client: its clocks go on there, it closes.

    Letters that come late to the newer one land in the older. Whoever holds the newer takes the older along
    when nobody holds it.

    :return: the older matter
    :raises NotAlike: they differ in client or register, or one is closed, or older is not older
    :raises NotYours: somebody else holds the newer one
    """
    if older_id >= newer_id:
        raise NotAlike()
    older, newer = lock(older_id, by), lock(newer_id, by)
    alike = (older.client_id, older.register) == (newer.client_id, newer.register)
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
    older.client_wrote_at = older.client_wrote_at or newer.client_wrote_at
    newer.client_wrote_at = None
    settle(older, at=at)
    record(newer, "matter.joined", by=by, at=at, into=older.pk)
    record(older, "matter.received_joined", by=by, at=at, joined=newer.pk)
    newer.save()
    older.save()
    return older


@transaction.atomic
def correct_client(*, matter_id, client, reason, by, at):
    """Continue a matter that was about the wrong person as a new one about the right person, signed.

    A matter's client never changes: the old one closes, is hidden from the client it was not about, and
    carries its clocks to the new one, which the same professional holds.

    :return: the new matter
    :raises SameClient: it is about this client already
    :raises NotYours: somebody else holds it
    :raises ReasonMissing: no reason was given
    """
    reason = words(reason)
    old = lock(matter_id, by)
    if old.client_id == client.pk:
        raise SameClient()
    check_open(old)
    hold(old, by=by, at=at)
    following = [
        Clock(
            id=next_id(Clock),
            rule=clock.rule,
            version=clock.version,
            statutory=clock.statutory,
            started_at=clock.started_at,
            due_at=clock.due_at,
            continues=clock,
        )
        for clock in running(old)
    ]
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
        clocks=following,
    )
    finish(old, outcome=Matter.Outcome.WRONG_CLIENT, ended=Clock.Ended.CARRIED, by=by, at=at)
    old.shown_from = None
    record(old, "matter.corrected", by=by, at=at, continued_by=new.pk)
    old.save()
    Correction.objects.create(matter=old, continued_as=new, corrected_by=by, corrected_at=at, reason=reason)
    new = lock(new.pk, by)
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
    new.save()
    return new
