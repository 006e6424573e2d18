"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from koppi.ui.preferences import CONTRASTS, THEMES

LANGUAGE_NAMES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]


def ui(request):
    """Give templates the clock, the reader's look, the languages and whether this is a demo.

    Asks no database, so that error pages may use it too.
    """
    if not hasattr(request, "now"):
        # Only where the middleware did not run: an early refusal, or a test's bare request.
        request.now = timezone.now()
    theme = request.COOKIES.get("koppi_theme", "")
    contrast = request.COOKIES.get("koppi_contrast", "")
    return {
        "now": request.now,
        "demo": getattr(settings, "DEMO_SIGN_IN", False),
        "area_name": area_name(),
        "theme": theme if theme in THEMES else "",
        "contrast": contrast if contrast in CONTRASTS else "",
        "keys_off": request.COOKIES.get("koppi_keys") == "off",
        "sound_off": request.COOKIES.get("koppi_sound") == "off",
        "language_names": LANGUAGE_NAMES,
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }


def area_name():
    """Return the county's name in the reader's language.

    It comes from the setting AREA_NAME: a text, or one text per language.
    """
    name = getattr(settings, "AREA_NAME", "")
    if isinstance(name, dict):
        return name.get((get_language() or "fi").split("-")[0]) or name.get("fi", "")
    return name
