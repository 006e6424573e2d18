"""What is allowed: the states, who may move them, and what a clock means for a matter.

The tables are the truth: actions ask them, tests try every move, and `docs/states/` is drawn
from them.
"""

from koppi.access.matrix import ADVICE

MATTER = {
    "open": ("waiting", "closed"),
    "waiting": ("open", "closed"),
    "closed": ("open",),
}
CATCH = {
    "open": ("released",),
    "released": (),
}
HANDOVER = {
    "pending": ("accepted", "declined", "withdrawn", "expired"),
    "accepted": (),
    "declined": (),
    "withdrawn": (),
    "expired": (),
}
CONSULTATION = {
    "asked": ("answered", "withdrawn"),
    "answered": (),
    "withdrawn": (),
}
CLOCK = {
    "running": ("met", "ended"),
    "met": (),
    "ended": (),
}
STATES = {
    "matter": MATTER,
    "catch": CATCH,
    "handover": HANDOVER,
    "consultation": CONSULTATION,
    "clock": CLOCK,
}

ASSESS = "H1"  # contact and assessment the same working day: 1326/2010 51 § (116/2023)
ANSWER = "P1"  # our own promise to answer in one day (ATP-11)
NEXT_STEP = "N1"  # our own promise that a caught matter moves on
REMIND = "R1"  # our own reminder while we wait for somebody
MAY_MOVE = frozenset({NEXT_STEP, REMIND})  # what a snooze or a wait may move; a promise to the client stands

# Of advice nobody's care need can be assessed, so no law's clock runs, only our own promise to answer.
STARTS = {"patient": (ASSESS, ANSWER), "social": (ANSWER,), ADVICE: (ANSWER,)}


def starts(register, *, is_care):
    """Return the clocks that a contact starts; what cannot be a care need is not assessed as one."""
    return STARTS[register] if is_care else (ANSWER,)


ENDED_BY_PEOPLE = frozenset(
    {"solved", "guided", "own_care", "appointment", "moved_on", "cancelled", "not_reached"}
)
# How advice ends: there is nobody to book for or to reach.
ADVICE_ENDS = frozenset({"solved", "guided", "own_care", "moved_on", "cancelled"})
NO_ASSESSMENT = ("not_a_care_need", "assessed_elsewhere", "not_reached", "client_cancelled")

URGENT = 2


def may_have(team_register, register):
    """Test whether a team may have a matter of a register; either register's teams give advice."""
    return register in (team_register, ADVICE)


def may_move(states, now, then):
    """Test whether something may go from one state to another."""
    return then in states.get(now, ())


def may_assess(licence):
    """Test whether a professional may record the care need assessment.

    The assessor is a licensed professional: 1326/2010 51 § (116/2023). Protected titles may only
    in oral health, and incumbents until 31.8.2027; neither is modelled yet, so neither may.
    """
    return licence == "licensed"


def when_offer_expires(*, at, due_at, shift_ends_at, longest, shortest):
    """Return when an offer lapses: before the giver leaves and before the due time.

    :param longest: how long an offer may stand at most
    :param shortest: how long it stands at least, so that what is already late can still be given
    """
    ends = [at + longest]
    if due_at > at:
        ends.append(due_at)
    if shift_ends_at is not None and shift_ends_at > at:
        ends.append(shift_ends_at)
    return max(min(ends), at + shortest)


def snooze_limit(running):
    """Return the earliest due time that a snooze may not pass, or None.

    :param running: pairs of rule code and due time
    """
    firm = [due_at for rule, due_at in running if rule not in MAY_MOVE]
    return min(firm, default=None)


def is_overdue(due_at, at):
    """Test whether a due time has passed."""
    return due_at is not None and due_at < at
