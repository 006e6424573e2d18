"""What a county writes for those who write: text modules, instruction cards, recording templates."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.handbook.kinds import POSITION, Field, Kind, Problem, Sort
from koppi.handbook.models import LANGUAGES
from koppi.matters.models import Topic
from koppi.people.models import CARE_PROFESSIONS, Team

from .models import InstructionCard, RecordingTemplate, TextModule
from .rules import headings, unknown_placeholders

MOST_HEADINGS = 12


def _teams(at):
    rows = Team.objects.filter(closed_at=None).order_by("name_fi", "pk")
    return [(row.code, row.name) for row in rows]


def _topics(at):
    rows = Topic.objects.in_force(at).order_by("position", "pk")
    return [(row.code, row.name) for row in rows]


def _registers(at):
    return [("patient", _("Health care")), ("social", _("Social care"))]


def _professions(at):
    return CARE_PROFESSIONS


def check_headings(code, content, at):
    """Return what is wrong with the headings of a recording template: each language needs the same ones."""
    found = {language: headings(content["body"][language]) for language in LANGUAGES}
    if any(not heading for rows in found.values() for heading, _hint in rows):
        return [Problem("body", _("A line begins with a colon: write the heading before it."))]
    if len({len(rows) for rows in found.values()}) > 1:
        said = _("Each language needs the same headings: Finnish has %(fi)d, Swedish %(sv)d, English %(en)d.")
        return [Problem("body", said % {language: len(rows) for language, rows in found.items()})]
    if len(found["fi"]) > MOST_HEADINGS:
        return [Problem("body", _("At most %(most)d headings.") % {"most": MOST_HEADINGS})]
    return []


def check_placeholders(code, content, at):
    """Return what is wrong with a text module: nothing fills the placeholders that it names."""
    unknown = {word for language in LANGUAGES for word in unknown_placeholders(content["body"][language])}
    said = _("Nothing is known to put in the place of %(what)s.")
    return [Problem("body", said % {"what": f"{{{word}}}"}) for word in sorted(unknown)]


def _at_hand(body):
    """Return the fields of what is at hand for some topics and some people."""
    return (
        Field("title", gettext_lazy("Title"), translated=True, longest=80),
        body,
        Field(
            "topics",
            gettext_lazy("Topics"),
            Sort.CHOICES,
            help=gettext_lazy("None chosen: every topic."),
            required=False,
            options=_topics,
        ),
        Field(
            "register",
            gettext_lazy("Only in one register"),
            Sort.CHOICE,
            help=gettext_lazy("Empty: in both."),
            required=False,
            options=_registers,
        ),
        Field(
            "team",
            gettext_lazy("Only for this team"),
            Sort.CHOICE,
            help=gettext_lazy("Empty: every team."),
            required=False,
            options=_teams,
            refers=Team,
        ),
        Field(
            "professions",
            gettext_lazy("Only for these professions"),
            Sort.CHOICES,
            help=gettext_lazy("None chosen: every profession."),
            required=False,
            options=_professions,
        ),
        POSITION,
    )


TEXT_MODULES = Kind(
    code="text-module",
    name=gettext_lazy("Text modules"),
    one=gettext_lazy("Text module"),
    model=TextModule,
    title="title",
    check=check_placeholders,
    fields=(
        Field("title", gettext_lazy("Title"), translated=True, longest=80),
        Field(
            "body",
            gettext_lazy("Text"),
            Sort.TEXT,
            help=gettext_lazy(
                "{name} becomes the client’s given name, {me} the writer’s name, {team} the team. {book}, "
                "{call} and {worse} become links: book a time, ask for a call, tell that it got worse. "
                "Two to six last lines that begin with ( ) become answers that the client can press."
            ),
            translated=True,
            longest=4000,
        ),
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

INSTRUCTION_CARDS = Kind(
    code="instruction-card",
    name=gettext_lazy("Instruction cards"),
    one=gettext_lazy("Instruction card"),
    model=InstructionCard,
    title="title",
    help=gettext_lazy("The agreed instructions for a topic, at hand beside the client and on the phone."),
    fields=_at_hand(
        Field(
            "body",
            gettext_lazy("Instructions"),
            Sort.TEXT,
            help=gettext_lazy("An empty line begins a paragraph. A line that begins with “- ” is a point."),
            translated=True,
            longest=4000,
        )
    ),
)
RECORDING_TEMPLATES = Kind(
    code="recording-template",
    name=gettext_lazy("Recording templates"),
    one=gettext_lazy("Recording template"),
    model=RecordingTemplate,
    title="title",
    help=gettext_lazy("The headings of a note, so that everybody records alike."),
    check=check_headings,
    fields=_at_hand(
        Field(
            "body",
            gettext_lazy("Headings"),
            Sort.TEXT,
            help=gettext_lazy("A heading on each line. After a colon: what belongs under it."),
            translated=True,
            longest=2000,
        )
    ),
)
