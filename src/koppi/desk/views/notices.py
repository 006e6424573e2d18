"""What waits for one to notice."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from koppi.notices import actions
from koppi.notices.queries import unseen

from .. import words
from . import doors


@doors.at_desk
@require_GET
def show(request):
    """Show the notices one has not seen, newest first; none names a client."""
    rows = [
        {
            "id": row.id,
            "said": words.notice(row.kind, row.data),
            "reference": row.reference,
            "own": row.kind in words.OWN_NOTICE,
            "change": row.data.get("change"),
            "at": row.created_at,
            "urgent": bool(row.data.get("urgent")),
        }
        for row in unseen(request.user)
    ]
    return doors.page(request, "desk/notices.html", {"notices": rows})


@doors.at_desk
@require_POST
def seen(request):
    """Mark notices as seen: those named, or all of them."""
    ids = [int(one) for one in request.POST.getlist("notice") if one.isdecimal()]
    actions.mark_seen(by=request.user, at=request.now, notice_ids=ids or None)
    doors.toast(request, _("Marked as seen."))
    return doors.go("notices")
