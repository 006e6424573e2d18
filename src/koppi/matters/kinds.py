"""The content that a county writes about matters: topics, and where they lead."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.handbook.kinds import POSITION, Field, Kind, Problem, Sort
from koppi.people.models import Skill, Team

from .models import Topic


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


def topics(statements):
    """Return the kind of topics.

    :param statements: which warning statements there are at a moment; the packages above have them
    """
    return Kind(
        code="topic",
        name=gettext_lazy("Topics and sorting"),
        one=gettext_lazy("Topic"),
        model=Topic,
        sorts=True,
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
                options=statements,
            ),
            Field("in_form", gettext_lazy("The contact form offers it"), Sort.FLAG),
            Field("is_care", gettext_lazy("It may be a need of care"), Sort.FLAG),
            POSITION,
        ),
    )
