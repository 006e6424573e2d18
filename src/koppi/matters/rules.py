"""What is allowed: the states, who may move them, and what a clock means for a matter.

The tables are the truth: actions ask them, tests try every move, and `docs/states/` is drawn
from them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

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

INCUMBENTS_UNTIL = date(2027, 8, 31)  # who assessed without a licence when the law changed: 116/2023
ORAL_SKILL = "oral"  # the code of the skill that matters of oral health call for

ASSESS = "H1"  # contact and assessment the same working day: 1326/2010 51 § (116/2023)
ANSWER = "P1"  # our own promise to answer in one day (ATP-11)
NEXT_STEP = "N1"  # our own promise that a caught matter moves on
REMIND = "R1"  # our own reminder while we wait for somebody
MAY_MOVE = frozenset({NEXT_STEP, REMIND})  # what a snooze or a wait may move; a promise to the client stands

# By when care must begin once the need has been assessed: 1326/2010 51 a and 51 b §.
FIRST_CARE, YOUNG_CARE, YOUNG_DOCTOR = "H2", "H3", "H3-doctor"
ORAL_CARE, YOUNG_ORAL_CARE = "H4", "H5"
YOUNG_DENTIST, YOUNG_DENTIST_ASSESSED = "H5-dentist", "H5-dentist-assessed"
SPECIALIST_CARE, YOUNG_SPECIALIST_CARE = "H4-specialist", "H5-specialist"
DENTISTS_ALONE = frozenset({YOUNG_DENTIST, YOUNG_DENTIST_ASSESSED})
OF_SPECIALISTS = frozenset({SPECIALIST_CARE, YOUNG_SPECIALIST_CARE})
OF_ORAL_HEALTH = frozenset({ORAL_CARE, YOUNG_ORAL_CARE}) | DENTISTS_ALONE
CARE = frozenset({FIRST_CARE, YOUNG_CARE, YOUNG_DOCTOR}) | OF_ORAL_HEALTH | OF_SPECIALISTS
YOUNG_UNTIL = 23
# From then on a limit without a time calls for somebody. Ours, no law's: a time is seldom found in a week.
CARE_NEAR = timedelta(days=30)
DOCTOR, ORAL_HEALTH, DENTIST, SPECIALIST = "doctor", "oral_health", "dentist", "dental_specialist"
SEES_TEETH = frozenset({ORAL_HEALTH, DENTIST, SPECIALIST})
# What begins with a visit that meets a limit, by whom the visit shows to be needed, too.
FOLLOWS = {
    YOUNG_CARE: {DOCTOR: YOUNG_DOCTOR},
    ORAL_CARE: {SPECIALIST: SPECIALIST_CARE},
    YOUNG_ORAL_CARE: {DENTIST: YOUNG_DENTIST, SPECIALIST: YOUNG_SPECIALIST_CARE},
    YOUNG_DENTIST: {SPECIALIST: YOUNG_SPECIALIST_CARE},
    YOUNG_DENTIST_ASSESSED: {SPECIALIST: YOUNG_SPECIALIST_CARE},
}
FOLLOWING = frozenset(code for ways in FOLLOWS.values() for code in ways.values())
NOT_CARE = frozenset({"", "social_adviser", "social_worker"})

# Of advice nobody's care need can be assessed, so no law's clock runs, only our own promise to answer.
STARTS = {"patient": (ASSESS, ANSWER), "social": (ANSWER,), ADVICE: (ANSWER,)}


def starts(register, *, is_care):
    """Return the clocks that a contact starts; what cannot be a care need is not assessed as one."""
    return STARTS[register] if is_care else (ANSWER,)


def calls_for_care(profession):
    """Test whether a profession that an assessment names gives care that must begin by a limit."""
    return profession not in NOT_CARE


def care_starts(profession, *, age, new_or_worse):
    """Return which limit an assessment sets for care to begin: codes, of which the first in force holds.

    :param profession: whom the client needs to see, or blank when nobody
    :param age: on the day of the contact
    :param new_or_worse: it is about an illness, an injury or a new or worse symptom
    """
    if not calls_for_care(profession):
        return ()
    young = age < YOUNG_UNTIL
    if profession == SPECIALIST:
        return (YOUNG_SPECIALIST_CARE if young else SPECIALIST_CARE, ORAL_CARE)
    if profession in SEES_TEETH:
        ours = YOUNG_DENTIST_ASSESSED if profession == DENTIST else YOUNG_ORAL_CARE
        return (ours, ORAL_CARE) if young else (ORAL_CARE,)
    # Until the end of 2024 the short limit was everybody's.
    return (YOUNG_CARE, FIRST_CARE) if young and new_or_worse else (FIRST_CARE, YOUNG_CARE)


def is_same_care(code, other):
    """Test whether two limits are for the same care, so that one goes on where the other stops."""
    return all((code in of) == (other in of) for of in (OF_ORAL_HEALTH, OF_SPECIALISTS))


def meets_care(code, profession, *, called_for):
    """Test whether a visit to a profession meets a limit.

    Where the assessment calls for a doctor or a dentist, they must have begun within the months, too; of the
    young, any first visit will do, and the doctor's own limit begins with it.
    """
    if (code in OF_ORAL_HEALTH | OF_SPECIALISTS) != (profession in SEES_TEETH):
        return False
    if code in OF_SPECIALISTS or (code == ORAL_CARE and called_for == SPECIALIST):
        return profession == SPECIALIST
    if code in DENTISTS_ALONE or (code == ORAL_CARE and called_for == DENTIST):
        return profession != ORAL_HEALTH
    doctors = code == YOUNG_DOCTOR or (code == FIRST_CARE and called_for == DOCTOR)
    return profession == DOCTOR if doctors else profession not in NOT_CARE


@dataclass(frozen=True, slots=True)
class CareLimit:
    """The limit by which care must begin in a matter: its rule, its day, and whom the need calls for."""

    rule: str
    due_at: datetime
    called_for: str = ""

    def is_met_by(self, profession):
        """Test whether a visit to a profession meets it, whenever it is."""
        return meets_care(self.rule, profession, called_for=self.called_for)

    def is_kept_by(self, profession, starts_at):
        """Test whether a visit meets it in time; None when the visit does not meet it at all."""
        return starts_at <= self.due_at if self.is_met_by(profession) else None


def follows_visit(code, profession, *, called_for, also_needed):
    """Return which limit begins with the visit that met another one, or nothing.

    :param also_needed: the profession that the visit showed to be needed, too, or blank
    """
    needed = also_needed or called_for
    return "" if needed == profession else FOLLOWS.get(code, {}).get(needed, "")


def may_also_need(code):
    """Return whom a visit that meets a limit may show to be needed, too, and have a limit of their own."""
    return tuple(FOLLOWS.get(code, ()))


ENDED_BY_PEOPLE = frozenset(
    {"solved", "guided", "own_care", "appointment", "moved_on", "cancelled", "not_reached"}
)
# How advice ends: there is nobody to book for or to reach.
ADVICE_ENDS = frozenset({"solved", "guided", "own_care", "moved_on", "cancelled"})
# Why care that an assessment called for is not waited for any more; the first one is care itself.
CARE_GIVEN = "given"
NO_CARE = (CARE_GIVEN, "declined", "elsewhere", "not_needed")
NO_ASSESSMENT = ("not_a_care_need", "assessed_elsewhere", "not_reached", "client_cancelled")

URGENT = 2


def may_have(team_register, register):
    """Test whether a team may have a matter of a register; either register's teams give advice."""
    return register in (team_register, ADVICE)


def may_move(states, now, then):
    """Test whether something may go from one state to another."""
    return then in states.get(now, ())


def may_assess(right, *, day, profession="", skill="", incumbent=False):
    """Test whether a professional may record the care need assessment of a matter on a day.

    The assessor is a licensed professional; one with a protected title may assess in oral health alone. Who
    assessed without a licence when the law changed may go on until the end of August 2027: 1326/2010 51 §
    and the transitional provision (116/2023).

    :param right: what the licence register says of them on that day
    :param skill: what the matter calls for
    :param incumbent: a manager has recorded that they assessed care needs when the law changed
    """
    if right == "licensed" or (incumbent and day <= INCUMBENTS_UNTIL):
        return True
    return right == "protected_title" and profession == ORAL_HEALTH and skill == ORAL_SKILL


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
