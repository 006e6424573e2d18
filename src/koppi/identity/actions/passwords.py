"""Local accounts: a password chosen with an activation code, changed, and ended."""

from datetime import timedelta

from django.db import transaction

from koppi.ledger.actions import record

from ..errors import NotALocalAccount, WrongProof
from ..models import Activation, User
from ..one_time import new_activation_code
from ..sealed import ACTIVATION, salted_hash
from .sessions import end_sessions

# Long enough to be read over the telephone and typed, too short to lie in a mailbox.
ACTIVATION_LASTS = timedelta(hours=2)


@transaction.atomic
def invite(*, user, by, at):
    """Return a new activation code for a professional's local account; it can never be shown again.

    What was there before ends at once: the password, every sign-in, and a code that still waited.

    :raises NotALocalAccount: it is not an open account of a professional
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_professional or not user.is_active:
        raise NotALocalAccount
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user=user, by=by, at=at, why="password_reset")
    code = new_activation_code()
    Activation.objects.filter(user=user, used_at=None).delete()
    Activation.objects.create(
        user=user,
        salted_hash=salted_hash(ACTIVATION, user.pk, code),
        made_at=at,
        ends_at=at + ACTIVATION_LASTS,
    )
    record("account.invited", by=by, at=at, user=user.pk)
    return code


@transaction.atomic
def activate(*, activation_id, password, at, by):
    """Give an account its password, with a code that is good once. Whoever holds the code signs it.

    :raises WrongProof: the code has been used meanwhile, or its time is over
    """
    mine = Activation.objects.filter(pk=activation_id, user=by, used_at=None, ends_at__gt=at)
    if not by.is_active or not mine.update(used_at=at):
        raise WrongProof
    _set(by, password)
    record("account.activated", by=by, at=at, user=by.pk)


@transaction.atomic
def change_password(*, password, by, at, keep):
    """Change one's own password; every other sign-in ends.

    :param keep: the key of the session that stays
    """
    _set(by, password)
    end_sessions(user=by, by=by, at=at, keep=keep, why="password_changed")
    record("account.password_changed", by=by, at=at, user=by.pk)


@transaction.atomic
def note_failure(*, way, why, at, by=None):
    """Write down a sign-in that did not succeed, as codes.

    :param by: whose account it was, when there is one; nobody knows whose hand
    """
    record("sign_in.failed", by=None, at=at, user=by.pk if by else None, way=way, why=why)


def _set(user, password):
    user.set_password(password)
    user.save(update_fields=["password"])
