"""Read a FHIR R4 Questionnaire, or say where and why it cannot be asked."""

import json
from decimal import Decimal
from typing import Any

from . import patterns, values
from .errors import BrokenQuestionnaire, ExpressionError, Flaw
from .expressions import check as check_expression
from .extensions import (
    CALCULATED,
    CONTROL,
    DANGER,
    DECIMALS,
    EXCLUSIVE,
    HIDDEN,
    INITIAL_EXPRESSION,
    MAX_OCCURS,
    MAX_VALUE,
    MIN_LENGTH,
    MIN_OCCURS,
    MIN_VALUE,
    OPEN_LABEL,
    OPTION_PREFIX,
    REGEX,
    SHOWN_WHEN,
    TRANSLATION,
    UNIT,
    UNIT_OPTION,
    VARIABLE,
    WEIGHTS,
    XHTML,
    find,
    find_all,
    value_in,
)
from .form import DISPLAY, TYPES, VALUE_OF, Condition, Form, Item, Option, Variable, Words
from .markup import ForbiddenMarkup, words_of
from .order import decided, waiting

MOST_ITEMS = 2000
DEEPEST = 20
LONGEST_TEXT = 10_000
MOST_OPTIONS = 1000
MOST_EXPRESSIONS = 300
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")


def read(text):
    """Return the questionnaire that a text of JSON holds.

    :param text: JSON as text or bytes, or what was read from it
    :raises BrokenQuestionnaire: with each place and reason; nothing of a broken file is used
    """
    source = text
    if isinstance(text, str | bytes):
        try:
            source = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise BrokenQuestionnaire([Flaw("not_json", "")]) from None
    reader = _Reader()
    form = reader.form(source)
    if reader.flaws:
        raise BrokenQuestionnaire(reader.flaws)
    return form


def _no_constant(name):
    raise ValueError(name)


def _types(source):
    """Return the types of items by linkId, before anything is checked."""
    found, stack = {}, [source]
    while stack and len(found) <= MOST_ITEMS:
        items = stack.pop().get("item")
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                found[str(item.get("linkId"))] = str(item.get("type"))
                stack.append(item)
    return found


class _Reader:
    """Collects flaws rather than stopping at the first, so that one look tells them all."""

    def __init__(self):
        self.flaws: list[Flaw] = []
        self.ids: dict[str, Item] = {}
        self.contained: dict[str, dict] = {}
        self.types: dict[str, str] = {}
        self.count = self.expressions = 0

    def flaw(self, code, place, link_id="", what=""):
        self.flaws.append(Flaw(code, place, link_id, str(what)[:200]))

    def form(self, source):
        if not isinstance(source, dict) or source.get("resourceType") != "Questionnaire":
            return self.flaw("not_questionnaire", "resourceType")
        self._version(source)
        self._modifier(source, "")
        for at, resource in enumerate(self._list(source, "contained", "")):
            if isinstance(resource, dict) and isinstance(resource.get("id"), str):
                self.contained[resource["id"]] = resource
            else:
                self.flaw("shape", f"contained[{at}]", what="id")
        self.types = _types(source)
        items = self._items(source, "", 1)
        if self.flaws:
            return None
        if not items:
            return self.flaw("empty", "item")
        waits, above = waiting(items)
        self._conditions(waits)
        if self.flaws:
            return None
        order, ring = decided(waits)
        if ring:
            item = next(item for item in map(self.ids.__getitem__, ring) if item.conditions)
            return self.flaw("loop", f"{item.place}.enableWhen", item.link_id, " → ".join(ring))
        title = self._words(source, "title", "", plain="name")
        variables = self._variables(source, "", "")
        return Form(
            title, self._text(source, "url", ""), self._text(source, "version", ""),
            self._text(source, "language", ""), self._text(source, "copyright", ""),
            items, variables, self.ids, tuple(order), above, source,
        )  # fmt: skip

    def _version(self, source):
        meta = source.get("meta")
        profiles = meta.get("profile", []) if isinstance(meta, dict) else []
        for at, profile in enumerate(profiles if isinstance(profiles, list) else []):
            if "/fhir/3." in str(profile) or "/fhir/1." in str(profile):
                self.flaw("older", f"meta.profile[{at}]", what=profile)
            if "/fhir/5." in str(profile) or "/fhir/6." in str(profile):
                self.flaw("newer", f"meta.profile[{at}]", what=profile)

    def _items(self, holder, place, depth):
        items = []
        if depth > DEEPEST and holder.get("item"):
            self.flaw("too_deep", f"{place}.item", what=DEEPEST)
            return ()
        for at, source in enumerate(self._list(holder, "item", place)):
            where = f"{place}.item[{at}]" if place else f"item[{at}]"
            self.count += 1
            if self.count > MOST_ITEMS:
                if self.count == MOST_ITEMS + 1:
                    self.flaw("too_many", where, what=MOST_ITEMS)
                return tuple(items)
            if not isinstance(source, dict):
                self.flaw("shape", where, what="{ }")
                continue
            if item := self._item(source, where, depth):
                items.append(item)
        return tuple(items)

    def _item(self, source, place, depth):
        link_id, kind = source.get("linkId"), source.get("type")
        if not isinstance(link_id, str) or not link_id.strip():
            return self.flaw("no_link_id", f"{place}.linkId")
        if link_id in self.ids:
            self.flaw("same_link_id", f"{place}.linkId", link_id, link_id)
        for name, code in (("option", "older"), ("options", "older"), ("answerConstraint", "newer"),
                           ("disabledDisplay", "newer")):  # fmt: skip
            if name in source:
                self.flaw(code, f"{place}.{name}", link_id)
        if kind == "coding":
            return self.flaw("newer", f"{place}.type", link_id, kind)
        if not isinstance(kind, str) or kind not in TYPES:
            return self.flaw("unknown_type", f"{place}.type", link_id, kind)
        self._modifier(source, place, link_id)
        children = self._items(source, place, depth + 1)
        if kind == DISPLAY and children:
            self.flaw("no_text_item", f"{place}.item", link_id)
        said: dict[str, Any] = {
            "words": self._words(source, "text", place, link_id),
            "prefix": self._text(source, "prefix", place, link_id),
            "hidden": bool(self._extension(source, HIDDEN, "Boolean", place, link_id)),
            "control": self._control(source),
            "variables": self._variables(source, place, link_id),
            "conditions": self._conditions_of(source, place, link_id),
            "every": self._behaviour(source, place, link_id),
            "shown_when": self._expression(source, SHOWN_WHEN, place, link_id),
        }
        if kind != DISPLAY:
            said |= self._counts(source, place, link_id)
        if kind in VALUE_OF:
            said |= self._limits(source, kind, place, link_id)
            said |= self._answers(source, kind, place, link_id)
        item = Item(link_id, kind, place, items=children, **said)
        bare = kind == "choice" and not item.options and not item.calculated
        if bare and "answerValueSet" not in source:
            self.flaw("options_missing", place, link_id)
        self.ids[link_id] = item
        return item

    def _counts(self, source, place, link_id):
        repeats = self._flag(source, "repeats", place, link_id)
        least = self._extension(source, MIN_OCCURS, "Integer", place, link_id) or 0
        most = self._extension(source, MAX_OCCURS, "Integer", place, link_id) or 0
        if least < 0 or most < 0 or (most and least > most):
            self.flaw("limits_crossed", f"{place}.extension", link_id)
        return {
            "required": self._flag(source, "required", place, link_id),
            "read_only": self._flag(source, "readOnly", place, link_id),
            "repeats": repeats,
            "least": least if repeats else min(least, 1),
            "most": most if repeats else 1,
        }

    def _limits(self, source, kind, place, link_id):
        found: dict[str, Any] = {}
        for name, url in (("min_value", MIN_VALUE), ("max_value", MAX_VALUE)):
            if extension := find(source, url):
                value_kind, value = value_in(extension)
                numbers = kind == "integer" and value_kind == "Decimal"
                known = numbers or value_kind in VALUE_OF[kind]
                if not known or not values.fits(value_kind, value):
                    self.flaw("limit_type", f"{place}.extension", link_id)
                else:
                    found[name] = (value_kind, value)
        if len(found) == 2 and values.compare(*found["min_value"], *found["max_value"]) == 1:
            self.flaw("limits_crossed", f"{place}.extension", link_id)
        found["max_length"] = self._number(source, "maxLength", place, link_id)
        found["min_length"] = self._extension(source, MIN_LENGTH, "Integer", place, link_id) or 0
        if 0 < found["max_length"] < found["min_length"]:
            self.flaw("limits_crossed", f"{place}.maxLength", link_id)
        if find(source, DECIMALS):
            found["decimals"] = self._extension(source, DECIMALS, "Integer", place, link_id)
        if pattern := self._extension(source, REGEX, "String", place, link_id):
            if wrong := patterns.wrong_with(pattern):
                self.flaw(wrong, f"{place}.extension", link_id, pattern)
            found["pattern"] = pattern
        units = [value_in(extension)[1] for extension in find_all(source, UNIT_OPTION)]
        if not all(values.fits("Coding", unit) for unit in units):
            self.flaw("shape", f"{place}.extension", link_id, "unitOption")
        found["units"] = tuple(units)
        if (unit := find(source, UNIT)) and isinstance(value_in(unit)[1], dict):
            coding = value_in(unit)[1]
            found["unit"] = str(coding.get("display") or coding.get("code") or "")
        return found

    def _answers(self, source, kind, place, link_id):
        found: dict[str, Any] = {
            "calculated": self._expression(source, CALCULATED, place, link_id),
            "first": self._expression(source, INITIAL_EXPRESSION, place, link_id),
            "options": self._options(source, kind, place, link_id),
        }
        if label := find(source, OPEN_LABEL):
            found["open_label"] = self._words(label, "valueString", f"{place}.extension", link_id)
        initial = []
        for at, given in enumerate(self._list(source, "initial", place, link_id)):
            value_kind, value = value_in(given) if isinstance(given, dict) else ("", None)
            if value_kind not in VALUE_OF[kind] or not values.fits(value_kind, value):
                self.flaw("initial_type", f"{place}.initial[{at}]", link_id)
            initial.append((value_kind, value))
        if not initial:
            initial = [(option.kind, option.value) for option in found["options"] if option.selected]
        if len(initial) > 1 and not source.get("repeats"):
            self.flaw("initial_many", f"{place}.initial", link_id)
        found["initial"] = tuple(initial)
        return found

    def _options(self, source, kind, place, link_id):
        given = self._list(source, "answerOption", place, link_id)
        value_set = source.get("answerValueSet")
        if given and value_set:
            self.flaw("options_twice", f"{place}.answerOption", link_id)
        if value_set:
            return self._value_set(value_set, f"{place}.answerValueSet", link_id)
        if len(given) > MOST_OPTIONS:
            self.flaw("too_many", f"{place}.answerOption", link_id, MOST_OPTIONS)
            return ()
        options = []
        for at, option in enumerate(given):
            where = f"{place}.answerOption[{at}]"
            option_kind, value = value_in(option) if isinstance(option, dict) else ("", None)
            if option_kind not in VALUE_OF[kind] or not values.fits(option_kind, value):
                self.flaw("option_type", where, link_id)
                continue
            self._modifier(option, where, link_id)
            options.append(self._option(option, option_kind, value, where, link_id))
        return tuple(options)

    def _option(self, source, kind, value, place, link_id):
        if kind == "Coding":
            words = self._words(value, "display", f"{place}.valueCoding", link_id, plain="code")
        elif kind == "Reference":
            words = self._words(value, "display", f"{place}.valueReference", link_id, plain="reference")
        elif kind == "String":
            words = self._words(source, "valueString", place, link_id)
        else:
            words = Words(str(value))
        weight = None
        for holder in (source, value if isinstance(value, dict) else {}):
            for url in WEIGHTS:
                if weight is None and (extension := find(holder, url)):
                    weight = values.number(value_in(extension)[1])
                    if weight is None:
                        self.flaw("shape", f"{place}.extension", link_id, "valueDecimal")
        return Option(
            kind, value, words, weight=weight,
            prefix=self._extension(source, OPTION_PREFIX, "String", place, link_id) or "",
            danger=bool(self._extension(source, DANGER, "Boolean", place, link_id)),
            alone=bool(self._extension(source, EXCLUSIVE, "Boolean", place, link_id)),
            selected=source.get("initialSelected") is True,
        )  # fmt: skip

    def _value_set(self, address, place, link_id):
        value_set = self.contained.get(str(address).removeprefix("#"))
        if not str(address).startswith("#") or not value_set:
            self.flaw("value_set_elsewhere", place, link_id, address)
            return ()
        found, stack = [], []
        expansion, compose = value_set.get("expansion"), value_set.get("compose")
        if isinstance(expansion, dict):
            stack = list(self._list(expansion, "contains", place, link_id))
        elif isinstance(compose, dict) and "exclude" not in compose:
            for included in self._list(compose, "include", place, link_id):
                if not isinstance(included, dict) or not included.get("concept"):
                    self.flaw("value_set_unreadable", place, link_id, address)
                    return ()
                system = {"system": included["system"]} if included.get("system") else {}
                concepts = self._list(included, "concept", place, link_id)
                stack += [{**system, **concept} for concept in concepts if isinstance(concept, dict)]
        while stack and len(found) <= MOST_OPTIONS:
            entry = stack.pop(0)
            if not isinstance(entry, dict):
                continue
            stack = [*self._list(entry, "contains", place, link_id), *stack]
            coding = {
                name: entry[name] for name in ("system", "code", "display", "_display") if name in entry
            }
            if values.fits("Coding", coding) and not entry.get("abstract"):
                found.append(self._option(entry, "Coding", coding, place, link_id))
        if not found or len(found) > MOST_OPTIONS:
            self.flaw("value_set_unreadable", place, link_id, address)
        return tuple(found)

    def _conditions_of(self, source, place, link_id):
        found = []
        for at, given in enumerate(self._list(source, "enableWhen", place, link_id)):
            where = f"{place}.enableWhen[{at}]"
            if not isinstance(given, dict):
                self.flaw("shape", where, link_id, "{ }")
                continue
            if "hasAnswer" in given:
                self.flaw("older", f"{where}.hasAnswer", link_id)
                continue
            operator, question = given.get("operator"), given.get("question")
            kind, value = value_in(given, "answer")
            if operator not in OPERATORS:
                self.flaw("unknown_operator", f"{where}.operator", link_id, operator)
            elif not (kind := self._kind_of(kind, value, question)):
                self.flaw("condition_value", where, link_id)
            elif (operator == "exists" and kind != "Boolean") or (
                operator in (">", "<", ">=", "<=") and kind not in values.ORDERED
            ):
                self.flaw("operator_type", f"{where}.operator", link_id, operator)
            else:
                found.append(Condition(str(question), operator, kind, value))
        return tuple(found)

    def _kind_of(self, kind, value, question):
        """Return what a condition compares with: a value under a wrong name counts as what is asked."""
        if kind and values.fits(kind, value):
            return kind
        fitting = VALUE_OF.get(self.types.get(str(question), ""), ())
        return next((other for other in fitting if kind and values.fits(other, value)), "")

    def _conditions(self, waits):
        """Check what conditions ask for, now that all items are known."""
        for item in list(self.ids.values()):
            for at, condition in enumerate(item.conditions):
                where = f"{item.place}.enableWhen[{at}].question"
                asked = self.ids.get(condition.question)
                if not asked:
                    self.flaw("no_such_question", where, item.link_id, condition.question)
                elif not asked.is_question and condition.operator != "exists":
                    self.flaw("no_answer_there", where, item.link_id, condition.question)

    def _behaviour(self, source, place, link_id):
        behaviour = source.get("enableBehavior")
        conditions = source.get("enableWhen")
        if behaviour not in (None, "all", "any"):
            self.flaw("shape", f"{place}.enableBehavior", link_id, "all, any")
        if behaviour is None and isinstance(conditions, list) and len(conditions) > 1:
            self.flaw("behaviour", f"{place}.enableBehavior", link_id)
        return behaviour != "any"

    def _variables(self, source, place, link_id):
        found = []
        for extension in find_all(source, VARIABLE):
            given = value_in(extension)[1]
            name = given.get("name") if isinstance(given, dict) else None
            if not isinstance(name, str) or not name:
                self.flaw("shape", f"{place}.extension".lstrip("."), link_id, "valueExpression.name")
            elif expression := self._checked(given, f"{place}.extension".lstrip("."), link_id):
                found.append(Variable(name, expression))
        return tuple(found)

    def _expression(self, source, url, place, link_id):
        extension = find(source, url)
        return self._checked(value_in(extension)[1], f"{place}.extension", link_id) if extension else ""

    def _checked(self, given, place, link_id):
        if not isinstance(given, dict) or not isinstance(given.get("expression"), str):
            self.flaw("shape", place, link_id, "valueExpression.expression")
            return ""
        if given.get("language") != "text/fhirpath":
            self.flaw("expression_language", place, link_id, given.get("language"))
            return ""
        self.expressions += 1
        if self.expressions > MOST_EXPRESSIONS:
            if self.expressions == MOST_EXPRESSIONS + 1:
                self.flaw("too_many_expressions", place, link_id, MOST_EXPRESSIONS)
            return ""
        try:
            check_expression(given["expression"])
        except ExpressionError as wrong:
            self.flaw("expression", place, link_id, wrong)
        return given["expression"]

    def _words(self, source, name, place, link_id="", plain=""):
        where = f"{place}.{name}".lstrip(".")
        text = self._text(source, name, place, link_id) or (source.get(plain) if plain else "") or ""
        about = source.get(f"_{name}")
        if xhtml := find(about, XHTML):
            try:
                formatted = words_of(str(value_in(xhtml)[1]))
                text = text or formatted
            except ForbiddenMarkup as wrong:
                self.flaw("xhtml", where, link_id, wrong)
        translations = []
        for translation in find_all(about, TRANSLATION):
            language = value_in(find(translation, "lang"))[1]
            content = value_in(find(translation, "content"))[1]
            if isinstance(language, str) and isinstance(content, str):
                translations.append((language, content[:LONGEST_TEXT]))
        return Words(str(text), tuple(translations))

    def _control(self, source):
        extension = find(source, CONTROL)
        concept = value_in(extension)[1] if extension else None
        codings = concept.get("coding") if isinstance(concept, dict) else None
        first = codings[0] if isinstance(codings, list) and codings else {}
        return str(first.get("code", "")) if isinstance(first, dict) else ""

    def _modifier(self, source, place, link_id=""):
        if isinstance(source, dict) and source.get("modifierExtension"):
            first = source["modifierExtension"]
            url = first[0].get("url", "") if isinstance(first, list) and isinstance(first[0], dict) else ""
            self.flaw("modifier", f"{place}.modifierExtension".lstrip("."), link_id, url)

    def _extension(self, source, url, kind, place, link_id):
        extension = find(source, url)
        if not extension:
            return None
        found, value = value_in(extension)
        if found != kind or not values.fits(kind, value):
            self.flaw("shape", f"{place}.extension", link_id, f"value{kind}")
            return None
        return value

    def _list(self, source, name, place, link_id=""):
        found = source.get(name, [])
        if not isinstance(found, list):
            self.flaw("shape", f"{place}.{name}".lstrip("."), link_id, "[ ]")
            return []
        return found

    def _text(self, source, name, place, link_id=""):
        found = source.get(name, "")
        if not isinstance(found, str):
            self.flaw("shape", f"{place}.{name}".lstrip("."), link_id, '" "')
            return ""
        if len(found) > LONGEST_TEXT:
            self.flaw("too_long", f"{place}.{name}".lstrip("."), link_id, LONGEST_TEXT)
        return found

    def _flag(self, source, name, place, link_id):
        found = {"true": True, "false": False}.get(str(source.get(name, False)).lower())
        if not isinstance(found, bool):
            self.flaw("shape", f"{place}.{name}", link_id, "true, false")
        return found is True

    def _number(self, source, name, place, link_id):
        found = source.get(name, 0)
        if not isinstance(found, int) or isinstance(found, bool) or found < 0:
            self.flaw("shape", f"{place}.{name}", link_id, "1, 2, 3")
            return 0
        return found
