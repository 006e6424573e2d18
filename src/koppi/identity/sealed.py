"""Secrets of the sign-in at rest: sealed or hashed with keys made from `settings.IDENTITY_KEY`.

That key is never in the database, so a copy of the database opens no second factor.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

NONCE_BYTES = 12
# Django hashes for nothing when it is asked about this.
NO_HASH = "!"
# What short secrets are for: one made for one purpose is not good for another.
RECOVERY, ACTIVATION = "recovery code", "activation"


class Unreadable(Exception):
    """What is sealed does not open: another key made it, or it belongs to another person."""


def seal(secret, *, user_id):
    """Return bytes as a ciphertext (a random nonce and AES-256-GCM) that opens for one user only."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(b"koppi second factor cipher")).encrypt(nonce, secret, _of(user_id))


def unseal(sealed, *, user_id):
    """Return the bytes in a ciphertext.

    :raises Unreadable: another key made it, somebody changed it, or it is another user's
    """
    nonce, hidden = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
    try:
        return AESGCM(_key(b"koppi second factor cipher")).decrypt(nonce, hidden, _of(user_id))
    except InvalidTag:
        raise Unreadable("A second factor cannot be read with this key.") from None


def keyed_hash(purpose, *parts):
    """Return the HMAC-SHA256 of some texts for one purpose, in hexadecimal."""
    text = "\0".join(str(part) for part in parts)
    return hmac.new(_key(f"koppi {purpose}".encode()), text.encode(), hashlib.sha256).hexdigest()


def salted_hash(purpose, *parts):
    """Return the hash of a short secret as of a password: keyed, and slow under a salt of its own.

    Codes on paper are short: with the database and the key, guessing them is as dear as guessing passwords.
    """
    return make_password(keyed_hash(purpose, *parts))


def is_salted_hash(known, purpose, *parts):
    """Tell whether a hash is that of a secret. With `known` None it says no, and takes as long."""
    return check_password(keyed_hash(purpose, *parts), known or NO_HASH)


def _of(user_id):
    return str(user_id).encode()


def _key(purpose):
    return _derive(settings.IDENTITY_KEY, purpose)


@lru_cache(maxsize=16)
def _derive(secret, purpose):
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
