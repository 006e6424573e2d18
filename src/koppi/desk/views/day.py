"""The end of a day: going home, being away."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from koppi.people.models import Professional
from koppi.people.queries import professional_of
from koppi.ui.times import HELSINKI

from .. import actions, queries
from ..forms import AbsenceForm
from . import doors
from .forms_page import Step, take_step
from .leaving import sent_on


@doors.at_desk
@require_GET
def going_home(request):
    """Show what one holds, those due before one is back first, with what can be done about each."""
    leaving = queries.going_home(request.user, request.now)
    _log(request, leaving)
    own_id = professional_of(request.user).pk
    last_day = queries.departures_ahead([own_id]).get(own_id)
    return doors.page(
        request,
        "desk/going_home.html",
        {"leaving": leaving, "last_day": last_day, "main_class": "doc"},
    )


@doors.at_desk
@require_http_methods(["GET", "POST"])
def return_all(request):
    """Return everything one holds to the teams, after asking once."""
    if request.method == "POST":
        count = actions.return_all(by=request.user, at=request.now)
        doors.toast(
            request,
            ngettext(
                "%(count)s matter went back to its team.",
                "%(count)s matters went back to their teams.",
                count,
            )
            % {"count": count},
        )
        return doors.go("going_home")
    leaving = queries.going_home(request.user, request.now)
    return doors.page(request, "desk/return_all.html", {"count": leaving.count})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def absence(request):
    """Mark oneself as away; what one holds goes to the substitute or the team."""
    professional = professional_of(request.user)
    form = AbsenceForm(
        doors.posted(request),
        now=request.now,
        colleagues=queries.substitute_choices(professional, request.user),
        initial={"first": request.now.astimezone(HELSINKI).date()},
    )
    step = Step(
        title=_("I will be away"),
        said=_(
            "When the absence begins, what you hold goes back to its team, meant for the one who steps in."
        ),
        more=_("They are told. Nobody answers for a matter before catching it."),
        button=_("Save the absence"),
        extra={"back_url": doors.address("absences")},
    )

    def do(clean):
        sent = actions.be_absent(
            professional=professional,
            starts_at=clean["starts_at"],
            ends_at=clean["ends_at"],
            substitute=_colleague(clean["substitute"]),
            by=request.user,
            at=request.now,
        )
        doors.toast(request, sent_on_absence(sent, starts_now=clean["starts_at"] <= request.now))
        return doors.go("going_home")

    return take_step(request, None, form, step, do)


def _colleague(number):
    return Professional.objects.get(pk=number) if number else None


def sent_on_absence(count, *, starts_now):
    """Return what an absence did, in words."""
    return sent_on(count) if starts_now else _("Saved. Your matters are sent on when the absence begins.")


def _log(request, leaving):
    for register, client_ids in leaving.registers.items():
        doors.write_reading(
            request, register=register, client_ids=client_ids, what="going_home", why="holder"
        )
