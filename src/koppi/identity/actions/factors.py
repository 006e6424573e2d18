"""Second factors: added, used, taken away."""

from django.db import transaction

from koppi.ledger.actions import record

from .. import one_time, passkeys
from ..errors import KnownPasskey, LastFactor, WrongProof
from ..models import OneTimeCode, Passkey, RecoveryCode, User
from ..sealed import RECOVERY, is_salted_hash, salted_hash, seal, unseal
from .sessions import end_sessions


@transaction.atomic
def add_code_app(*, user, secret, code, by, at):
    """Add a code app, in place of one there may be, once it has shown a right code.

    :param secret: the bytes that the app was given
    :raises WrongProof: the code is not the app's, or the clock of the phone is wrong by more than a step
    """
    step = one_time.matching_step(secret, code, at)
    if step is None:
        raise WrongProof
    _lock(user)
    OneTimeCode.objects.filter(user=user).delete()
    OneTimeCode.objects.create(user=user, secret=seal(secret, user_id=user.pk), last_step=step, added_at=at)
    record("factor.added", by=by, at=at, user=user.pk, factor="code_app")


@transaction.atomic
def use_code_app(*, user, code, by, at):
    """Take a one-time code as proof; the same code, or an older one, is never taken again.

    :raises WrongProof: it is wrong, used, or there is no app
    """
    app = OneTimeCode.objects.select_for_update(no_key=True).filter(user=user).first()
    step = (
        one_time.matching_step(unseal(app.secret, user_id=user.pk), code, at, app.last_step) if app else None
    )
    if step is None:
        raise WrongProof
    app.last_step = step
    app.save(update_fields=["last_step"])
    record("factor.used", by=by, at=at, user=user.pk, factor="code_app")


@transaction.atomic
def add_passkey(*, user, made, name, by, at):
    """Add a passkey that a browser has made.

    :param made: what :func:`koppi.identity.passkeys.take_new` returned
    :raises KnownPasskey: it is there already, this person's or another's
    """
    _lock(user)
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise KnownPasskey
    passkey = Passkey.objects.create(
        user=user,
        credential_id=made.credential_id,
        credential=made.credential,
        sign_count=made.sign_count,
        name=name,
        added_at=at,
    )
    record("factor.added", by=by, at=at, user=user.pk, factor="passkey", passkey=passkey.pk)
    return passkey


@transaction.atomic
def use_passkey(*, user, house, state, answer, by, at):
    """Take a passkey's answer as proof.

    :param state: what was remembered when it was asked
    :raises WrongProof: it is wrong, or the key's count of signatures went backwards: it has a twin
    """
    known = list(Passkey.objects.select_for_update(no_key=True).filter(user=user).order_by("pk"))
    credential_id, count = passkeys.check(
        house, state=state, answer=answer, known=[one.credential for one in known]
    )
    passkey = next(one for one in known if bytes(one.credential_id) == credential_id)
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        raise WrongProof
    passkey.sign_count, passkey.used_at = count, at
    passkey.save(update_fields=["sign_count", "used_at"])
    record("factor.used", by=by, at=at, user=user.pk, factor="passkey", passkey=passkey.pk)


@transaction.atomic
def renew_recovery_codes(*, user, by, at):
    """Return ten new recovery codes; those before them are good no more. They cannot be shown again."""
    _lock(user)
    codes = one_time.new_codes()
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, salted_hash=salted_hash(RECOVERY, user.pk, code), made_at=at)
        for code in codes
    )
    record("factor.added", by=by, at=at, user=user.pk, factor="recovery_codes")
    return codes


@transaction.atomic
def use_recovery_code(*, user, code, by, at):
    """Take a recovery code as proof, once; return how many are left.

    :raises WrongProof: it is wrong or used
    """
    mine, typed = RecoveryCode.objects.filter(user=user, used_at=None), one_time.as_typed(code)
    right = (one.pk for one in mine.all() if is_salted_hash(one.salted_hash, RECOVERY, user.pk, typed))
    # Asked again as it is written: of two who show the same code at once, one is late.
    if not mine.filter(pk=next(right, None)).update(used_at=at):
        raise WrongProof
    left = mine.count()
    record("factor.used", by=by, at=at, user=user.pk, factor="recovery_code", left=left)
    return left


@transaction.atomic
def remove_code_app(*, user, by, at):
    """Take the code app away.

    :raises LastFactor: there is no passkey
    """
    _lock(user)
    if not Passkey.objects.filter(user=user).exists():
        raise LastFactor
    if OneTimeCode.objects.filter(user=user).delete()[0]:
        record("factor.removed", by=by, at=at, user=user.pk, factor="code_app")


@transaction.atomic
def remove_passkey(*, user, passkey_id, by, at):
    """Take one of somebody's passkeys away.

    :raises LastFactor: it is the last of them, and there is no code app
    :raises Passkey.DoesNotExist: it is not there, or not theirs
    """
    _lock(user)
    passkey = Passkey.objects.get(pk=passkey_id, user=user)
    others = Passkey.objects.filter(user=user).exclude(pk=passkey.pk)
    if not others.exists() and not OneTimeCode.objects.filter(user=user).exists():
        raise LastFactor
    passkey.delete()
    record("factor.removed", by=by, at=at, user=user.pk, factor="passkey", passkey=passkey_id)


@transaction.atomic
def reset_factors(*, user, by, at):
    """Take every second factor away, because they are lost; the next sign-in sets one up anew.

    Every sign-in of theirs ends, as somebody else may hold what was lost.
    """
    _lock(user)
    for kind in (OneTimeCode, Passkey, RecoveryCode):
        kind.objects.filter(user=user).delete()
    end_sessions(user=user, by=by, at=at, why="factors_reset")
    record("factor.reset", by=by, at=at, user=user.pk)


def _lock(user):
    """Let one change of a person's factors wait for another, so that two cannot each remove "the other"."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
