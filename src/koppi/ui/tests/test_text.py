"""What people type is kept as they meant it, and nothing that breaks a screen or a database gets in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.ui.text import blocks, clean, initials


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Selkä on kipeä", "Selkä on kipeä"),
        ("a\u0308iti", "äiti"),
        ("rivi\r\ntoinen\rkolmas", "rivi\ntoinen\nkolmas"),
        ("nolla\x00tavu", "nollatavu"),
        ("kello\x07", "kello"),
        ("väli\tlyönti", "väli lyönti"),
        ("👩‍👧‍👦 ja 🤕", "👩‍👧‍👦 ja 🤕"),
        ("nimi\u202egnp.exe", "nimignp.exe"),
        ("\ufeffalku", "alku"),
        ("loppu   \n\n", "loppu"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_text_keeps_its_meaning_and_loses_its_control_characters(typed, kept):
    assert clean(typed) == kept


def test_a_single_line_stays_a_single_line():
    assert clean("Liisa\n  Koski\t ", lines=False) == "Liisa Koski"


@given(st.text())
def test_clean_text_is_clean_for_good(typed):
    kept = clean(typed)

    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in kept.replace("\n", ""))
    kept.encode("utf-8")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Liisa Koski", "LK"), ("Anna-Maija Åkerlund", "AÅ"), ("Omar", "O"), ("", ""), ("Eero von Kanto", "EK")],
)
def test_a_face_shows_first_and_last_initial(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", []),
        ("Kysy ensin.", [("p", ["Kysy ensin."])]),
        ("Kysy\nja kirjaa.", [("p", ["Kysy", "ja kirjaa."])]),
        ("Kysy.\n\nKirjaa.", [("p", ["Kysy."]), ("p", ["Kirjaa."])]),
        (
            "Kysy:\n- kipu\n•  kuume\nKirjaa.",
            [("p", ["Kysy:"]), ("ul", ["kipu", "kuume"]), ("p", ["Kirjaa."])],
        ),
        ("- a\n\n- b", [("ul", ["a"]), ("ul", ["b"])]),
        ("-5 astetta", [("p", ["-5 astetta"])]),
    ],
)
def test_plain_text_is_paragraphs_and_lists(written, shown):
    assert blocks(written) == shown


@given(st.text())
def test_no_word_of_a_plain_text_is_lost_on_the_way_to_the_page(written):
    kept = " ".join(line for _kind, lines in blocks(written) for line in lines)

    assert [word for word in written.split() if word not in ("-", "•")] == [
        word for word in kept.split() if word not in ("-", "•")
    ]
