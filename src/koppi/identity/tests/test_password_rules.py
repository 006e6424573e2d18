"""Passwords that guessers of this house would try first."""

import hashlib

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError

from koppi.config import doctor, env
from koppi.identity.forms import NewPasswordForm
from koppi.identity.models import User
from koppi.identity.password_rules import (
    BreachedPasswordValidator,
    OwnWordsValidator,
    is_listed,
    trouble_with,
)

LEAKED = [f"leaked sentence number {number}" for number in range(50)]


def hashed(password):
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def lines_of(passwords):
    """Return lines as they are given out, and the passwords in the order of the lines."""
    ordered = sorted(passwords, key=hashed)
    return [f"{hashed(one)}:{number * 7 + 1}" for number, one in enumerate(ordered)], ordered


@pytest.fixture
def leaked(tmp_path):
    """A file as Have I Been Pwned gives it out: upper case, counts, CRLF."""
    file = tmp_path / "leaked.txt"
    file.write_bytes("".join(f"{line}\r\n" for line in lines_of(LEAKED)[0]).encode())
    return file


# The county's own words


@pytest.mark.parametrize(
    "password",
    [
        "hyvinvointialue",
        "Hyvinvointialue2026!",
        "rannikonKoppi2026",
        "K0pp1-K0pp1-K0pp1",
        "Välfärdsområde 1",
        "valfardsomrade99",
        "sairaanhoitaja12",
        "$airaanh0itaja!!",
        "Kustens vårdare!",
        "CoastWellbeingServicesCounty",
        "h y v i n v o i n t i a l u e",
        "koppikoppikoppiabc",
    ],
)
def test_a_password_made_of_own_words_is_refused(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "password_of_own_words" in {one.code for one in refused.value.error_list}


@pytest.mark.parametrize(
    "password",
    [
        "koppi kirahvi veneilee",  # one of the words among others
        "kirahvi veneilee sumussa",
        "111122223333444455",
        "            aäö !",
        "колесо и дорога",
    ],
)
def test_a_password_with_words_from_elsewhere_passes(password):
    validate_password(password)


def test_the_listed_words_are_the_countys_the_fields_and_the_operators():
    words = OwnWordsValidator(words=[*settings.AREA_NAME.values(), "Varha", "Tyks"]).words

    for word in (
        "koppi",
        "hyvinvointialue",
        "valfardsomrade",
        "rannikon",
        "kustens",
        "coast",
        "varha",
        "tyks",
    ):
        assert word in words
    assert min(map(len, words)) == 4


def test_the_operators_words_reach_the_validator(tmp_path):
    read = env.read({"KOPPI_DATA": str(tmp_path), "KOPPI_PASSWORD_WORDS": "Varissuo, Tyks"})
    validator = OwnWordsValidator(words=read.password_words)

    OwnWordsValidator().validate("varissuotyks")
    with pytest.raises(ValidationError):
        validator.validate("Vari55uo-Tyks-2026")


@pytest.mark.parametrize(("language", "word"), [("fi", "arvataan"), ("sv", "gissas"), ("en", "guessed")])
def test_the_form_says_why_in_the_readers_language(language, word):
    from django.utils import translation

    with translation.override(language):
        form = NewPasswordForm({"password": "hyvinvointialue", "again": "hyvinvointialue"}, user=User())
        assert word in str(form.errors["password"])


# Passwords known from breaches


def test_a_breached_password_is_found_wherever_it_stands(leaked):
    for password in LEAKED:
        assert is_listed(leaked, password), password
        with pytest.raises(ValidationError) as refused:
            BreachedPasswordValidator(file=leaked).validate(password)
        assert refused.value.code == "password_breached"


def test_a_password_between_the_lines_before_the_first_and_after_the_last_passes(tmp_path):
    _, ordered = lines_of(LEAKED)
    missing = {ordered[0], ordered[20], ordered[-1]}
    file = tmp_path / "fewer.txt"
    file.write_text("\n".join(lines_of(set(LEAKED) - missing)[0]))

    assert {one for one in LEAKED if not is_listed(file, one)} == missing


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "{end}", "{end}{end}"])
@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("count", [True, False])
def test_every_way_of_writing_the_file_is_read(tmp_path, end, last, lower, count):
    for many in (1, 2, 3, 7):
        lines = [line if count else line.partition(":")[0] for line in lines_of(LEAKED[:many])[0]]
        text = end.join(lines) + last.format(end=end)
        file = tmp_path / "leaked.txt"
        file.write_bytes((text.lower() if lower else text).encode())

        assert [is_listed(file, one) for one in LEAKED[: many + 3]] == [True] * many + [False] * 3
        assert trouble_with(file) == ""


def test_without_a_file_no_password_is_refused_for_it():
    BreachedPasswordValidator().validate(LEAKED[0])
    assert any(
        isinstance(one, BreachedPasswordValidator)
        for one in get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)
    )


@pytest.mark.parametrize("text", [None, "hunter2\ntrustno1\n", f"{'A' * 32}:5\n", "x" * 5000])
def test_a_file_that_cannot_be_asked_lets_no_password_through(tmp_path, caplog, text):
    file = tmp_path / "leaked.txt"
    if text is not None:
        file.write_text(text)

    with pytest.raises(ValidationError) as refused:
        BreachedPasswordValidator(file=file).validate("kirahvi veneilee sumussa")

    assert refused.value.code == "password_unchecked"
    assert "breached_passwords unreadable" in caplog.text and "kirahvi" not in caplog.text
    assert trouble_with(file)


def test_the_doctor_tells_whether_there_is_a_usable_file(tmp_path, leaked):
    def finding(**given):
        read = env.read({"KOPPI_DATA": str(tmp_path), **given})
        title, check = next(one for one in doctor._checks(read) if "breach" in one[0])
        return title, check(read)

    assert finding() == ("Common passwords are refused; no file of breached ones is named", None)
    named = {"KOPPI_BREACHED_PASSWORDS": str(leaked)}
    assert finding(**named) == ("Passwords known from breaches are refused", None)
    leaked.write_bytes(b"\n".join(reversed(leaked.read_bytes().split())))
    assert "not ordered" in finding(**named)[1]
    leaked.write_text("")
    assert "empty" in finding(**named)[1]
