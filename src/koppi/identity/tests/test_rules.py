"""Which posted values are a person's words, and which page is whose."""

import pytest

from koppi.identity.rules import browser_of, fits, is_for, is_own_words, needs_second_factor


@pytest.mark.parametrize(
    ("value", "own"),
    [
        ("My back hurts.", True),
        ("Selkään sattuu\nyöllä", True),
        ("a" * 100, True),
        ("", False),
        ("   ", False),
        ("yes", False),
        ("own_care", False),
        ("0193cafe-0000-7000-8000-00000000000a", False),
        ("2026-11-23T09:00", False),
        ("0401234567", False),
    ],
)
def test_keys_numbers_and_choices_are_not_words(value, own):
    assert is_own_words(value) is own


@pytest.mark.parametrize(
    ("path", "kind", "own"),
    [
        ("/", "resident", True),
        ("/my/K7Q2MX/", "resident", True),
        ("/desk/", "resident", False),
        ("/desk/m/K7Q2MX/", "professional", True),
        ("/", "professional", False),
        ("/deskwork/", "professional", False),
    ],
)
def test_a_page_is_for_one_kind(path, kind, own):
    assert is_for(path, kind) is own


def test_size_counts_bytes_not_letters():
    assert fits([("words", "a" * 99_995)])
    assert not fits([("words", "ä" * 60_000)])


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/130.0 Safari/537.36 Edg/130.0", "edge windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "firefox linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604",
         "safari iphone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/130.0 Mobile Safari/537", "chrome android"),
        ("curl/8.0", ""),
        ("", ""),
        ("Chrome\n" * 4000, "chrome"),
    ],
)  # fmt: skip
def test_a_browser_is_known_by_two_words(said, known):
    assert browser_of(said) == known


@pytest.mark.parametrize(
    ("kind", "way", "needed"),
    [
        ("professional", "local", True),
        ("professional", "county", True),
        ("professional", "demo", False),
        ("resident", "suomi_fi", False),
        ("resident", "demo", False),
    ],
)
def test_professionals_prove_themselves_twice(kind, way, needed):
    assert needs_second_factor(kind, way) is needed
