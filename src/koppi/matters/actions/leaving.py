"""Somebody leaves the desk, or a team: where what they hold goes, many matters in one decision."""

from django.db import transaction

from koppi.notices import actions as notices
from koppi.people.queries import is_away, shift_end

from ..errors import NoLongerTheirs
from ..models import Catch, Handover
from ._hands import lock, record, store, words
from .catching import return_to_team, send_on
from .handing_over import LONGEST, offer_held


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
            longest=until - at if until else LONGEST,
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
