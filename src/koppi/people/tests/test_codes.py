from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.people import codes
from koppi.people.tests.factories import test_code

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "born", "is_female"),
    [
        ("131052-308T", date(1952, 10, 13), True),
        ("131052Y308T", date(1952, 10, 13), True),
        (" 131052-308t ", date(1952, 10, 13), True),
        ("131052 – 308 T", date(1952, 10, 13), True),
        ("010190-900P", date(1990, 1, 1), True),
        ("290200A9598", date(2000, 2, 29), False),
    ],
)
def test_a_code_tells_birth_date_and_sex_however_it_is_typed(typed, born, is_female):
    code = codes.parse(typed, on=TODAY)

    assert (code.birth_date, code.is_female) == (born, is_female)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", codes.NotACode),
        ("131052-308", codes.NotACode),
        ("131052-308TT", codes.NotACode),
        ("131052*308T", codes.NotACode),
        ("131052-308G", codes.NotACode),
        ("131052-001A", codes.NotACode),
        ("310252-308Y", codes.NoSuchDay),
        ("290201A9593", codes.NoSuchDay),
        ("131052-308U", codes.WrongCheck),
        ("131052-309T", codes.WrongCheck),
        (test_code(date(2026, 11, 24)), codes.BornInTheFuture),
        (test_code(date(2056, 1, 1)), codes.BornInTheFuture),
    ],
)
def test_what_is_wrong_with_a_code_is_said(typed, error):
    with pytest.raises(error) as refusal:
        codes.parse(typed, on=TODAY)

    assert str(refusal.value)


def test_a_child_born_today_has_a_code():
    assert codes.parse(test_code(TODAY), on=TODAY).birth_date == TODAY


def test_the_sign_is_never_normalised():
    assert codes.parse("131052-308T", on=TODAY).text != codes.parse("131052Y308T", on=TODAY).text
    assert codes.keyed_hash("131052-308T") != codes.keyed_hash("131052Y308T")


def test_printing_a_code_does_not_show_it():
    code = codes.parse("010190-900P", on=TODAY)

    assert str(code) == "010190-****"
    assert "900P" not in repr(code)


def test_a_test_code_is_told_from_a_real_one():
    assert codes.parse("010190-900P", on=TODAY).is_test
    assert not codes.parse("131052-308T", on=TODAY).is_test


@given(
    born=st.dates(date(1900, 1, 1), TODAY),
    number=st.integers(900, 999),
)
def test_every_made_code_reads_back_and_any_changed_digit_is_caught(born, number):
    code = test_code(born, number)

    read = codes.parse(code.lower(), on=TODAY)

    assert (read.text, read.birth_date, read.is_test) == (code, born, True)
    wrong = code[:9] + str((int(code[9]) + 1) % 10) + code[10]
    with pytest.raises(codes.BadCode):
        codes.parse(wrong, on=TODAY)


@given(st.text(max_size=30))
def test_any_text_is_either_a_code_or_refused_in_words(text):
    try:
        codes.parse(text, on=TODAY)
    except codes.BadCode as bad:
        assert str(bad)


def test_what_is_kept_shows_nothing_and_reads_back():
    first, second = codes.encrypt("010190-900P"), codes.encrypt("010190-900P")

    assert first != second
    assert b"900P" not in first
    assert codes.decrypt(first) == codes.decrypt(memoryview(second)) == "010190-900P"


def test_a_changed_ciphertext_does_not_open():
    hidden = bytearray(codes.encrypt("010190-900P"))
    hidden[-1] ^= 1

    with pytest.raises(codes.UnreadableCode):
        codes.decrypt(bytes(hidden))


def test_another_key_neither_opens_nor_finds(settings):
    hidden, found_by = codes.encrypt("010190-900P"), codes.keyed_hash("010190-900P")
    settings.IDENTITY_KEY = "another-identity-key-0123456789-abcdefghijklmnop"

    assert codes.keyed_hash("010190-900P") != found_by
    with pytest.raises(codes.UnreadableCode):
        codes.decrypt(hidden)
