"""When we call a resident: choose an hour, move it, change the number, or rather write."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from koppi.callbacks import actions
from koppi.callbacks import queries as callbacks
from koppi.callbacks.errors import NothingPromised
from koppi.callbacks.forms import MoveForm
from koppi.identity.doors import for_residents
from koppi.intake.queries import phone_said
from koppi.matters.errors import Refusal
from koppi.matters.models import Matter
from koppi.people.queries import reach_of
from koppi.ui import times

from .. import calls
from .acting import confirmed
from .finding import find_matter

UNPROCESSABLE = 422
CONFLICT = 409


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def choose(request, reference):
    """Show the free hours, and promise or move the call to the one that is chosen."""
    matter = find_matter(request, reference)
    if matter.state == Matter.State.CLOSED:
        return redirect("resident:matter", reference=reference)
    standing = callbacks.promised_call(matter)
    offers = calls.offers_for(matter, standing, request.now)
    if not offers and standing is None:
        return render(request, "resident/callback.html", {"matter": matter})
    form = MoveForm(
        request.POST or None,
        offers=offers,
        standing=standing,
        now=request.now,
        initial={"phone": _known_number(matter, standing)},
    )
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                return _promised(request, matter, standing, form.cleaned_data)
            except Refusal as why:
                form.add_error("starts", str(why))
                status = CONFLICT
    context = {"matter": matter, "form": form, "standing": standing}
    return render(request, "resident/callback.html", context, status=status)


def _promised(request, matter, standing, clean):
    act = actions.move_callback if standing else actions.promise_callback
    phone = clean["phone"] or callbacks.number_of(standing)
    callback = act(
        matter_id=matter.pk, starts_at=clean["starts"], phone=phone, by=request.user, at=request.now
    )
    window = callback.window
    said = times.span(window.starts_at, window.ends_at, request.now, get_language())
    messages.success(request, _("We call you %(when)s.") % {"when": said})
    return redirect("resident:matter", reference=matter.reference)


@for_residents
@require_POST
@confirmed
def withdraw(request, reference):
    """Withdraw the promised call; the matter goes on in writing."""
    matter = find_matter(request, reference)
    try:
        actions.withdraw_callback(matter_id=matter.pk, by=request.user, at=request.now)
    except NothingPromised as why:
        messages.info(request, str(why))
    except Refusal:
        return redirect("resident:matter", reference=reference)
    else:
        messages.success(request, _("We do not call. Write to us here, and we answer here."))
    return redirect("resident:matter", reference=reference)


def _known_number(matter, standing):
    """Return the number to begin with; none where how to reach somebody is hidden."""
    client = matter.client
    if client.non_disclosure:
        return ""
    known = callbacks.number_of(standing) if standing else reach_of(client).phone
    return phone_said(known) if known else ""
