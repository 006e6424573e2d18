"""A team closes: its open matters, and what waits for it, go to the team that takes over."""

from django.db import transaction

from koppi.access import actions as access
from koppi.access.second_lock import for_the_whole_house

from ..errors import NobodyThere
from ..models import Consultation, Handover, Matter
from ._hands import lock_all, record, store


@transaction.atomic
@for_the_whole_house
def move_to_team(*, team, to_team, by, at):
    """Move all open matters of a team that closes to another of the same register; return how many.

    :param to_team: the team that takes over, or None when nothing is left to take over
    :raises NobodyThere: something is left, and no team takes over

    Whoever holds one goes on holding it: nobody lets go of anything. Offers and questions to the team become
    offers and questions to the other. This is no hand-over between people, but a manager's decision about
    what the teams are; it alone changes the team of a matter without anybody accepting it.
    """
    moved, concerned = 0, _concerned(team)
    if concerned and to_team is None:
        raise NobodyThere()
    for matter in lock_all(concerned):
        if matter.team_id == team.pk and matter.state != Matter.State.CLOSED:
            matter.team = to_team
            record(matter, "matter.team_closed", by=by, at=at, team=team.pk, to_team=to_team.pk)
            store(matter)
            moved += 1
        _turn("offer", matter, matter.handovers.pending(), team, to_team, at)
        asked = matter.consultations.filter(answered_at=None, withdrawn_at=None)
        _turn("question", matter, asked, team, to_team, at)
    return moved


def _concerned(team):
    """Return the ids of the matters that are a team's, or were offered to it, or that it was asked about."""
    asked = Consultation.objects.filter(to_team=team, answered_at=None, withdrawn_at=None)
    return {
        *Matter.objects.open().filter(team=team).values_list("pk", flat=True),
        *Handover.objects.pending().filter(to_team=team).values_list("matter_id", flat=True),
        *asked.values_list("matter_id", flat=True),
    }


def _turn(why, matter, waiting, team, to_team, at):
    """Turn what waits for a team in a locked matter to another, with what lets the team see it."""
    if not waiting.filter(to_team=team).update(to_team=to_team):
        return
    if access.end_passes(matter_id=matter.pk, why=why, at=at, team_id=team.pk):
        access.give_pass(matter_id=matter.pk, register=matter.register, why=why, at=at, team_id=to_team.pk)
