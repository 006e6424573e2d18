"""Calls that were promised: the queue, one call, promising one, and when a team calls."""

from django.contrib import messages
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.callbacks import actions
from koppi.callbacks import queries as callbacks
from koppi.callbacks.forms import CallForm
from koppi.callbacks.models import Callback, CallbackHours
from koppi.intake.queries import contacts_of_matter, phone_said, reach_answers
from koppi.matters.errors import Refusal
from koppi.people.models import Professional, Team
from koppi.people.queries import professional_of
from koppi.ui import times

from .. import queries
from ..calling_forms import (
    REACHED,
    WEEKDAYS,
    WITHDRAWN,
    WRONG_NUMBER,
    HoursForm,
    OutcomeForm,
    TriesForm,
)
from ..rules import may_lead, may_reach
from ..words import CALLS
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def queue(request):
    """Show the calls that the reader's teams have promised, those to make now first."""
    found = queries.calls_to_make(request.user, request.now)
    for register, client_ids in found.clients.items():
        doors.write_reading(
            request, register=register, client_ids=client_ids, what="worklist", why="own_team"
        )
    teams = queries.led_teams(request.user) if _leads(request) else []
    context = {
        "groups": [(name, CALLS[name], lines) for name, lines in found.groups],
        "more": found.more,
        "hours_url": doors.address("calling_hours", teams[0].pk) if teams else "",
        "main_class": "doc",
    }
    return doors.page(request, "desk/callbacks.html", context)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def call(request, reference):
    """Show the number to call and what may come of it; or write down what came."""
    matter = doors.find_matter(request, reference, of_client=True)
    if request.method == "POST":
        form = OutcomeForm(request.POST, now=request.now)
        if form.is_valid():
            return _note(request, matter, **form.cleaned_data)
        messages.warning(request, _("We did not understand what came of the call. Choose again."))
        return _draw_call(request, matter, status=422)
    return _draw_call(request, matter)


def _draw_call(request, matter, status=200):
    mine = may_reach(matter.caught_by_id, request.user.pk)
    hidden = matter.client.non_disclosure and not mine
    shown = queries.call_page(matter, at=request.now, hidden=hidden)
    if shown is None:
        messages.info(request, _("No call waits in this matter."))
        return doors.go("matter", matter.reference, place=doors.place_of(request))
    doors.log_opening(request, matter)
    if not hidden:
        doors.write_reading(
            request,
            register=matter.register,
            client_ids=[matter.client_id],
            what="contact_details",
            why=matter.opening.why,
            matter_id=matter.pk,
        )
    context = {
        "matter": matter,
        "call": shown,
        "hidden": hidden,
        "uncaught": matter.catch_id is None,
        "mine": mine,
        "holder": matter.caught_by.professional.name if matter.caught_by else "",
        "back_url": doors.address("callbacks"),
        "main_class": "doc",
    }
    return doors.page(request, "desk/call.html", context, status=status)


def _note(request, matter, *, outcome, number):
    given = {"matter_id": matter.pk, "by": request.user, "at": request.now}
    place = doors.place_of(request)
    try:
        if outcome == REACHED:
            actions.note_reached(**given)
            doors.toast(request, _("Reached. Write or assess what was agreed on."))
            return doors.go("matter", matter.reference, place=place)
        if outcome == WITHDRAWN:
            actions.withdraw_callback(**given)
            doors.toast(request, _("The promised call was withdrawn. The matter stays open."))
            return doors.go("matter", matter.reference, place=place)
        attempt = actions.note_not_reached(number=number, wrong_number=outcome == WRONG_NUMBER, **given)
    except Refusal as refusal:
        return doors.refuse(request, refusal, matter.reference)
    callback = attempt.callback
    if callback.state == Callback.State.NOT_REACHED:
        doors.toast(request, _("The client has been told. Decide how to go on."))
        return doors.go("matter", matter.reference, place=place)
    again = times.span(callback.try_from, callback.try_by, request.now, get_language())
    doors.toast(request, _("Written down. Try again %(when)s.") % {"when": again})
    return doors.go("callbacks")


@doors.at_desk
@require_http_methods(["GET", "POST"])
def promise(request, reference):
    """Promise the client a call, or move the one that is promised."""
    matter = doors.find_matter(request, reference, of_client=True)
    standing = callbacks.promised_call(matter)
    offers = callbacks.offers(matter.team_id, request.now, due_at=matter.due_at, own_wish=True)
    if not offers:
        messages.info(request, _("The team has no free calling hours. A team lead sets them under “Calls”."))
        return doors.go("matter", reference, place=doors.place_of(request))
    doors.log_opening(request, matter)
    known = _known_number(matter, standing)
    form = CallForm(
        doors.posted(request),
        offers=offers,
        now=request.now,
        initial={"phone": phone_said(known) if known else ""},
    )
    step = Step(
        title=_("Move the call") if standing else _("Promise a call"),
        said=_("The client sees the time at once. The due time of the matter stays."),
        button=_("Move the call") if standing else _("Promise the call"),
    )

    def do(clean):
        given = {
            "matter_id": matter.pk,
            "starts_at": clean["starts"],
            "phone": clean["phone"],
            "by": request.user,
            "at": request.now,
        }
        if standing:
            actions.move_callback(**given)
        else:
            actions.promise_callback(**given)
        doors.toast(request, _("The call is promised, and the client sees it."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


def _known_number(matter, standing):
    """Return the number of the promised call, or the one that the client gave last; none that is hidden."""
    if standing and not matter.client.non_disclosure:
        return callbacks.number_of(standing)
    for contact in reversed(contacts_of_matter(matter)):
        if phone := reach_answers(contact).get("phone"):
            return phone
    return ""


@doors.at_desk
@require_http_methods(["GET", "POST"])
def hours(request, team_id):
    """Show a team's lead when the team calls, and change it."""
    if not _leads(request):
        raise Professional.DoesNotExist
    teams = queries.led_teams(request.user)
    team = next((one for one in teams if one.pk == team_id), None)
    if team is None:
        raise Team.DoesNotExist
    act = request.POST.get("act", "")
    rules = callbacks.call_rules(team.pk)
    tries = {"attempts": rules.attempts, "minutes_apart": rules.minutes_apart}
    new = HoursForm(request.POST if act == "add" else None, now=request.now, auto_id="new_%s")
    how_often = TriesForm(
        request.POST if act == "tries" else None, now=request.now, initial=tries, auto_id="tries_%s"
    )
    refusal, status = "", 200
    if request.method == "POST":
        try:
            if _change(request, team, act, new, how_often):
                return doors.go("calling_hours", team.pk)
            status = 422
        except Refusal as why:
            refusal, status = str(why), 409
    context = {
        "team": team,
        "teams": teams,
        "rows": [(dict(WEEKDAYS).get(row.weekday, ""), row) for row in queries.calling_hours(team)],
        "new": new,
        "tries": how_often,
        "refusal": refusal,
        "back_url": doors.address("callbacks"),
        "main_class": "doc",
    }
    return doors.page(request, "desk/calling_hours.html", context, status=status)


def _change(request, team, act, new, how_often):
    """Do what one of the page's forms asks; return whether it was done."""
    given = {"team_id": team.pk, "by": request.user, "at": request.now}
    if act == "add" and new.is_valid():
        actions.set_hours(**new.cleaned_data, **given)
        doors.toast(request, _("The calling hours are in force."))
    elif act == "tries" and how_often.is_valid():
        actions.set_call_rules(**how_often.cleaned_data, **given)
        doors.toast(request, _("Saved."))
    elif act == "remove" and request.POST.get("hours", "").isdecimal():
        number = int(request.POST["hours"][:9])
        if CallbackHours.objects.filter(pk=number, team=team).exists():
            actions.remove_hours(hours_id=number, **given)
        doors.toast(request, _("The hours were removed. Calls that were promised stand."))
    else:
        return False
    return True


def _leads(request):
    return may_lead(professional_of(request.user).roles)
