"""One-time codes (RFC 6238), recovery codes and activation codes: the arithmetic, without a database."""

import hmac
import secrets
from base64 import b32encode
from io import BytesIO

import qrcode
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.http import urlencode
from qrcode.image.svg import SvgPathImage

STEP_SECONDS = 30
DRIFT_STEPS = 1
DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_LETTERS = 10
ACTIVATION_LETTERS = 16
# Crockford's letters: none that is read as another, and those read wrong anyway are set right.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", **dict.fromkeys(" -–—\t\u00a0")})


def new_secret():
    """Return a new secret for a code app: 160 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def matching_step(secret, code, at, after=0):
    """Return the time step of a one-time code, or None for a wrong one.

    A clock may be wrong by one step. A step that is not later than `after` has been used already.
    """
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS):
        return None
    # SHA-1 is what code apps know (RFC 6238); here it is an HMAC, for which it is sound.
    clock = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(clock.generate(step * STEP_SECONDS), digits.encode()) and step > after:
            found = step
    return found


def as_key(secret):
    """Return a secret as a person types it into an app: groups of four letters."""
    return grouped(b32encode(secret).decode().rstrip("="))


def as_address(secret, username):
    """Return the otpauth address that a code app reads from the picture."""
    query = urlencode({"secret": as_key(secret).replace(" ", ""), "issuer": "Koppi"})
    return f"otpauth://totp/Koppi:{username}?{query}"


def as_picture(address):
    """Return an address as a QR code: an SVG drawing with dark squares on white."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=WhiteSvg, border=4).save(drawn)
    return drawn.getvalue()


class WhiteSvg(SvgPathImage):
    """A drawing that also a dark page shows on white, as cameras need it."""

    background = "white"


def new_codes():
    """Return ten new recovery codes of fifty random bits each."""
    return [_letters(RECOVERY_LETTERS) for _ in range(RECOVERY_CODES)]


def new_activation_code():
    """Return a new activation code of eighty random bits."""
    return _letters(ACTIVATION_LETTERS)


def as_typed(code):
    """Return a recovery or activation code as it was made, however somebody typed it."""
    return code.lower().translate(READ_AS)


def grouped(code, size=4):
    """Return a code in groups, to be read aloud and typed."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def _letters(count):
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
