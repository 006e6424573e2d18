"""Accounts: made, renamed into another language, closed."""

from django.db import transaction

from koppi.ledger.actions import record

from ..models import User
from .sessions import end_sessions


@transaction.atomic
def add_professional_user(*, username, by, at, language="fi"):
    """Add the account of a professional. Nobody can sign in to it by a password."""
    user = User(kind=User.Kind.PROFESSIONAL, username=username, language=language)
    user.set_unusable_password()
    user.save(force_insert=True)
    record("user.added", by=by, at=at, user=user.pk, user_kind=user.kind)
    return user


@transaction.atomic
def resident_user(*, person_id, language, at):
    """Return the account of a resident, adding it at their first sign-in. They sign that themselves."""
    user = User.objects.filter(person_id=person_id).first()
    if user:
        return user
    user, added = User.objects.get_or_create(
        person_id=person_id,
        defaults={"kind": User.Kind.RESIDENT, "username": f"person-{person_id}", "language": language},
    )
    if added:
        record("user.added", by=user, at=at, user=user.pk, user_kind=user.kind)
    return user


@transaction.atomic
def deactivate(*, user, by, at):
    """Close an account: whoever is signed in with it is out at once."""
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        record("user.deactivated", by=by, at=at, user=user.pk)
    end_sessions(user=user, by=by, at=at, why="deactivated")
    user.is_active = False


@transaction.atomic
def choose_language(*, language, by, at):
    """Remember in which language a user wants to hear from us."""
    if User.objects.filter(pk=by.pk).exclude(language=language).update(language=language):
        record("user.language_chosen", by=by, at=at, language=language)
    by.language = language


@transaction.atomic
def choose_single_keys(*, on, by, at):
    """Switch a user's keyboard shortcuts of one letter on or off (WCAG 2.1.4)."""
    if User.objects.filter(pk=by.pk).exclude(single_keys=on).update(single_keys=on):
        record("user.single_keys_chosen", by=by, at=at, on=on)
    by.single_keys = on
