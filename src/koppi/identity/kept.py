"""What somebody wrote when their sign-in had expired: kept for them, and for nobody else.

The fields wait in the anonymous session under a key used once, tied to the user whom a signed cookie
remembers as the last one signed in with this browser. Whoever else signs in first makes them go away.
Nobody's words are kept when it is not known whose they are.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings

from .models import User
from .rules import KEPT_FOR, fits, is_own_words

SESSION_KEY = "kept"
COOKIE = "koppi_last"
COOKIE_SALT = "koppi.identity.last"
TOKEN_FIELD = "kept"  # noqa: S105
UNKEPT_FIELDS = ("csrfmiddlewaretoken", TOKEN_FIELD)
# What a person writes here is their words, however short: "Yes" is an answer.
WORDS_FIELDS = {"body", "words"}
# A form with one of these holds a secret: it waits nowhere.
SECRET_FIELDS = {"password", "again", "current", "answer"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that waits to be sent once more."""

    token: str
    path: str
    fields: tuple
    had_files: bool

    @property
    def words(self):
        """What the person wrote, to be shown; keys, numbers and choices go along unseen."""
        return [value for name, value in self.fields if _is_words(name, value)]


def remember(response, user):
    """Remember in the browser who was signed in, as a signed number and nothing else."""
    response.set_signed_cookie(
        COOKIE,
        str(user.pk),
        salt=COOKIE_SALT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def keep(request):
    """Keep what somebody sent who is not signed in any more.

    Return whether it could be kept, or None when nothing is lost: a button and no words.
    """
    if SECRET_FIELDS & request.POST.keys():
        return None
    user_id = _last_user(request)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in UNKEPT_FIELDS
        for value in values
    ]
    if user_id is None or not fields or not fits(fields):
        return False if _hold_words(fields) else None
    # What a page asks for by itself a moment later must not take the place of what a person wrote.
    if not _hold_words(fields) and _hold_words(request.session.get(SESSION_KEY, {}).get("fields", ())):
        return None
    request.session[SESSION_KEY] = {
        "token": token_urlsafe(16),
        "user": user_id,
        "path": request.path,
        "fields": fields,
        "files": bool(request.FILES),
        "at": request.now.isoformat(),
    }
    return True


def _hold_words(fields):
    return any(_is_words(name, value) for name, value in fields)


def _is_words(name, value):
    return bool(value.strip()) if name in WORDS_FIELDS else is_own_words(value)


def is_waiting(request):
    """Tell whether something is kept in this session."""
    return SESSION_KEY in request.session


def kept_for(request, user):
    """Return what waits for a user, or None; what is old or somebody else's is thrown away."""
    found = request.session.get(SESSION_KEY)
    if found is None:
        return None
    old = request.now - datetime.fromisoformat(found["at"]) > KEPT_FOR
    if old or found["user"] != user.pk:
        forget(request)
        return None
    fields = tuple((name, value) for name, value in found["fields"])
    return Kept(token=found["token"], path=found["path"], fields=fields, had_files=found["files"])


def forget(request):
    """Throw away what is kept."""
    request.session.pop(SESSION_KEY, None)


def use_up(request):
    """Throw away what is kept, if this very form is what was sent."""
    token = request.POST.get(TOKEN_FIELD)
    if token and request.session.get(SESSION_KEY, {}).get("token") == token:
        forget(request)


def kind_of_last(request):
    """Return whether a resident or a professional was signed in last with this browser; "" when unknown."""
    return User.objects.filter(pk=_last_user(request)).values_list("kind", flat=True).first() or ""


def _last_user(request):
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE_SALT, max_age=KEPT_FOR.total_seconds())
    return int(value) if value.isdecimal() else None
