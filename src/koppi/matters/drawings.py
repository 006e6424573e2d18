"""The drawings of the states, made from the tables that the actions ask.

`python -m koppi.matters.drawings` writes them to `docs/states/`; a test keeps the two alike.
"""

import sys
from pathlib import Path

from .rules import STATES

WHAT = {
    "matter": "A matter (asia). Waiting counts as open: it has a team, a due time, and at most one holder.",
    "catch": "A catch (koppi). One professional answers for a matter until letting go.",
    "handover": "A hand-over (siirto). The giver holds until the offer is accepted.",
    "consultation": "A question to a colleague (konsultaatio). Responsibility never moves.",
    "clock": "A clock (määräaika). A breach is a fact, not an end.",
}


def drawing(name):
    """Return the page that draws one table: a diagram, and the same in words for those who cannot see it."""
    states = STATES[name]
    arrows = [f"    {now} --> {then}" for now, after in states.items() for then in after]
    ends = [f"    {state} --> [*]" for state, after in states.items() if not after]
    words = [f"- {state}: {', '.join(after) or 'the end'}" for state, after in states.items()]
    lines = [
        f"# {name.capitalize()}",
        "",
        WHAT[name],
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {next(iter(states))}",
        *arrows,
        *ends,
        "```",
        "",
        "From each state, where it may go:",
        "",
        *words,
    ]
    return "\n".join(lines) + "\n"


def draw_all(folder):
    """Write every drawing into a folder."""
    for name in STATES:
        (folder / f"{name}.md").write_text(drawing(name), encoding="utf-8")


if __name__ == "__main__":
    draw_all(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/states"))
