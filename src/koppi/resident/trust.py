"""Who reads what a client writes, and how long it is kept: told by the rows that the software counts with.

Nothing here is a text of its own. A figure on a page and the figure by which records go are one and the same.
"""

from dataclasses import dataclass

from koppi.deadlines.calendars import day_of
from koppi.intake import rules as intake
from koppi.people.queries import professions_that_read
from koppi.retention import rules as retention

from .copying import OFFERED_FOR
from .words import REGISTERS


@dataclass(frozen=True, slots=True)
class Kept:
    """How long things are kept, as the rules in force say; years, but for the two that are days."""

    letters: int
    log: int
    care: int
    care_from_birth: int
    social: int
    social_families: int
    disclosures: int
    notes_out: int
    draft_days: int
    copy_days: int


def kept(at):
    """Return how long things are kept by the rules in force at a moment."""
    day = day_of(at)
    care = retention.rule_for(retention.CARE, day)
    shorter = [kind for kind in retention.SOCIAL if kind != retention.FAMILIES]
    return Kept(
        letters=retention.rule_for(retention.LETTERS, day).years,
        log=retention.rule_for(retention.READINGS, day).years,
        care=care.years,
        care_from_birth=care.birth_years,
        # The longest of those that are told in one sentence, so that nobody is told too little.
        social=max(retention.rule_for(kind, day).years for kind in shorter),
        social_families=retention.rule_for(retention.FAMILIES, day).years,
        disclosures=retention.rule_for(retention.DISCLOSURES, day).years,
        notes_out=retention.rule_for(retention.NOTES_OUT, day).years,
        draft_days=intake.DRAFT_KEPT_DAYS,
        copy_days=OFFERED_FOR.days,
    )


def readers(at):
    """Return for each register its name and the professions that may read letters there."""
    return [(REGISTERS[register], professions_that_read(register, at)) for register in ("patient", "social")]
