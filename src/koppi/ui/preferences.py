"""The reader's own choice of look, kept in cookies: no account needed, nothing about a person."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("light", "dark")
CONTRASTS = ("normal", "more")
KEYS = ("off",)
SOUNDS = ("off",)
A_YEAR = 365 * 24 * 3600

CHOICES = {
    "theme": ("koppi_theme", THEMES),
    "contrast": ("koppi_contrast", CONTRASTS),
    "keys": ("koppi_keys", KEYS),
    "sound": ("koppi_sound", SOUNDS),
}


@require_POST
def save(request):
    """Keep the chosen theme, contrast, shortcut and sound switch, and return to the page one came from.

    A choice that is absent stays as it was; an unknown or empty one goes back to what the device wishes.
    """
    response = HttpResponseRedirect(safe_next(request))
    for name, (cookie, allowed) in CHOICES.items():
        if name not in request.POST:
            continue
        value = request.POST[name]
        if value in allowed:
            response.set_cookie(
                cookie,
                value,
                max_age=A_YEAR,
                samesite="Lax",
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
            )
        else:
            response.delete_cookie(cookie, samesite="Lax")
    return response


def safe_next(request):
    """Return the address in ``next`` when it is our own, else the front page."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return "/"
