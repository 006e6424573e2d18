"""The resident's own picture: what matters most between them and us, on one page to read or to print."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from koppi.identity.doors import for_residents

from ..picture import picture


@for_residents
@require_safe
def show(request):
    """Show one's own people, how we work, what is written together, what is open and what comes next."""
    return render(request, "resident/picture.html", {"shown": picture(request.user, request.now)})
