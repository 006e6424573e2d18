"""What a rule with a time limit is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise


class NoRuleInForce(LookupError):
    """No version of a rule was in force on the day asked about, or no such rule exists."""


class Kind(StrEnum):
    """Who binds us: the law, or a promise of our own."""

    STATUTORY = "statutory"
    LOCAL = "local"


class Unit(StrEnum):
    """What a limit is counted in."""

    AT_ONCE = "at_once"
    SAME_WORKING_DAY = "same_working_day"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"


class Calendar(StrEnum):
    """Which days a limit runs on, and what happens when its last day is a day off."""

    NONE = "none"
    OFFICE_DAYS = "office_days"
    """Working days on which the office opens; only they are counted."""
    WORKING_DAYS = "working_days"
    """Arkipäivät (vardagar); only they are counted."""
    LIMIT_DAYS = "limit_days"
    """All days are counted; a last day that is a day off moves on (150/1930)."""
    EVERY_DAY = "every_day"
    """All days are counted; the last day never moves. The careful reading of "vuorokausi"."""


class Trigger(StrEnum):
    """What starts a clock."""

    CONTACT = "contact"
    ASSESSMENT = "assessment"
    NEED_FOUND = "need_found"
    FIRST_VISIT = "first_visit"
    REFERRAL = "referral"
    OPENED = "opened"
    DECISION = "decision"
    APPLICATION = "application"
    MESSAGE = "message"
    CAUGHT = "caught"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long: an amount of a unit; the amount is 0 where the unit says it all."""

    unit: Unit
    amount: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One version of one time limit, valid on a range of days.

    `code` and `version` together name it for ever: a clock keeps both, so that an
    old due time can still explain itself. `verify` marks facts that were recalled
    or read in an unofficial place, and `note` says which.
    """

    code: str
    version: int
    title: str | Promise
    duty: str | Promise
    """The whole sentence that says what must be done."""
    kind: Kind
    law: str | Promise
    """The act's name; empty for a local promise."""
    section: str
    subsection: str
    act_number: str
    amendment: str
    """The number of the act that gave the section this form, or empty."""
    trigger: Trigger
    limit: Limit
    calendar: Calendar
    concerns: str | Promise
    registers: frozenset[str]
    valid_from: date
    valid_to: date | None
    """The last day in force, itself included."""
    pausable: bool
    verify: bool
    note: str
    source: str
    owner: str | Promise
    """The role that answers for a local promise; empty for a law."""

    def is_in_force(self, on: date) -> bool:
        """Tell whether this version is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
