from django.db import transaction
from django.db.models import Q

from koppi.access.second_lock import for_the_whole_house
from koppi.notices import actions as notices
from koppi.people.models import Professional
from koppi.people.queries import members, substitute_of

from ..errors import AlreadyCaught, NobodyHolds, NotYours
from ..models import Catch, Consultation, Handover, Matter
from ._clocks import settle, wake
from ._hands import (
    check_open,
    let_go,
    lock,
    lock_all,
    name_of,
    professional,
    record,
    store,
    take,
    withdraw_offer,
)
from .asking import withdraw
from .handing_over import lapse


@transaction.atomic
def catch_matter(*, matter_id, by, at):
    """Take responsibility for a matter nobody answers for yet; whoever holds it already goes on holding.

    :raises AlreadyCaught: somebody was faster; `.catch` tells who
    :raises AlreadyClosed: it is closed
    """
    matter = lock(matter_id, by)
    check_open(matter)
    professional(by)
    if matter.caught_by_id == by.pk:
        return matter.catch
    if matter.catch_id:
        raise AlreadyCaught(matter.catch, name_of(matter.caught_by))
    catch = take(matter, by=by, at=at)
    wake(matter, at=at)
    record(matter, "matter.caught", by=by, at=at)
    store(matter)
    return catch


@transaction.atomic
def release_matter(*, matter_id, why, by, at):
    """Let go of a matter: it is the team's again, and on top if it is urgent.

    The holder may, and a shift lead for a holder who cannot.

    :raises NotYours: somebody else holds it
    :raises NobodyHolds: nobody holds it
    """
    matter = lock(matter_id, by)
    check_open(matter)
    if matter.catch_id is None:
        raise NobodyHolds()
    holder = matter.caught_by
    if holder.pk != by.pk and Professional.Role.SHIFT_LEAD not in professional(by).roles:
        raise NotYours(name_of(holder))
    return_to_team(matter, why=Catch.Release.RETURNED, by=by, at=at)
    record(matter, "matter.released", by=by, at=at, why=bool(why))
    store(matter)
    if holder.pk != by.pk:
        notices.tell([holder], "matter.released", at=at, reference=matter.reference)


@transaction.atomic
@for_the_whole_house
def send_on(*, professional, by, at, substitute=None, team=None, meant_for=None):
    """Send everything that an absent professional holds, or has been offered, to those who are there.

    Each matter goes back to its team, meant for the substitute if there is one; they are told. Nothing
    is caught for anybody. Offers and questions to the professional go back to who made them.

    :param team: only what is in this team, or offered into it
    :param meant_for: a function from a matter to whom it is meant for, when not the substitute for all
    :return: how many matters were sent on
    """
    substitute = substitute or substitute_of(professional, at)
    sent = []
    for matter in lock_all(_concerned(professional, team)):
        if matter.caught_by_id == professional.user_id and team in (None, matter.team):
            to = meant_for(matter) if meant_for else substitute
            return_to_team(matter, why=Catch.Release.AWAY, by=by, at=at)
            matter.meant_for = to
            record(matter, "matter.sent_on", by=by, at=at, to=to.pk if to else None)
            sent.append(matter)
        _give_back_asked(matter, professional, by=by, at=at)
        if matter.meant_for_id == professional.pk:
            matter.meant_for = substitute
        store(matter)
    tell_of(sent, at=at)
    return len(sent)


def _concerned(professional, team):
    """Return the ids of the open matters that somebody holds, is meant for, was offered or asked about."""
    offered = Handover.objects.pending().filter(to_person=professional)
    asked = Consultation.objects.filter(to_person=professional, answered_at=None, withdrawn_at=None)
    theirs = Matter.objects.open().filter(Q(caught_by=professional.user) | Q(meant_for=professional))
    if team is not None:
        offered, asked = offered.filter(to_team=team), asked.filter(matter__team=team)
        theirs = theirs.filter(team=team)
    return {
        *theirs.values_list("pk", flat=True),
        *offered.values_list("matter_id", flat=True),
        *asked.values_list("matter_id", flat=True),
    }


def _give_back_asked(matter, professional, *, by, at):
    """End the offer and the questions of a locked matter that wait for somebody who is not there."""
    offer = matter.handovers.pending().filter(to_person=professional).first()
    if offer:
        lapse(offer, matter, by=by, at=at)
    for question in matter.consultations.filter(to_person=professional, answered_at=None, withdrawn_at=None):
        withdraw(question, matter, by=by, at=at)
        notices.tell([question.asked_by], "question.returned", at=at, reference=matter.reference)


def return_to_team(matter, *, why, by, at):
    """Take a locked matter out of its holder's hands, with the offer that is open; the caller records it."""
    withdraw_offer(matter, by=by, at=at)
    let_go(matter, why=why, at=at)
    matter.meant_for = None
    wake(matter, at=at)
    settle(matter, at=at)


def tell_of(sent, *, at):
    """Tell those whom matters are now meant for, and the teams of the others."""
    groups = {}
    for matter in sent:
        groups.setdefault(matter.meant_for, []).append(matter)
    for person, matters in groups.items():
        if person:
            notices.tell([person.user], "matters.sent_on", at=at, count=len(matters))
        else:
            _tell_teams(matters, at=at)


def _tell_teams(matters, *, at):
    colleagues = {member.user for team in {matter.team for matter in matters} for member in members(team, at)}
    notices.tell(colleagues, "matters.returned", at=at, count=len(matters))
