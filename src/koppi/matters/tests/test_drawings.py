"""What is drawn is what the actions ask."""

from pathlib import Path

import pytest

from koppi.matters.drawings import WHAT, drawing
from koppi.matters.rules import STATES

DRAWN = Path(__file__).resolve().parents[4] / "docs" / "states"


@pytest.mark.parametrize("name", STATES)
def test_the_drawing_is_the_table(name):
    assert (DRAWN / f"{name}.md").read_text() == drawing(name)


def test_every_table_is_drawn_and_nothing_else():
    assert set(WHAT) == set(STATES) == {path.stem for path in DRAWN.iterdir()}
