"""Finnish personal identity codes (henkilötunnus): read, check, hide and find.

A code is kept only as a ciphertext and a keyed hash. Both keys come from `settings.IDENTITY_KEY`
and are never in the database, so neither a copy of it nor a guess of all codes tells who is who.
"""

import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fi import hetu

TEST_NUMBERS = range(900, 1000)
NONCE_BYTES = 12
SIGNS = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
_SHAPE = re.compile(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]")
# What looks like a code within a text, right or mistyped. Python and PostgreSQL read it alike.
CODE_ANYWHERE = r"(?<![0-9A-Za-z])[0-3][0-9][01][0-9][0-9]{2}\s?[-–+A-FU-Y]\s?[0-9]{3}[0-9A-Y](?![0-9A-Za-z])"
_ANYWHERE = re.compile(CODE_ANYWHERE, re.IGNORECASE)


class BadCode(ValueError):
    """What was typed is not an identity code; the text of the error tells a person why."""


class NotACode(BadCode):
    """The text does not have the form of a code."""


class NoSuchDay(BadCode):
    """The first six digits are not a day."""


class WrongCheck(BadCode):
    """The last character does not fit the rest."""


class BornInTheFuture(BadCode):
    """The birth date has not come yet."""


@dataclass(frozen=True, slots=True)
class Code:
    """A checked identity code and what it tells. Printing it shows nothing of it."""

    text: str = field(repr=False)
    birth_date: date
    is_female: bool
    is_test: bool

    def __str__(self):
        return masked(self.text)


def parse(text, on):
    """Return the identity code that somebody typed, checked against a day.

    The sign of the century stays as it was typed: 010101-900R and 010101Y900R are two people.

    :raises BadCode: with the reason in the reader's language
    """
    code = check_form(text)
    born = _birth_date(code)
    if born > on:
        raise BornInTheFuture(_("The birth date in the code is in the future. Check the code."))
    return Code(text=code, birth_date=born, is_female=int(code[9]) % 2 == 0, is_test=is_test(code))


def check_form(text):
    """Return a code in capitals and without spaces, if it is one on any day.

    :raises BadCode: with the reason in the reader's language
    """
    code = hetu.compact("".join(text.split()))
    if not _SHAPE.fullmatch(code):
        raise NotACode(
            _(
                "An identity code has 11 characters: "
                "the date of birth, a sign, three digits and a check character."
            )
        )
    try:
        _birth_date(code)
    except ValueError:
        raise NoSuchDay(
            _("The code starts with a day that does not exist. Check the first six digits.")
        ) from None
    try:
        return hetu.validate(code, allow_temporary=True)
    except InvalidChecksum:
        raise WrongCheck(
            _("The last character does not fit the other digits. Check the code for a typing mistake.")
        ) from None
    except ValidationError:
        raise NotACode(_("There is no such identity code. Check the three digits after the sign.")) from None


def has_code(text):
    """Tell whether a text has something in it that looks like an identity code, even a mistyped one."""
    return bool(_ANYWHERE.search(text))


def is_test(code):
    """Tell whether a code is one of those that no real person has (individual number 900–999)."""
    return int(code[7:10]) in TEST_NUMBERS


def masked(code):
    """Return a code of which only the birth date shows: 010190-****."""
    return f"{code[:7]}****"


def keyed_hash(code):
    """Return the hash by which a code is found: HMAC-SHA256, in hexadecimal."""
    return hmac.new(_key(b"koppi identity lookup"), code.encode(), hashlib.sha256).hexdigest()


def encrypt(code):
    """Return a code as a ciphertext: a random nonce and AES-256-GCM."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(b"koppi identity cipher")).encrypt(nonce, code.encode(), None)


def decrypt(ciphertext):
    """Return the code in a ciphertext.

    :raises UnreadableCode: another key made it, or somebody changed it
    """
    nonce, hidden = bytes(ciphertext[:NONCE_BYTES]), bytes(ciphertext[NONCE_BYTES:])
    try:
        return AESGCM(_key(b"koppi identity cipher")).decrypt(nonce, hidden, None).decode()
    except InvalidTag:
        raise UnreadableCode("An identity code cannot be read with this key.") from None


class UnreadableCode(Exception):
    """A stored code does not open with the key in use."""


def _birth_date(code):
    return date(SIGNS[code[6]] + int(code[4:6]), int(code[2:4]), int(code[:2]))


def _key(purpose):
    return _derive(settings.IDENTITY_KEY, purpose)


@lru_cache(maxsize=8)
def _derive(secret, purpose):
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
