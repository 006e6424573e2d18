"""How a matter can end and how it ended, in the county's words."""

from dataclasses import dataclass

from koppi.handbook.models import in_language

from ..content import FIRST
from ..models import ClosingReason
from ..rules import ADVICE_ENDS


@dataclass(frozen=True, slots=True)
class Ended:
    """How a matter ended, in the reader's language: what the desk calls it, and what the client reads."""

    name: str
    told: str


NOT_ENDED = Ended("", "")


def closing_choices(matter, at):
    """Return the ways to close a matter at a moment, in order: pairs of code and name."""
    found = ways_to_close(matter.works_in, at)
    return [(code, name) for code, outcome, name in found if not matter.is_advice or outcome in ADVICE_ENDS]


def ways_to_close(register, at):
    """Return the ways to close matters of a register, in order: code, outcome and name of each."""
    rows = list(ClosingReason.objects.offered(register, at))
    if not rows:
        return [(one.outcome, one.outcome, one.in_words()[0]) for one in FIRST.values() if one.offered]
    return [(row.code, row.outcome, row.name) for row in rows]


def how_it_ended(matter):
    """Return how a matter ended, by the version it was closed by; `select_related` has it at hand."""
    if matter.closed_as:
        return _in_words(matter.closed_as)
    return first_words(matter.outcome)


def first_words(outcome):
    """Return the words that Koppi comes with for an outcome; empty ones for no outcome."""
    return Ended(*FIRST[outcome].in_words()) if outcome in FIRST else NOT_ENDED


def endings_of(events):
    """Return how the matter ended at each event that closed it, by its number; at most one statement."""
    codes = {event.data["reason"] for event in events if "reason" in event.data}
    rows = ClosingReason.objects.filter(code__in=codes) if codes else ()
    words = {(row.code, row.version): _in_words(row) for row in rows}
    return {
        event.matter_no: words.get((event.data.get("reason"), event.data.get("reason_version")))
        or first_words(event.data["outcome"])
        for event in events
        if event.kind == "matter.closed"
    }


def _in_words(row):
    return Ended(row.name, in_language(row, "told"))
