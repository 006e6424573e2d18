"""What a client is told of an appointment: when, with whom, where, and why something changed."""

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from koppi.deadlines.calendars import day_of
from koppi.matters.models import Delay
from koppi.people.models import Profession
from koppi.ui import times

from .models import CareEvent, Manner

# Why care begins after its limit, as a professional chooses it.
DELAY = {
    Delay.Why.NO_TIMES.value: gettext_lazy("No time was free before the limit"),
    Delay.Why.AWAY.value: gettext_lazy("The professional is away"),
    Delay.Why.CLIENT.value: gettext_lazy("The client wishes so"),
    Delay.Why.MISSED.value: gettext_lazy("An earlier time did not take place"),
    Delay.Why.OTHER.value: gettext_lazy("Another reason"),
}


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


def later_than_meant(in_time, limit):
    """Return for a client that a time is later than it should be, and nothing when it is not."""
    day = times.plain_date(day_of(limit), get_language())
    return "" if in_time else _("Later than we should meet you, which is by %(day)s") % {"day": day}


def state_said(event):
    """Return in a few words what has become of an appointment."""
    if event.state == CareEvent.State.CANCELLED:
        return _("Cancelled by the client.") if event.why == CareEvent.Why.CLIENT else _("Cancelled by us.")
    return {
        CareEvent.State.ARRIVED: _("The client has come."),
        CareEvent.State.FULFILLED: _("Took place."),
        CareEvent.State.NO_SHOW: _("The client did not come."),
    }.get(event.state, "")


def late_said(matter, limit, why):
    """Return what a client is told of a time that is after the limit by which care must begin."""
    said = {
        Delay.Why.NO_TIMES: gettext_lazy(
            "We should have met you by %(day)s. We are late because no time was free before. We are sorry."
        ),
        Delay.Why.AWAY: gettext_lazy(
            "We should have met you by %(day)s. We are late because the professional is away. We are sorry."
        ),
        Delay.Why.CLIENT: gettext_lazy("We should meet you by %(day)s. The later time is by your own wish."),
        Delay.Why.MISSED: gettext_lazy(
            "We should have met you by %(day)s. It is later because an earlier time did not take place."
        ),
        Delay.Why.OTHER: gettext_lazy("We should have met you by %(day)s. We are late, and we are sorry."),
    }
    language = language_of(matter)
    with override(language):
        return str(said[Delay.Why(why)]) % {"day": times.plain_date(day_of(limit), language)}


def booked_letter(matter, event, late=""):
    """Return the letter that tells a booked appointment.

    :param late: what is said of a time that is after the limit
    """
    with override(language_of(matter)):
        said = _("We have booked an appointment for you.\n\n%(what)s") % {"what": _lines(event, matter)}
        return "\n\n".join(part for part in (said, late, event.bring) if part)


def moved_letter(matter, old, event, explanation, late=""):
    """Return the letter that tells a new time, the old one and the reason (785/1992 4 §).

    :param late: what is said of a time that is after the limit
    """
    with override(language_of(matter)):
        said = _(
            "Your appointment has a new time.\n\n%(what)s\n\nThe old time was %(old)s. The reason: %(why)s"
        ) % {
            "what": _lines(event, matter),
            "old": times.exact(old.starts_at, language_of(matter)),
            "why": explanation or why_words(CareEvent.Why.OURS),
        }
        return f"{said}\n\n{late}" if late else said


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
