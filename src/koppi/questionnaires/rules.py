"""What is asked, what is required and what it counts to, for the answers so far; no database, no clock.

A sheet is settled anew from the answers each time, so the same answers always give the same sheet.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from . import values
from .checking import faults_of
from .errors import ExpressionError, Fault
from .expressions import evaluate
from .form import VALUE_OF, Form
from .response import Answer, Given, as_items

MOST_ROUNDS = 12
"""Expressions that wait for each other come to rest in as many rounds as the longest chain has links."""


@dataclass(eq=False)
class Place:
    """One item at one place of a sheet: a repeating group has several, each with its own answers.

    :param address: pairs of linkId and number from the top down; under a question the number of the answer
    """

    item: Any
    address: tuple
    above: "Place | None"
    answers: tuple = ()
    asked: bool = True
    shown: bool | None = None

    @property
    def holder(self):
        """The address of what it lies in."""
        return self.address[:-1]


@dataclass(frozen=True)
class Sheet:
    """A questionnaire with the answers so far, settled.

    :param given: what stands: answers to what is asked, and what was counted; nothing else
    :param places: all places from the top down, asked or not
    :param faults: what keeps the sheet from being completed
    """

    form: Form
    given: tuple[Given, ...]
    places: tuple[Place, ...]
    faults: tuple[Fault, ...]

    @property
    def asked(self):
        """The places that are asked or shown now, from the top down."""
        return [place for place in self.places if place.asked]

    @property
    def asked_ids(self):
        """The linkIds that are asked somewhere on the sheet."""
        return {place.item.link_id for place in self.asked}

    @property
    def scores(self):
        """The numbers that were counted, by linkId."""
        found = {}
        for place in self.asked:
            if place.item.calculated and place.answers:
                kind, value = place.answers[0].kind, place.answers[0].value
                if kind in ("Integer", "Decimal"):
                    found[place.item.link_id] = values.number(value)
        return found

    @property
    def weight(self):
        """The sum of the weights of what was chosen, or None when nothing chosen has one."""
        weights = [option.weight for option in self.chosen if option.weight is not None]
        return sum(weights, Decimal(0)) if weights else None

    @property
    def chosen(self):
        """The options that were chosen, from the top down."""
        return [
            option
            for place in self.asked
            for answer in place.answers
            for option in place.item.options
            if values.equal(answer.kind, answer.value, option.kind, option.value)
        ]

    @property
    def in_danger(self):
        """Whether something was chosen that says somebody may be in danger."""
        return any(option.danger for option in self.chosen)


def begin(form):
    """Return the answers that a new sheet begins with."""
    return _first(form, form.items)


def _first(form, items):
    found = []
    for item in items:
        if item.is_group:
            if under := _first(form, item.items):
                found.append(Given(item.link_id, (), under))
        elif item.is_question:
            answers = [Answer(kind, value) for kind, value in item.initial]
            if not answers and item.first:
                answers = _computed(form, item, item.first, {}, {"resourceType": "QuestionnaireResponse"})
            if answers:
                under = _first(form, item.items)
                answers = [replace(answer, items=under) for answer in answers]
                found.append(Given(item.link_id, tuple(answers)))
    return tuple(found)


def settle(form, given):
    """Return the sheet that these answers make: what is asked, what counts, and what is missing.

    Answers to what is not asked are left out; what is counted is counted, whatever was given.
    """
    computed: dict = {}
    verdicts: dict = {}
    resting = False
    for _round in range(MOST_ROUNDS):
        places = _lay(form, given, computed)
        _decide(form, places, verdicts)
        standing = _standing(form.items, places, ())
        if not _has_expressions(form):
            resting = True
            break
        fresh, said = _evaluate(form, places, standing)
        if fresh == computed and said == verdicts:
            resting = True
            break
        computed, verdicts = fresh, said
    faults = list(faults_of([place for place in places if place.asked]))
    if not resting:
        faults.append(Fault("unsettled", ""))
    return Sheet(form, standing, tuple(places), tuple(faults))


def _has_expressions(form):
    return any(item.calculated or item.shown_when for item in form.by_id.values())


def _lay(form, given, computed):
    """Return all places of a sheet, from the top down."""
    places: list[Place] = []
    _lay_under(form.items, given, (), None, computed, places)
    return places


def _lay_under(items, given, holder, above, computed, places):
    by_id: dict[str, list[Given]] = {}
    for one in given:
        by_id.setdefault(one.link_id, []).append(one)
    for item in items:
        rounds = by_id.get(item.link_id) or [Given(item.link_id)]
        if item.is_group:
            for number, one in enumerate(rounds if item.repeats else rounds[:1]):
                address = (*holder, (item.link_id, number))
                place = Place(item, address, above)
                places.append(place)
                _lay_under(item.items, one.items, address, place, computed, places)
            continue
        address = (*holder, (item.link_id, 0))
        answers = tuple(answer for one in rounds for answer in one.answers)
        if item.calculated:
            answers = computed.get(address, ())
        place = Place(item, address, above, answers)
        places.append(place)
        for number, answer in enumerate(answers):
            inside = (*holder, (item.link_id, number))
            _lay_under(item.items, answer.items, inside, place, computed, places)


def _decide(form, places, verdicts):
    """Say of each place whether it is asked, each after what it waits for."""
    by_id: dict[str, list[Place]] = {}
    for place in places:
        by_id.setdefault(place.item.link_id, []).append(place)
    for link_id in form.order:
        for place in by_id.get(link_id, ()):
            place.asked = (
                (place.above is None or place.above.asked)
                and _holds(form, place, by_id)
                and verdicts.get(place.address, True)
            )


def _holds(form, place, by_id):
    conditions = place.item.conditions
    if not conditions:
        return True
    verdicts = (
        _compares(condition, _answers_near(form, place, condition, by_id)) for condition in conditions
    )
    return all(verdicts) if place.item.every else any(verdicts)


def _answers_near(form, place, condition, by_id):
    """Return the answers that a condition asks for: those of the same round, or under the same answer."""
    mine, other = form.above[place.item.link_id], form.above[condition.question]
    if condition.question in mine:
        depth = mine.index(condition.question)
        number = place.address[depth][1]
        holder = next(
            (found for found in by_id[condition.question] if found.holder == place.address[:depth]), None
        )
        if holder is None or not holder.asked:
            return []
        return holder.answers[number : number + 1] or holder.answers
    shared = 0
    while shared < min(len(mine), len(other)) and mine[shared] == other[shared]:
        shared += 1
    near = place.address[:shared]
    found = [one for one in by_id.get(condition.question, ()) if one.address[:shared] == near and one.asked]
    if found and found[0].item.is_group:
        return [one for one in found if any(under.answers for under in _under(one, by_id))]
    return [answer for one in found for answer in one.answers]


def _under(group, by_id):
    size = len(group.address)
    for places in by_id.values():
        for place in places:
            if place.address[:size] == group.address and place.asked:
                yield place


def _compares(condition, answers):
    """Tell whether answers compare as a condition asks (FHIR R4, questionnaire-enable-operator)."""
    wanted = condition.kind, condition.value
    if condition.operator == "exists":
        return bool(answers) == condition.value
    if condition.operator in ("=", "!="):
        same = any(values.equal(answer.kind, answer.value, *wanted) for answer in answers)
        return same if condition.operator == "=" else not same
    signs = {">": (1,), "<": (-1,), ">=": (0, 1), "<=": (0, -1)}[condition.operator]
    return any(values.compare(answer.kind, answer.value, *wanted) in signs for answer in answers)


def _standing(items, places, _holder):
    """Return the answers that stand, as a tree: what is asked and has an answer."""
    under: dict[tuple, list[Place]] = {}
    for place in places:
        if place.asked:
            under.setdefault(place.holder, []).append(place)
    return _tree((), under)


def _tree(holder, under):
    found = []
    for place in under.get(holder, ()):
        if place.item.is_group:
            if inside := _tree(place.address, under):
                found.append(Given(place.item.link_id, (), inside))
        elif place.answers:
            answers = tuple(
                replace(answer, items=_tree((*place.holder, (place.item.link_id, number)), under))
                for number, answer in enumerate(place.answers)
            )
            found.append(Given(place.item.link_id, answers))
    return tuple(found)


def _evaluate(form, places, standing):
    """Return what is counted and what is shown, by address, for the answers that stand."""
    response = {"resourceType": "QuestionnaireResponse", "item": as_items(form, standing)}
    names: dict[tuple, dict] = {(): _named(form, form.variables, response, response, {})}
    computed, verdicts = {}, {}
    nodes = _nodes(response)
    for place in places:
        item = place.item
        here = nodes.get(place.address, {"linkId": item.link_id})
        known = names[place.above.address] if place.above else names[()]
        if item.variables:
            known = _named(form, item.variables, here, response, known)
        names[place.address] = known
        if item.calculated:
            answers = _computed(form, item, item.calculated, known, response, here)
            computed |= {place.address: tuple(answers)} if answers else {}
        if item.shown_when:
            try:
                said = _ask(form, item.shown_when, here, response, known)
            except ExpressionError:
                said = []
            verdicts[place.address] = said == [True]
    return computed, verdicts


def _nodes(response):
    """Return the items of a response by address."""
    found: dict[tuple, dict] = {}
    stack: list[tuple[tuple, dict]] = [((), response)]
    while stack:
        holder, source = stack.pop()
        rounds: dict[str, int] = {}
        for entry in source.get("item", ()):
            link_id = entry["linkId"]
            number = rounds.get(link_id, 0)
            rounds[link_id] = number + 1
            address = (*holder, (link_id, number))
            found[address] = entry
            stack.append((address, entry))
            for at, answer in enumerate(entry.get("answer", ())):
                stack.append(((*holder, (link_id, at)), answer))
    return found


def _named(form, variables, here, response, known):
    names = dict(known)
    for variable in variables:
        try:
            names[variable.name] = _ask(form, variable.expression, here, response, names)
        except ExpressionError:
            names[variable.name] = []
    return names


def _ask(form, expression, here, response, names):
    return evaluate(expression, of=here, resource=response, questionnaire=form.source, variables=names)


def _computed(form, item, expression, names, response, here=None):
    """Return what an expression gives as answers to an item; what does not fit its type is no answer."""
    try:
        found = _ask(form, expression, here or {"linkId": item.link_id}, response, names)
    except ExpressionError:
        return []
    answers = [answer for value in found if (answer := _as_answer(item, value))]
    return answers if item.repeats else answers[:1]


def _as_answer(item, value):
    if item.type == "integer" and (whole := values.number(value)) is not None and whole == int(whole):
        value = int(whole)
    if not isinstance(value, str | int | float | bool | Decimal | dict):
        value = str(value)
    if isinstance(value, float):
        value = Decimal(str(value))
    for option in item.options:
        if option.kind == "Coding" and isinstance(value, str) and option.value.get("code") == value:
            return Answer("Coding", option.value)
    return next(
        (Answer(kind, value) for kind in VALUE_OF[item.type] if values.fits(kind, value)),
        None,
    )
