"""Appointments at the desk: book, move, cancel, what came of them, and one's own day."""

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.appointments import actions, queries
from koppi.appointments.forms import BookForm, FilterForm, MoveForm, ReasonForm
from koppi.appointments.models import CareEvent
from koppi.appointments.rules import bookers_of
from koppi.matters.errors import Refusal
from koppi.matters.queries import called_for_by, care_limit
from koppi.matters.rules import DENTIST, DOCTOR, SPECIALIST
from koppi.people.queries import own_person_responsibilities, professional_of
from koppi.ui import times
from koppi.ui.times import HELSINKI

from ..words import MANNER
from . import doors
from .forms_page import Step, take_step

NOTED = {
    "arrived": (actions.note_arrived, gettext_lazy("Noted: the client has come.")),
    "held": (actions.note_held, gettext_lazy("Noted: it took place. The matter goes on.")),
    **{
        f"held-{profession}": (
            partial(actions.note_held, also_needed=profession),
            gettext_lazy("Noted: it took place. The limit for the next visit has begun."),
        )
        for profession in (DOCTOR, DENTIST, SPECIALIST)
    },
    "missed": (actions.note_missed, gettext_lazy("Noted: the client did not come. The matter goes on.")),
}


@doors.at_desk
@require_http_methods(["GET", "POST"])
def book(request, reference):
    """Book a time for a matter's client: Enter takes the first that the assessment calls for."""
    matter = doors.open_matter(request, reference, of_client=True)
    slots, chosen = _free(request, matter)
    limit = care_limit(matter.pk)
    form = BookForm(doors.posted(request), slots=slots, limit=limit, now=request.now)
    step = Step(
        title=_("Book an appointment"),
        said=_("The client has a letter about it at once. The matter then waits for the appointment."),
        button=_("Book"),
        template="desk/appointment.html",
        extra={"chosen": chosen, "slots": slots, "main_class": "doc"},
    )

    def do(clean):
        event = actions.book(
            matter_id=matter.pk,
            slot_id=clean["slot"],
            bring=clean["bring"],
            delay=clean["delay"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Booked: %(when)s.") % {"when": times.exact(event.starts_at, get_language())})
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def move(request, reference, event_id):
    """Move an appointment to another time; the client is told the reason."""
    matter = doors.open_matter(request, reference, of_client=True)
    event = _event(matter, event_id)
    slots, chosen = _free(request, matter, profession=event.profession)
    form = MoveForm(doors.posted(request), slots=slots, limit=care_limit(matter.pk), now=request.now)
    step = Step(
        title=_("Move the appointment"),
        said=_("The time now is %(when)s. It stays until the new one is booked.")
        % {"when": times.exact(event.starts_at, get_language())},
        button=_("Move"),
        template="desk/appointment.html",
        extra={"chosen": chosen, "slots": slots, "main_class": "doc"},
    )

    def do(clean):
        moved = actions.move(
            event_id=event.pk,
            slot_id=clean["slot"],
            explanation=clean["explanation"],
            delay=clean["delay"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Moved: %(when)s.") % {"when": times.exact(moved.starts_at, get_language())})
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def cancel(request, reference, event_id):
    """Cancel an appointment; the client is told the reason."""
    matter = doors.open_matter(request, reference, of_client=True)
    event = _event(matter, event_id)
    step = Step(
        title=_("Cancel the appointment"),
        said=_("%(when)s becomes free. The matter no longer waits for it.")
        % {"when": times.exact(event.starts_at, get_language())},
        button=_("Cancel the appointment"),
        danger=True,
    )

    def do(clean):
        actions.cancel(event_id=event.pk, explanation=clean["explanation"], by=request.user, at=request.now)
        doors.toast(request, _("The appointment is cancelled, and the client has been told."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, ReasonForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_POST
def note(request, reference, event_id, what):
    """Note that the client came, that it took place, or that the client did not come."""
    if what not in NOTED:
        raise CareEvent.DoesNotExist
    matter = doors.find_matter(request, reference, of_client=True)
    event = _event(matter, event_id)
    act, said = NOTED[what]
    try:
        act(event_id=event.pk, by=request.user, at=request.now)
    except Refusal as refusal:
        messages.warning(request, doors.refused(request, refusal))
    else:
        doors.toast(request, str(said))
    if "day" in request.GET:
        return doors.go("day")
    return doors.go("matter", reference, place=doors.place_of(request))


@doors.at_desk
@require_GET
def day(request):
    """Show whom one meets on a day, in order, with what came of each."""
    today = request.now.astimezone(HELSINKI).date()
    shown = _day_of(request.GET.get("day", ""), today)
    rows = queries.day_list(professional_of(request.user), shown)
    for register in sorted({row.register for row in rows}):
        doors.write_reading(
            request,
            register=register,
            client_ids=[row.client_id for row in rows if row.register == register],
            what="worklist",
            why="appointment",
        )
    context = {
        "rows": [(row, MANNER[row.manner], _hours(row)) for row in rows],
        "shown_day": shown,
        "said_day": times.weekday_date(shown, get_language()),
        "is_today": shown == today,
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1),
        "part": "day",
        "main_class": "doc",
    }
    return doors.page(request, "desk/day.html", context)


def _hours(row):
    return times.short_span(row.starts_at, row.ends_at, row.starts_at, get_language())


def _day_of(said, today):
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return today
    return found if abs(found - today) <= timedelta(days=366) else today


def _event(matter, event_id):
    """Return an appointment of a matter that is still to come.

    :raises CareEvent.DoesNotExist: it is another matter's, over, or not there
    """
    return CareEvent.objects.coming().get(pk=event_id, matter=matter)


def _free(request, matter, profession=None):
    """Return the times that the reader may book for a matter, and the filter they were found with."""
    units = queries.units_with_hours(matter.register)
    own = any(unit.pk == matter.team.unit_id for unit in units)
    usual = {
        "profession": profession or called_for_by(matter.pk),
        "unit": matter.team.unit_id if own else None,
    }
    chosen = FilterForm(
        request.GET if "profession" in request.GET else None, units=units, initial=usual, now=request.now
    )
    wanted = chosen.cleaned_data if chosen.is_valid() else usual
    own_people = own_person_responsibilities(matter.client, request.now, [matter.register])
    is_own_person = any(one.professional.user_id == request.user.pk for one in own_people)
    bookers = bookers_of(matter.topic.booking, is_own_person=is_own_person)
    slots = queries.free_slots(
        register=matter.register,
        bookers=bookers,
        at=request.now,
        profession=wanted["profession"],
        unit_id=wanted["unit"],
    )
    return slots, chosen
