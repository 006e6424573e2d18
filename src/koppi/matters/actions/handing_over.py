from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from koppi.access import actions as access
from koppi.notices import actions as notices
from koppi.people.models import Professional
from koppi.people.queries import is_away, members, offer_stands, on_shift, shift_end, shift_leads
from koppi.people.scope import scope_of

from ..errors import AlreadySettled, NobodyThere, NotAllowed, NotYours, OfferPending
from ..models import Catch, Handover, Matter
from ..rules import HANDOVER, may_have, may_move, when_offer_expires
from ._clocks import settle, wake
from ._hands import (
    check_may_say,
    hold,
    let_go,
    lock,
    lock_all,
    name_of,
    professional,
    record,
    settle_offer,
    store,
    take,
    words,
)

SHORTEST = timedelta(minutes=10)


@transaction.atomic
def offer_handover(*, matter_id, reason, by, at, to_team=None, to_person=None, to_skill=""):
    """Offer a matter to a person, a team, or whoever there has a skill; the giver holds until it is taken.

    What nobody holds is caught first: to give, one must hold. The offer lapses before the giver's
    shift ends and before the matter is due.

    :raises NotYours: somebody else holds it
    :raises OfferPending: it has been offered already
    :raises NobodyThere: the person is away, is oneself, or works in the other register
    :raises ReasonMissing: no reason was given
    """
    reason = words(reason)
    matter = lock(matter_id, by)
    hold(matter, by=by, at=at)
    return offer_held(
        matter,
        reason=reason,
        to_team=to_team,
        to_person=to_person,
        to_skill=to_skill,
        until=shift_end(professional(by), at),
        by=by,
        at=at,
    )


def offer_held(
    matter, *, reason, by, at, to_team=None, to_person=None, to_skill="", until=None, longest=None
):
    """Offer a locked matter on behalf of whoever holds it; `by` is the holder or their lead.

    :param until: when the holder leaves, or None
    :param longest: how long it stands at most; as long as the county has set without one
    :raises OfferPending: it has been offered already
    :raises NobodyThere: the person is away, is the holder, or works in the other register
    :raises NamesSomebody: it is advice, and the reason has an identity code in it
    """
    check_may_say(matter, reason)
    giver = matter.caught_by
    if standing := matter.handovers.pending().select_related("to_person", "to_team").first():
        raise OfferPending(standing, standing.to_person or standing.to_team)
    to_team = _receiving_team(matter, to_team=to_team, to_person=to_person, giver=giver, at=at)
    offer = matter.handovers.create(
        catch=matter.catch,
        offered_by=giver,
        offered_at=at,
        to_team=to_team,
        to_person=to_person,
        to_skill=to_skill,
        reason=reason,
        expires_at=when_offer_expires(
            at=at,
            due_at=matter.due_at,
            shift_ends_at=until,
            longest=offer_stands(at) if longest is None else longest,
            shortest=SHORTEST,
        ),
    )
    access.give_pass(
        matter_id=matter.pk,
        register=matter.register,
        why="offer",
        at=at,
        professional=to_person.user if to_person else None,
        team_id=None if to_person else to_team.pk,
    )
    record(
        matter,
        "handover.offered",
        by=by,
        at=at,
        handover=offer.pk,
        to_team=to_team.pk,
        to_person=to_person.pk if to_person else None,
        to_skill=to_skill,
    )
    store(matter)
    takers = [to_person.user] if to_person else _takers(to_team, to_skill, giver=giver, at=at)
    notices.tell(takers, "handover.offered", at=at, reference=matter.reference, urgent=matter.priority == 2)
    return offer


@transaction.atomic
def accept_handover(*, handover_id, by, at):
    """Take an offered matter: the holder and, if it was another's, the team change at once.

    An offer whose time is up can be taken until it is let lapse: a willing hand is worth more than
    the minute.

    :raises AlreadySettled: it was taken, declined, withdrawn or has lapsed; `.who` tells by whom
    :raises NotAllowed: it was offered to somebody else
    :raises NobodyThere: the team it was offered to has closed
    """
    offer, matter = _lock_offer(handover_id, by)
    _check_settles(offer, Handover.Outcome.ACCEPTED)
    _check_taker(offer, professional(by), at=at)
    if not offer.to_team.is_open:
        raise NobodyThere()
    settle_offer(offer, outcome=Handover.Outcome.ACCEPTED, by=by, at=at)
    let_go(matter, why=Catch.Release.HANDED_OVER, at=at)
    catch = take(matter, by=by, at=at)
    matter.team_id, matter.meant_for = offer.to_team_id, None
    if offer.to_skill:
        matter.skill = offer.to_skill
    wake(matter, at=at)
    settle(matter, at=at)
    record(
        matter,
        "handover.accepted",
        by=by,
        at=at,
        handover=offer.pk,
        giver=offer.offered_by_id,
        to_team=offer.to_team_id,
    )
    store(matter)
    notices.tell([offer.offered_by], "handover.accepted", at=at, reference=matter.reference, who=name_of(by))
    return catch


@transaction.atomic
def decline_handover(*, handover_id, answer, by, at):
    """Decline an offer, saying why: it stays with the giver, or goes to the team if the giver has left.

    :raises AlreadySettled: it was settled before
    :raises NotAllowed: it was offered to somebody else
    :raises ReasonMissing: no reason was given
    """
    answer = words(answer)
    offer, matter = _lock_offer(handover_id, by)
    _check_settles(offer, Handover.Outcome.DECLINED)
    _check_taker(offer, professional(by), at=at)
    check_may_say(matter, answer)
    settle_offer(offer, outcome=Handover.Outcome.DECLINED, by=by, at=at, answer=answer)
    record(matter, "handover.declined", by=by, at=at, handover=offer.pk)
    _fall_back(matter, offer, by=by, at=at)
    store(matter)
    notices.tell([offer.offered_by], "handover.declined", at=at, reference=matter.reference, who=name_of(by))


@transaction.atomic
def withdraw_handover(*, handover_id, by, at):
    """Take an offer back; the matter has been the giver's all the time.

    :raises AlreadySettled: it was settled before
    :raises NotYours: somebody else offered it
    """
    offer, matter = _lock_offer(handover_id, by)
    _check_settles(offer, Handover.Outcome.WITHDRAWN)
    if offer.offered_by_id != by.pk:
        raise NotYours(name_of(offer.offered_by))
    settle_offer(offer, outcome=Handover.Outcome.WITHDRAWN, by=by, at=at)
    record(matter, "handover.withdrawn", by=by, at=at, handover=offer.pk)
    store(matter)


def expire_offers(*, by, at):
    """Let the offers lapse whose time is up; each matter stays with its giver, or goes to the team.

    :return: how many lapsed
    """
    late = list(
        Handover.objects.pending()
        .filter(expires_at__lte=at)
        .order_by("matter_id")
        .values_list("pk", "matter_id")
    )
    return sum(_expire(handover_id, matter_id, by=by, at=at) for handover_id, matter_id in late)


@transaction.atomic
def _expire(handover_id, matter_id, *, by, at):
    for matter in lock_all([matter_id]):
        offer = matter.handovers.pending().filter(pk=handover_id).select_related("offered_by").first()
        if offer is None:
            return 0
        lapse(offer, matter, by=by, at=at)
        store(matter)
    return 1


def lapse(offer, matter, *, by, at):
    """End an offer that nobody took, under the matter's lock, and tell its giver."""
    settle_offer(offer, outcome=Handover.Outcome.EXPIRED, by=by, at=at)
    record(matter, "handover.expired", by=by, at=at, handover=offer.pk)
    _fall_back(matter, offer, by=by, at=at)
    notices.tell([offer.offered_by], "handover.expired", at=at, reference=matter.reference)


def _lock_offer(handover_id, by):
    """Lock the matter of an offer.

    Whoever the offer was made to hears that it is settled, even when the matter has gone out of their sight.
    """
    offers = Handover.objects.select_related("offered_by", "settled_by", "to_person", "to_team")
    found = offers.filter(pk=handover_id).first()
    if found is None:
        raise Matter.DoesNotExist()
    try:
        matter = lock(found.matter_id, by)
    except Matter.DoesNotExist:
        offer = offers.get(pk=handover_id)
        if offer.outcome and _was_offered(offer, by):
            raise _settled(offer) from None
        raise
    return offers.get(pk=handover_id), matter


def _was_offered(offer, user):
    if offer.to_person:
        return offer.to_person.user_id == user.pk
    return offer.to_team_id in scope_of(user).team_ids


def _check_settles(offer, outcome):
    if not may_move(HANDOVER, offer.outcome or "pending", outcome):
        raise _settled(offer)


def _settled(offer):
    return AlreadySettled(name_of(offer.settled_by) if offer.settled_by.is_professional else "")


def _check_taker(offer, taker, *, at):
    """Raise unless the offer was made to the taker, or to their team and skill."""
    if offer.to_person_id:
        allowed = offer.to_person_id == taker.pk
    else:
        allowed = members(offer.to_team, at).filter(pk=taker.pk).exists() and (
            not offer.to_skill or taker.skills.filter(code=offer.to_skill).exists()
        )
    if not allowed or offer.offered_by_id == taker.user_id:
        raise NotAllowed()


def _receiving_team(matter, *, to_team, to_person, giver, at):
    if to_person is not None:
        teams = [
            m.team
            for m in to_person.memberships.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
            .select_related("team")
            .order_by("team_id")
        ]
        fitting = [team for team in teams if may_have(team.register, matter.register) and team.is_open]
        if not fitting or to_person.user_id == giver.pk or to_person.ended_at or is_away(to_person, at):
            raise NobodyThere()
        return next((team for team in fitting if team.pk == matter.team_id), fitting[0])
    to_team = to_team or matter.team
    if not may_have(to_team.register, matter.register) or not to_team.is_open:
        raise NobodyThere()
    return to_team


def _takers(team, skill, *, giver, at):
    """Return who hears of an offer to a team: those at work now, or everybody when nobody is."""
    able = [member for member in members(team, at) if member.user_id != giver.pk]
    if skill:
        having = set(Professional.objects.filter(skills__code=skill).values_list("pk", flat=True))
        able = [member for member in able if member.pk in having]
    if not able:
        raise NobodyThere()
    at_work = {member.pk for member in on_shift(team, at)}
    return [member.user for member in able if member.pk in at_work] or [member.user for member in able]


def _fall_back(matter, offer, *, by, at):
    """Leave the matter with its giver; if the giver has left, give it to the team, whose lead is told."""
    giver = professional(offer.offered_by)
    if offer.offered_by.is_active and not is_away(giver, at) and shift_end(giver, at) is not None:
        return
    let_go(matter, why=Catch.Release.AWAY, at=at)
    wake(matter, at=at)
    record(matter, "matter.sent_on", by=by, at=at, to=None)
    leads = [lead.user for lead in shift_leads(matter.team, at)]
    notices.tell(leads, "matters.returned", at=at, reference=matter.reference, count=1)
