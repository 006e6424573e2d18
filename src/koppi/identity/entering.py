"""The one way in: whoever has been identified, by whatever means, comes through `enter`."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from koppi.ledger.actions import record

from . import kept, known_browsers, sessions
from .models import User
from .providers import once
from .queries import has_factor
from .rules import HALF_WAY_LASTS, HOMES, PROOF_LASTS, browser_of, is_for, needs_second_factor

HALF_WAY, PROVED, AFTER = "half_way", "proved", "after"

KEYS_COOKIE = "koppi_keys"
KEYS_COOKIE_AGE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody who has shown a password, or come from the county's directory, and nothing more yet."""

    user: User
    way: str
    target: str


def enter(request, user, *, way, target="", proved=False):
    """Answer to somebody who has just been identified: let them in, or ask for their second factor first.

    Somebody half way is not signed in: their browser session holds who they say they are, and no page but
    those of the second factor looks at that.

    :param way: how they were identified, a :class:`~koppi.identity.rules.Way`
    :param target: the path they were going to; another site's, or another kind's, is not believed
    :param proved: their second factor was checked where they were identified
    """
    if not user.is_active:
        raise Http404
    if proved or not needs_second_factor(user.kind, way):
        return let_in(request, user, way=way, target=target, proved=proved)
    if request.user.is_authenticated:
        request.session.flush()
    request.session.cycle_key()
    request.session[HALF_WAY] = {
        "user": user.pk,
        "way": str(way),
        "target": safe(request, target),
        "at": request.now.timestamp(),
        "hash": user.get_session_auth_hash(),
    }
    return redirect("identity:second" if has_factor(user) else "identity:set_up")


def half_way(request):
    """Return who has come half way, or None; after a quarter of an hour, or a new password, nobody has."""
    found = request.session.get(HALF_WAY)
    if found is None:
        return None
    user = User.objects.filter(pk=found["user"], is_active=True).first()
    old = request.now - sessions.moment(found["at"]) > HALF_WAY_LASTS
    if old or user is None or not constant_time_compare(found["hash"], user.get_session_auth_hash()):
        del request.session[HALF_WAY]
        return None
    return HalfWay(user=user, way=found["way"], target=found["target"])


def let_in(request, user, *, way, target="", proved=False, first=""):
    """Sign in with a new session key, and go where the visitor was going.

    :param proved: a second factor has just been checked
    :param first: the path of a page that comes before that
    """
    request.session.pop(HALF_WAY, None)
    before = request.session.session_key
    login(request, user)
    once.follow_session(before=before, after=request.session.session_key)
    browser = browser_of(request.headers.get("User-Agent", ""))
    sessions.begin(request.session, user, way=way, browser=browser, at=request.now)
    if proved:
        request.session[PROVED] = request.now.timestamp()
    record("sign_in.succeeded", by=user, at=request.now, user=user.pk, way=way)
    target = safe(request, target)
    target = target if target and is_for(target, user.kind) else HOMES[user.kind]
    if kept.kept_for(request, user):
        request.session["next"] = target
        target = reverse("identity:resume")
    if first:
        request.session[AFTER] = target
    response = HttpResponseRedirect(first or target)
    kept.remember(response, user)
    if needs_second_factor(user.kind, way):
        known_browsers.remember(request, response, user)
    set_keys(response, user)
    return response


def prove(request):
    """Remember that somebody signed in has just shown their second factor; their session gets a new key."""
    before = request.session.session_key
    request.session.cycle_key()
    once.follow_session(before=before, after=request.session.session_key)
    request.session[PROVED] = request.now.timestamp()


def is_proved(request):
    """Tell whether somebody signed in has shown their second factor a short while ago."""
    at = sessions.moment(request.session.get(PROVED))
    return at is not None and request.now - at <= PROOF_LASTS


def posted(request):
    """Return what a form was sent with, or None when it was not sent: an empty one is sent all the same."""
    return request.POST if request.method == "POST" else None


def safe(request, target):
    """Return the path of an address of our own, else nothing."""
    own = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if own and target.startswith("/") else ""


def set_keys(response, user):
    """Tell the pages whether shortcuts are on, by a cookie of their own, which works before any script."""
    if user.single_keys:
        response.delete_cookie(KEYS_COOKIE, samesite="Lax")
        return
    response.set_cookie(
        KEYS_COOKIE,
        "off",
        max_age=KEYS_COOKIE_AGE,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
