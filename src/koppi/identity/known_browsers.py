"""Which accounts a browser has been let in to before: a signed cookie with their numbers, nothing else.

It opens nothing. It only keeps the tries of strangers from slowing down the person themselves.
"""

from datetime import timedelta

from django.conf import settings

COOKIE = "koppi_known"
SALT = "koppi.identity.known"
LASTS = timedelta(days=90)
MOST = 10


def is_known(request, user):
    """Tell whether somebody has signed in to an account with this browser before."""
    return str(user.pk) in _numbers(request)


def remember(request, response, user):
    """Remember that the browser has been let in to an account; a shared one remembers the last ten."""
    others = [number for number in _numbers(request) if number != str(user.pk)]
    response.set_signed_cookie(
        COOKIE,
        ".".join([str(user.pk), *others][:MOST]),
        salt=SALT,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _numbers(request):
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LASTS.total_seconds())
    return value.split(".") if value else []
