"""The content that a county writes about matters: topics and where they lead, and how matters can end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.handbook.kinds import POSITION, Field, Kind, Problem, Sort
from koppi.people.models import Skill, Team

from .content import ENDINGS, FIRST
from .models import ClosingReason, Topic
from .rules import ENDED_BY_PEOPLE


def check_topic(code, content, at):
    """Return what is wrong with a topic: the teams and the registers must fit each other."""
    found = []
    teams = {
        row.code: row
        for row in Team.objects.filter(code__in=[content["patient_team"], content["social_team"]])
    }
    for register, missing, other in (
        (
            "patient",
            _("Choose the team of health care that these contacts go to."),
            _("This team is not of health care."),
        ),
        (
            "social",
            _("Choose the team of social care that these contacts go to."),
            _("This team is not of social care."),
        ),
    ):
        chosen = content[f"{register}_team"]
        if content["registers"] in (register, "both") and not chosen:
            found.append(Problem(f"{register}_team", missing))
        elif chosen and teams[chosen].register != register:
            found.append(Problem(f"{register}_team", other))
    return found


def _teams(register):
    def teams(at):
        rows = Team.objects.filter(register=register, closed_at=None).order_by("name_fi", "pk")
        return [(row.code, row.name) for row in rows]

    return teams


def _skills(at):
    return [(row.code, row.name) for row in Skill.objects.order_by("name_fi", "pk")]


def _registers(at):
    return [
        ("patient", _("Health care")),
        ("social", _("Social care")),
        ("both", _("Both: two linked matters")),
    ]


def _bookings(at):
    return [
        ("assessed", _("The client, once the need has been assessed")),
        ("resident", _("The client, at once")),
        ("team", _("The team alone")),
        ("contact_person", _("The client's own person alone")),
    ]


def topics(statements, preview):
    """Return the kind of topics; what the packages above know comes from them.

    :param statements: which warning statements there are at a moment
    :param preview: how contacts would have been sorted
    """
    return Kind(
        code="topic",
        name=gettext_lazy("Topics and sorting"),
        one=gettext_lazy("Topic"),
        model=Topic,
        preview=preview,
        check=check_topic,
        fields=(
            Field("name", gettext_lazy("Name"), translated=True, longest=120),
            Field(
                "hint",
                gettext_lazy("Hint"),
                help=gettext_lazy("A few examples."),
                translated=True,
                required=False,
            ),
            Field("registers", gettext_lazy("Whose it is"), Sort.CHOICE, options=_registers),
            Field(
                "patient_team",
                gettext_lazy("Team of health care"),
                Sort.CHOICE,
                required=False,
                options=_teams("patient"),
                refers=Team,
            ),
            Field(
                "patient_skill",
                gettext_lazy("Skill needed in health care"),
                Sort.CHOICE,
                required=False,
                options=_skills,
            ),
            Field(
                "social_team",
                gettext_lazy("Team of social care"),
                Sort.CHOICE,
                required=False,
                options=_teams("social"),
                refers=Team,
            ),
            Field(
                "social_skill",
                gettext_lazy("Skill needed in social care"),
                Sort.CHOICE,
                required=False,
                options=_skills,
            ),
            Field(
                "statements",
                gettext_lazy("Warning statements"),
                Sort.CHOICES,
                help=gettext_lazy("Asked in this order."),
                required=False,
                ordered=True,
                options=statements,
            ),
            Field("in_form", gettext_lazy("The contact form offers it"), Sort.FLAG),
            Field("is_care", gettext_lazy("It may be a need of care"), Sort.FLAG),
            Field(
                "booking",
                gettext_lazy("Who books an appointment"),
                Sort.CHOICE,
                help=gettext_lazy("The reception hours must allow it, too."),
                options=_bookings,
            ),
            POSITION,
        ),
    )


def check_closing_reason(code, content, at):
    """Return what is wrong with a closing reason: outcomes are counted, so they keep their codes."""
    outcome, offered = content["outcome"], content["offered"]
    if code in FIRST and outcome != code:
        return [Problem("outcome", _("These are the outcome's own words, so the outcome stays."))]
    if code not in FIRST and outcome not in ENDED_BY_PEOPLE:
        return [Problem("outcome", _("This outcome follows from something else; choose another one."))]
    if offered and outcome not in ENDED_BY_PEOPLE:
        return [Problem("offered", _("Nobody chooses this: it follows from something else."))]
    return _check_some_are_left(code, _both(content["registers"]) if offered else (), at)


def check_closing_end(code, at):
    """Return why a closing reason cannot end: an outcome's own words are always needed."""
    if code in FIRST:
        said = _("An outcome keeps its words. To stop offering it, untick “People may choose it”.")
        return [Problem("offered", said)]
    return _check_some_are_left(code, (), at)


def _check_some_are_left(code, registers, at):
    others = ClosingReason.objects.in_force(at).filter(offered=True).exclude(code=code)
    left = set(registers).union(*(_both(one) for one in others.values_list("registers", flat=True)))
    if left != {"patient", "social"}:
        return [Problem("offered", _("At least one way to close must be left in each register."))]
    return []


def _both(registers):
    return ("patient", "social") if registers == "both" else (registers,)


def _outcomes(at):
    return [(one.outcome, one.in_words()[0]) for one in ENDINGS]


def _where(at):
    return [("both", _("In both registers")), ("patient", _("Health care")), ("social", _("Social care"))]


CLOSING_REASONS = Kind(
    code="closing-reason",
    name=gettext_lazy("Outcomes and closing reasons"),
    one=gettext_lazy("Closing reason"),
    model=ClosingReason,
    help=gettext_lazy("How a matter can be closed. The outcome is what is counted; the words are yours."),
    check=check_closing_reason,
    check_end=check_closing_end,
    fields=(
        Field("name", gettext_lazy("Name"), translated=True, longest=120),
        Field("told", gettext_lazy("What the client reads"), translated=True),
        Field("outcome", gettext_lazy("Counted as"), Sort.CHOICE, options=_outcomes),
        Field("registers", gettext_lazy("Where it is used"), Sort.CHOICE, options=_where),
        Field("offered", gettext_lazy("People may choose it"), Sort.FLAG),
        POSITION,
    ),
)
