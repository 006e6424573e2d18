"""Out of sight for a while, and back: snooze, wait, wake."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from koppi.matters import actions
from koppi.matters.errors import Refusal
from koppi.matters.rules import snooze_limit
from koppi.ui import times

from ..forms import SnoozeForm, WaitForm
from ..words import STATE_WAITING
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def snooze(request, reference):
    """Put a matter out of sight until a time or a reply."""
    matter = doors.find_matter(request, reference)
    limit = _limit(matter)
    if limit and limit <= request.now and request.method == "GET":
        messages.info(request, _("This is due already, so it cannot be snoozed."))
        return doors.go("matter", reference, place=doors.place_of(request))
    doors.log_opening(request, matter)
    form = SnoozeForm(doors.posted(request), now=request.now, limit=limit)
    step = Step(
        title=_("Snooze"),
        said=_(
            "The matter stays yours and comes back by itself. If the client writes, it comes back at once."
        ),
        more=_("At the latest it comes back %(when)s, because it is due then.")
        % {"when": times.sentence(limit, request.now, request.LANGUAGE_CODE)}
        if limit
        else "",
        button=_("Snooze"),
        template="desk/snooze.html",
    )

    def do(clean):
        actions.snooze_matter(
            matter_id=matter.pk, until=clean["moment"], why=clean["why"], by=request.user, at=request.now
        )
        said = times.sentence(clean["moment"], request.now, request.LANGUAGE_CODE)
        place = doors.place_of(request)
        doors.toast(
            request,
            _("Snoozed. It comes back %(when)s.") % {"when": said},
            doors.address("wake", reference, place=place),
        )
        return doors.go("worklist", place=place.top())

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_POST
def wake(request, reference):
    """Bring a snoozed or waiting matter back."""
    matter = doors.find_matter(request, reference)
    try:
        actions.wake_matter(matter_id=matter.pk, by=request.user, at=request.now)
    except Refusal as refusal:
        return doors.refuse(request, refusal, reference)
    doors.toast(request, _("It is back in your list."))
    return doors.go("matter", reference, place=doors.place_of(request))


@doors.at_desk
@require_http_methods(["GET", "POST"])
def wait(request, reference):
    """Say that the next move is somebody else's."""
    matter = doors.open_matter(request, reference, of_client=True)
    form = WaitForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Whose turn is it?"),
        said=_("The matter stays yours. Koppi reminds you if nothing happens. What the law demands runs on."),
        button=_("Set to wait"),
    )

    def do(clean):
        actions.wait_for(
            matter_id=matter.pk, waiting_for=clean["waiting_for"], by=request.user, at=request.now
        )
        place = doors.place_of(request)
        said = _("Now it %(waits)s.") % {"waits": STATE_WAITING[clean["waiting_for"]]}
        doors.toast(request, said, doors.address("wake", reference, place=place))
        return doors.go("matter", reference, place=place)

    return take_step(request, matter, form, step, do)


def _limit(matter):
    running = matter.clocks.filter(running=True).values_list("rule", "due_at")
    return snooze_limit(list(running))
