"""What every page knows about the sign-in."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from .sessions import ENDS, SEEN, moment


def sign_in(request):
    """Give templates the way out and when the sign-in ends by itself."""
    user = getattr(request, "user", None)
    return {
        "sign_in_url": _address("identity:sign_in"),
        "sign_out_url": SimpleLazyObject(lambda: _address("identity:sign_out") if _signed_in(user) else ""),
        "session_extend_url": _address("identity:stay"),
        "session_expires": SimpleLazyObject(lambda: expires(request) if _signed_in(user) else ""),
        "session_ends": SimpleLazyObject(lambda: ends(request) if _signed_in(user) else ""),
    }


def expires(request):
    """Return when the sign-in ends if nothing more is done."""
    start = moment(request.session.get(SEEN)) or request.now
    return max(start, request.now - timedelta(minutes=1)) + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def ends(request):
    """Return when the sign-in ends however much is done."""
    return moment(request.session.get(ENDS)) or ""


def _signed_in(user):
    return user is not None and user.is_authenticated


@cache
def _address(name):
    """Return the address of a page; it stays while we run."""
    return reverse(name)
