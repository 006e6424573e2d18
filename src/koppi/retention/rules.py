"""How long each kind of record is kept, from when it is counted, and by which law: data with versions.

Every figure of law was read in Finlex open data up to 21.2.2025 and in the National Archives' table of social
care (kansallisarkisto.fi), and is to be checked against the acts in force (verify). Nothing here knows a
database or a clock.
"""

from dataclasses import dataclass
from datetime import date

SENT, CLOSED, DEATH, DONE = "sent", "closed", "death", "done"
LETTERS, CARE, CLIENTS, READINGS = "letters", "care", "clients", "readings"
DISCLOSURES, NOTES_OUT, BOOKINGS, ADVICE = "disclosures", "notes-out", "bookings", "advice"
FEEDBACK = "feedback"
FAMILIES, WORKING_AGE, OLDER, SUBSTANCE = "families", "working-age", "older", "substance"
SOCIAL = (FAMILIES, WORKING_AGE, OLDER, SUBSTANCE)
LAW = "703/2023 27 § and annex (verify)"
OWN = "our own rule (GDPR 5(1)(e))"
# Since when the present law holds; its times hold also for what was written before it.
IN_FORCE = date(2024, 1, 1)

# Which social service a topic belongs to. What is not named here is kept as long as the longest.
SERVICE_OF_TOPIC = {"older-home": OLDER, "money-housing": WORKING_AGE, "substance": SUBSTANCE}

# The National Archives keep for ever what concerns people born on certain days of a month: such records are
# archived, never destroyed. Patient records 18 and 28: AL/14372/07.01.01.03.01/2008. Social care: verify.
ARCHIVED_BIRTH_DAYS = {"patient": (18, 28), "social": (8, 18, 28)}


# These are destroyed and never archived: they tell of the records, not of the people, or of nobody known.
NEVER_ARCHIVED = (READINGS, DISCLOSURES, NOTES_OUT, BOOKINGS, ADVICE, FEEDBACK)


class UnknownKind(LookupError):
    """There is no rule for such a kind of record on that day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one kind of record is kept.

    :param since: from when the years are counted: sent, closed, death or done
    :param years: how many full years
    :param birth_years: when the death is not known, full years from birth instead; 0 when it is never so
    :param register: which register, empty when it is the same in both
    """

    code: str
    kind: str
    since: str
    years: int
    law: str
    register: str = ""
    birth_years: int = 0
    valid_from: date = IN_FORCE
    valid_to: date | None = None


RULES = (
    Rule("L1", LETTERS, SENT, 3, LAW),
    Rule("P1", CARE, DEATH, 12, LAW, register="patient", birth_years=120),
    Rule("S1", FAMILIES, CLOSED, 30, LAW, register="social"),
    Rule("S2", WORKING_AGE, CLOSED, 10, LAW, register="social"),
    Rule("S3", OLDER, CLOSED, 10, LAW, register="social"),
    Rule("S4", SUBSTANCE, CLOSED, 10, LAW, register="social"),
    # The row serves both registers, so it stays for the longer of the two; social care alone: 2 years.
    Rule("C1", CLIENTS, DEATH, 12, LAW, birth_years=120),
    Rule("R1", READINGS, DONE, 12, LAW),
    Rule("D1", DISCLOSURES, DONE, 12, LAW),
    Rule("B1", BOOKINGS, DONE, 12, LAW),
    # Nobody's record, so no section sets a time: long enough to compare a year with the one before.
    Rule("A1", ADVICE, CLOSED, 2, OWN, register="advice"),
    # About a team and nobody else: as long as advice, to compare a year with the one before.
    Rule("F1", FEEDBACK, DONE, 2, OWN),
    Rule("N1", NOTES_OUT, DONE, 1, OWN),
)


def kinds():
    """Return the kinds of record in the order in which they are told."""
    return tuple(dict.fromkeys(rule.kind for rule in RULES))


def rule_for(kind, on):
    """Return the rule of a kind that holds on a day.

    :raises UnknownKind: there is none
    """
    for rule in RULES:
        if rule.kind == kind and rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to):
            return rule
    raise UnknownKind(kind)


def years_before(day, years):
    """Return the same day so many years earlier; the last of February for a leap day that is not there."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def falls_due(rule, on, *, counted_from, born_on=None):
    """Test whether a record's time is over on a day: its last full year ended on the day before.

    :param counted_from: the day of sending, closing, death or doing; None when it has not been
    """
    if counted_from is not None:
        return counted_from < years_before(on, rule.years)
    return bool(rule.birth_years and born_on) and born_on < years_before(on, rule.birth_years)


def is_archived(register, birth_day):
    """Test whether the records of somebody born on a day of the month go to the archive, never to nothing.

    :param register: empty when the record belongs to both: then either is enough
    """
    registers = [register] if register else list(ARCHIVED_BIRTH_DAYS)
    return any(birth_day in ARCHIVED_BIRTH_DAYS[one] for one in registers)


def archived_days(register):
    """Return the days of a month on which those were born whose records are archived."""
    registers = [register] if register else list(ARCHIVED_BIRTH_DAYS)
    return tuple(sorted({day for one in registers for day in ARCHIVED_BIRTH_DAYS[one]}))
