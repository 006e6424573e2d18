"""Two questions and own words when a chat has ended."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from koppi.feedback import actions as feedback
from koppi.feedback.errors import NothingAsked
from koppi.feedback.forms import FeedbackForm
from koppi.feedback.queries import open_request
from koppi.identity.doors import for_residents
from koppi.ui import times

from .acting import confirmed
from .finding import find_matter

UNPROCESSABLE = 422


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def give(request, reference):
    """Ask how it went, with what was begun in its place, and take the answer once."""
    matter = find_matter(request, reference)
    asked = open_request(matter, request.now)
    if asked is None:
        messages.info(request, str(NothingAsked()))
        return redirect("resident:matter", reference=reference)
    form = FeedbackForm(request.POST or None, now=request.now, initial=asked.draft)
    if request.method == "POST" and form.is_valid():
        try:
            feedback.give(matter_id=matter.pk, **form.cleaned_data, by=request.user, at=request.now)
        except NothingAsked as why:
            messages.info(request, str(why))
        else:
            messages.success(request, _("Thank you. We read every answer and learn from it."))
        return redirect("resident:matter", reference=reference)
    context = {"matter": matter, "form": form}
    return render(request, "resident/feedback.html", context, status=UNPROCESSABLE if form.errors else 200)


def keep(request, reference):
    """Keep an answer while it is made."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return _keep(request, reference)


@for_residents
@require_POST
def _keep(request, reference):
    matter = find_matter(request, reference)
    form = FeedbackForm(request.POST, now=request.now)
    form.is_valid()
    draft = {
        name: form.cleaned_data[name]
        for name in form.fields
        if name in request.POST and name in form.cleaned_data
    }
    try:
        feedback.keep(matter_id=matter.pk, draft=draft, by=request.user, at=request.now)
    except NothingAsked as why:
        return JsonResponse({"said": str(why)}, status=UNPROCESSABLE)
    refused = [error for name in form.fields if name in request.POST for error in form.errors.get(name, ())]
    if refused:
        return JsonResponse({"said": refused[0]}, status=UNPROCESSABLE)
    local = request.now.astimezone(times.HELSINKI)
    return JsonResponse({"saved": f"{local.hour}.{local.minute:02d}"})
