"""A resident's own data: who has looked at it, and the files that belong to it."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from koppi.files.serving import serve_file
from koppi.identity.doors import for_residents

from .. import queries


@for_residents
@require_safe
def looks(request):
    """List who has looked at one's data and why (703/2023 26 §)."""
    return render(request, "resident/looks.html", {"looks": queries.looks_at_me(request.user)})


@for_residents
@require_safe
def file(request, file_uuid):
    """Give a file of one's own draft, or of a matter one may see."""
    found = queries.file_for(file_uuid, request.user)
    if found is None:
        raise Http404
    stored, hidden = found
    return serve_file(request, stored, hidden=hidden)
