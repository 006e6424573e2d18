"""The rows of the matrix: task by task, with the section and the days from which each holds.

Source: decree 457/2024 of the Ministry of Social Affairs and Health on access to client data, which sets the
most that each task may see by service; law 703/2023 9 § limits every look to what is necessary. The names of
the tasks are the decree's. How its tables fall on the kinds of data that Koppi holds is our reading:
a county verifies it, and a later reading is a new row, never an edited one.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """A kind of data about a client."""

    BASE = "base"  # who they are: name, age, language
    CONTACT = "contact"  # where they live and how they are reached
    MATTER = "matter"  # what a matter is about, and the client's own words
    LETTERS = "letters"
    ASSESSMENT = "assessment"
    FILES = "files"
    NOTES = "notes"  # internal notes and questions between colleagues
    READINGS = "readings"  # who has looked


@dataclass(frozen=True, slots=True)
class Row:
    """The most that one task may see of one register, between two days."""

    register: str
    task: str
    kinds: frozenset
    section: str
    valid_from: date
    valid_to: date | None = None

    def in_force(self, day):
        """Tell whether the row holds on a day; both ends belong to it."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


# When the law's sections on access came into force; a county verifies its own day.
SINCE = date(2024, 1, 1)
ALL_CONTENT = frozenset(
    (Kind.BASE, Kind.CONTACT, Kind.MATTER, Kind.LETTERS, Kind.ASSESSMENT, Kind.FILES, Kind.NOTES)
)
# Advice to somebody whom nobody has identified is no client data, so the decree gives it no row. A task opens
# of it what it opens of a client's matters, as far as advice has it.
ADVICE = "advice"
ADVICE_KINDS = frozenset((Kind.MATTER, Kind.NOTES))


def _row(register, task, kinds):
    section = "457/2024, health care" if register == "patient" else "457/2024, social care"
    return Row(register=register, task=task, kinds=frozenset(kinds), section=section, valid_from=SINCE)


ROWS = (
    _row("patient", "broad", ALL_CONTENT),
    _row("patient", "limited", ALL_CONTENT - {Kind.ASSESSMENT}),
    _row("patient", "support", {Kind.BASE, Kind.CONTACT, Kind.MATTER}),
    _row("patient", "medicines", {Kind.BASE, Kind.MATTER, Kind.ASSESSMENT}),
    _row("patient", "admin", {Kind.BASE}),
    _row("social", "broad", ALL_CONTENT),
    _row("social", "arranging", ALL_CONTENT),
    _row("social", "child_supervisor", ALL_CONTENT - {Kind.ASSESSMENT}),
    _row("social", "delivery", ALL_CONTENT - {Kind.ASSESSMENT}),
    _row("social", "admin", {Kind.BASE}),
)
TASKS = {
    register: tuple(row.task for row in ROWS if row.register == register)
    for register in ("patient", "social")
}

# What a task is done in; an empty service is every service of the register. Social care's are its functions
# (palvelutehtävät); records of mediation, shelters and therapy notes stand outside the decree: whoever is not
# doing that very work sees none of them.
SERVICES = {
    "patient": ("",),
    "social": (
        "",
        "families",
        "working_age",
        "older_people",
        "substance_use",
        "disability",
        "child_welfare",
        "family_law",
    ),
}

# What a profession's task usually is, for whoever is put into a team with nothing else said.
_USUAL = {
    "patient": {
        "support": ("social_adviser", "social_worker"),
        "limited": ("practical_nurse", "paramedic"),
    },
    "social": {
        "broad": ("social_worker",),
        "arranging": ("social_adviser",),
    },
}
_OTHERWISE = {"patient": "broad", "social": "delivery"}


def usual_task(register, profession):
    """Return the task that a profession usually has in a register."""
    for task, professions in _USUAL[register].items():
        if profession in professions:
            return task
    return _OTHERWISE[register]
