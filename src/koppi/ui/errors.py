"""Pages for when something went wrong. None of them asks the database."""

from __future__ import annotations

import math
from datetime import timedelta
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.template import loader
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from koppi.ui.context import ui

# Shorter values are choices and names; only somebody's own words are worth handing back.
WORTH_KEEPING = 20
NEVER_SHOWN = ("password", "again", "current", "answer", "csrfmiddlewaretoken", "token", "code")


def bad_request(request, exception=None):
    """Answer 400: what was sent could not be understood."""
    return _page(request, "400.html", 400)


def permission_denied(request, exception=None):
    """Answer 403: the role has no such page."""
    return _page(request, "403.html", 403)


def page_not_found(request, exception=None):
    """Answer 404: not there, or not yours; the page does not tell which."""
    return _page(request, "404.html", 404)


def not_allowed(request, allowed):
    """Answer 405: there is no such page, only a button that sends there.

    :param allowed: the methods that the address takes, for the header
    """
    response = _page(request, "405.html", 405)
    response.headers["Allow"] = allowed
    return response


def too_large(request, exception=None):
    """Answer 413: more was sent than is taken in."""
    return _page(request, "413.html", 413)


def too_many(request, until):
    """Answer 429: too many tries in a short time.

    :param until: when the next try is let through; the page says the full minute after it
    """
    wait = max(1, math.ceil((until - request.now).total_seconds()))
    response = _page(request, "429.html", 429, until=until + timedelta(seconds=59))
    response.headers["Retry-After"] = str(wait)
    return response


def server_error(request):
    """Answer 500. If even the page cannot be drawn, say so in three languages without it."""
    try:
        return _page(request, "500.html", 500)
    except Exception:
        return HttpResponse(LAST_WORDS, status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request, reason=""):
    """Answer 403 to a page that grew old, and hand back what was written if it came from our own page.

    Words from a foreign page are not shown: a stranger must not put words on ours.
    """
    words = []
    if _from_our_page(request):
        words = [
            value
            for name, values in request.POST.lists()
            if name not in NEVER_SHOWN
            for value in values
            if len(value) >= WORTH_KEEPING and " " in value.strip()
        ]
    back = request.META.get("HTTP_REFERER", "") if _from_our_page(request) else request.path
    return _page(request, "csrf.html", 403, words=words, back=back)


def _from_our_page(request):
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    referer = request.META.get("HTTP_REFERER", "")
    return bool(
        urlsplit(origin).netloc == request.get_host()
        and url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    )


def _page(request, name, status, **more):
    # Drawn without the request: context processors would ask for the user, and so the database.
    response = HttpResponse(loader.get_template(name).render({**ui(request), **more}), status=status)
    add_never_cache_headers(response)
    return response


LAST_WORDS = (
    "Jokin meni rikki meillä. Aiemmin tallentamasi on tallessa. Yritä hetken päästä uudelleen. "
    "Hengenvaarassa soita 112.\n"
    "Något gick sönder hos oss. Det du sparat tidigare finns kvar. Försök på nytt om en stund. "
    "Vid livsfara ring 112.\n"
    "Something broke on our side. What you saved earlier is still there. Try again in a moment. "
    "Danger to life? Call 112.\n"
)
