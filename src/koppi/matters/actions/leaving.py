"""Somebody leaves the desk, or a team: where what they hold goes, many matters in one decision."""

from django.db import transaction

from koppi.access.second_lock import for_the_whole_house
from koppi.notices import actions as notices
from koppi.people.queries import is_away, shift_end

from ..errors import NoLongerTheirs
from ..models import Catch, Handover, Matter
from ._hands import lock, lock_all, record, store, words
from .catching import return_to_team, send_on, tell_of
from .handing_over import SHORTEST, offer_held


@transaction.atomic
def offer_all(*, giver, matter_ids, to_person, reason, until, by, at):
    """Offer many matters of one holder to one colleague: all of them, or none.

    The holder keeps each until it is accepted. The offers stand until each matter is due or the holder
    leaves, since nobody can be expected to take forty within the hours of an ordinary offer.

    :param giver: the professional who leaves; `by` is they, or their lead, and sees the matters
    :param until: the moment they leave; without one the hours are those of any offer
    :raises NoLongerTheirs: the holder has one of them no more, or it has been offered meanwhile
    :raises NobodyThere: the colleague is away, is the holder, or works in the other register
    :raises ReasonMissing: no reason was given
    """
    reason = words(reason)
    matters = _theirs(giver, matter_ids, by=by)
    for matter in matters:
        offer_held(
            matter,
            reason=reason,
            to_person=to_person,
            until=until or shift_end(giver, at),
            longest=until - at if until else None,
            by=by,
            at=at,
        )
    return len(matters)


@transaction.atomic
def return_many(*, giver, matter_ids, by, at):
    """Give many matters of one holder back to their teams: all of them, or none. The colleagues are told.

    :raises NoLongerTheirs: the holder has one of them no more, or it has been offered meanwhile
    """
    matters = _theirs(giver, matter_ids, by=by)
    for matter in matters:
        return_to_team(matter, why=Catch.Release.RETURNED, by=by, at=at)
        record(matter, "matter.released", by=by, at=at, why=False)
        store(matter)
    if matters and by.pk != giver.user_id:
        notices.tell([giver.user], "handed.back", at=at, count=len(matters))
    return len(matters)


@transaction.atomic
def leave_hands(*, professional, by, at, successor=None, team=None):
    """Send on what somebody who leaves still holds: to its team, meant for whoever it was offered to.

    What was offered to nobody is meant for the successor, or for nobody in particular.

    :param team: only the matters of this team; all without
    :return: how many matters were sent on
    """
    return send_on(
        professional=professional,
        substitute=successor,
        team=team,
        meant_for=lambda matter: _last_asked(matter, at) or successor,
        by=by,
        at=at,
    )


@transaction.atomic
@for_the_whole_house
def return_due(*, professional, before, by, at):
    """Give back to its team what somebody holds, goes home with, and would be late with; the others stay.

    Each is meant for whoever it was last offered to, if they are here. The teams are told, and the holder.

    :param before: when the holder comes back, or None when nobody knows
    :return: how many matters
    """
    held = Matter.objects.open().filter(caught_by=professional.user)
    if before is not None:
        held = held.filter(due_at__lt=before)
    returned = []
    for matter in lock_all(held.values_list("pk", flat=True)):
        if matter.caught_by_id != professional.user_id:
            continue
        to = _last_asked(matter, at)
        return_to_team(matter, why=Catch.Release.AWAY, by=by, at=at)
        matter.meant_for = to
        record(matter, "matter.sent_on", by=by, at=at, to=to.pk if to else None)
        store(matter)
        returned.append(matter)
    tell_of(returned, at=at)
    if returned:
        notices.tell([professional.user], "handed.back", at=at, count=len(returned))
    return len(returned)


@transaction.atomic
@for_the_whole_house
def shorten_offers(*, professional, until, by, at):
    """Let the offers that somebody has made end before they go home, when that is sooner than was thought."""
    pending = Handover.objects.pending().filter(offered_by=professional.user, expires_at__gt=until)
    for matter in lock_all(pending.values_list("matter_id", flat=True)):
        for offer in matter.handovers.pending().filter(offered_by=professional.user, expires_at__gt=until):
            offer.expires_at = max(until, offer.offered_at + SHORTEST)
            offer.save(update_fields=["expires_at"])
            record(matter, "handover.shortened", by=by, at=at, handover=offer.pk)
        store(matter)


def _theirs(giver, matter_ids, *, by):
    """Lock the matters, in the order of their ids; each is held by the giver and offered to nobody."""
    matters = [lock(matter_id, by) for matter_id in sorted(set(matter_ids))]
    for matter in matters:
        if matter.caught_by_id != giver.user_id or matter.handovers.pending().exists():
            raise NoLongerTheirs()
    return matters


def _last_asked(matter, at):
    """Return to whom the holder last offered a matter, if they are here and have not declined it."""
    offer = (
        Handover.objects.filter(catch=matter.catch_id, to_person__isnull=False)
        .select_related("to_person__user")
        .order_by("-pk")
        .first()
    )
    if offer is None or offer.outcome in (Handover.Outcome.DECLINED, Handover.Outcome.WITHDRAWN):
        return None
    here = offer.to_person.ended_at is None and not is_away(offer.to_person, at)
    return offer.to_person if here else None
