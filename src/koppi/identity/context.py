"""What every page knows about the sign-in."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse, reverse_lazy
from django.utils.functional import SimpleLazyObject

from .middleware import SEEN


def sign_in(request):
    """Give templates the way out and when the sign-in ends by itself."""
    user = getattr(request, "user", None)
    return {
        "sign_in_url": reverse_lazy("identity:sign_in"),
        "sign_out_url": SimpleLazyObject(lambda: reverse("identity:sign_out") if _signed_in(user) else ""),
        "session_extend_url": reverse_lazy("identity:stay"),
        "session_expires": SimpleLazyObject(lambda: expires(request) if _signed_in(user) else ""),
    }


def expires(request):
    """Return when the sign-in ends if nothing more is done."""
    seen = request.session.get(SEEN)
    start = datetime.fromtimestamp(seen, tz=UTC) if seen else request.now
    return max(start, request.now - timedelta(minutes=1)) + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _signed_in(user):
    return user is not None and user.is_authenticated
