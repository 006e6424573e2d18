"""The rules for minors, as data with days: what holds until the minor's own word, and who leads their care.

The rows that come with Koppi are in `minors.toml`; a county may name a file of its own. No database is read
and no clock.

Sources: 703/2023 34 § (capacity is noted per event; under 12 the default is "not capable"), 51 § (a capable
minor may forbid their guardian). Who leads a minor's care is for each county to decide (ASI-13).
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from .rules import ADULT_FROM

OURS = Path(__file__).with_name("minors.toml")
# The day when 703/2023 came into force.
SINCE = date(2024, 1, 1)
REGISTERS = ("patient", "social")
CAPACITIES = ("not_capable", "ask")
# Those whom a care need can call for; a test keeps them alike with `models.CARE_PROFESSIONS`.
PROFESSIONS = (
    "nurse",
    "public_health_nurse",
    "doctor",
    "psychiatric_nurse",
    "substance_use_nurse",
    "physiotherapist",
    "oral_health",
    "dentist",
    "dental_specialist",
    "social_adviser",
    "social_worker",
    "therapist",
    "paramedic",
    "practical_nurse",
)
KEYS = frozenset(
    ("register", "ages", "capacity", "guardian_sees", "needs_lead", "led_by", "law", "valid_from")
)


@dataclass(frozen=True, slots=True)
class MinorsRule:
    """What holds for minors of some ages in one register, between two days.

    :param first_age: in full years, as `last_age`; both belong to the rule
    :param asks: nothing is chosen before a professional has judged; else the minor is taken not to be capable
    :param guardian_sees: whether the guardian sees a new matter until the minor's own word
    :param led_by: the professions that may lead; empty: any
    :param valid_to: the last day, itself included
    """

    register: str
    first_age: int
    last_age: int
    asks: bool
    guardian_sees: bool
    needs_lead: bool
    led_by: tuple[str, ...]
    law: str
    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the rule is in force on a day; both ends belong to it."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def may_lead(self, profession: str) -> bool:
        """Tell whether somebody of a profession may be the named lead."""
        return not self.led_by or profession in self.led_by


def rule_for(rows: Iterable[MinorsRule], register: str, age: int, day: date) -> MinorsRule | None:
    """Return the rule for somebody of an age in a register on a day; None for who is of full age.

    A day before the first rule has the first rule (decision 0045).

    :param rows: as `read_rows` gives them: no day from the first rule on is without one
    :param age: in full years
    """
    if age >= ADULT_FROM:
        return None
    of_age = [row for row in rows if row.register == register and row.first_age <= age <= row.last_age]
    return next((row for row in of_age if row.holds(day)), None) or min(of_age, key=_first_day)


def _first_day(row: MinorsRule) -> date:
    return row.valid_from


def read_rows(path: Path) -> tuple[MinorsRule, ...]:
    """Return the rules in a file.

    :raises ValueError: the file cannot be read, or leaves some minor without one rule or with two; the text
        tells what is wrong, for whoever wrote the file
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ValueError("it must name a file that Koppi may read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"it must name a TOML file; {error}") from None
    rules = given.get("rule")
    if set(given) != {"rule"} or not isinstance(rules, list):
        raise ValueError("it must name a file of [[rule]] tables and nothing else")
    rows = tuple(_row(number, rule) for number, rule in enumerate(rules, start=1))
    for register in REGISTERS:
        for age in range(ADULT_FROM):
            _check_days(register, age, rows)
    return rows


def _row(number: int, rule: Any) -> MinorsRule:
    def check(right: bool, should: str) -> None:
        if not right:
            raise ValueError(f"it has a mistake in rule {number}: {should}")

    check(isinstance(rule, Mapping), "it must be a table")
    check(KEYS <= set(rule) <= KEYS | {"valid_to"}, f"it must have {', '.join(sorted(KEYS))}")
    check(rule["register"] in REGISTERS, "register must be patient or social")
    check(rule["capacity"] in CAPACITIES, "capacity must be not_capable or ask")
    for key in ("guardian_sees", "needs_lead"):
        check(isinstance(rule[key], bool), f"{key} must be true or false")
    asks = rule["capacity"] == "ask"
    check(asks or rule["guardian_sees"], "guardian_sees may be false only where capacity is ask")
    ages, led_by = rule["ages"], rule["led_by"]
    check(
        isinstance(ages, list)
        and [type(age) for age in ages] == [int, int]
        and 0 <= ages[0] <= ages[1] < ADULT_FROM,
        f"ages must be two whole numbers from 0 to {ADULT_FROM - 1}, the lower first",
    )
    check(
        isinstance(led_by, list) and all(one in PROFESSIONS for one in led_by),
        f"led_by must be a list of {', '.join(PROFESSIONS)}",
    )
    check(
        max(Counter(led_by).values(), default=1) == 1 and (rule["needs_lead"] or not led_by),
        "led_by names each profession once, and only where needs_lead is true",
    )
    check(isinstance(rule["law"], str) and bool(rule["law"].strip()), "law must say what it stands on")
    first, last = rule["valid_from"], rule.get("valid_to")
    check(
        type(first) is date and type(last) in (date, type(None)), "the days must be written like 2024-01-01"
    )
    check(last is None or first <= last, "valid_to must not be before valid_from")
    return MinorsRule(
        register=rule["register"],
        first_age=ages[0],
        last_age=ages[1],
        asks=asks,
        guardian_sees=rule["guardian_sees"],
        needs_lead=rule["needs_lead"],
        led_by=tuple(led_by),
        law=rule["law"].strip(),
        valid_from=first,
        valid_to=last,
    )


def _check_days(register: str, age: int, rows: Iterable[MinorsRule]) -> None:
    """Refuse an age that has on some day no rule, or two."""
    history = sorted(
        (row for row in rows if row.register == register and row.first_age <= age <= row.last_age),
        key=_first_day,
    )
    whose = f"it must give those of {age} years in the {register} register one rule on every day"
    if not history or history[0].valid_from > SINCE:
        raise ValueError(f"{whose} from {SINCE.isoformat()} on")
    for older, newer in pairwise(history):
        if older.valid_to is None or older.valid_to + timedelta(days=1) != newer.valid_from:
            raise ValueError(f"{whose}; look at what ends or begins by {newer.valid_from.isoformat()}")
    if history[-1].valid_to is not None:
        raise ValueError(f"{whose}, also after {history[-1].valid_to.isoformat()}")
