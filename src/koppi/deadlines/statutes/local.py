"""Promises of our own. They may wait while the client is awaited; the law never does."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppi.deadlines.rules import Calendar, Kind, Limit, Rule, Trigger, Unit
from koppi.deadlines.statutes.rows import EVERY_REGISTER, EVERYBODY, working_days


def _promise(
    code: str,
    title: Promise,
    duty: Promise,
    limit: Limit,
    calendar: Calendar,
    trigger: Trigger,
    owner: Promise,
) -> Rule:
    return Rule(
        code=code,
        version=1,
        title=title,
        duty=duty,
        kind=Kind.LOCAL,
        law="",
        section="",
        subsection="",
        act_number="",
        amendment="",
        trigger=trigger,
        limit=limit,
        calendar=calendar,
        concerns=EVERYBODY,
        registers=EVERY_REGISTER,
        valid_from=date(2023, 1, 1),
        valid_to=None,
        pausable=True,
        verify=False,
        note="",
        source="The county's own decision",
        owner=owner,
    )


def local_promises() -> tuple[Rule, ...]:
    """Return the promises the county has made itself: answer, next step, reminder."""
    return (
        _promise(
            "P1",
            _("Answer promise"),
            _("We answer within 24 hours. Weekends and holidays are not counted."),
            Limit(Unit.HOURS, 24),
            Calendar.OFFICE_DAYS,
            Trigger.CONTACT,
            _("process owner of client intake"),
        ),
        _promise(
            "N1",
            _("Next step of a matter"),
            _("A matter that somebody holds moves on, even when no other clock is running."),
            working_days(5),
            Calendar.WORKING_DAYS,
            Trigger.CAUGHT,
            _("process owner of client intake"),
        ),
        _promise(
            "R1",
            _("Reminder while waiting for the client"),
            _("We ask the client again when we have not heard from them."),
            Limit(Unit.DAYS, 30),
            Calendar.EVERY_DAY,
            Trigger.WAITING,
            _("process owner of client intake"),
        ),
    )
