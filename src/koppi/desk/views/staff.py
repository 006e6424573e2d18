"""Everybody who works at the desk, as a manager sees them; joining the desk, and a team."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.people import actions
from koppi.people.models import Professional, Skill, Team
from koppi.people.queries import professional_of

from .. import queries
from ..rules import may_manage
from ..staff_forms import JoinForm, TeamForm
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def show(request):
    """Show everybody who works here, with their teams."""
    _check_manages(request)
    return doors.page(request, "desk/staff.html", {"workers": queries.everybody(request.user)})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def join(request):
    """Add somebody who begins to work here, with their teams."""
    _check_manages(request)
    form = JoinForm(
        doors.posted(request),
        now=request.now,
        skills=queries.skill_choices(),
        teams=_choices(Team.objects.filter(closed_at=None)),
        initial={"languages": ["fi"]},
    )
    step = Step(
        title=_("Add a person"),
        said=_("They see the matters of their teams from now on, as far as their tasks let them."),
        button=_("Add the person"),
        extra={"back_url": doors.address("staff")},
    )

    def do(clean):
        person = actions.take_on(
            **{**clean, "skills": Skill.objects.filter(code__in=clean["skills"])},
            by=request.user,
            at=request.now,
        )
        facts = {"name": person.name, "username": person.user.username}
        doors.toast(
            request,
            _("Saved. %(name)s is %(username)s. The operator gives them the first way in.") % facts,
        )
        return doors.go("staff")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def join_team(request, professional_id):
    """Add somebody to one more team."""
    _check_manages(request)
    person = Professional.objects.filter(ended_at=None).get(pk=professional_id)
    standing = {team.pk for team in queries.teams_of(person)}
    form = TeamForm(
        doors.posted(request),
        now=request.now,
        teams=_choices(Team.objects.filter(closed_at=None).exclude(pk__in=standing)),
    )
    step = Step(
        title=_("Add %(name)s to a team") % {"name": person.name},
        said=_("The teams they have now stay. To leave one, their team lead sets the last day there."),
        button=_("Add to the team"),
        extra={"back_url": doors.address("staff")},
    )

    def do(clean):
        team = Team.objects.get(pk=clean["team"])
        actions.add_to_team(professional=person, team=team, by=request.user, at=request.now)
        facts = {"name": person.name, "team": team.name}
        doors.toast(request, _("Saved. %(name)s now works in %(team)s, too.") % facts)
        return doors.go("staff")

    return take_step(request, None, form, step, do)


def _choices(teams):
    found = teams.select_related("unit").order_by("unit__name_fi", "code")
    return [(team.pk, f"{team.name} ({team.unit.name})") for team in found]


def _check_manages(request):
    """Let only a manager in; to others the page is not there."""
    if not may_manage(professional_of(request.user).roles):
        raise Professional.DoesNotExist
