"""Who is away: one's own absences, and for a lead those of the team."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.people import actions as people
from koppi.people.errors import Refusal
from koppi.people.models import Professional
from koppi.people.queries import professional_of
from koppi.ui.times import HELSINKI

from .. import actions, queries
from ..shift_forms import AwayForm, ReturnForm
from . import doors
from .day import sent_on_absence
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def show(request):
    """Show the absences under way and to come that the reader may change."""
    return doors.page(
        request,
        "desk/absences.html",
        {
            "absences": queries.absences(request.user, request.now),
            "leads": queries.leads_absences(request.user),
        },
    )


@doors.at_desk
@require_http_methods(["GET", "POST"])
def new(request):
    """Mark a colleague as away, for example after a call in the morning."""
    workers = {worker.id: worker for worker in queries.led_workers(request.user)}
    if not workers:
        raise Professional.DoesNotExist
    oneself = professional_of(request.user)
    today = request.now.astimezone(HELSINKI).date()
    form = AwayForm(
        doors.posted(request),
        now=request.now,
        people=[(worker.id, f"{worker.name}, {worker.task.lower()}") for worker in workers.values()],
        colleagues=_substitutes(oneself, request.user),
        initial={"first": today, "last": today, "person": request.GET.get("person")},
    )
    step = Step(
        title=_("Mark somebody as away"),
        said=_(
            "When the absence begins, what they hold goes back to its team, meant for the one who steps in."
        ),
        more=_("They are told. Nobody answers for a matter before catching it."),
        button=_("Save the absence"),
        extra={"back_url": doors.address("absences")},
    )

    def do(clean):
        sent = actions.be_absent(
            professional=Professional.objects.get(pk=clean["person"]),
            starts_at=clean["starts_at"],
            ends_at=clean["ends_at"],
            substitute=_colleague(clean["substitute"]),
            by=request.user,
            at=request.now,
        )
        doors.toast(request, sent_on_absence(sent, starts_now=clean["starts_at"] <= request.now))
        return doors.go("absences")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def change(request, absence_id):
    """Change when somebody comes back, and who steps in."""
    absence = queries.absence_of(absence_id, request.user, request.now)
    standing = absence.substitute
    colleagues = _substitutes(absence.professional, request.user)
    if standing and standing.pk not in dict(colleagues):
        colleagues = [(standing.pk, standing.name), *colleagues]
    form = ReturnForm(
        doors.posted(request),
        now=request.now,
        colleagues=[choice for choice in colleagues if choice[0] != absence.professional_id],
        initial={"last": absence.last_day, "substitute": standing.pk if standing else None},
    )
    step = Step(
        title=_("The absence of %(name)s") % {"name": absence.professional.name},
        said=_("What has been sent on stays where it went."),
        button=_("Save the absence"),
        extra={"back_url": doors.address("absences")},
    )

    def do(clean):
        people.change_absence(
            absence_id=absence.pk,
            ends_at=clean["ends_at"],
            substitute=_colleague(clean["substitute"]),
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Saved."))
        return doors.go("absences")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_POST
def end(request, absence_id):
    """End an absence now, or take away one that has not begun."""
    absence = queries.absence_of(absence_id, request.user, request.now)
    try:
        people.end_absence(absence_id=absence.pk, by=request.user, at=request.now)
        said = _("%(name)s is here again.") if absence.starts_at <= request.now else _("%(name)s stays here.")
        doors.toast(request, said % {"name": absence.professional.name})
    except Refusal as refusal:
        doors.toast(request, refusal)
    return doors.go("absences")


def _substitutes(professional, by):
    return queries.substitute_choices(professional, by)


def _colleague(number):
    return Professional.objects.select_related("user").get(pk=number) if number else None
