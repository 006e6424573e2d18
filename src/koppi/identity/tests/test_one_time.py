"""The arithmetic of codes, without a database."""

from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pytest

from koppi.identity import one_time
from koppi.identity.sealed import Unreadable, seal, unseal

NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
SECRET = b"12345678901234567890"  # of RFC 6238, appendix B
STEP = timedelta(seconds=one_time.STEP_SECONDS)


def code_at(moment, secret=SECRET):
    """Return what a code app shows at a moment."""
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    return TOTP(secret, 6, SHA1(), 30).generate(int(moment.timestamp())).decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    at = datetime.fromtimestamp(seconds, tz=UTC)

    assert one_time.matching_step(SECRET, code, at) == seconds // 30


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(steps, good):
    found = one_time.matching_step(SECRET, code_at(NOON + steps * STEP), NOON)

    assert (found is not None) is good


def test_a_code_once_used_is_wrong_and_so_is_every_older_one():
    now = int(NOON.timestamp()) // 30

    assert one_time.matching_step(SECRET, code_at(NOON), NOON, after=now) is None
    assert one_time.matching_step(SECRET, code_at(NOON - STEP), NOON, after=now) is None
    assert one_time.matching_step(SECRET, code_at(NOON + STEP), NOON, after=now) == now + 1


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12345",
        "1234567",
        "abcdef",
        "12345x",
        "１２３４５６",
        "١٢٣٤٥٦",
        "-12345",
        "\0" * 6,
        "1" * 9999,
    ],
)
def test_what_is_no_code_is_wrong_and_breaks_nothing(typed):
    assert one_time.matching_step(SECRET, typed, NOON) is None


def test_a_code_may_be_typed_with_a_space_as_apps_show_it():
    code = code_at(NOON)

    assert one_time.matching_step(SECRET, f" {code[:3]} {code[3:]}\n", NOON)


def test_the_key_as_text_is_the_secret():
    secret = one_time.new_secret()

    assert b32decode(one_time.as_key(secret).replace(" ", "")) == secret
    assert one_time.as_address(secret, "liisa").startswith("otpauth://totp/Koppi:liisa?secret=")


def test_the_picture_is_dark_on_white_and_runs_nothing():
    picture = one_time.as_picture(one_time.as_address(SECRET, "liisa"))

    assert b"<svg" in picture
    assert b"white" in picture
    assert b"script" not in picture


def test_ten_recovery_codes_differ_and_have_no_letter_that_is_read_wrong():
    codes = one_time.new_codes()

    assert len(set(codes)) == 10
    assert not set("".join(codes)) & set("ilou")


@pytest.mark.parametrize("typed", ["01 1k-ABCd", "o1lK abcd", "OIIKABCD"])
def test_a_recovery_code_is_read_however_it_is_typed(typed):
    assert one_time.as_typed(typed) == "011kabcd"


def test_a_sealed_secret_opens_for_its_owner_only():
    sealed = seal(SECRET, user_id=7)

    assert unseal(sealed, user_id=7) == SECRET
    assert SECRET not in sealed
    assert seal(SECRET, user_id=7) != sealed
    for broken, user_id in ((sealed, 8), (sealed[:-1] + bytes([sealed[-1] ^ 1]), 7)):
        with pytest.raises(Unreadable):
            unseal(broken, user_id=user_id)


def test_a_secret_sealed_with_another_key_stays_closed(settings):
    sealed = seal(SECRET, user_id=7)
    settings.IDENTITY_KEY = "another" * 10

    with pytest.raises(Unreadable):
        unseal(sealed, user_id=7)
