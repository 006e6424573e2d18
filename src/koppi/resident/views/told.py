"""By what a resident is told that there is something to read."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from koppi.identity.doors import for_residents
from koppi.notices.actions import choose_contact_points
from koppi.notices.carriers import is_carried
from koppi.notices.models import Channel
from koppi.notices.queries import contact_points_of
from koppi.people.queries import is_hidden

from ..forms import ToldForm

UNPROCESSABLE = 422


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request):
    """Show how one is told now, and change it."""
    person_id = request.user.person_id
    hidden = is_hidden(person_id)
    points = contact_points_of(person_id)
    offered = [
        channel for channel in Channel if is_carried(channel) and not (hidden and channel != Channel.SUOMIFI)
    ]
    form = ToldForm(
        request.POST if request.method == "POST" else None, now=request.now, offered=offered, points=points
    )
    if request.method == "POST" and form.is_valid():
        choose_contact_points(person_id=person_id, chosen=form.chosen(), by=request.user, at=request.now)
        messages.success(request, _("Saved. This is how we tell you from now on."))
        return HttpResponseRedirect(reverse("resident:told"))
    context = {"form": form, "hidden": hidden, "has_chosen": points is not None, "offered": offered}
    return render(request, "resident/told.html", context, status=UNPROCESSABLE if form.errors else 200)
