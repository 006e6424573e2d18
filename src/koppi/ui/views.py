"""The gallery: every component in every state, theme and language. Shown in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from koppi.ui import gallery as samples
from koppi.ui.context import ui


@require_GET
def gallery(request):
    """Show every component in every state; 404 in production."""
    if not getattr(settings, "DEMO_SIGN_IN", False):
        raise Http404
    return render(request, "ui/gallery.html", samples.context(now=ui(request)["now"]))
