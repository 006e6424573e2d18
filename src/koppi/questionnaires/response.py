"""Answers, and the QuestionnaireResponse they travel in."""

from dataclasses import dataclass
from typing import Any

from . import values
from .errors import Flaw, UnreadableResponse
from .extensions import value_in
from .form import VALUE_OF


@dataclass(frozen=True)
class Answer:
    """One answer: a FHIR value, and what was asked under it."""

    kind: str
    value: Any
    items: tuple["Given", ...] = ()


@dataclass(frozen=True)
class Given:
    """What was given to an item: answers to a question, or one round of a group."""

    link_id: str
    answers: tuple[Answer, ...] = ()
    items: tuple["Given", ...] = ()


def read_response(form, source):
    """Return the answers of a QuestionnaireResponse and what it says of itself.

    :raises UnreadableResponse: it has items that the questionnaire has not, or values of another type
    """
    if not isinstance(source, dict) or source.get("resourceType") != "QuestionnaireResponse":
        raise UnreadableResponse([Flaw("not_response", "resourceType")])
    flaws: list[Flaw] = []
    given = _read(form.items, source, "", flaws)
    if flaws:
        raise UnreadableResponse(flaws)
    return given


def _read(items, source, place, flaws):
    known = {item.link_id: item for item in items}
    found = []
    entries = source.get("item", [])
    for at, entry in enumerate(entries if isinstance(entries, list) else [None]):
        where = f"{place}.item[{at}]".lstrip(".")
        if not isinstance(entry, dict):
            flaws.append(Flaw("shape", where, what="{ }"))
            continue
        item = known.get(str(entry.get("linkId")))
        if not item:
            flaws.append(Flaw("unknown_item", where, what=str(entry.get("linkId"))[:200]))
            continue
        answers = _answers(item, entry, where, flaws)
        under = () if item.is_question else _read(item.items, entry, where, flaws)
        found.append(Given(item.link_id, answers, under))
    return tuple(found)


def _answers(item, entry, place, flaws):
    found = []
    answers = entry.get("answer", [])
    for at, answer in enumerate(answers if isinstance(answers, list) else [None]):
        where = f"{place}.answer[{at}]"
        kind, value = value_in(answer)
        if kind not in VALUE_OF.get(item.type, ()) or not values.fits(kind, value):
            flaws.append(Flaw("value_type", where, item.link_id))
        else:
            found.append(Answer(kind, value, _read(item.items, answer, where, flaws)))
    return tuple(found)


def as_items(form, given):
    """Return answers as the `item` list of a QuestionnaireResponse, with the words that were asked."""
    listed = []
    for one in given:
        entry: dict[str, Any] = {"linkId": one.link_id}
        if text := form.by_id[one.link_id].words.text:
            entry["text"] = text
        if one.answers:
            entry["answer"] = [_as_answer(form, answer) for answer in one.answers]
        if one.items:
            entry["item"] = as_items(form, one.items)
        listed.append(entry)
    return listed


def _as_answer(form, answer):
    under = {"item": as_items(form, answer.items)} if answer.items else {}
    return {f"value{answer.kind}": answer.value, **under}


def write_response(form, given, *, completed):
    """Return a QuestionnaireResponse, pinned to the version that was asked."""
    response: dict[str, Any] = {"resourceType": "QuestionnaireResponse"}
    if form.url:
        response["questionnaire"] = form.canonical
    response["status"] = "completed" if completed else "in-progress"
    if given:
        response["item"] = as_items(form, given)
    return response
