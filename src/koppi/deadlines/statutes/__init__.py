"""The limits that bind Koppi, as data: statutes with their history, and our own promises.

A row is never edited once it has been in force: it gets a last day, and a new
version follows it. Facts that still need checking carry `verify` and a note; ask
`statutory_rules` for another reading of them rather than writing it elsewhere.

The statutes were read in Finlex open data up to 21.2.2025, which is no official
consolidation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from koppi.deadlines.rules import Calendar, NoRuleInForce, Rule, Trigger
from koppi.deadlines.statutes.health import health_care_rules
from koppi.deadlines.statutes.local import local_promises
from koppi.deadlines.statutes.rows import AT_ONCE, ENTRY_UNSURE, EVERY_REGISTER, statute
from koppi.deadlines.statutes.social import (
    child_welfare_rules,
    older_people_rules,
    social_assistance_rules,
    social_welfare_rules,
)

E_SERVICES = (_("Act on Electronic Services in the Public Sector"), "13/2003")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The readings of the law that still need checking."""

    older_person_from_age: int = 75
    """36 § 2 says "over 75"; the careful reading takes in those who have turned 75."""


def _receipt_rules() -> tuple[Rule, ...]:
    return (
        statute(
            "A2",
            1,
            _("Receipt for an electronic message"),
            _("A receipt must be sent at once; a machine may send it."),
            E_SERVICES,
            "12",
            AT_ONCE,
            Calendar.NONE,
            trigger=Trigger.MESSAGE,
            registers=EVERY_REGISTER,
            valid_from=date(2003, 2, 1),
            note=ENTRY_UNSURE,
        ),
    )


def statutory_rules(parameters: Parameters) -> tuple[Rule, ...]:
    """Return every statutory rule in all its versions, with the given reading of the unclear facts."""
    return (
        *health_care_rules(),
        *social_welfare_rules(parameters.older_person_from_age),
        *child_welfare_rules(),
        *older_people_rules(),
        *social_assistance_rules(),
        *_receipt_rules(),
    )


RULES: tuple[Rule, ...] = (*statutory_rules(Parameters()), *local_promises())


def rule_for(code: str, on: date, *, rules: Iterable[Rule] = RULES) -> Rule:
    """Return the version of a rule in force on a day in Finland.

    :raises NoRuleInForce: there was none that day, or the code is unknown
    """
    for rule in rules:
        if rule.code == code and rule.is_in_force(on):
            return rule
    raise NoRuleInForce(f"No version of rule {code} is in force on {on.isoformat()}.")


def rule_version(code: str, version: int, *, rules: Iterable[Rule] = RULES) -> Rule:
    """Return one version of a rule, in force or not, to explain an old due time.

    :raises NoRuleInForce: the version was never known
    """
    for rule in rules:
        if rule.code == code and rule.version == version:
            return rule
    raise NoRuleInForce(f"Rule {code} has no version {version}.")


def rules_in_force(on: date, *, rules: Iterable[Rule] = RULES) -> tuple[Rule, ...]:
    """Return the rules in force on a day, one version of each, in the order of the table."""
    return tuple(rule for rule in rules if rule.is_in_force(on))
