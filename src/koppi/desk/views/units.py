"""Units and teams: adding, renaming, closing; and which municipalities are served."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.people import actions
from koppi.people.models import Municipality, Team, Unit
from koppi.people.queries import professional_of

from .. import organising, queries
from ..rules import may_manage
from ..units_forms import CloseForm, MunicipalityForm, TeamForm, UnitForm
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def show(request):
    """Show the units, each with its teams."""
    _check_manages(request)
    units, closed = queries.units()
    return doors.page(request, "desk/units.html", {"units": units, "closed": closed})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def new(request):
    """Add a unit, or a branch of one."""
    _check_manages(request)
    form = _unit_form(request)
    step = Step(
        title=_("Add a unit"),
        button=_("Add the unit"),
        extra={"back_url": doors.address("units")},
    )

    def do(clean):
        unit = actions.add_unit(by=request.user, at=request.now, **_unit_facts(form, clean))
        doors.toast(request, _("Saved: %(name)s.") % {"name": unit.name})
        return doors.go("units")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def change(request, unit_id):
    """Change what a unit is called, and where it is."""
    _check_manages(request)
    unit = Unit.objects.get(pk=unit_id)
    form = _unit_form(request, unit)
    step = Step(
        title=_("Change the unit %(name)s") % {"name": unit.name},
        said=_("A new name shows everywhere at once. The old one stays below."),
        button=_("Save"),
        template="desk/unit.html",
        extra={"back_url": doors.address("units"), "former_names": queries.unit_history(unit)},
    )

    def do(clean):
        changed = actions.change_unit(
            unit_id=unit.pk, by=request.user, at=request.now, **_unit_facts(form, clean)
        )
        doors.toast(request, _("Saved: %(name)s.") % {"name": changed.name})
        return doors.go("units")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def new_team(request):
    """Add a team to a unit."""
    _check_manages(request)
    form = TeamForm(
        doors.posted(request),
        now=request.now,
        units=_units(),
        initial={"unit": request.GET.get("unit"), "language": "fi"},
    )
    step = Step(
        title=_("Add a team"),
        said=_("Nothing comes to it before a topic leads there, and nobody sees it before somebody joins."),
        button=_("Add the team"),
        extra={"back_url": doors.address("units")},
    )

    def do(clean):
        team = actions.add_team(
            names=form.names,
            unit=Unit.objects.get(pk=clean["unit"]),
            register=clean["register"],
            language=clean["language"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Saved: %(name)s.") % {"name": team.name})
        return doors.go("team", team.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_GET
def team(request, team_id):
    """Show a team: who works in it, what leads to it, and what it was called before."""
    _check_manages(request)
    page = queries.team_page(team_id, organising.topics_that_lead_to, request.now)
    chats = organising.chats_that_lead_to(page.team, request.now)
    return doors.page(request, "desk/team.html", {"page": page, "chats": chats})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def change_team(request, team_id):
    """Change what a team is called, its unit, and its usual language."""
    _check_manages(request)
    standing = Team.objects.get(pk=team_id, closed_at=None)
    form = TeamForm(
        doors.posted(request),
        now=request.now,
        units=_units(),
        standing=True,
        initial={
            "name_fi": standing.name_fi,
            "name_sv": standing.name_sv,
            "name_en": standing.name_en,
            "unit": standing.unit_id,
            "language": standing.language,
        },
    )
    step = Step(
        title=_("Change the team %(name)s") % {"name": standing.name},
        said=_("A new name shows everywhere at once. The old one stays in the team’s history."),
        button=_("Save"),
        extra={"back_url": doors.address("team", standing.pk)},
    )

    def do(clean):
        changed = actions.change_team(
            team_id=standing.pk,
            names=form.names,
            unit=Unit.objects.get(pk=clean["unit"]),
            language=clean["language"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Saved: %(name)s.") % {"name": changed.name})
        return doors.go("team", standing.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def close(request, team_id):
    """Close a team: what it has, and its people, go on in another."""
    _check_manages(request)
    standing = Team.objects.get(pk=team_id, closed_at=None)
    others = Team.objects.filter(closed_at=None, register=standing.register).exclude(pk=standing.pk)
    form = CloseForm(doors.posted(request), now=request.now, teams=_choices(others))
    step = Step(
        title=_("Close the team %(name)s") % {"name": standing.name},
        consequences=[
            _("Its open matters go on in the team that takes over. Whoever holds one goes on holding it."),
            _("Its people join the team that takes over, and their tasks and shifts stay."),
            _("Its calling hours end. Calls and appointments that were promised stand."),
            _("Its closed matters are within reach of the team that takes over."),
        ],
        button=_("Close the team"),
        danger=True,
        extra={"back_url": doors.address("team", standing.pk)},
    )

    def do(clean):
        moved = organising.close_team(
            team_id=standing.pk, successor_id=clean["successor"], by=request.user, at=request.now
        )
        said = ngettext(
            "The team is closed. %(count)s open matter went along.",
            "The team is closed. %(count)s open matters went along.",
            moved,
        )
        doors.toast(request, said % {"count": moved})
        return doors.go("team", clean["successor"]) if clean["successor"] else doors.go("units")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_GET
def areas(request):
    """Show which municipalities are served, and who changed it when."""
    _check_manages(request)
    return doors.page(request, "desk/areas.html", {"areas": queries.areas()})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def new_area(request):
    """Take a municipality into the service area that was not known."""
    _check_manages(request)
    form = MunicipalityForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Add a municipality"),
        button=_("Add the municipality"),
        extra={"back_url": doors.address("areas")},
    )

    def do(clean):
        added = actions.add_municipality(
            code=clean["code"], names=form.names, by=request.user, at=request.now
        )
        doors.toast(request, _("Saved: %(name)s.") % {"name": added.name})
        return doors.go("areas")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_POST
def serve(request, municipality_id):
    """Serve a municipality, or no longer."""
    _check_manages(request)
    served = request.POST.get("served") == "yes"
    row = actions.set_served(municipality_id=municipality_id, served=served, by=request.user, at=request.now)
    said = _("%(name)s is served now.") if served else _("%(name)s is no longer served.")
    doors.toast(request, said % {"name": row.name})
    return doors.go("areas")


def _unit_form(request, unit=None):
    standing = {}
    if unit:
        names = {field: getattr(unit, field) for field in ("name_fi", "name_sv", "name_en")}
        where = {
            "municipality": unit.municipality_id,
            "branch_of": unit.branch_of_id,
            "address": unit.address,
        }
        standing = names | where
    return UnitForm(
        doors.posted(request),
        now=request.now,
        municipalities=_named(Municipality.objects.filter(Q(served=True) | Q(units=unit)).distinct()),
        units=[choice for choice in _units() if unit is None or choice[0] != unit.pk],
        initial=standing,
    )


def _unit_facts(form, clean):
    return {
        "names": form.names,
        "municipality": Municipality.objects.get(pk=clean["municipality"]),
        "branch_of": Unit.objects.filter(pk=clean["branch_of"]).first(),
        "address": clean["address"],
    }


def _units():
    return _named(Unit.objects.all())


def _named(rows):
    return sorted(((row.pk, row.name) for row in rows), key=lambda choice: choice[1].casefold())


def _choices(teams):
    found = teams.select_related("unit").order_by("unit__name_fi", "code")
    return [(one.pk, f"{one.name} ({one.unit.name})") for one in found]


def _check_manages(request):
    """Let only a manager in; to others the page is not there."""
    if not may_manage(professional_of(request.user).roles):
        raise Team.DoesNotExist
