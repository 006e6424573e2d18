"""What every page knows about the sign-in."""

from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from .middleware import SEEN


def sign_in(request):
    """Give templates the way out and when the sign-in ends by itself."""
    user = getattr(request, "user", None)
    return {
        "sign_in_url": _address("identity:sign_in"),
        "sign_out_url": SimpleLazyObject(lambda: _address("identity:sign_out") if _signed_in(user) else ""),
        "session_extend_url": _address("identity:stay"),
        "session_expires": SimpleLazyObject(lambda: expires(request) if _signed_in(user) else ""),
    }


def expires(request):
    """Return when the sign-in ends if nothing more is done."""
    seen = request.session.get(SEEN)
    start = datetime.fromtimestamp(seen, tz=UTC) if seen else request.now
    return max(start, request.now - timedelta(minutes=1)) + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _signed_in(user):
    return user is not None and user.is_authenticated


@cache
def _address(name):
    """Return the address of a page; it stays while we run."""
    return reverse(name)
