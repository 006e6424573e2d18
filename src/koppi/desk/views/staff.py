"""Everybody who works at the desk, as a manager sees them; joining the desk, and a team."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.deadlines.calendars import day_of
from koppi.people import actions
from koppi.people.models import Professional, Skill, Team
from koppi.people.queries import professional_of
from koppi.ui import times

from .. import leaving, queries
from ..rules import may_manage
from ..staff_forms import AbilitiesForm, JoinForm, LeadingForm, MoveForm, SureForm, TaskForm, TeamForm
from . import doors
from .forms_page import Step, take_step
from .leaving import sent_on


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
        return doors.go("staff_person", person.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def join_team(request, professional_id):
    """Add somebody to one more team."""
    _check_manages(request)
    found = Professional.objects.filter(ended_at=None).get(pk=professional_id)
    standing = {team.pk for team in queries.teams_of(found)}
    form = TeamForm(
        doors.posted(request),
        now=request.now,
        teams=_choices(Team.objects.filter(closed_at=None).exclude(pk__in=standing)),
    )
    step = Step(
        title=_("Add %(name)s to a team") % {"name": found.name},
        said=_("The teams they have now stay."),
        button=_("Add to the team"),
        extra={"back_url": doors.address("staff_person", found.pk)},
    )

    def do(clean):
        team = Team.objects.get(pk=clean["team"])
        actions.add_to_team(professional=found, team=team, by=request.user, at=request.now)
        facts = {"name": found.name, "team": team.name}
        doors.toast(request, _("Saved. %(name)s now works in %(team)s, too.") % facts)
        return doors.go("staff_person", found.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_GET
def person(request, professional_id):
    """Show all that a manager may set about somebody."""
    _check_manages(request)
    found = queries.person(professional_id, request.user, request.now)
    return doors.page(request, "desk/person.html", {"person": found})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def abilities(request, professional_id):
    """Change in which languages somebody serves, and what they are good at."""
    found = _person(request, professional_id)
    form = AbilitiesForm(
        doors.posted(request),
        now=request.now,
        skills=queries.skill_choices(),
        licensed=found.right_on(day_of(request.now)) == Professional.Licence.LICENSED,
        initial={
            "assessed_before": found.assessed_before,
            "languages": found.languages,
            "skills": list(found.skills.values_list("code", flat=True)),
        },
    )
    step = Step(
        title=_("Languages and skills of %(name)s") % {"name": found.name},
        said=_("By these Koppi suggests matters to them."),
        button=_("Save"),
        extra={"back_url": doors.address("staff_person", found.pk)},
    )

    def do(clean):
        actions.set_abilities(
            professional=found,
            languages=clean["languages"],
            skills=Skill.objects.filter(code__in=clean["skills"]),
            assessed_before=clean.get("assessed_before"),
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Saved."))
        return doors.go("staff_person", found.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def leading(request, professional_id):
    """Let somebody lead shifts or teams, or no longer."""
    found = _person(request, professional_id)
    form = LeadingForm(doors.posted(request), now=request.now, initial={"roles": found.roles})
    step = Step(
        title=_("What %(name)s leads") % {"name": found.name},
        said=_("Whoever leads a shift is told of urgent matters that nobody has caught."),
        more=_("Who leads a team plans its shifts, notes absences, and sets the last day of its people."),
        button=_("Save"),
        extra={"back_url": doors.address("staff_person", found.pk)},
    )

    def do(clean):
        actions.set_leading(professional=found, roles=clean["roles"], by=request.user, at=request.now)
        doors.toast(request, _("Saved. It holds from their next page on."))
        return doors.go("staff_person", found.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def task(request, professional_id):
    """Give somebody a task: the most that they may see."""
    found = _person(request, professional_id)
    registers = {team.register for team in queries.teams_of(found)}
    tasks, hints = queries.task_choices(registers, request.now)
    form = TaskForm(doors.posted(request), now=request.now, tasks=tasks, hints=hints)
    step = Step(
        title=_("Give %(name)s a task") % {"name": found.name},
        said=_("A task sets the most that somebody may see. What they need for the matter at hand is less."),
        button=_("Give the task"),
        extra={"back_url": doors.address("staff_person", found.pk)},
    )

    def do(clean):
        actions.give_task(
            professional=found,
            register=clean["register"],
            task=clean["task"],
            service=clean.get("service", ""),
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Saved. It holds from their next page on."))
        return doors.go("staff_person", found.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def end_task(request, professional_id, duty_id):
    """End somebody's task, after asking once."""
    found = _person(request, professional_id)
    standing = queries.person(professional_id, request.user, request.now).tasks
    ending = next((one for one in standing if one.id == duty_id), None)
    if ending is None:
        raise Professional.DoesNotExist
    step = Step(
        title=_("End a task of %(name)s") % {"name": found.name},
        said=f"{ending.name} ({ending.where})",
        consequences=[
            _("What only this task lets them see is closed to them from their next page on."),
            _("If it was their last task in these services, what they have there goes back to its team."),
        ],
        button=_("End the task"),
        danger=True,
        extra={"back_url": doors.address("staff_person", found.pk)},
    )

    def do(_clean):
        sent = leaving.end_task(professional=found, duty_id=duty_id, by=request.user, at=request.now)
        doors.toast(request, sent_on(sent) if sent else _("Saved. The task has ended."))
        return doors.go("staff_person", found.pk)

    return take_step(request, None, SureForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def move(request, professional_id):
    """Move somebody from one team to another in one step, now or after a last day."""
    found = _person(request, professional_id)
    teams = queries.teams_of(found)
    if not teams:
        return doors.go("staff_team", found.pk)
    standing = {team.pk for team in teams}
    form = MoveForm(
        doors.posted(request),
        now=request.now,
        teams=[(team.pk, team.name) for team in teams],
        others=_choices(Team.objects.filter(closed_at=None).exclude(pk__in=standing)),
        colleagues=queries.successor_choices(found),
    )
    step = Step(
        title=_("Move %(name)s to another team") % {"name": found.name},
        consequences=[
            _("In the new team they work from that moment on."),
            _("What they hold in the old team goes back to it, meant for the one who takes over."),
        ],
        button=_("Move them"),
        danger=True,
        extra={"back_url": doors.address("staff_person", found.pk)},
    )

    def do(clean):
        team, to_team = Team.objects.get(pk=clean["team"]), Team.objects.get(pk=clean["to_team"])
        successor = Professional.objects.filter(pk=clean["successor"]).first()
        if clean["leaves_at"]:
            actions.plan_departure(
                professional=found,
                team=team,
                moves_to=to_team,
                leaves_at=clean["leaves_at"],
                successor=successor,
                by=request.user,
                at=request.now,
            )
            day = times.plain_date(clean["last"], request.LANGUAGE_CODE)
            doors.toast(request, _("Saved. The last day in the old team is %(day)s.") % {"day": day})
        else:
            sent = leaving.move(
                professional=found,
                team=team,
                to_team=to_team,
                successor=successor,
                by=request.user,
                at=request.now,
            )
            doors.toast(request, sent_on(sent))
        return doors.go("staff_person", found.pk)

    return take_step(request, None, form, step, do)


def _person(request, professional_id):
    """Return somebody who works here, for a manager."""
    _check_manages(request)
    return Professional.objects.select_related("user").get(pk=professional_id, ended_at=None)


def _choices(teams):
    found = teams.select_related("unit").order_by("unit__name_fi", "code")
    return [(team.pk, f"{team.name} ({team.unit.name})") for team in found]


def _check_manages(request):
    """Let only a manager in; to others the page is not there."""
    if not may_manage(professional_of(request.user).roles):
        raise Professional.DoesNotExist
