"""Somebody leaves the desk, or a team: what they hold goes on with them, in one transaction each."""

from django.db import transaction

from koppi.matters import actions as matters
from koppi.notices import actions as notices
from koppi.people import actions as people
from koppi.people.actions.professionals import check_may_arrange
from koppi.people.models import Departure
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
    departure = found.select_related("professional__user", "team", "successor").first()
    if departure is None:
        return 0
    professional, successor = departure.professional, departure.successor
    if successor and successor.ended_at is not None:
        successor = None
    if departure.team is None:
        end_work(professional=professional, substitute=successor, by=by, at=at)
    else:
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
    people.leave_team(professional=professional, team=team, by=by, at=at)
    sent = matters.leave_hands(professional=professional, successor=successor, team=team, by=by, at=at)
    leads = [lead for lead in leads_of(professional, at, team=team) if lead.pk != by.pk]
    notices.tell(leads, "colleague.left_team", at=at, who=professional.name, count=sent)
    return sent
