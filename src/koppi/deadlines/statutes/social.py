"""Clocks of social care (sosiaalihuolto, socialvård), with their history."""

from datetime import date
from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from koppi.deadlines.rules import Calendar, Rule, Trigger
from koppi.deadlines.statutes.rows import (
    AT_ONCE,
    BEFORE_REFORM_2025,
    ENTRY_UNSURE,
    PATIENT,
    REFORM_2025,
    SOCIAL,
    YOUNG_2025,
    months,
    statute,
    working_days,
)

SOCIAL_WELFARE = (_("Social Welfare Act"), "1301/2014")
CHILD_WELFARE = (_("Child Welfare Act"), "417/2007")
OLDER_PEOPLE = (_("Act on Services for Older People"), "980/2012")
SOCIAL_ASSISTANCE = (_("Act on Social Assistance"), "1412/1997")

SEVENTH = working_days(7)

ASSESS = _("Start of the service need assessment")
ASSESS_DUTY = _("The service need assessment must start no later than on the seventh working day.")
READY = _("Service need assessment ready")
READY_DUTY = _("The service need assessment must be ready within the limit after the case was opened.")
SPECIAL_CHILD = _("children who need special support")
WELFARE_CHILD = _("children in child welfare")


def social_welfare_rules(older_age: int) -> tuple[Rule, ...]:
    """Return S1–S5.

    :param older_age: from which age S2 concerns everybody
    """
    row = partial(statute, registers=SOCIAL, valid_from=date(2015, 4, 1), note=ENTRY_UNSURE)
    age_open = f'"Over 75" in the act is read as {older_age} or older.'
    older = format_lazy(
        _("people aged {age} or older, and those with the highest care allowance for pensioners"),
        age=older_age,
    )
    older_or_disabled = format_lazy(
        _(
            "people aged {age} or older, those with the highest care allowance for pensioners, "
            "and people with a disability"
        ),
        age=older_age,
    )
    return (
        row(
            "S1",
            1,
            _("Urgent need for help"),
            _("An urgent need for help must be assessed at once."),
            SOCIAL_WELFARE,
            "36",
            AT_ONCE,
            Calendar.NONE,
        ),
        row(
            "S2",
            1,
            ASSESS,
            ASSESS_DUTY,
            SOCIAL_WELFARE,
            "36:2",
            SEVENTH,
            Calendar.WORKING_DAYS,
            concerns=older,
            valid_to=BEFORE_REFORM_2025,
            note=f"{age_open} {ENTRY_UNSURE}",
        ),
        row(
            "S2",
            2,
            ASSESS,
            ASSESS_DUTY,
            SOCIAL_WELFARE,
            "36:2",
            SEVENTH,
            Calendar.WORKING_DAYS,
            amendment="677/2023",
            concerns=older_or_disabled,
            valid_from=REFORM_2025,
            note=age_open,
        ),
        row(
            "S3",
            1,
            ASSESS,
            ASSESS_DUTY,
            SOCIAL_WELFARE,
            "36:3",
            SEVENTH,
            Calendar.WORKING_DAYS,
            trigger=Trigger.OPENED,
            concerns=SPECIAL_CHILD,
        ),
        row(
            "S3-ready",
            1,
            READY,
            READY_DUTY,
            SOCIAL_WELFARE,
            "36:3",
            months(3),
            Calendar.LIMIT_DAYS,
            trigger=Trigger.OPENED,
            concerns=SPECIAL_CHILD,
        ),
        row(
            "S4",
            1,
            _("Decision carried out"),
            _("The decision must be carried out within the limit after the case was opened."),
            SOCIAL_WELFARE,
            "45",
            months(3),
            Calendar.LIMIT_DAYS,
            trigger=Trigger.OPENED,
            note=f"Exceptions need a reason. {ENTRY_UNSURE}",
        ),
        row(
            "S4-urgent",
            1,
            _("Decision on an urgent need carried out"),
            _("A decision on an urgent need must be carried out at once."),
            SOCIAL_WELFARE,
            "45",
            AT_ONCE,
            Calendar.NONE,
            trigger=Trigger.OPENED,
        ),
        row(
            "S5",
            1,
            _("Mental health support of the young"),
            _("Support must begin within the limit after the need was found."),
            SOCIAL_WELFARE,
            "45:3",
            months(1),
            Calendar.LIMIT_DAYS,
            trigger=Trigger.NEED_FOUND,
            amendment="1108/2024",
            concerns=_("people under 23"),
            valid_from=YOUNG_2025,
            note="",
        ),
    )


def child_welfare_rules() -> tuple[Rule, ...]:
    """Return L1: urgency, start and end of the service need assessment."""
    row = partial(
        statute,
        trigger=Trigger.OPENED,
        concerns=WELFARE_CHILD,
        registers=SOCIAL,
        valid_from=date(2008, 1, 1),
        note=ENTRY_UNSURE,
    )
    return (
        row(
            "L1-urgent",
            1,
            _("Urgency of a child welfare case"),
            _("The urgent need for child welfare must be assessed at once."),
            CHILD_WELFARE,
            "26",
            AT_ONCE,
            Calendar.NONE,
        ),
        row("L1", 1, ASSESS, ASSESS_DUTY, CHILD_WELFARE, "26", SEVENTH, Calendar.WORKING_DAYS),
        row("L1-ready", 1, READY, READY_DUTY, CHILD_WELFARE, "26", months(3), Calendar.LIMIT_DAYS),
    )


def older_people_rules() -> tuple[Rule, ...]:
    """Return V1: services after a decision."""
    return (
        statute(
            "V1",
            1,
            _("Services of an older person"),
            _("The services must be given without delay, and within the limit after the decision."),
            OLDER_PEOPLE,
            "18",
            months(3),
            Calendar.LIMIT_DAYS,
            trigger=Trigger.DECISION,
            concerns=_("older people"),
            registers=PATIENT | SOCIAL,
            valid_from=date(2013, 7, 1),
            note=ENTRY_UNSURE,
        ),
    )


def social_assistance_rules() -> tuple[Rule, ...]:
    """Return T1: supplementary and preventive social assistance; basic assistance is Kela's."""
    row = partial(
        statute,
        trigger=Trigger.APPLICATION,
        amendment="1023/2022",
        concerns=_("people who apply for supplementary or preventive social assistance"),
        registers=SOCIAL,
        valid_from=date(2023, 1, 1),
        note=ENTRY_UNSURE,
    )
    return (
        row(
            "T1",
            1,
            _("Decision on social assistance"),
            _("The decision must be made no later than on the seventh working day."),
            SOCIAL_ASSISTANCE,
            "14 a",
            SEVENTH,
            Calendar.WORKING_DAYS,
        ),
        row(
            "T1-urgent",
            1,
            _("Decision on urgent social assistance"),
            _("The decision must be made on the same working day or the next."),
            SOCIAL_ASSISTANCE,
            "14 a",
            working_days(1),
            Calendar.WORKING_DAYS,
        ),
        row(
            "T1-request",
            1,
            _("Request to complete an application for social assistance"),
            _("The client must be asked for what is missing no later than on the seventh working day."),
            SOCIAL_ASSISTANCE,
            "14 b",
            SEVENTH,
            Calendar.WORKING_DAYS,
        ),
        row(
            "T1-talk",
            1,
            _("Talk with a social care professional"),
            _(
                "The client must be able to talk with a professional "
                "no later than on the seventh working day."
            ),
            SOCIAL_ASSISTANCE,
            "14 d",
            SEVENTH,
            Calendar.WORKING_DAYS,
        ),
    )
