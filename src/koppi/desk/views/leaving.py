"""People of one's teams, and their leaving: when, what they hold, and where it goes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.people import actions as people_actions
from koppi.people.errors import Refusal
from koppi.people.models import Professional, Team
from koppi.people.queries import professional_of
from koppi.ui import times

from .. import leaving, queries
from ..leaving_forms import EndForm, HandOnForm
from ..rules import may_lead, may_manage
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def people(request):
    """Show a team lead who works in their teams, and who of them leaves when."""
    _check_leads(request)
    workers = queries.workers(request.user)
    ahead = queries.departures_ahead([worker.id for worker in workers])
    rows = [(worker, ahead.get(worker.id)) for worker in workers]
    return doors.page(request, "desk/people.html", {"workers": rows})


@doors.at_desk
@require_http_methods(["GET", "POST"])
def end(request, professional_id):
    """Set somebody's last day, at the desk or in one team; with no day the work ends at once."""
    professional = _led_or_managed(request, professional_id)
    managed = not _is_led(request, professional_id)
    teams = queries.teams_of(professional) if managed else queries.shared_teams(professional, request.user)
    form = EndForm(
        doors.posted(request),
        now=request.now,
        colleagues=queries.successor_choices(professional)
        if managed
        else _colleagues(professional, request.user),
        teams=[] if managed else [(team.pk, team.name) for team in teams],
    )
    step = Step(
        title=_("End the work of %(name)s") % {"name": professional.name},
        consequences=[
            _("Until the last day they work as before, and you can hand on what they hold one by one."),
            _("Then what they still hold goes back to its team, meant for the one who takes over."),
            _("They can no longer sign in, and are nobody’s own person. Name new ones."),
        ],
        button=_("Save the last day"),
        danger=True,
        extra={
            "back_url": doors.address("staff_person", professional.pk) if managed else doors.address("people")
        },
    )

    def do(clean):
        substitute = _colleague(clean["substitute"])
        if clean["leaves_at"] or clean["team_id"]:
            return _plan(request, professional, clean, substitute, managed)
        sent = leaving.end_work(
            professional=professional, substitute=substitute, by=request.user, at=request.now
        )
        doors.toast(request, sent_on(sent))
        return doors.go("staff" if managed else "people")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def show(request, professional_id):
    """Show what somebody holds, and hand it on: to a colleague as offers, or back to its team."""
    professional = _led_or_oneself(request, professional_id)
    found = queries.departing(professional, request.user, request.now)
    for register, client_ids in found.registers.items():
        why = "holder" if professional.user_id == request.user.pk else "own_team"
        doors.write_reading(request, register=register, client_ids=client_ids, what="leaving", why=why)
    held, beneath = queries.hand_on_choices(found.held, request.now, request.LANGUAGE_CODE)
    form = HandOnForm(
        doors.posted(request),
        now=request.now,
        held=held,
        beneath=beneath,
        colleagues=_colleagues(professional, request.user),
    )
    step = Step(
        title=_("What %(name)s has") % {"name": professional.name},
        button=_("Hand on"),
        template="desk/leaving.html",
        extra={
            "back_url": doors.address("people" if _leads(request) else "going_home"),
            "found": found,
            "leads": professional.user_id != request.user.pk,
            "main_class": "doc",
        },
    )

    def do(clean):
        person_id = form.to_person_id
        count = leaving.hand_on(
            professional=professional,
            matter_ids=clean["matters"],
            to_person=_colleague(person_id),
            reason=clean["reason"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _offered(count) if person_id else _went_back(count))
        return doors.go("leaving", professional.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_POST
def cancel(request, professional_id):
    """Call a planned last day off."""
    professional = _led_or_managed(request, professional_id)
    try:
        people_actions.withdraw_departure(professional=professional, by=request.user, at=request.now)
        doors.toast(request, _("Called off. %(name)s stays.") % {"name": professional.name})
    except Refusal as refusal:
        doors.toast(request, refusal)
    return doors.go("leaving" if _is_led(request, professional_id) else "staff_person", professional.pk)


def sent_on(count):
    """Return how many matters were sent on, in words."""
    if not count:
        return _("Saved. There were no matters to send on.")
    return ngettext(
        "Saved. %(count)s matter was sent on.", "Saved. %(count)s matters were sent on.", count
    ) % {"count": count}


def _plan(request, professional, clean, substitute, managed):
    team = Team.objects.get(pk=clean["team_id"]) if clean["team_id"] else None
    if clean["leaves_at"] is None:
        sent = leaving.leave_team(
            professional=professional, team=team, successor=substitute, by=request.user, at=request.now
        )
        doors.toast(request, sent_on(sent))
        return doors.go("people")
    people_actions.plan_departure(
        professional=professional,
        team=team,
        leaves_at=clean["leaves_at"],
        successor=substitute,
        by=request.user,
        at=request.now,
    )
    day = times.plain_date(clean["last"], request.LANGUAGE_CODE)
    doors.toast(request, _("Saved. The last day is %(day)s.") % {"day": day})
    return doors.go("staff_person" if managed else "leaving", professional.pk)


def _offered(count):
    return ngettext(
        "%(count)s matter was offered. It stays with its holder until it is accepted.",
        "%(count)s matters were offered. They stay with their holder until they are accepted.",
        count,
    ) % {"count": count}


def _went_back(count):
    return ngettext(
        "%(count)s matter went back to its team.", "%(count)s matters went back to their teams.", count
    ) % {"count": count}


def _colleagues(professional, by):
    choices = queries.substitute_choices(professional, by)
    return [choice for choice in choices if choice[0] != professional.pk]


def _led_or_oneself(request, professional_id):
    oneself = professional_of(request.user)
    return oneself if oneself.pk == professional_id else _led(request, professional_id)


def _led(request, professional_id):
    """Return a colleague in a team that the reader leads; to others they are not there."""
    if not _is_led(request, professional_id):
        raise Professional.DoesNotExist
    return Professional.objects.select_related("user").get(pk=professional_id)


def _led_or_managed(request, professional_id):
    """Return a colleague whom the reader leads, or anybody else who works here for a manager."""
    here = Professional.objects.select_related("user").filter(ended_at=None).exclude(user=request.user)
    if may_manage(professional_of(request.user).roles):
        return here.get(pk=professional_id)
    return _led(request, professional_id)


def _is_led(request, professional_id):
    led = queries.workers(request.user) if _leads(request) else []
    return professional_id in {worker.id for worker in led if not worker.oneself}


def _leads(request):
    return may_lead(professional_of(request.user).roles)


def _check_leads(request):
    """Let only a team's lead in; to others the page is not there."""
    if not _leads(request):
        raise Professional.DoesNotExist


def _colleague(number):
    return Professional.objects.select_related("user").get(pk=number) if number else None
