"""The page of clocks for people, made from the data.

`python -m koppi.deadlines.document > docs/clocks.md` writes it anew.
"""

import sys
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import override

from koppi.deadlines.rules import Calendar, Kind, Rule, Trigger, Unit
from koppi.deadlines.statutes import RULES

CALENDARS = {
    Calendar.NONE: "—",
    Calendar.OFFICE_DAYS: "office days only",
    Calendar.WORKING_DAYS: "working days only",
    Calendar.LIMIT_DAYS: "every day; a last day off moves on",
    Calendar.EVERY_DAY: "every day; never moves",
}
TRIGGERS = {
    Trigger.CONTACT: "contact",
    Trigger.ASSESSMENT: "care need assessment",
    Trigger.NEED_FOUND: "need found",
    Trigger.FIRST_VISIT: "first visit",
    Trigger.REFERRAL: "referral",
    Trigger.OPENED: "case opened",
    Trigger.DECISION: "decision",
    Trigger.APPLICATION: "application",
    Trigger.MESSAGE: "message",
    Trigger.CAUGHT: "last step of a caught matter",
    Trigger.WAITING: "waiting begins",
}
UNITS = {
    Unit.HOURS: ("hour", "hours"),
    Unit.DAYS: ("day", "days"),
    Unit.WORKING_DAYS: ("working day", "working days"),
    Unit.WEEKS: ("week", "weeks"),
    Unit.MONTHS: ("month", "months"),
}

HEAD = """\
# Clocks

Made from `src/koppi/deadlines/statutes/` by `python -m koppi.deadlines.document`; a test compares the two.

The statutes were read in Finlex open data up to 21.2.2025, which is no official consolidation. A row with a
note still needs checking against the act in force.

- **Working day** (arkipäivä, vardag): Monday to Friday, but not 1.1., 6.1., Good Friday, Easter Monday,
  Ascension, 1.5., Midsummer Eve, 6.12. or 24.–26.12. **Office day**: a working day on which the office opens.
- The starting day is not counted. Months end on the same-numbered day, or on the month's last. Where the
  table says that a last day off moves on, it moves to the next working day (act 150/1930, section 5).
- H1: a contact in office hours, or before opening on an office day, is due when the office closes that day;
  any other contact on the next office day.
- P1: the hours run around the clock on office days. A moment outside office hours is brought back to the
  closing before it or, if the office has not been open since the contact, is the first closing after it.
- Other limits in days end when the office closes on the last day. If the office is closed that day, a
  statutory limit ends at the usual closing time, and a promise of our own is brought back as P1 is.
- A statutory clock never pauses. Waiting for the client and snoozing move only promises of our own.
- Our own promises stand here as Koppi comes. A county changes their words and lengths as versions with a
  history; a clock that runs keeps the version it was started by
  ([decision 0074](decisions/0074-own-promises-are-rows.md)).

[Worked examples](../src/koppi/deadlines/tests/worked_examples.csv) count H1 to H5 by hand, step by step.
Open them as a spreadsheet with semicolons between the columns. A test compares each row with the software.
"""


def clocks_page(rules: Iterable[Rule] = RULES) -> str:
    """Return `docs/clocks.md`: how clocks are counted, the statutes and our own promises, in English."""
    rules = tuple(rules)
    with override("en"):
        statutes = "\n".join(_statute_row(rule) for rule in rules if rule.kind is Kind.STATUTORY)
        promises = "\n".join(_promise_row(rule) for rule in rules if rule.kind is Kind.LOCAL)
    return (
        f"{HEAD}\n## Statutes\n\n"
        "| Rule | What | Law | From → limit | Counted | Concerns | Registers | In force | To be checked |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
        f"{statutes}\n\n## Our own promises\n\n"
        "| Rule | What | From → limit | Counted | Registers | In force | Owner |\n"
        "|---|---|---|---|---|---|---|\n"
        f"{promises}\n"
    )


def _statute_row(rule: Rule) -> str:
    law = f"{rule.law} ({rule.act_number}), {rule.section} §"
    law += f" {rule.subsection}" if rule.subsection else ""
    law += f", by {rule.amendment}" if rule.amendment else ""
    return _row(
        _name(rule),
        str(rule.title),
        law,
        _limit(rule),
        CALENDARS[rule.calendar],
        str(rule.concerns),
        _registers(rule),
        _in_force(rule),
        rule.note,
    )


def _promise_row(rule: Rule) -> str:
    return _row(
        _name(rule),
        str(rule.title),
        _limit(rule),
        CALENDARS[rule.calendar],
        _registers(rule),
        _in_force(rule),
        str(rule.owner),
    )


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _name(rule: Rule) -> str:
    return f"{rule.code} v{rule.version}"


def _limit(rule: Rule) -> str:
    if rule.limit.unit is Unit.AT_ONCE:
        length = "at once"
    elif rule.limit.unit is Unit.SAME_WORKING_DAY:
        length = "same working day"
    else:
        one, many = UNITS[rule.limit.unit]
        length = f"{rule.limit.amount} {one if rule.limit.amount == 1 else many}"
    return f"{TRIGGERS[rule.trigger]} → {length}"


def _registers(rule: Rule) -> str:
    return ", ".join(sorted(rule.registers))


def _in_force(rule: Rule) -> str:
    until = rule.valid_to.isoformat() if rule.valid_to else ""
    return f"{rule.valid_from.isoformat()} – {until}".rstrip()


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    sys.stdout.write(clocks_page())
