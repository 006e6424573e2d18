"""The end of a day and of a job: going home, being away, leaving."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from koppi.people.models import Professional
from koppi.people.queries import professional_of
from koppi.ui.times import HELSINKI

from .. import actions, queries
from ..forms import AbsenceForm, EndForm
from ..rules import may_lead
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def going_home(request):
    """Show what one holds, those due before one is back first, with what can be done about each."""
    leaving = queries.going_home(request.user, request.now)
    _log(request, leaving)
    return doors.page(request, "desk/going_home.html", {"leaving": leaving, "main_class": "doc"})


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
        extra={"back_url": doors.address("worklist")},
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
        doors.toast(request, _sent_on(sent, starts_now=clean["starts_at"] <= request.now))
        return doors.go("going_home")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_GET
def people(request):
    """Show a team lead who works in their teams."""
    _check_leads(request)
    return doors.page(request, "desk/people.html", {"workers": queries.workers(request.user)})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def end(request, professional_id):
    """End somebody's work at the desk; their matters go to the substitute or the team."""
    _check_leads(request)
    team = {worker.id for worker in queries.workers(request.user) if not worker.oneself}
    professional = Professional.objects.filter(pk__in=team).get(pk=professional_id)
    form = EndForm(
        doors.posted(request),
        now=request.now,
        colleagues=[
            choice
            for choice in queries.substitute_choices(professional, request.user)
            if choice[0] != professional.pk
        ],
    )
    step = Step(
        title=_("End the work of %(name)s") % {"name": professional.name},
        consequences=[
            _("They can no longer sign in."),
            _("Everything they hold goes back to its team, meant for the one who takes over."),
            _("They are no longer anybody’s own person. Name new ones."),
        ],
        button=_("End the work"),
        danger=True,
        extra={"back_url": doors.address("people")},
    )

    def do(clean):
        sent = actions.end_work(
            professional=professional,
            substitute=_colleague(clean["substitute"]),
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _sent_on(sent, starts_now=True))
        return doors.go("people")

    return take_step(request, None, form, step, do)


def _check_leads(request):
    """Let only a team's lead in; to others the page is not there."""
    if not may_lead(professional_of(request.user).roles):
        raise Professional.DoesNotExist


def _colleague(number):
    return Professional.objects.get(pk=number) if number else None


def _sent_on(count, *, starts_now):
    if not starts_now:
        return _("Saved. Your matters are sent on when the absence begins.")
    if not count:
        return _("Saved. There were no matters to send on.")
    return ngettext(
        "Saved. %(count)s matter was sent on.", "Saved. %(count)s matters were sent on.", count
    ) % {"count": count}


def _log(request, leaving):
    for register, client_ids in leaving.registers.items():
        doors.write_reading(
            request, register=register, client_ids=client_ids, what="going_home", why="holder"
        )
