"""What a county writes about its segments: how each is worked with, by service and age."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.handbook.kinds import POSITION, Field, Kind, Problem, Sort

from . import words
from .models import WayOfWorking


def check_way(code, content, at):
    """Return what is wrong with a way of working: it is the only one of its segment, service and age."""
    same = {name: content[name] for name in ("segment", "register", "ages")}
    if WayOfWorking.objects.in_force(at).filter(**same).exclude(code=code).exists():
        return [Problem("ages", _("There is a way of working for these already. Change that one."))]
    if content["named"] == (content["role"] == "team"):
        return [Problem("role", _("Choose the team when nobody is named, and a role when somebody is."))]
    return []


def check_end(code, at):
    """Return why a way of working cannot end: each segment needs the one for all ages."""
    row = WayOfWorking.objects.in_force(at).filter(code=code).first()
    if row is not None and row.ages == "all":
        return [Problem("ages", _("Each segment needs a way of working for all ages. Change it instead."))]
    return []


def _segments(at):
    return list(words.SEGMENTS.items())


def _registers(at):
    return [("patient", _("Health care")), ("social", _("Social care"))]


def _ages(at):
    return list(words.AGES.items())


def _roles(at):
    return list(words.ROLES.items())


WAYS_OF_WORKING = Kind(
    code="way-of-working",
    name=gettext_lazy("How we work with each segment"),
    one=gettext_lazy("Way of working"),
    model=WayOfWorking,
    help=gettext_lazy(
        "What the client reads as “this is how we work with you”. Who has agreed already keeps what they "
        "were told, until it is looked at again."
    ),
    check=check_way,
    check_end=check_end,
    fields=(
        Field("name", gettext_lazy("Name"), translated=True, longest=120),
        Field("segment", gettext_lazy("Segment"), Sort.CHOICE, options=_segments),
        Field("register", gettext_lazy("Whose it is"), Sort.CHOICE, options=_registers),
        Field(
            "ages",
            gettext_lazy("For which ages"),
            Sort.CHOICE,
            help=gettext_lazy("One for a single age group goes before the one for all ages."),
            options=_ages,
            first="all",
        ),
        Field("named", gettext_lazy("Somebody is named for the client"), Sort.FLAG),
        Field("role", gettext_lazy("Who answers to the client"), Sort.CHOICE, options=_roles),
        Field("booking", gettext_lazy("How times are booked"), translated=True),
        Field("contact", gettext_lazy("How to get in touch"), translated=True),
        Field("promise", gettext_lazy("What we promise"), translated=True),
        Field(
            "proactive",
            gettext_lazy("We get in touch first"),
            Sort.FLAG,
            help=gettext_lazy("Otherwise the client does when they need something."),
        ),
        Field(
            "review_weeks", gettext_lazy("Weeks until it is looked at again"), Sort.NUMBER, least=1, most=260
        ),
        POSITION,
    ),
)
