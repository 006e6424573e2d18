"""What of a provider's answer may be used once, what waits sealed, and which sessions a provider may end."""

import hashlib
import hmac
import json
import os
from datetime import timedelta
from importlib import import_module
from secrets import token_urlsafe

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction

from koppi.ledger.actions import record

from .models import ProviderSession, SpentAnswer, WaitingAnswer
from .rules import Refused

WAITS = timedelta(minutes=2)
KEPT_SESSIONS = timedelta(days=30)
NONCE_BYTES = 12


def spend(kind, value, *, until, at):
    """Use something up, for all web nodes at once; what has expired is forgotten meanwhile.

    :raises Refused: it was used before
    """
    SpentAnswer.objects.filter(until__lt=at).delete()
    try:
        with transaction.atomic():
            SpentAnswer.objects.create(kind=kind, digest=_digest(value), until=until)
    except IntegrityError:
        raise Refused("replayed") from None


# An answer that waits for the browser's own session


def seal(answer, *, at):
    """Keep an answer for two minutes, and return the handle that opens it once."""
    WaitingAnswer.objects.filter(until__lt=at).delete()
    handle = token_urlsafe(32)
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(_key(handle)).encrypt(nonce, json.dumps(answer).encode(), None)
    WaitingAnswer.objects.create(digest=_digest(handle), sealed=sealed, until=at + WAITS)
    return handle


def unseal(handle, *, at):
    """Return the answer of a handle, and keep it no longer.

    :raises Refused: there is none, it was opened before, or it waited too long
    """
    with transaction.atomic():
        row = WaitingAnswer.objects.select_for_update().filter(digest=_digest(handle)).first()
        if row is None:
            raise Refused("state")
        row.delete()
    if row.until < at:
        raise Refused("late")
    sealed = bytes(row.sealed)
    try:
        opened = AESGCM(_key(handle)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag:
        raise Refused("state") from None
    return json.loads(opened)


# Sessions that a provider may end


def remember_session(*, user, who, answer, session_key, at):
    """Write down that a session began with a provider's answer."""
    ProviderSession.objects.filter(began_at__lt=at - KEPT_SESSIONS).delete()
    ProviderSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "who": who,
            "subject": _keyed(answer.subject),
            "session": _keyed(answer.session) if answer.session else "",
            "began_at": at,
        },
    )


def follow_session(*, before, after):
    """Let a session that a provider may end keep that when its key changes; a new one has no key yet."""
    if before and after:
        ProviderSession.objects.filter(session_key=before).update(session_key=after)


def forget_session(session_key):
    """Forget a session that has ended here."""
    ProviderSession.objects.filter(session_key=session_key).delete()


def end_sessions(*, who, subject="", sessions=(), at):
    """End the sessions that a provider names: those of a subject, of some of its sessions, or of both.

    Return the keys of those that ended. Nothing named ends nothing.
    """
    if not subject and not sessions:
        return []
    rows = ProviderSession.objects.filter(who=who)
    if subject:
        rows = rows.filter(subject=_keyed(subject))
    if sessions:
        rows = rows.filter(session__in=[_keyed(one) for one in sessions])
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended = list(rows.select_related("user"))
    for row in ended:
        store().delete(row.session_key)
        record("sign_in.ended_by_provider", by=row.user, at=at, user=row.user_id, who=who)
        row.delete()
    return [row.session_key for row in ended]


def _digest(value):
    return hashlib.sha256(value.encode()).hexdigest()


def _keyed(value):
    return hmac.new(_derive(b"koppi provider sessions"), value.encode(), hashlib.sha256).hexdigest()


def _key(handle):
    return _derive(b"koppi waiting answer " + handle.encode())


def _derive(info):
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(settings.SECRET_KEY.encode())
