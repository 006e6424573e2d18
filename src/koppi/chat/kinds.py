"""What a county writes about its chat: the ways into it, and what they ask of topics."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from koppi.access.second_lock import whole_house
from koppi.handbook.kinds import POSITION, Field, Kind, Problem, Sort
from koppi.matters.models import Topic
from koppi.people.models import Municipality, Team

from . import rules
from .models import Route, Visit
from .previews import preview_route


def check_route(code, content, at):
    """Return what is wrong with a way into the chat: its hours, and what is not of its register."""
    found = list(_wrong_hours(content))
    register = content["register"]
    standing = Route.objects.filter(code=code).order_by("-version").first()
    if standing and standing.register != register:
        said = _("A chat stays with its service. End this one, and add another.")
        return [Problem("register", said)]
    topics = Topic.objects.in_force(at).filter(code__in=content["topics"]).order_by("position", "pk")
    if strange := [topic.name for topic in topics if register not in topic.touched]:
        said = _NOT_OF[register][0] % {"topics": ", ".join(strange)}
        found.append(Problem("topics", said))
    team = Team.objects.filter(code=content["team"]).first() if content["team"] else None
    if team and team.register != register:
        found.append(Problem("team", str(_NOT_OF[register][1])))
    return found


_NOT_OF = {
    "patient": (
        gettext_lazy("These topics are not of health care: %(topics)s."),
        gettext_lazy("This team is not of health care."),
    ),
    "social": (
        gettext_lazy("These topics are not of social care: %(topics)s."),
        gettext_lazy("This team is not of social care."),
    ),
}


def _wrong_hours(content):
    opens, closes, last_entry = content["opens"], content["closes"], content["last_entry"]
    if closes <= opens:
        yield Problem("closes", _("It would close before it opens. Write a later hour."))
    elif last_entry >= (closes - opens) * 60:
        yield Problem("last_entry", _("It is not open for so long, so nobody could ever come in."))


def end_means(code, at):
    """Return what it means that a way into the chat ends, and how many are in it now."""
    route = Route.objects.in_force(at).filter(code=code).first()
    if route is None:
        return
    yield _(
        "Nobody new comes in from then on. Who waits or talks then keeps their place until the chat closes "
        "for that day; who still waits becomes an ordinary matter of the team and is told so."
    )
    with whole_house():
        waiting = Visit.objects.waiting().filter(route__code=code).count()
    if waiting:
        text = ngettext("%(count)s person waits in it now.", "%(count)s people wait in it now.", waiting)
        yield text % {"count": waiting}
    others = Route.objects.in_force(at).filter(register=route.register, valid_to=None).exclude(code=code)
    if not others.exists():
        yield str(_LAST_OF[route.register])


_LAST_OF = {
    "patient": gettext_lazy("This is the last chat of health care: then nobody can chat with health care."),
    "social": gettext_lazy("This is the last chat of social care: then nobody can chat with social care."),
}


def topics_of_chats(topics):
    """Return the kind of topics, which then leaves no chat without anything to talk about.

    :param topics: the kind as the packages below know it
    """

    def check(code, content, at):
        found = list(topics.check(code, content, at))
        both = content["registers"] == "both"
        left = ("patient", "social") if both else (content["registers"],)
        field = "registers" if content["in_form"] else "in_form"
        return [*found, *_left_empty(code, left if content["in_form"] else (), field, at)]

    def check_end(code, at):
        return [*topics.check_end(code, at), *_left_empty(code, (), "name", at)]

    return replace(topics, check=check, check_end=check_end)


def _left_empty(code, registers, field, at):
    """Return which ways would have no topic left, when one topic is of these registers alone."""
    lasting = Route.objects.filter(topics__contains=[code]).exclude(register__in=registers)
    lasting = lasting.exclude(valid_to__lte=at).order_by("position", "pk")
    routes = [route for route in lasting if route.valid_to is None or route.valid_to > route.valid_from]
    if not routes:
        return
    others = {
        topic.code: topic for topic in Topic.objects.in_force(at).filter(in_form=True).exclude(code=code)
    }
    said = _("The chat “%(chat)s” would have no topic left. Give it another one or end it first.")
    names = {}
    for route in routes:
        rest = [others[one] for one in route.topics if one in others]
        if not any(route.register in topic.touched for topic in rest):
            names[route.name] = True
    for name in names:
        yield Problem(field, said % {"chat": name})


def _topics(at):
    rows = Topic.objects.in_force(at).filter(in_form=True).order_by("position", "pk")
    return [(row.code, row.name) for row in rows]


def _whose_topics(at):
    """Return of which services the topics are, to be read beside them."""
    said = {
        "patient": _("Health care"),
        "social": _("Social care"),
        "both": _("Health care and social care"),
    }
    rows = Topic.objects.in_force(at).values_list("code", "registers")
    return {code: said[registers] for code, registers in rows}


def _teams(at):
    rows = Team.objects.filter(closed_at=None).order_by("name_fi", "pk")
    return [(row.code, row.name) for row in rows]


def _registers(at):
    return [("patient", _("Health care")), ("social", _("Social care"))]


def _municipalities(at):
    rows = Municipality.objects.filter(served=True).order_by("name_fi", "pk")
    return [(row.code, row.name) for row in rows]


AT_HOUR = gettext_lazy("%(number)s:00")
CHATS = Kind(
    code="chat",
    name=gettext_lazy("Chats"),
    one=gettext_lazy("Chat"),
    model=Route,
    help=gettext_lazy(
        "The ways into the chat, as clients choose among them. Who is in the chat already stays by what they "
        "came in by."
    ),
    check=check_route,
    end_means=end_means,
    preview=preview_route,
    preview_name=gettext_lazy("What would last week have been like?"),
    fields=(
        Field("name", gettext_lazy("Name"), translated=True, longest=120),
        Field(
            "invite", gettext_lazy("What the client reads"), Sort.TEXT, translated=True, longest=300, rows=4
        ),
        Field(
            "register",
            gettext_lazy("Whose it is"),
            Sort.CHOICE,
            help=gettext_lazy("This stays: whoever answers is of this service."),
            options=_registers,
        ),
        Field(
            "topics",
            gettext_lazy("Topics"),
            Sort.CHOICES,
            help=gettext_lazy("What one can come about."),
            options=_topics,
            hints=_whose_topics,
        ),
        Field(
            "team",
            gettext_lazy("Team that the matters come to"),
            Sort.CHOICE,
            help=gettext_lazy("Empty: the topic’s own team."),
            required=False,
            options=_teams,
            refers=Team,
            nothing=gettext_lazy("The topic’s own team"),
        ),
        Field(
            "municipalities",
            gettext_lazy("Only for who lives here"),
            Sort.CHOICES,
            help=gettext_lazy("None chosen: everywhere that the county serves."),
            required=False,
            options=_municipalities,
            nothing=gettext_lazy("Everywhere that the county serves"),
        ),
        Field(
            "opens",
            gettext_lazy("Opens"),
            Sort.NUMBER,
            help=gettext_lazy("A whole hour, 0–23. It is open when the chat’s opening hours allow it, too."),
            most=23,
            said=AT_HOUR,
        ),
        Field(
            "closes",
            gettext_lazy("Closes"),
            Sort.NUMBER,
            help=gettext_lazy("A whole hour, 1–24."),
            least=1,
            most=24,
            first=24,
            said=AT_HOUR,
        ),
        Field(
            "last_entry",
            gettext_lazy("Last entry, minutes before closing"),
            Sort.NUMBER,
            help=gettext_lazy("After that nobody new comes in."),
            most=480,
            first=15,
        ),
        Field(
            "most_at_once",
            gettext_lazy("Most talks at once"),
            Sort.NUMBER,
            help=gettext_lazy("The most that one professional may choose, from their next watch on."),
            least=1,
            most=rules.MOST_AT_ONCE,
            first=3,
        ),
        Field(
            "most_waiting",
            gettext_lazy("Most people waiting at once"),
            Sort.NUMBER,
            help=gettext_lazy("0: as many as come."),
            nothing=gettext_lazy("As many as come"),
        ),
        Field(
            "grace",
            gettext_lazy("Minutes to come when called"),
            Sort.NUMBER,
            help=gettext_lazy("For a client who has left the page. Then it goes on as messages."),
            least=1,
            most=60,
            first=5,
        ),
        POSITION,
    ),
)
