"""The content that a county writes about contacts: topics with their warning statements."""

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.handbook.kinds import POSITION, Field, Kind, Problem, Sort
from koppi.matters.kinds import topics
from koppi.matters.models import Topic

from .models import Statement
from .previews import preview_statement, preview_topic


def check_ending(code, at):
    """Return why a statement cannot end at a moment: topics still ask it."""
    asking = (
        Topic.objects.filter(Q(valid_to=None) | Q(valid_to__gt=Greatest("valid_from", Value(at))))
        .filter(statements__contains=[code])
        .order_by("position", "code", "version")
    )
    said = _("“%(topic)s” still asks this. Take it out of the topic first.")
    return [
        Problem("statements", said % {"topic": name}) for name in dict.fromkeys(row.name for row in asking)
    ]


def _statements(at):
    """Return the statements that hold at a moment and are not to end: a topic may not lose one unawares."""
    stay = Statement.objects.filter(valid_to=None).values("code")
    # What ends and begins again later leaves a time in which nobody would ask it.
    next_one = Statement.objects.filter(code=OuterRef("code"), valid_from=OuterRef("valid_to"))
    gaps = Statement.objects.filter(~Exists(next_one), valid_to__gt=at).values("code")
    rows = Statement.objects.in_force(at).filter(code__in=stay).exclude(code__in=gaps)
    rows = rows.order_by("position", "pk")
    return [(row.code, row.short) for row in rows]


def _guidance(at):
    return [(choice.value, choice.value) for choice in Statement.Guidance]


TOPICS = topics(_statements, preview_topic)
STATEMENTS = Kind(
    code="statement",
    name=gettext_lazy("Warning statements"),
    one=gettext_lazy("Warning statement"),
    model=Statement,
    title="short",
    check_end=check_ending,
    preview=preview_statement,
    fields=(
        Field("text", gettext_lazy("What the client reads"), translated=True),
        Field(
            "short",
            gettext_lazy("In a word or two"),
            help=gettext_lazy("The desk shows it after “Says:”."),
            translated=True,
            longest=60,
        ),
        Field("guidance", gettext_lazy("Whom to call"), Sort.CHOICE, options=_guidance),
        POSITION,
    ),
)
