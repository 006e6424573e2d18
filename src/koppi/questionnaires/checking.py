"""What is wrong with the answers of a sheet: missing, too many, or not what was asked for."""

from . import patterns, values
from .errors import Fault


def faults_of(places):
    """Yield what is wrong at the places that are asked.

    Nobody can answer what is hidden, counted or only to be read, so nothing is required there. What lies in a
    group or under an answer is required when that group or answer is there.
    """
    filled = set()
    for place in places:
        if place.answers:
            filled.update(place.address[:size] for size in range(1, len(place.address) + 1))
    rounds: dict[tuple, list] = {}
    for place in places:
        item = place.item
        if item.is_question:
            yield from _answers(place)
        elif item.is_group:
            rounds.setdefault((place.holder, item.link_id), []).append(place)
    for (_holder, link_id), same in rounds.items():
        yield from _rounds(link_id, same, filled)


def _rounds(link_id, places, filled):
    item = places[0].item
    if item.hidden or item.read_only:
        return
    full = sum(place.address in filled for place in places)
    address = places[0].address
    if item.most and full > item.most:
        yield Fault("too_many", link_id, address, str(item.most))
    if item.required and full == 0:
        yield Fault("required", link_id, address)
    elif (item.required or full) and full < item.least:
        yield Fault("too_few", link_id, address, str(item.least))


def _answers(place):
    item, count = place.item, len(place.answers)
    if not count:
        asked = item.required and not (item.hidden or item.calculated or item.read_only)
        if asked and not _hidden_above(place):
            yield Fault("required", item.link_id, place.address)
        return
    if count < item.least:
        yield Fault("too_few", item.link_id, place.address, str(item.least))
    if item.most and count > item.most:
        yield Fault("too_many", item.link_id, place.address, str(item.most))
    for code, limit in _wrong_together(item, place.answers):
        yield Fault(code, item.link_id, place.address, limit)
    if not item.calculated:
        for answer in place.answers:
            for code, limit in wrong_with(item, answer.kind, answer.value):
                yield Fault(code, item.link_id, place.address, limit)


def _hidden_above(place):
    above = place.above
    while above:
        if above.item.hidden or above.item.read_only:
            return True
        above = above.above
    return False


def _wrong_together(item, answers):
    chosen = [_option(item, answer.kind, answer.value) for answer in answers]
    if len(answers) > 1 and any(option and option.alone for option in chosen):
        yield "alone", ""
    known = [id(option) for option in chosen if option]
    if len(set(known)) < len(known) and not item.calculated:
        yield "twice", ""


def _option(item, kind, value):
    return next(
        (option for option in item.options if values.equal(kind, value, option.kind, option.value)), None
    )


def wrong_with(item, kind, value):
    """Yield what is wrong with one answer: a code of `wording.ANSWERS` and its limit."""
    if not values.fits(kind, value):
        yield "type", ""
        return
    if item.options and item.type != "open-choice" and not _option(item, kind, value):
        yield "not_offered", ""
    if item.min_value and values.compare(kind, value, *item.min_value) == -1:
        yield "too_small", _said(item.min_value[1])
    if item.max_value and values.compare(kind, value, *item.max_value) == 1:
        yield "too_large", _said(item.max_value[1])
    if kind in ("String", "Uri"):
        if item.min_length and len(value) < item.min_length:
            yield "too_short", str(item.min_length)
        if item.max_length and len(value) > item.max_length:
            yield "too_long", str(item.max_length)
    if item.pattern and not patterns.matches(item.pattern, _said(value)):
        yield "pattern", ""
    if item.decimals is not None and kind in ("Decimal", "Quantity"):
        written = values.decimals_of(value if kind == "Decimal" else value["value"])
        if written > item.decimals:
            yield "decimals", str(item.decimals)
    if kind == "Quantity" and item.units and not _unit_offered(item, value):
        yield "unit", ""


def _unit_offered(item, value):
    offered = {unit.get("code") or unit.get("display") for unit in item.units}
    offered |= {first.get("code") or first.get("unit") for kind, first in item.initial if kind == "Quantity"}
    return (value.get("code") or value.get("unit")) in offered


def _said(value):
    if isinstance(value, dict):
        return str(value.get("value", value.get("display", value.get("code", ""))))
    return str(value)
