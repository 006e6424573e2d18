"""How a text became another, word by word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.handbook.rules import GONE, NEW, SAME, base_of, differences
from koppi.matters.tests.factories import NINE


@pytest.mark.parametrize(
    "before, after, parts",
    [
        ("Iho", "Iho", [(SAME, "Iho")]),
        ("Iho", "Ihottumat", [(GONE, "Iho"), (NEW, "Ihottumat")]),
        ("", "Uusi teksti", [(NEW, "Uusi teksti")]),
        ("Soita heti.", "Soita 112 heti.", [(SAME, "Soita"), (NEW, " 112"), (SAME, " heti.")]),
        # Words that change side by side are one change, not three.
        (
            "yksi kaksi kolme neljä",
            "yksi two three neljä",
            [(SAME, "yksi "), (GONE, "kaksi kolme"), (NEW, "two three"), (SAME, " neljä")],
        ),
    ],
)
def test_words_that_went_and_came(before, after, parts):
    assert differences(before, after) == parts


texts = st.lists(st.sampled_from(["iho", "112", ",", ".", "ja", "\n", "  ", " ", "å"]), max_size=12).map(
    "".join
)


@given(texts, texts)
def test_what_stays_and_went_is_the_old_text_and_what_stays_and_came_the_new(before, after):
    parts = differences(before, after)

    assert "".join(text for what, text in parts if what != NEW) == before
    assert "".join(text for what, text in parts if what != GONE) == after
    assert all(text for _what, text in parts)


def test_a_base_tells_a_version_from_one_that_ends():
    class Row:
        version, valid_to = 3, None

    assert base_of(None) is None
    assert replace(base_of(Row), ends_at=NINE) != base_of(Row)
