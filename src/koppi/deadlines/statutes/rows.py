"""What the rows of the statutes share."""

from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppi.deadlines.rules import Calendar, Kind, Limit, Rule, Trigger, Unit

PATIENT = frozenset({"patient"})
SOCIAL = frozenset({"social"})
EVERY_REGISTER = frozenset({"patient", "social", "advice"})

EVERYBODY = _("everybody")

FINLEX = "Finlex open data, 21.2.2025"
ENTRY_UNSURE = "The first day in force is recalled, not read."

REFORM_2025 = date(2025, 1, 1)
BEFORE_REFORM_2025 = date(2024, 12, 31)
YOUNG_2025 = date(2025, 5, 1)

AT_ONCE = Limit(Unit.AT_ONCE)


def months(amount: int) -> Limit:
    """Return a limit of calendar months."""
    return Limit(Unit.MONTHS, amount)


def working_days(amount: int) -> Limit:
    """Return a limit of working days."""
    return Limit(Unit.WORKING_DAYS, amount)


def statute(
    code: str,
    version: int,
    title: Promise,
    duty: Promise,
    law: tuple[Promise, str],
    section: str,
    limit: Limit,
    calendar: Calendar,
    **more: Any,
) -> Rule:
    """Return one version of a statutory rule.

    `law` is the act's name and number; `section` is "51 a" or, with its subsection,
    "51 a:3". A row with a note needs checking. What is not said is the commonest:
    a contact starts the clock, everybody is concerned, the row is in the patient
    register and still in force. A statutory clock is never pausable.
    """
    number, _colon, subsection = section.partition(":")
    common: dict[str, Any] = {
        "trigger": Trigger.CONTACT,
        "concerns": EVERYBODY,
        "registers": PATIENT,
        "valid_to": None,
        "amendment": "",
        "note": "",
    }
    return Rule(
        code=code,
        version=version,
        title=title,
        duty=duty,
        kind=Kind.STATUTORY,
        law=law[0],
        act_number=law[1],
        section=number,
        subsection=subsection,
        limit=limit,
        calendar=calendar,
        pausable=False,
        verify=bool(more.get("note")),
        source=FINLEX,
        owner="",
        **{**common, **more},
    )
