"""What a client is told of an appointment: when, with whom, where, and why something changed."""

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from koppi.deadlines.calendars import day_of
from koppi.people.models import Profession
from koppi.ui import times

from .models import CareEvent, Manner


def language_of(matter):
    """Return the language in which a matter's client is written to."""
    return matter.language if matter.language in ("fi", "sv", "en") else "fi"


def why_words(why):
    """Return why an appointment was cancelled, for its client; nothing when they did it themselves."""
    return {
        CareEvent.Why.AWAY: _("The professional is away at that time."),
        CareEvent.Why.HOURS_CHANGED: _("The reception hours have changed."),
        CareEvent.Why.OURS: _("We had to change our plans."),
        CareEvent.Why.MATTER_ENDED: _("The matter that it was for has ended."),
    }.get(why, "")


def where(event):
    """Return how and where client and professional meet."""
    if event.manner == Manner.PHONE:
        return _("By phone: we call you.")
    if event.manner == Manner.VIDEO:
        return _("By video.")
    parts = [event.unit.name, event.unit.address, event.room.name if event.room else ""]
    return ", ".join(part for part in parts if part)


def whom(event):
    """Return whom the client meets: their profession and name."""
    return f"{Profession(event.profession).label}: {event.professional.name}"


def limit_said(in_time, limit):
    """Return whether a time meets a limit, and which day that is."""
    day = times.plain_date(day_of(limit), get_language())
    if in_time:
        return _("Meets the limit %(day)s") % {"day": day}
    return _("After the limit %(day)s") % {"day": day}


def state_said(event):
    """Return in a few words what has become of an appointment."""
    if event.state == CareEvent.State.CANCELLED:
        return _("Cancelled by the client.") if event.why == CareEvent.Why.CLIENT else _("Cancelled by us.")
    return {
        CareEvent.State.ARRIVED: _("The client has come."),
        CareEvent.State.FULFILLED: _("Took place."),
        CareEvent.State.NO_SHOW: _("The client did not come."),
    }.get(event.state, "")


def booked_letter(matter, event):
    """Return the letter that tells a booked appointment."""
    with override(language_of(matter)):
        said = _("We have booked an appointment for you.\n\n%(what)s") % {"what": _lines(event, matter)}
        return f"{said}\n\n{event.bring}" if event.bring else said


def moved_letter(matter, old, event, explanation):
    """Return the letter that tells a new time, the old one and the reason (785/1992 4 §)."""
    with override(language_of(matter)):
        return _(
            "Your appointment has a new time.\n\n%(what)s\n\nThe old time was %(old)s. The reason: %(why)s"
        ) % {
            "what": _lines(event, matter),
            "old": times.exact(old.starts_at, language_of(matter)),
            "why": explanation or why_words(CareEvent.Why.OURS),
        }


def cancelled_letter(matter, event):
    """Return the letter that tells a cancelled appointment and the reason (785/1992 4 §)."""
    with override(language_of(matter)):
        return _(
            "Your appointment %(when)s is cancelled. The reason: %(why)s\n\n"
            "Your matter stays open, and we will find another way forward."
        ) % {
            "when": times.exact(event.starts_at, language_of(matter)),
            "why": event.explanation or why_words(event.why),
        }


def _lines(event, matter):
    return "\n".join([times.exact(event.starts_at, language_of(matter)), whom(event), where(event)])
