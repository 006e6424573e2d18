"""Who works where and when is changed: what people hold goes along, in one transaction each."""

from django.db import transaction

from koppi.chat.models import Route
from koppi.matters import actions as matters
from koppi.matters.models import Topic
from koppi.notices import actions as notices
from koppi.people import actions as people
from koppi.people.errors import ChatsLeadHere, TeamClosed, TopicsLeadHere, WrongTeam
from koppi.people.models import Shift, Team
from koppi.people.queries import members, next_shift, shift_end

from .models import SideQuestion


@transaction.atomic
def close_team(*, team_id, successor_id, by, at):
    """Close a team: its open matters and its people go on in the team that takes over; nothing is let go of.

    :param successor_id: the team that takes over, or None when nothing and nobody is left
    :return: how many matters went along
    :raises NotManager: `by` does not manage the county
    :raises TeamClosed: it is closed already
    :raises TopicsLeadHere, ChatsLeadHere: new matters would still come to it
    :raises WrongTeam: the successor is closed, the same, of the other register, or missing
    :raises NobodyThere: something is left, and no team takes over
    :raises NotForOneself: `by` would join the successor by it
    """
    people.check_manages(by)
    team = Team.objects.get(pk=team_id)
    successor = Team.objects.get(pk=successor_id) if successor_id else None
    if team.closed_at is not None:
        raise TeamClosed
    people.check_takes_over(team, successor)
    if topics := topics_that_lead_to(team, at):
        raise TopicsLeadHere(topics)
    if chats := chats_that_lead_to(team, at):
        raise ChatsLeadHere(chats)
    told = [member.user for member in members(team, at) if member.user_id != by.pk]
    if successor is None and SideQuestion.objects.filter(to_team=team, answered_at=None).exists():
        raise WrongTeam
    moved = matters.move_to_team(team=team, to_team=successor, by=by, at=at)
    people.close_team(team=team, successor=successor, by=by, at=at)
    # To close it was to wait for what was just coming to it: that is in sight now.
    moved += matters.move_to_team(team=team, to_team=successor, by=by, at=at)
    SideQuestion.objects.filter(to_team=team, answered_at=None).update(to_team=successor)
    notices.tell(told, "team.closed", at=at)
    return moved


def topics_that_lead_to(team, at):
    """Return the names of the topics that lead new matters to a team, now or later."""
    leading = Topic.objects.exclude(valid_to__lte=at)
    field = "social_team" if team.register == "social" else "patient_team"
    found = leading.filter(**{field: team}).order_by("position", "pk")
    return list(dict.fromkeys(topic.name for topic in found))


def chats_that_lead_to(team, at):
    """Return the names of the ways into the chat that lead new matters to a team, now or later."""
    leading = Route.objects.exclude(valid_to__lte=at).filter(team=team).order_by("position", "pk")
    return list(dict.fromkeys(route.name for route in leading))


@transaction.atomic
def change_shift(*, shift_id, by, at, **when):
    """Change a shift; return it, and how many matters went back to their teams because of it.

    :param when: as `people.change_shift` takes it, and raises
    """
    professional, back_before = _before(shift_id, at)
    shift, ended = people.change_shift(shift_id=shift_id, by=by, at=at, **when)
    return shift, _go_home(professional, back_before, ended, by=by, at=at)


@transaction.atomic
def remove_shift(*, shift_id, by, at):
    """Take a shift away; return it, and how many matters went back to their teams because of it.

    :raises NotYourTeam: `by` is neither a lead of a shared team, nor a manager
    :raises ShiftIsOver: it is over
    """
    professional, back_before = _before(shift_id, at)
    ended = Shift.objects.get(pk=shift_id).ends_at
    shift = people.remove_shift(shift_id=shift_id, by=by, at=at)
    return shift, _go_home(professional, back_before, ended, by=by, at=at)


def _before(shift_id, at):
    """Return whose shift it is, and when they would be at work, or come back, as it stands."""
    professional = Shift.objects.select_related("professional__user").get(pk=shift_id).professional
    return professional, _here_from(professional, at)


def _here_from(professional, at):
    """Return until when somebody is at work now, and when they come next."""
    coming = next_shift(professional, at)
    return shift_end(professional, at), coming.starts_at if coming else None


def _go_home(professional, before, ended, *, by, at):
    """Let the rules of going home hold for somebody whose shift was changed or taken away.

    At work they hear of it and see to it themselves on “Going home”. Away from work nobody sees to it: what
    falls due before they are back goes to its team. When nobody knows when that is, it is what they would
    have had to do by the end of the shift that was taken away.
    """
    now = _here_from(professional, at)
    if now == before:
        return 0
    if by.pk != professional.user_id:
        notices.tell([professional.user], "shift.changed", at=at)
    until, back_at = now
    if until is not None:
        matters.shorten_offers(professional=professional, until=until, by=by, at=at)
        return 0
    return matters.return_due(professional=professional, before=back_at or ended, by=by, at=at)
