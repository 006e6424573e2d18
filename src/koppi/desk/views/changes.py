"""One change: what it changes, how it would have sorted the last week, and its owner's word."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.handbook import actions
from koppi.handbook import queries as handbook
from koppi.handbook.errors import Refusal
from koppi.handbook.kinds import kind_of
from koppi.handbook.models import Change

from ..handbook_forms import SendBackForm
from ..queries import handbook as pages
from . import doors
from .forms_page import Step, take_step
from .handbook import log_sorting


@doors.at_desk
@require_GET
def show(request, change_id):
    """Show a change; to who may write changes also how it would have sorted the last week's contacts."""
    change, at = _change(change_id), request.now
    kind = kind_of(change.kind)
    before = pages.before_of(kind, change)
    row = pages.change_rows([change], at)[0]
    owner = handbook.owner_of(change.owner_id, at)
    writes = handbook.writes(request.user, at)
    pending = row.state == "pending"
    sorting = (
        log_sorting(request, pages.sorting(kind, change.code, before, change.content, by=request.user, at=at))
        if writes and pending
        else None
    )
    context = {
        "change": row,
        "kind": kind,
        "code": change.code,
        "has_item": kind.latest(change.code) is not None,
        "wanted_at": change.wanted_at,
        "is_new": before is None,
        "differences": pages.differences_of(kind, before, change.content, at) if change.content else [],
        "said": pages.what_is_said(kind, before, at) if change.ends else [],
        "end_means": kind.end_means(change.code, at) if change.ends and pending else [],
        "sorting": sorting,
        "holder": pages.holder_of(change.owner_id, at),
        "owns": owner == request.user,
        "nobody": owner is None,
        "proposed": change.proposed_by_id == request.user.pk,
        "writes": writes,
        "stale": pending and pages.is_stale(kind, change),
        "back_to": _back_to(kind, change) if writes and row.state == "in_force" else None,
        "main_class": "doc",
    }
    return doors.page(request, "desk/handbook_change.html", context)


@doors.at_desk
@require_POST
def approve(request, change_id):
    """Approve a change as its owner."""
    return _do(request, change_id, actions.approve_change, _("Approved."))


@doors.at_desk
@require_POST
def withdraw(request, change_id):
    """Withdraw one's own change."""
    return _do(request, change_id, actions.withdraw_change, _("Withdrawn."))


@doors.at_desk
@require_POST
def call_off(request, change_id):
    """Call off an approved change before its moment."""
    return _do(
        request, change_id, actions.call_off_change, _("Called off. What is in force now stays in force.")
    )


@doors.at_desk
@require_http_methods(["GET", "POST"])
def send_back(request, change_id):
    """Send a change back to whoever proposed it, with the reason."""
    change = _change(change_id)
    if handbook.owner_of(change.owner_id, request.now) != request.user:
        raise Change.DoesNotExist
    step = Step(
        title=_("Send the change back"),
        said=_("What was proposed stays in the history, and can be written anew."),
        button=_("Send back"),
        extra={"back_url": doors.address("handbook_change", change.pk)},
    )

    def do(clean):
        actions.send_back(change_id=change.pk, why=clean["why"], by=request.user, at=request.now)
        doors.toast(request, _("Sent back."))
        return doors.go("handbook_change", change.pk)

    return take_step(request, None, SendBackForm(doors.posted(request), now=request.now), step, do)


def _do(request, change_id, act, said):
    change = _change(change_id)
    try:
        act(change_id=change.pk, by=request.user, at=request.now)
        doors.toast(request, said)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return doors.go("handbook_change", change.pk)


def _change(change_id):
    return Change.objects.select_related("owner").get(pk=change_id)


def _back_to(kind, change):
    """Return the version that undoes a change in force, when nothing has been changed on top of it."""
    latest = kind.latest(change.code)
    newest = change.version or change.base_version
    if change.base_version is None or latest.version != newest or (change.version and latest.valid_to):
        return None
    return change.base_version
