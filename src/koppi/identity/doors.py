"""Doors in front of pages: who may come in, and where to go first.

    @for_residents
    def home(request): ...

Somebody not signed in goes to the sign-in and comes back after it; what they had posted is kept. What a page
asks for by itself leads nowhere: the page stays with what is typed in it, until its reader does something.
Somebody of the wrong kind gets a 404, like for a page that does not exist.
"""

from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, HttpResponseStopPolling

from . import kept

# Posts and fetches that the page makes by itself; sent again as a form they would mean something else.
BY_ITSELF = ("X-Koppi-Draft", "X-Koppi-Fragment")


def for_residents(view):
    """Let residents in."""
    return _door(view, kind="resident", sign_in="identity:sign_in")


def for_professionals(view):
    """Let professionals in."""
    return _door(view, kind="professional", sign_in="identity:sign_in_professional")


def for_anybody_signed_in(view):
    """Let in whoever has signed in, residents and professionals alike; each signs in where they did last."""
    return _door(view, kind="anybody", sign_in=None)


def quiet(view):
    """Mark a view that pages ask for by themselves: it keeps nobody signed in, and sends nobody away."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        request.is_quiet = True
        return view(request, *args, **kwargs)

    # For a door around it, which is asked before the view.
    inner.is_quiet = True
    return inner


def _door(view, *, kind, sign_in):
    @wraps(view)
    def inner(request, *args, **kwargs):
        if not request.user.is_authenticated:
            is_quiet = getattr(request, "is_quiet", False) or getattr(view, "is_quiet", False)
            if is_quiet and request.headers.get("HX-Request"):
                return HttpResponseStopPolling()
            return _to_sign_in(request, sign_in or sign_in_of_last(request))
        if kind not in (request.user.kind, "anybody"):
            raise Http404
        if request.method == "POST":
            kept.use_up(request)
        return view(request, *args, **kwargs)

    inner.door = kind
    return inner


def sign_in_of_last(request):
    """Return the name of the sign-in of whoever was signed in last with this browser, or the residents'."""
    kind = kept.kind_of_last(request)
    return "identity:sign_in_professional" if kind == "professional" else "identity:sign_in"


def _to_sign_in(request, sign_in):
    """Send to the sign-in with the way back: a path only, since a query may hold words."""
    query = {"next": _page(request)}
    if request.method == "POST" and not any(header in request.headers for header in BY_ITSELF):
        was_kept = kept.keep(request)
        if was_kept is not None:
            query["kept"] = "yes" if was_kept else "no"
    target = f"{reverse(sign_in)}?{urlencode(query)}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(target)
    return HttpResponseRedirect(target)


def _page(request):
    """Return the path of the page somebody was on; a fragment's page stands in a header."""
    shown = request.headers.get("HX-Current-URL")
    if shown:
        return urlsplit(shown).path or "/"
    if request.method == "POST" and (before := request.headers.get("Referer")):
        parts = urlsplit(before)
        if parts.netloc == request.get_host():
            return parts.path or "/"
    return request.path
