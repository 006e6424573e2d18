"""Which posted values are a person's words, and which page is whose."""

import pytest

from koppi.identity.rules import fits, is_for, is_own_words


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
