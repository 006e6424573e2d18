"""What a letter offers at its end, and what a text module leaves open."""

import pytest

from koppi.conversations.rules import MOST_ANSWERS, filled, split_answers, unknown_placeholders


def test_the_last_lines_in_round_brackets_are_answers():
    assert split_answers("Onko kuumetta?\n\n( ) Ei\n() Kyllä, vähän \n") == (
        "Onko kuumetta?",
        ("Ei", "Kyllä, vähän"),
    )


@pytest.mark.parametrize(
    "body",
    [
        "Onko kuumetta?",
        "Onko kuumetta?\n( ) Ei",
        "( ) Ei\n( ) Kyllä",
        "( ) Ei\n( ) Kyllä\nKumpi?",
        "Kumpi?\n( ) Ei\n( ) Ei",
        "Kumpi?\n( ) Ei\n( ) " + "k" * 81,
        "Mikä?\n" + "\n".join(f"( ) {n}" for n in range(MOST_ANSWERS + 1)),
    ],
)
def test_anything_else_is_text_as_it_was_written(body):
    assert split_answers(body) == (body, ())


def test_known_placeholders_are_filled_and_others_stay():
    assert filled("Hei {name}, {me} {kuka}", {"name": "Maria", "me": "Liisa {name}"}) == (
        "Hei Maria, Liisa {name} {kuka}"
    )
    assert unknown_placeholders("{name} {kuka} {team}") == ["kuka"]
