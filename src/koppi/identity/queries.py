"""What the pages of the sign-in ask."""

from dataclasses import dataclass
from datetime import datetime

from .models import Activation, OneTimeCode, Passkey, RecoveryCode, Session
from .one_time import as_typed
from .rules import browser_name
from .sealed import ACTIVATION, is_salted_hash


@dataclass(frozen=True, slots=True)
class SignIn:
    """One of somebody's sign-ins, as their list shows it."""

    reference: str
    browser: str
    since: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can prove themselves with."""

    code_app: OneTimeCode | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def are_set_up(self):
        """Tell whether there is one at all; recovery codes alone are none."""
        return bool(self.code_app or self.passkeys)

    @property
    def may_lose_one(self):
        """Tell whether one can be taken away and another stays."""
        return len(self.passkeys) + bool(self.code_app) > 1


def my_sign_ins(*, by, key, at):
    """Return the standing sign-ins of a user, this one first.

    :param key: the key of the session that asks
    """
    rows = [
        SignIn(row.reference, browser_name(row.browser), row.since, row.seen_at, row.session_key == key)
        for row in Session.objects.standing(by, at)
    ]
    return sorted(rows, key=lambda row: not row.is_this)


def factors_of(user):
    """Return the second factors of a user."""
    return Factors(
        code_app=OneTimeCode.objects.filter(user=user).first(),
        passkeys=tuple(Passkey.objects.filter(user=user).order_by("pk")),
        codes_left=RecoveryCode.objects.filter(user=user, used_at=None).count(),
    )


def has_factor(user):
    """Tell whether a user has set up a second factor."""
    return OneTimeCode.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def waiting_activation(*, username, code, at):
    """Return the activation that a username and a code open, or None; it is not used up by that."""
    waiting = (
        Activation.objects.filter(user__username=username, user__is_active=True, used_at=None, ends_at__gt=at)
        .select_related("user")
        .first()
    )
    # Asked also where nothing waits, so that the time of the answer does not tell who was invited.
    known, user_id = (waiting.salted_hash, waiting.user_id) if waiting else (None, 0)
    return waiting if is_salted_hash(known, ACTIVATION, user_id, as_typed(code)) else None
