"""What has been agreed with a resident, and how they see their everyday life themselves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from koppi.identity.doors import for_residents
from koppi.matters.models import Matter
from koppi.people.queries import client_of
from koppi.segments import actions
from koppi.segments.forms import OwnViewForm
from koppi.segments.queries import latest_own_view, segment_history
from koppi.segments.words import MEANING, SEGMENTS

from .. import words

UNPROCESSABLE = 422


@for_residents
@require_safe
def show(request):
    """Show one's own segments: what was agreed, why, how we work, and what was before."""
    client = client_of(request.user)
    history = segment_history(client, by=request.user) if client else []
    rows = [
        (SEGMENTS[row.segment], MEANING[row.segment], words.REGISTERS[row.register], row) for row in history
    ]
    context = {
        "standing": [row for row in rows if not row[-1].valid_to],
        "earlier": [row for row in rows if row[-1].valid_to],
        "registers": [(register, words.REGISTERS[register]) for register in _registers(request, client)],
    }
    return render(request, "resident/segments.html", context)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
def own_view(request, register):
    """Ask how one sees one's everyday life, before a talk about it."""
    client = client_of(request.user)
    if register not in _registers(request, client):
        raise Http404
    before = latest_own_view(client, register, by=request.user)
    begin = {name: getattr(before, name) for name in OwnViewForm.base_fields} if before else {}
    form = OwnViewForm(request.POST or None, now=request.now, initial=begin)
    if request.method == "POST" and form.is_valid():
        actions.tell_own_view(
            client_id=client.pk, register=register, seen=form.seen(), by=request.user, at=request.now
        )
        messages.success(request, _("Thank you. We look at this together when we meet."))
        return redirect("resident:segments")
    context = {"form": form, "register": words.REGISTERS[register]}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "resident/segment_view.html", context, status=status)


def _registers(request, client):
    """Return the registers in which one has a matter of one's own, in order."""
    if client is None:
        return []
    own = Matter.objects.visible_to(request.user).filter(client__person_id=client.person_id)
    return [register for register in ("patient", "social") if own.filter(register=register).exists()]
