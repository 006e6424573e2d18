"""The shift calendar: a team's week, and the shifts in it."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.deadlines.calendars import day_of
from koppi.people import actions
from koppi.people.errors import Refusal
from koppi.people.models import Shift, Team
from koppi.people.queries import members
from koppi.ui import times

from .. import organising, queries
from ..shift_forms import NewShiftForm, ShiftForm
from . import doors
from .forms_page import Step, take_step

DAY = timedelta(days=1)
# A week this far from today is a slip of the hand.
FAR = timedelta(days=3 * 365)


@doors.at_desk
@require_GET
def first(request):
    """Lead to the shifts of the reader's first team; whoever has no team finds none."""
    teams = queries.shift_teams(request.user)
    if not teams:
        raise Team.DoesNotExist
    return doors.go("team_shifts", teams[0].pk)


@doors.at_desk
@require_GET
def show(request, team_id):
    """Show who works in a team in a week, who leads, and who is away."""
    team, teams = _team(request, team_id)
    week = queries.team_week(team, _monday(request), teams, request.user, request.now, request.LANGUAGE_CODE)
    return doors.page(request, "desk/shifts.html", {"week": week})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def add(request, team_id):
    """Plan shifts of somebody on some days of the week, all with the same hours."""
    team = _planned(request, team_id)
    monday = _monday(request)
    chosen = _day(request.GET.get("day"))
    people = list(members(team, request.now))
    form = NewShiftForm(
        doors.posted(request),
        now=request.now,
        people=[(person.pk, person.name) for person in people],
        days=_days(monday, request),
        initial={"person": request.GET.get("person"), "days": [chosen.isoformat()] if chosen else []},
    )
    step = Step(
        title=_("Add a shift"),
        said=_("The same hours on each day that you choose."),
        button=_("Add the shift"),
        extra={"back_url": _back(team, monday)},
    )

    def do(clean):
        starts, ends = clean["hours"]
        shifts = actions.add_shifts(
            professional=next(person for person in people if person.pk == clean["person"]),
            days=[date.fromisoformat(day) for day in clean["days"]],
            starts=starts,
            ends=ends,
            leads=clean["leads"],
            by=request.user,
            at=request.now,
        )
        said = ngettext("Saved: %(count)s shift.", "Saved: %(count)s shifts.", len(shifts))
        doors.toast(request, said % {"count": len(shifts)})
        return _go(team, monday)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def change(request, team_id, shift_id):
    """Change a shift: its day, its hours, or who leads."""
    team = _planned(request, team_id)
    shift = _shift(team, shift_id, request)
    day = day_of(shift.starts_at)
    form = ShiftForm(
        doors.posted(request),
        now=request.now,
        initial={"day": day, "hours": queries.hours_of(shift), "leads": shift.leads},
    )
    step = Step(
        title=_("The shift of %(name)s") % {"name": shift.professional.name},
        button=_("Save the shift"),
        template="desk/shift.html",
        extra={"back_url": _back(team, day), "team": team, "shift": shift},
    )

    def do(clean):
        starts, ends = clean["hours"]
        changed, returned = organising.change_shift(
            shift_id=shift.pk,
            day=clean["day"],
            starts=starts,
            ends=ends,
            leads=clean["leads"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _returned(_("Saved."), returned))
        return _go(team, day_of(changed.starts_at))

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_POST
def remove(request, team_id, shift_id):
    """Take a shift away; what its holder would be late with goes back to its team."""
    team = _planned(request, team_id)
    shift = _shift(team, shift_id, request)
    day = day_of(shift.starts_at)
    try:
        _shift_removed, returned = organising.remove_shift(shift_id=shift.pk, by=request.user, at=request.now)
        doors.toast(request, _returned(_("The shift was taken away."), returned))
    except Refusal as refusal:
        doors.toast(request, refusal)
    return _go(team, day)


@doors.at_desk
@require_POST
def copy(request, team_id):
    """Plan for a week what the team had the week before."""
    team = _planned(request, team_id)
    monday = _monday(request)
    copied, left_out = actions.copy_week(team=team, monday=monday, by=request.user, at=request.now)
    said = ngettext("%(count)s shift was copied.", "%(count)s shifts were copied.", copied)
    said %= {"count": copied}
    if left_out:
        more = ngettext(
            "%(count)s was left out: it is over, or the person is away or has a shift then.",
            "%(count)s were left out: they are over, or the person is away or has a shift then.",
            left_out,
        )
        said = f"{said} {more % {'count': left_out}}"
    doors.toast(request, said)
    return _go(team, monday)


def _returned(said, count):
    if not count:
        return said
    more = ngettext(
        "%(count)s matter that would have been late went back to its team.",
        "%(count)s matters that would have been late went back to their teams.",
        count,
    )
    return f"{said} {more % {'count': count}}"


def _team(request, team_id):
    """Return a team whose shifts the reader may look at, and all such teams; others are not there."""
    teams = queries.shift_teams(request.user)
    for team in teams:
        if team.pk == team_id:
            return team, teams
    raise Team.DoesNotExist


def _planned(request, team_id):
    """Return a team whose shifts the reader plans."""
    team, _teams = _team(request, team_id)
    if not queries.may_plan_shifts(team, request.user):
        raise Team.DoesNotExist
    return team


def _shift(team, shift_id, request):
    theirs = Shift.objects.filter(professional__in=members(team, request.now), ends_at__gt=request.now)
    return theirs.select_related("professional").get(pk=shift_id)


def _days(monday, request):
    return [
        (day.isoformat(), times.day_head(day, request.LANGUAGE_CODE))
        for day in (monday + number * DAY for number in range(7))
    ]


def _monday(request):
    """Return the Monday of the week that is asked for, or of this one."""
    today = day_of(request.now)
    asked = _day(request.GET.get("week"))
    day = asked if asked and abs(asked - today) < FAR else today
    return day - day.weekday() * DAY


def _day(written):
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def _back(team, day):
    return f"{doors.address('team_shifts', team.pk)}?week={day.isoformat()}"


def _go(team, day):
    response = doors.go("team_shifts", team.pk)
    response["Location"] += f"?week={day.isoformat()}"
    return response
