"""How the chat goes, as tables of numbers and of names of staff."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from koppi.intake.words import language_name
from koppi.matters.models import Topic
from koppi.matters.queries.endings import first_words
from koppi.ui import times

from ..words import CHAT_ENDED


@dataclass(frozen=True, slots=True)
class Table:
    """A table to draw: what it shows, its columns, and rows whose first cell names them."""

    caption: str
    columns: list
    rows: list


@dataclass(frozen=True, slots=True)
class NowTables:
    """The chat at this moment."""

    routes: Table
    watches: Table
    waiting: int


def chat_now(overview, at):
    """Return the chat at a moment as tables."""
    lang = get_language()
    routes = [
        [
            route.name,
            _("ended, lets nobody in") if route.has_ended else _("open") if route.is_open else _("closed"),
            route.waiting,
            route.urgent,
            times.duration(at - route.longest_since, lang) if route.longest_since else NOTHING,
            route.talking,
            route.watching,
        ]
        for route in overview.routes
    ]
    watches = [
        [row.name, ", ".join(row.routes), times.short(row.since, at, lang), f"{row.talks} / {row.capacity}"]
        for row in overview.watches
    ]
    return NowTables(
        routes=Table(
            _("Chats"),
            _columns(
                _("Chat"),
                _("Now"),
                pgettext("chat", "Waiting"),
                _("With a warning sign"),
                _("Longest wait"),
                _("Talks"),
                _("On watch"),
            ),
            routes,
        ),
        watches=Table(
            _("Who is where"), _columns(_("Who"), _("Chats"), _("Since"), _("Talks, and room")), watches
        ),
        waiting=sum(route.waiting for route in overview.routes),
    )


@dataclass(frozen=True, slots=True)
class FigureTables:
    """The chat of some days."""

    first: date
    last: date
    chat_name: str
    entered: int
    tables: list[Table]


NOTHING = "–"


def chat_figures(found, *, first, last, chat_name, at):
    """Return the figures of some days as tables; one statement, for the names of topics."""
    topics = {topic.code: topic.name for topic in Topic.objects.in_force(at).filter(code__in=found.by_topic)}
    how = [
        (_("Came to the chat"), found.entered),
        (_("With a warning sign"), found.urgent),
        (_("Somebody answered"), found.called),
        (_("Half waited at most"), _minutes(found.wait_median)),
        (_("Nine in ten waited at most"), _minutes(found.wait_90)),
        (_("Half of the talks lasted at most"), _minutes(found.talk_median)),
        (_("Gave up before anybody answered"), found.abandoned),
        (_("Were called and did not come"), found.left),
        (_("Chose a call instead"), found.called_back),
        (_("Still waited when the chat closed, and were answered by message"), found.closed_out),
        (_("Had the answer that was promised"), found.answered),
        (_("Had it in time"), _share(found.answered_in_time, found.answered)),
    ]
    kinds = [
        (_("Queue and answers"), _("What"), how),
        (_("Why they came"), _("Topic"), _named(found.by_topic, lambda code: topics.get(code, code))),
        (_("How the visits ended"), _("How"), _named(found.by_how, lambda code: str(CHAT_ENDED[code]))),
        (_("What came of the matters"), _("Outcome"), _named(found.by_outcome, _outcome)),
        (_("When they came"), _("Hour"), [(_hour(hour), count) for hour, count in found.by_hour.items()]),
        (_("In which language"), _("Language"), _named(found.by_language, language_name)),
    ]
    return FigureTables(
        first=first,
        last=last,
        chat_name=chat_name,
        entered=found.entered,
        tables=[
            Table(caption, _columns(head, _("How many")), [list(row) for row in rows])
            for caption, head, rows in kinds
            if rows
        ],
    )


def _columns(*said):
    return [{"said": one, "number": number > 0} for number, one in enumerate(said)]


def _named(counts, name):
    return [(name(code), count) for code, count in counts.items()]


def _outcome(code):
    return first_words(code).name or code


def _hour(hour):
    return f"{hour}–{hour + 1}"


def _minutes(count):
    if count is None:
        return NOTHING
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _share(part, whole):
    if not whole:
        return NOTHING
    return _("%(part)s, that is %(percent)s %%") % {"part": part, "percent": round(100 * part / whole)}
