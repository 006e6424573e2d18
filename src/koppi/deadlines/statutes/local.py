"""Promises of our own. They may wait while the client is awaited; the law never does.

What stands here is how Koppi comes. A county changes the words and the lengths as versions of its own, which
are handed in from above as rules (`promise`); what they mean, and when they start, stays here.
"""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppi.deadlines.rules import Calendar, Kind, Limit, Rule, Trigger, Unit
from koppi.deadlines.statutes.rows import EVERY_REGISTER, EVERYBODY, working_days

STARTED_BY = {"P1": Trigger.CONTACT, "N1": Trigger.CAUGHT, "R1": Trigger.WAITING}
COUNTED = {
    Unit.HOURS: Calendar.OFFICE_DAYS,
    Unit.WORKING_DAYS: Calendar.WORKING_DAYS,
    Unit.DAYS: Calendar.EVERY_DAY,
}
SINCE = date(2023, 1, 1)


def promise(
    code: str,
    title: str | Promise,
    duty: str | Promise,
    limit: Limit,
    owner: str | Promise,
    *,
    version: int = 1,
    valid_from: date = SINCE,
    valid_to: date | None = None,
) -> Rule:
    """Return one version of a promise of our own, as the clocks count it.

    :raises KeyError: no clock of Koppi is started by such a promise, or its unit is not one of a promise
    """
    return Rule(
        code=code,
        version=version,
        title=title,
        duty=duty,
        kind=Kind.LOCAL,
        law="",
        section="",
        subsection="",
        act_number="",
        amendment="",
        trigger=STARTED_BY[code],
        limit=limit,
        calendar=COUNTED[limit.unit],
        concerns=EVERYBODY,
        registers=EVERY_REGISTER,
        valid_from=valid_from,
        valid_to=valid_to,
        pausable=True,
        verify=False,
        note="",
        source="The county's own decision",
        owner=owner,
    )


def local_promises() -> tuple[Rule, ...]:
    """Return the promises that Koppi comes with: answer, next step, reminder."""
    return (
        promise(
            "P1",
            _("Answer promise"),
            _("We answer within 24 hours. Weekends and holidays are not counted."),
            Limit(Unit.HOURS, 24),
            _("process owner of client intake"),
        ),
        promise(
            "N1",
            _("Next step of a matter"),
            _("A matter that somebody holds moves on, even when no other clock is running."),
            working_days(5),
            _("process owner of client intake"),
        ),
        promise(
            "R1",
            _("Reminder while waiting for the client"),
            _("We ask the client again when we have not heard from them."),
            Limit(Unit.DAYS, 30),
            _("process owner of client intake"),
        ),
    )
