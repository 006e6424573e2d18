"""The one way in: whoever has been identified, by whatever means, comes through `enter`."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from koppi.ledger.actions import record

from . import kept, sessions
from .rules import HOMES, browser_of, is_for

KEYS_COOKIE = "koppi_keys"
KEYS_COOKIE_AGE = timedelta(days=365)


def enter(request, user, *, way, target="", proved=False):
    """Answer to somebody who has just been identified: let them in, and go where they were going.

    :param way: how they were identified, a :class:`~koppi.identity.rules.Way`
    :param target: the path they were going to; another site's, or another kind's, is not believed
    :param proved: their second factor was checked where they were identified
    """
    if not user.is_active:
        raise Http404
    return let_in(request, user, way=way, target=target)


def let_in(request, user, *, way, target=""):
    """Sign in with a new session key, and go where the visitor was going."""
    login(request, user)
    browser = browser_of(request.headers.get("User-Agent", ""))
    sessions.begin(request.session, user, way=way, browser=browser, at=request.now)
    record("sign_in.succeeded", by=user, at=request.now, user=user.pk, way=way)
    target = safe(request, target)
    target = target if target and is_for(target, user.kind) else HOMES[user.kind]
    if kept.kept_for(request, user):
        request.session["next"] = target
        response = redirect("identity:resume")
    else:
        response = HttpResponseRedirect(target)
    kept.remember(response, user)
    set_keys(response, user)
    return response


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
