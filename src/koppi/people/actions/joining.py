"""Somebody begins to work here, or in one more team: a manager's decision."""

from django.db import IntegrityError, transaction

from ..errors import NotForOneself, UsernameTaken
from ..models import Team
from .hours import check_manages
from .professionals import join_team, make_professional


@transaction.atomic
def take_on(*, teams, by, at, **who):
    """Add somebody who begins to work here, with an account, in some teams: all of it or nothing.

    :param teams: the ids of open teams
    :param who: as `make_professional` takes it
    :raises NotManager: `by` does not manage the county
    :raises UsernameTaken: somebody has the username, or had it
    """
    check_manages(by)
    try:
        with transaction.atomic():
            professional = make_professional(**who, by=by, at=at)
    except IntegrityError:
        raise UsernameTaken from None
    for team in Team.objects.filter(pk__in=teams, closed_at=None).order_by("pk"):
        join_team(professional=professional, team=team, by=by, at=at)
    return professional


@transaction.atomic
def add_to_team(*, professional, team, by, at):
    """Make somebody who works here a member of one more team.

    :raises NotManager: `by` does not manage the county
    :raises NotForOneself: `by` is the person: nobody opens a team's matters to themselves
    """
    check_manages(by)
    if professional.user_id == by.pk:
        raise NotForOneself
    return join_team(professional=professional, team=team, by=by, at=at)
