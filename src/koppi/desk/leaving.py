"""Somebody leaves the desk, or a team: what they hold goes on with them, in one transaction each."""

from django.db import transaction

from koppi.matters import actions as matters
from koppi.notices import actions as notices
from koppi.people import actions as people
from koppi.people.actions.professionals import check_may_arrange
from koppi.people.errors import WrongTeam
from koppi.people.models import Departure, Team
from koppi.people.queries import count_own_clients, leads_of


@transaction.atomic
def end_work(*, professional, substitute, by, at):
    """End somebody's work at the desk and send their matters on; they can no longer sign in.

    :return: how many matters were sent on
    :raises NotYourTeam: `by` is neither a lead of a shared team nor Koppi
    """
    leads = leads_of(professional, at)
    own_clients = count_own_clients(professional, at)
    sent = matters.leave_hands(professional=professional, successor=substitute, by=by, at=at)
    people.end_professional(professional=professional, by=by, at=at)
    # To close the account was to wait for a catch that was just being made: it is in sight now.
    sent += matters.leave_hands(professional=professional, successor=substitute, by=by, at=at)
    told = [lead for lead in leads if lead.pk != by.pk]
    notices.tell(told, "colleague.left", at=at, who=professional.name, count=sent)
    if own_clients:
        notices.tell(leads, "own_clients.left", at=at, who=professional.name, count=own_clients)
    return sent


@transaction.atomic
def hand_on(*, professional, matter_ids, to_person, reason, by, at):
    """Offer what somebody holds to one colleague, or give it back to its teams: all of it, or none.

    :param to_person: the colleague, or None for the teams
    :raises NotYourTeam: `by` is neither the professional, nor a lead of a shared team, nor Koppi
    :raises NoLongerTheirs: something has changed meanwhile
    :return: how many matters
    """
    check_may_arrange(professional, by, at)
    if to_person is None:
        return matters.return_many(giver=professional, matter_ids=matter_ids, by=by, at=at)
    ahead = Departure.objects.ahead().filter(professional=professional, leaves_at__gt=at).first()
    return matters.offer_all(
        giver=professional,
        matter_ids=matter_ids,
        to_person=to_person,
        reason=reason,
        until=ahead.leaves_at if ahead else None,
        by=by,
        at=at,
    )


def settle_departures(*, by, at):
    """Let those leave whose last moment has come, and send on what they still hold; safe to repeat.

    :return: how many left
    """
    due = Departure.objects.ahead().filter(leaves_at__lte=at).order_by("leaves_at", "pk")
    return sum(_leave(departure_id, by=by, at=at) for departure_id in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _leave(departure_id, *, by, at):
    found = Departure.objects.ahead().filter(pk=departure_id).select_for_update(of=("self",))
    departure = found.select_related("professional__user", "team", "moves_to", "successor").first()
    if departure is None:
        return 0
    professional, successor = departure.professional, departure.successor
    if successor and successor.ended_at is not None:
        successor = None
    if departure.team is None:
        end_work(professional=professional, substitute=successor, by=by, at=at)
    else:
        if departure.moves_to:
            people.join_team(professional=professional, team=departure.moves_to, by=by, at=at)
        leave_team(professional=professional, team=departure.team, successor=successor, by=by, at=at)
    departure.settled_at = at
    departure.save(update_fields=["settled_at"])
    return 1


@transaction.atomic
def leave_team(*, professional, team, successor, by, at):
    """End somebody's work in one team and send on what they hold there; they go on elsewhere.

    :return: how many matters were sent on
    :raises NotYourTeam: `by` is neither a lead of the team nor Koppi
    """
    check_may_arrange(professional, by, at, themselves=False, team=team)
    return _leave_team(professional, team, successor, by, at)


@transaction.atomic
def move(*, professional, team, to_team, successor, by, at):
    """Let somebody join one team and leave another in one step; what they hold in the old one is sent on.

    :return: how many matters were sent on
    :raises NotManager: `by` does not manage the county
    :raises NotForOneself: `by` is the person
    :raises WrongTeam: it is the same team, or the new one is closed
    """
    if to_team.closed_at is not None or to_team.pk == team.pk:
        raise WrongTeam
    people.add_to_team(professional=professional, team=to_team, by=by, at=at)
    return _leave_team(professional, team, successor, by, at)


def _leave_team(professional, team, successor, by, at):
    leads = leads_of(professional, at, team=team)
    own_clients = count_own_clients(professional, at, team.register)
    people.leave_team(professional=professional, team=team, by=by, at=at)
    own_clients -= count_own_clients(professional, at, team.register)
    sent = matters.leave_hands(professional=professional, successor=successor, team=team, by=by, at=at)
    told = [lead for lead in leads if lead.pk != by.pk]
    notices.tell(told, "colleague.left_team", at=at, who=professional.name, count=sent)
    if own_clients:
        notices.tell(leads, "own_clients.left", at=at, who=professional.name, count=own_clients)
    return sent


@transaction.atomic
def end_task(*, professional, duty_id, by, at):
    """End one of somebody's tasks; if it closes a register to them, what they hold there is sent on.

    :return: how many matters were sent on
    :raises NotManager: `by` does not manage the county
    :raises NotForOneself: `by` is the person
    :raises TaskMissing: it has ended already
    """
    own_clients = count_own_clients(professional, at)
    register = people.end_task(professional=professional, duty_id=duty_id, by=by, at=at)
    if register is None:
        return 0
    own_clients -= count_own_clients(professional, at)
    sent = sum(
        matters.leave_hands(professional=professional, team=team, by=by, at=at)
        for team in Team.objects.filter(register=register, closed_at=None).order_by("pk")
    )
    leads = leads_of(professional, at)
    if sent:
        notices.tell(leads, "colleague.left_team", at=at, who=professional.name, count=sent)
    if own_clients:
        notices.tell(leads, "own_clients.left", at=at, who=professional.name, count=own_clients)
    return sent
