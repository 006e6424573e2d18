"""What kinds of content there are: each package declares its own, `config/handbook.py` puts them together.

Content travels as a plain dict with one key for each field, in the order of the fields: a text in three
languages is a dict of languages, a reference is the code of what it points to. So a form, a difference, a
proposal and a file of the whole county all speak the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .models import LANGUAGES, Owner
from .rules import Preview

LONGEST_LINE = 200
LONGEST_CODE = 32
HOW_SORTED = gettext_lazy("How would last week’s contacts have been sorted?")
MISSING = {
    "fi": gettext_lazy("The Finnish text is missing: %(what)s."),
    "sv": gettext_lazy("The Swedish text is missing: %(what)s."),
    "en": gettext_lazy("The English text is missing: %(what)s."),
}


class Sort(StrEnum):
    """What a field holds, which decides how it is asked, checked and shown."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, in words; `language` when it is one of its texts."""

    field: str
    said: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an item says, and how it is kept in its row.

    :param translated: three texts, kept in `name_fi`, `name_sv` and `name_en`
    :param ordered: for several choices: their order means something
    :param options: for choices: what may be chosen at a moment, as pairs of code and words, in order
    :param hints: for several choices: what else is to know about some of them, by code
    :param first: what a new item begins with, where that is not nothing
    :param nothing: what an empty choice or a 0 means, in words
    :param said: for a number: a sentence that says it, with `%(number)s`
    :param rows: for a text: how many lines its place on the form has
    :param refers: the model, found by its code, that a choice is kept as a key to
    :param to_code: which field of that model is the code
    """

    name: str
    label: Any
    sort: Sort = Sort.LINE
    help: Any = ""
    translated: bool = False
    required: bool = True
    longest: int = LONGEST_LINE
    least: int = 0
    most: int = 1000
    ordered: bool = False
    options: Callable[[datetime], Iterable[tuple[str, Any]]] | None = None
    hints: Callable[[datetime], dict[str, Any]] | None = None
    first: Any = None
    nothing: Any = ""
    said: Any = ""
    rows: int = 7
    refers: type[models.Model] | None = None
    to_code: str = "code"

    def empty(self):
        """Return what the field holds before anybody has written."""
        if self.first is not None:
            return self.first
        if self.translated:
            return dict.fromkeys(LANGUAGES, "")
        return {Sort.NUMBER: self.least, Sort.FLAG: False, Sort.CHOICES: []}.get(self.sort, "")

    def read(self, row):
        """Return what a row says."""
        if self.translated:
            return {language: getattr(row, f"{self.name}_{language}") for language in LANGUAGES}
        value = getattr(row, self.name)
        if self.refers:
            return getattr(value, self.to_code) if value else ""
        if self.sort == Sort.CHOICES:
            return list(value) if self.ordered else sorted(value)
        return value

    def columns(self, value):
        """Return the columns of a row that says this."""
        if self.translated:
            return {f"{self.name}_{language}": value[language] for language in LANGUAGES}
        if self.refers:
            value = self.refers._default_manager.get(**{self.to_code: value}) if value else None
        return {self.name: value}

    def problems(self, value, at):
        """Return what is wrong with a value, whatever it is: it may come from a file."""
        if self.translated:
            return self._wrong_texts(value)
        if self.sort in (Sort.LINE, Sort.TEXT):
            return self._wrong_text(value)
        if self.sort == Sort.FLAG:
            return [] if isinstance(value, bool) else [self._unclear()]
        if self.sort == Sort.NUMBER:
            return self._wrong_number(value)
        return self._wrong_choice(value, at)

    def _wrong_texts(self, value):
        if not _holds_texts(value):
            return [self._unclear()]
        found = []
        written = any(text.strip() for text in value.values())
        for language in LANGUAGES:
            text = value[language]
            if not text.strip() and (self.required or written):
                said = MISSING[language] % {"what": self.label}
                found.append(Problem(self.name, said, language))
            elif problem := self._too_long(text):
                found.append(Problem(self.name, problem, language))
        return found

    def _wrong_text(self, value):
        if not isinstance(value, str):
            return [self._unclear()]
        if self.required and not value.strip():
            return [Problem(self.name, _("This is missing: %(what)s.") % {"what": self.label})]
        return [Problem(self.name, said)] if (said := self._too_long(value)) else []

    def _too_long(self, text):
        if len(text) <= self.longest:
            return ""
        return _("This is too long, at most %(most)d characters: %(what)s.") % {
            "most": self.longest,
            "what": self.label,
        }

    def _wrong_number(self, value):
        if not isinstance(value, int) or isinstance(value, bool):
            return [self._unclear()]
        if not self.least <= value <= self.most:
            said = _("This is a number from %(least)d to %(most)d: %(what)s.")
            return [Problem(self.name, said % {"least": self.least, "most": self.most, "what": self.label})]
        return []

    def _wrong_choice(self, value, at):
        chosen = value if self.sort == Sort.CHOICES else [value] if value else []
        if not isinstance(chosen, list) or not all(isinstance(code, str) for code in chosen):
            return [self._unclear()]
        if self.required and not chosen:
            return [Problem(self.name, _("Choose something here: %(what)s.") % {"what": self.label})]
        known = {code for code, _words in self.options(at)} if self.options and chosen else set()
        gone = [code for code in chosen if code not in known]
        said = _("This is not there any more: %(what)s, “%(code)s”.")
        found = [Problem(self.name, said % {"what": self.label, "code": code}) for code in gone]
        if len(set(chosen)) < len(chosen):
            found.append(Problem(self.name, _("The same is there twice: %(what)s.") % {"what": self.label}))
        return found

    def _unclear(self):
        return Problem(self.name, _("This cannot be read: %(what)s.") % {"what": self.label})


def owners(at):
    """Return the roles that can own content, as choices."""
    return [(row.code, row.name) for row in Owner.objects.order_by("name_fi", "pk")]


OWNER = Field(
    "owner",
    gettext_lazy("Who answers for this"),
    Sort.CHOICE,
    help=gettext_lazy("The role that approves each change."),
    options=owners,
    refers=Owner,
)
POSITION = Field(
    "position",
    gettext_lazy("Place in the order"),
    Sort.NUMBER,
    help=gettext_lazy("The smallest number comes first."),
)


@dataclass(frozen=True)
class Kind:
    """A kind of content: what its items say, and how they are read, checked and written.

    :param model: a `Versioned` model
    :param fields: what an item says; who owns it comes by itself
    :param title: the field by which an item is called, one in three languages
    :param check: what else is wrong with the content of an item at a moment: `check(code, content, at)`
        gives problems
    :param check_end: why an item cannot end at a moment: `check_end(code, at)` gives problems
    :param end_means: what it means that an item ends, said to whoever ends it: `end_means(code, at)` gives
        sentences
    :param fixed: Koppi knows what to do with these items and no others: none is added, and none ends
    :param preview: what a change would have done to a time that is over: `preview(code, before, after, since,
        until)` gives a `rules.Preview`; None for what does nothing of the kind
    :param preview_name: what the preview answers
    """

    code: str
    name: Any
    one: Any
    model: type[models.Model]
    fields: tuple[Field, ...]
    title: str = "name"
    help: Any = ""
    check: Callable[[str, dict, datetime], Iterable[Problem]] = lambda code, content, at: ()
    check_end: Callable[[str, datetime], Iterable[Problem]] = lambda code, at: ()
    end_means: Callable[[str, datetime], Iterable[str]] = lambda code, at: ()
    fixed: bool = False
    preview: Callable[[str, dict | None, dict | None, datetime, datetime], Preview] | None = None
    preview_name: Any = HOW_SORTED

    @property
    def all_fields(self):
        """The fields with the one that every kind has: who owns the item."""
        return (*self.fields, OWNER)

    def rows(self):
        """Return all versions with what they point to, so that reading them asks nothing more."""
        joined = [field.name for field in self.all_fields if field.refers]
        return self.model._default_manager.select_related(*joined)

    def latest(self, code):
        """Return the newest version of an item, or None: in force, planned or ended, but not called off."""
        lasting = self.rows().exclude(valid_to=models.F("valid_from"))
        return lasting.filter(code=code).order_by("-version").first()

    def next_version(self, code):
        """Return the number of an item's next version; what was called off has used its own."""
        used = self.model._default_manager.filter(code=code).aggregate(most=models.Max("version"))
        return (used["most"] or 0) + 1

    def at(self, code, at):
        """Return the version of an item in force at a moment, or None."""
        return self.rows().in_force(at).filter(code=code).first()

    def content_of(self, row):
        """Return what a version says, as a plain dict."""
        return {field.name: field.read(row) for field in self.all_fields}

    def name_of(self, content, language=None):
        """Return what an item is called, in the reader's language or another."""
        texts = content[self.title]
        return texts[language or get_language()[:2]] or texts["fi"]

    def in_force(self, at):
        """Return what is in force at a moment: the content of each item by its code, in order."""
        ordered = ["position"] if any(field.name == "position" for field in self.fields) else []
        rows = self.rows().in_force(at).order_by(*ordered, "code")
        return {row.code: self.content_of(row) for row in rows}

    def empty(self):
        """Return the content of an item that nobody has written yet."""
        return {field.name: field.empty() for field in self.all_fields}

    def tidy(self, content):
        """Return content with its keys in the order of the fields and its texts without stray spaces."""
        return {
            field.name: _tidy(field, content[field.name])
            for field in self.all_fields
            if field.name in content
        }

    def problems(self, code, content, at):
        """Return everything that is wrong with content, also with content that came from elsewhere."""
        names = {field.name for field in self.all_fields}
        if not isinstance(content, dict) or set(content) != names:
            odd = sorted(names ^ set(content)) if isinstance(content, dict) else sorted(names)
            return [
                Problem(name, _("This is missing or unknown: %(what)s.") % {"what": name}) for name in odd
            ]
        found = [problem for field in self.all_fields for problem in field.problems(content[field.name], at)]
        return found or list(self.check(code, content, at))

    def begin(self, code, content, *, version, at):
        """Write a version of an item that is in force from a moment on."""
        columns: dict[str, Any] = {}
        for field in self.all_fields:
            columns.update(field.columns(content[field.name]))
        return self.model._default_manager.create(code=code, version=version, valid_from=at, **columns)


@cache
def kinds():
    """Return the kinds by code, as `settings.HANDBOOK_KINDS` names them; what lies above is asked late."""
    return {kind.code: kind for kind in import_string(settings.HANDBOOK_KINDS)}


def kind_of(code):
    """Return a kind by its code, or None."""
    return kinds().get(code)


def may_write(user):
    """Tell whether a user may propose changes, as `settings.HANDBOOK_WRITERS` says."""
    return import_string(settings.HANDBOOK_WRITERS)(user)


def may_name(user):
    """Tell whether a user may name who has an owner's role, as `settings.HANDBOOK_NAMERS` says."""
    return import_string(settings.HANDBOOK_NAMERS)(user)


def _holds_texts(value):
    return (
        isinstance(value, dict)
        and set(value) == set(LANGUAGES)
        and all(isinstance(text, str) for text in value.values())
    )


def _tidy(field, value):
    if field.translated and _holds_texts(value):
        return {language: value[language].strip() for language in LANGUAGES}
    if field.sort == Sort.CHOICES and not field.ordered and isinstance(value, list):
        return sorted(value, key=str)
    return value.strip() if isinstance(value, str) else value
