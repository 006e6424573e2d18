"""The content that a county writes for letters: text modules."""

from django.utils.translation import gettext_lazy

from koppi.handbook.kinds import Field, Kind, Sort
from koppi.people.models import Team

from .models import TextModule


def _teams(at):
    rows = Team.objects.filter(closed_at=None).order_by("name_fi", "pk")
    return [(row.code, row.name) for row in rows]


TEXT_MODULES = Kind(
    code="text-module",
    name=gettext_lazy("Text modules"),
    one=gettext_lazy("Text module"),
    model=TextModule,
    title="title",
    fields=(
        Field("title", gettext_lazy("Title"), translated=True, longest=80),
        Field("body", gettext_lazy("Text"), Sort.TEXT, translated=True, longest=4000),
        Field(
            "team",
            gettext_lazy("Only for this team"),
            Sort.CHOICE,
            help=gettext_lazy("Empty: everybody may use it."),
            required=False,
            options=_teams,
            refers=Team,
        ),
    ),
)
