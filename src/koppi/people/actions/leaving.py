"""Professionals leave: on a day that is planned, or at once."""

from django.db import transaction
from django.db.models import Q

from koppi.access.lending import end_lent_to
from koppi.access.second_lock import whole_house
from koppi.identity.actions import deactivate
from koppi.ledger.actions import record

from ..errors import AlreadyLeaving, NoSuchTime, NotLeaving, WrongSubstitute
from ..models import Absence, Departure, Membership, Professional, Shift
from .hours import check_manages
from .own_people import leave_own_clients
from .professionals import check_may_arrange, duties_of


@transaction.atomic
def plan_departure(*, professional, leaves_at, by, at, team=None, successor=None, moves_to=None):
    """Set the last moment of somebody's work here, or in one team; until then they work as before.

    :param successor: whom what is left then is meant for, in place of the team
    :param moves_to: the team they join at that moment; only a manager says so
    :raises NotYourTeam: `by` is neither a lead of the team (of a shared one, for all work), nor a manager
    :raises NotManager: `by` moves somebody and does not manage the county
    :raises NoSuchTime: the moment has passed
    :raises WrongSubstitute: the successor is the person, or no longer works here
    :raises AlreadyLeaving: a departure is planned already
    """
    professional = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    check_may_arrange(professional, by, at, themselves=False, team=team, managers=True)
    if moves_to is not None:
        check_manages(by)
    if leaves_at <= at or professional.ended_at is not None:
        raise NoSuchTime
    if successor is not None and (successor.pk == professional.pk or successor.ended_at is not None):
        raise WrongSubstitute
    if Departure.objects.ahead().filter(professional=professional).exists():
        raise AlreadyLeaving(professional)
    departure = Departure.objects.create(
        professional=professional,
        team=team,
        moves_to=moves_to,
        leaves_at=leaves_at,
        successor=successor,
        planned_by=by,
        planned_at=at,
    )
    record(
        "professional.leaving_planned",
        by=by,
        at=at,
        professional=professional.pk,
        team=team.pk if team else None,
        moves_to=moves_to.pk if moves_to else None,
        successor=successor.pk if successor else None,
        leaves_at=leaves_at.isoformat(),
    )
    return departure


@transaction.atomic
def withdraw_departure(*, professional, by, at):
    """Call a planned departure off: the person stays.

    :raises NotYourTeam: `by` is neither a lead of the team (of a shared one, for all work), nor a manager
    :raises NotLeaving: none is planned, or it has come
    """
    ahead = Departure.objects.ahead().filter(professional=professional, leaves_at__gt=at)
    departure = ahead.select_for_update(of=("self",)).select_related("team").first()
    if departure is None:
        raise NotLeaving
    check_may_arrange(professional, by, at, themselves=False, team=departure.team, managers=True)
    departure.withdrawn_at = at
    departure.save(update_fields=["withdrawn_at"])
    record("professional.leaving_withdrawn", by=by, at=at, professional=professional.pk)


@transaction.atomic
def end_professional(*, professional, by, at):
    """End somebody's work here from now on, and the sign-in. They can come back by new rows only.

    Memberships, tasks, being an own person, what was lent to them, shifts to come and stepping in for
    others end. Their matters are sent on by matters, in the same transaction of whoever calls both.

    :raises NotYourTeam: `by` is neither a lead of a shared team, nor a manager, nor Koppi
    """
    professional = Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    if professional.ended_at is not None:
        return professional
    check_may_arrange(professional, by, at, themselves=False, managers=True)
    Membership.objects.filter(Q(until=None) | Q(until__gt=at), professional=professional).update(until=at)
    duties_of(professional, at).update(until=at)
    end_relations(professional, by=by, at=at)
    _end_plans(professional, at)
    Departure.objects.ahead().filter(professional=professional).update(settled_at=at)
    professional.ended_at = at
    professional.save(update_fields=["ended_at"])
    deactivate(user=professional.user, by=by, at=at)
    record("professional.ended", by=by, at=at, professional=professional.pk)
    return professional


@transaction.atomic
def leave_team(*, professional, team, by, at):
    """End a professional's membership; return whether there was one. Their matters are sent on by matters.

    With their last team of a register their tasks there end, too, and being anybody's own person there.
    """
    theirs = Membership.objects.filter(Q(until=None) | Q(until__gt=at), professional=professional, team=team)
    ended = theirs.update(until=at)
    if ended:
        others = Membership.objects.filter(Q(until=None) | Q(until__gt=at), professional=professional)
        if not others.filter(team__register=team.register).exists():
            duties_of(professional, at).filter(register=team.register).update(until=at)
            end_relations(professional, by=by, at=at, register=team.register)
        record("team.left", by=by, at=at, professional=professional.pk, team=team.pk)
    return bool(ended)


def end_relations(professional, *, by, at, register=None):
    """End what lets somebody see clients, in one register or wholly; whoever ends it need not see them.

    Whose own they were goes to their team, and what they were asked to be is asked no more.
    """
    with whole_house():
        if register is None:
            end_lent_to(professional.user, at=at)
        leave_own_clients(professional, register=register, by=by, at=at)


def _end_plans(professional, at):
    """Take away shifts and absences to come, cut those under way, and step in for nobody from now on."""
    for model in (Shift, Absence):
        model.objects.filter(professional=professional, starts_at__gte=at).delete()
        model.objects.filter(professional=professional, ends_at__gt=at).update(ends_at=at)
    Absence.objects.filter(substitute=professional, ends_at__gt=at).update(substitute=None)
