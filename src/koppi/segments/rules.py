"""The two axes, the four segments, and when it is time to look again; no database, no clock.

Source: the Helsinki model of client segments (ASI-2…6, ASI-16 of the requirements). Nothing here sets a
segment: a quarter is where a dot lies, and a segment is what two people have agreed on.
"""

from dataclasses import dataclass
from datetime import date, timedelta

LOWEST, MIDDLE, HIGHEST = 1, 3, 5
SELF_RELIANT, SUPPORT, COLLABORATION, CARE = "self-reliant", "support", "collaboration", "care"
SEGMENTS = (SELF_RELIANT, SUPPORT, COLLABORATION, CARE)
PASSING, LASTING = "passing", "lasting"
DURATIONS = (PASSING, LASTING)
CLIENT, PROFESSIONAL = "client", "professional"
AT_HOME, IN_THE_CHAIR, BY_PHONE = "home", "chair", "phone"
HOW = (AT_HOME, IN_THE_CHAIR, BY_PHONE)
AGREED, LEFT = "agreed", "left"
REPLACED, ENDED, WRONG_CLIENT = "replaced", "ended", "wrong-client"
TEAM = "team"
ROLES = ("contact-person", "care-lead", "own-worker", "case-manager", TEAM)
# From which age on and up to which one is of an age group; `all` is for who has none of their own.
AGE_GROUPS = {"minors": (0, 17), "adults": (18, 64), "older": (65, 200)}
AGES = ("all", *AGE_GROUPS)
MAX_WORDS = 2000
# Kept with each segment, so that one can tell by which rules a dot was drawn in its quarter.
VERSION = 1

# Everyday life hard? Much need? The quarter that follows (ASI-3…6).
QUARTERS = {
    (False, False): SELF_RELIANT,
    (True, False): SUPPORT,
    (False, True): COLLABORATION,
    (True, True): CARE,
}
# What a segment is for by the model: a hint in the talk, and no condition.
USUAL_DURATION = {SELF_RELIANT: PASSING, SUPPORT: PASSING, COLLABORATION: LASTING, CARE: LASTING}


def is_on_scale(value):
    """Test whether a number is on the scale of both axes."""
    return value in range(LOWEST, HIGHEST + 1)


def quarter(coping, need):
    """Return the quarter in which a dot lies; empty when it lies in the middle of an axis, or is not drawn.

    :param coping: 1 everyday life goes well … 5 it is hard
    :param need: 1 little need of help … 5 much
    """
    if None in (coping, need) or MIDDLE in (coping, need):
        return ""
    return QUARTERS[coping > MIDDLE, need > MIDDLE]


def common_quarter(one, other):
    """Return the quarter in which both dots lie, or nothing: then the talk alone decides.

    :param one: coping and need as a pair
    """
    both = {quarter(*one), quarter(*other)}
    return both.pop() if len(both) == 1 else ""


def needs_reason(segment, one, other):
    """Test whether choosing a segment asks why: both dots lie in another quarter."""
    common = common_quarter(one, other)
    return segment in SEGMENTS and bool(common) and common != segment


def age_group(age):
    """Return the age group of somebody of so many years."""
    return next(code for code, (first, last) in AGE_GROUPS.items() if first <= age <= last)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two views differ: on which axis, by how much, and who sees it as the heavier."""

    axis: str
    by: int
    heavier: str


def differences(client, professional):
    """Return where two views differ, the widest first: there the talk begins.

    :param client: coping and need as the client sees them, as a pair
    """
    found = []
    for axis, own, other in zip(("coping", "need"), client, professional, strict=True):
        if None not in (own, other) and own != other:
            found.append(Difference(axis, abs(own - other), CLIENT if own > other else PROFESSIONAL))
    return sorted(found, key=lambda difference: -difference.by)


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A reason to look at a segment again: it suggests a talk and never changes anything.

    :param owner: the role that answers for the rule
    :param most: for what is counted: up to so many it says nothing
    :param within: over how long it is counted
    """

    code: str
    owner: str
    most: int = 0
    within: timedelta = timedelta(0)
    valid_from: date = date(2026, 1, 1)


REVIEW_PASSED, VIEW_CHANGED, MANY_CONTACTS = "review-passed", "view-changed", "many-contacts"
OWNER = "process-owner-of-client-intake"
# Our own rules, not law.
LOOKS = (
    LookAgain(REVIEW_PASSED, OWNER),
    LookAgain(VIEW_CHANGED, OWNER),
    LookAgain(MANY_CONTACTS, OWNER, most=4, within=timedelta(days=30)),
)
LOOK_BY_CODE = {look.code: look for look in LOOKS}


def why_look_again(*, review_on, today, agreed_view, newer_view, contacts):
    """Return the codes of the reasons to look at a segment again, in the order of `LOOKS`.

    :param agreed_view: coping and need as the client saw them when it was agreed
    :param newer_view: the same from a view that the client has given since, or None
    :param contacts: how many matters the client has opened within the time of its rule
    """
    holds = {
        REVIEW_PASSED: review_on <= today,
        VIEW_CHANGED: newer_view is not None and newer_view != agreed_view,
        MANY_CONTACTS: contacts > LOOK_BY_CODE[MANY_CONTACTS].most,
    }
    return tuple(look.code for look in LOOKS if holds[look.code])
