"""What a resident is told about a matter: where it is, whose turn it is, and what was promised.

Nothing here knows a database, a clock or a request.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from koppi.matters.rules import CARE

RECEIVED, CAUGHT, ASSESSED, NEXT, DONE = "received", "caught", "assessed", "next", "done"

# A care need assessment belongs to health care only (1326/2010 51 §).
STAGES = {
    "patient": (RECEIVED, CAUGHT, ASSESSED, NEXT, DONE),
    "social": (RECEIVED, CAUGHT, NEXT, DONE),
}

ASSESS_RULE = "H1"  # the contact and the assessment of the need: 1326/2010 51 §
ANSWER_RULES = frozenset({ASSESS_RULE, "P1"})  # promises to answer; the others say that the matter goes on

# What a resident hears of what happened; the rest is our own housekeeping.
TOLD = {
    "matter.caught": "koppi",
    "matter.released": "open",
    "handover.accepted": "hand",
    "question.asked": "ask",
    "question.answered": "ask",
    "matter.assessed": "check",
    "matter.waits": "clock",
    "client.warned": "flag",
    "matter.joined": "merge",
    "matter.closed": "check",
    "matter.cancelled": "cross",
    "matter.reopened": "undo",
    "matter.sent_on": "people",
    "callback.tried": "phone",
    "callback.reached": "phone",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One stage of a matter: passed, here, or still to come."""

    name: str
    state: str
    at: datetime | None = None


def stage_line(register, reached, *, is_care=True):
    """Return the stages of a matter, the furthest one reached being where it is now.

    :param reached: moments by stage, None where the matter has not been
    :param is_care: it may be a care need; a question about data protection is not
    """
    line = STAGES[register if is_care else "social"]
    here = max(place for place, name in enumerate(line) if reached.get(name))
    # A stage that was passed by was never: a matter may be solved without an assessment.
    stages = [name for place, name in enumerate(line) if place > here or reached.get(name)]
    here = max(place for place, name in enumerate(stages) if reached.get(name))
    return [
        Place(name, _state(place, here), reached.get(name) if place <= here else None)
        for place, name in enumerate(stages)
    ]


def _state(place, here):
    if place == here:
        return "now"
    return "done" if place < here else "next"


def promise_code(*, state, waiting_for, rule, is_late, is_answered=False):
    """Return which sentence says what a client may expect next.

    :param rule: the code of the clock that is due first, empty when the matter is closed
    :param is_answered: the client has had an answer, and has written nothing since
    """
    if state == "closed":
        return "closed"
    if waiting_for in ("client", "appointment"):
        return waiting_for
    kind = "answer" if rule in ANSWER_RULES else "go_on"
    if rule == ASSESS_RULE and is_answered:
        kind = "assess"
    if rule in CARE:
        kind = "care"
    return f"{kind}_late" if is_late else kind


def is_your_turn(*, state, waiting_for):
    """Test whether a matter waits for its client."""
    return state == "waiting" and waiting_for == "client"


# Who has looked at my data

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
SHOWN_YEARS = 2


def two_years_before(at):
    """Return from when on lines of the reading log are shown without a special reason (703/2023 11 §)."""
    try:
        return at.replace(year=at.year - SHOWN_YEARS)
    except ValueError:  # 29 February
        return at.replace(year=at.year - SHOWN_YEARS, day=28)


def cursor_of(row):
    """Return where the next page begins after a line: its moment in microseconds, and its number."""
    return f"{round(row.at.timestamp() * 1_000_000)}-{row.id}"


def read_cursor(said):
    """Return the moment and the number that a cursor names, or None when it is none."""
    moment, _, number = said.partition("-")
    if not (moment.isdecimal() and number.isdecimal() and len(moment) < 18 and len(number) < 19):
        return None
    seconds, micros = divmod(int(moment), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(number)
