"""A resident's appointments: choose a time, move it, cancel it, and take it into a calendar."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from koppi.appointments import actions, queries
from koppi.appointments.calendar import MEDIA_TYPE, Entry, calendar_of
from koppi.appointments.forms import TimeForm
from koppi.appointments.models import CareEvent
from koppi.appointments.rules import RESIDENT, may_client_book
from koppi.identity.doors import for_residents
from koppi.matters.errors import Refusal
from koppi.matters.queries import called_for_by, care_limit
from koppi.ui import times

from .acting import confirmed
from .finding import find_matter
from .matters import CONFLICT, UNPROCESSABLE, _to_matter


def times_to_choose(matter, at, profession=""):
    """Return the times that a client may book: of the profession that their need was assessed to call for.

    Of some topics they book at once, whoever receives; of others not at all.
    """
    wanted = profession or called_for_by(matter.pk)
    if not profession and not may_client_book(matter.topic.booking, wanted):
        return []
    unit = matter.team.unit_id
    given = {"register": matter.register, "bookers": [RESIDENT], "at": at, "profession": wanted}
    return queries.free_slots(unit_id=unit, **given) or queries.free_slots(**given)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def choose(request, reference):
    """Choose a time from those that are offered."""
    matter = find_matter(request, reference)
    slots = times_to_choose(matter, request.now)

    def do(slot_id):
        actions.book(matter_id=matter.pk, slot_id=slot_id, by=request.user, at=request.now)
        messages.success(request, _("Your appointment is booked."))

    return _choose(request, matter, slots, do, title=_("Choose a time"), button=_("Book this time"))


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def move(request, reference, event_id):
    """Choose another time; the old one stands until the new one is booked."""
    matter = find_matter(request, reference)
    event = _event(matter, event_id)
    shown = queries.shown(event, request.now, get_language())
    if not shown.may_change:
        return _too_late(request, matter)
    slots = times_to_choose(matter, request.now, event.profession)

    def do(slot_id):
        actions.move(event_id=event.pk, slot_id=slot_id, by=request.user, at=request.now)
        messages.success(request, _("Your appointment has a new time."))

    said = _("Your time now is %(when)s. You keep it until you have chosen another one.") % {
        "when": times.exact(event.starts_at, get_language())
    }
    return _choose(
        request, matter, slots, do, title=_("Choose another time"), button=_("Move to this time"), said=said
    )


def _choose(request, matter, slots, do, *, title, button, said=""):
    form = TimeForm(
        request.POST if request.method == "POST" else None,
        slots=slots,
        limit=care_limit(matter.pk),
        now=request.now,
    )
    status, refusal = 200, ""
    if request.method == "POST":
        if form.is_valid():
            try:
                do(form.cleaned_data["slot"])
            except Refusal as why:
                refusal, status = str(why), CONFLICT
            else:
                return _to_matter(matter.reference)
        else:
            status = UNPROCESSABLE
    context = {
        "matter": matter,
        "form": form,
        "slots": slots,
        "title": title,
        "button": button,
        "said": said,
        "refusal": refusal,
    }
    return render(request, "resident/appointment.html", context, status=status)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def cancel(request, reference, event_id):
    """Cancel an appointment, after asking once."""
    matter = find_matter(request, reference)
    event = _event(matter, event_id)
    shown = queries.shown(event, request.now, get_language())
    if not shown.may_change:
        return _too_late(request, matter)
    if request.method == "POST":
        try:
            actions.cancel(event_id=event.pk, by=request.user, at=request.now)
        except Refusal as why:
            messages.warning(request, str(why))
        else:
            messages.success(request, _("Your appointment is cancelled. Your matter stays open."))
        return _to_matter(reference)
    context = {"matter": matter, "appointment": shown}
    return render(request, "resident/appointment_cancel.html", context)


@for_residents
@require_safe
@confirmed
def calendar(request, reference, event_id):
    """Give an appointment as a calendar file, which tells nobody what it is about."""
    event = _event(find_matter(request, reference), event_id)
    entry = Entry(event.pk, event.starts_at, event.ends_at)
    text = calendar_of([entry], at=request.now, host=request.get_host())
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="koppi.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _event(matter, event_id):
    try:
        return queries.appointment(event_id, matter)
    except CareEvent.DoesNotExist:
        raise Http404 from None


def _too_late(request, matter):
    messages.info(request, _("It is too late to change this here. Please call us."))
    return _to_matter(matter.reference)
