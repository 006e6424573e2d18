"""Messages to clients that a person must see to: given up, or nobody knows whether they left."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from koppi.matters.models import Matter
from koppi.notices import actions
from koppi.notices.errors import AlreadySettled
from koppi.people.queries import professional_of

from .. import queries
from ..rules import may_see_to_messages
from . import doors

DEEDS = {"again": actions.send_again, "arrived": actions.note_arrived, "leave": actions.leave_unsent}


@doors.at_desk
@require_GET
def show(request):
    """Show a lead what did not leave, or may not have; to others there is no page. None names a client."""
    _check(request)
    rows, more = queries.messages_out(by=request.user)
    context = {"rows": rows, "more": more, "main_class": "doc"}
    return doors.page(request, "desk/messages_out.html", context)


@doors.at_desk
@require_POST
def settle(request, delivery_id, deed):
    """Send a message again, note that it arrived, or let it be."""
    _check(request)
    if deed not in DEEDS:
        raise Matter.DoesNotExist
    queries.message_out(delivery_id, by=request.user)
    try:
        DEEDS[deed](delivery_id=delivery_id, by=request.user, at=request.now)
    except AlreadySettled as refusal:
        messages.warning(request, refusal.message)
    else:
        doors.toast(request, _done(deed))
    return doors.go("messages_out")


def _check(request):
    if not may_see_to_messages(professional_of(request.user).roles):
        raise Matter.DoesNotExist


def _done(deed):
    return {
        "again": _("It leaves again in a moment."),
        "arrived": _("Noted that it arrived."),
        "leave": _("Taken off the list."),
    }[deed]
