"""What somebody types about the county's own rules and texts."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from koppi.handbook.kinds import LONGEST_CODE, Sort
from koppi.handbook.models import LANGUAGES
from koppi.ui.forms import (
    INVALID_CHOICE,
    CheckTiles,
    DayField,
    KoppiForm,
    LongText,
    RadioTiles,
    ShortText,
    Tick,
)
from koppi.ui.times import HELSINKI

from . import words
from .forms import ClockField

MORE_SLOTS = 3


class SlotsWidget(forms.MultiWidget):
    """Choices one after the other: the first select is asked first."""

    use_fieldset = True
    template_name = "desk/widgets/slots.html"

    def decompress(self, value):
        return list(value or [])

    def id_for_label(self, id_):
        return f"{id_}_0"


class SlotsField(forms.MultiValueField):
    """Several choices whose order means something; an empty place is left out."""

    def __init__(self, *, choices, places, **kwargs):
        selects = [
            forms.Select(choices=choices, attrs={"aria-label": _g("Place %(number)s") % {"number": n + 1}})
            for n in range(places)
        ]
        super().__init__(
            fields=[
                forms.ChoiceField(
                    choices=choices, required=False, error_messages={"invalid_choice": INVALID_CHOICE}
                )
                for _n in range(places)
            ],
            widget=SlotsWidget(selects),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, values):
        return [value for value in values if value]


class WhenForm(KoppiForm):
    """Why something changes, and from which minute on."""

    ONCE, MINUTE = "once", "minute"

    why = ShortText(
        label=_("Why?"), max_length=300, help_text=_("The owner reads this, and it stays in the history.")
    )
    when = forms.ChoiceField(
        label=_("From when on?"),
        choices=[(ONCE, _("As soon as it is approved")), (MINUTE, _("At a minute that I choose"))],
        widget=RadioTiles(square=True),
        initial=ONCE,
    )
    day = DayField(label=_("Day"), required=False, earliest="today", help_text=_("For example 24.11."))
    clock = ClockField(
        label=_("Time of day"),
        required=False,
        help_text=_("For example 14.30"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )

    def clean(self):
        """Turn day and time into the moment, and refuse one that has passed or that there is not."""
        clean = super().clean()
        clean["wanted_at"] = None
        if clean.get("when") != self.MINUTE or {"day", "clock"} & set(self.errors):
            return clean
        if not clean.get("day"):
            self.add_error("day", _("Write the day, like this: 20.11.2026"))
        elif not clean.get("clock"):
            self.add_error("clock", _("Write the time, like this: 14.30"))
        else:
            clean["wanted_at"] = self._moment(clean["day"], clean["clock"])
        return clean

    def _moment(self, day, clock):
        moment = datetime.combine(day, clock, HELSINKI)
        if moment.astimezone(UTC).astimezone(HELSINKI).time() != clock:
            self.add_error("clock", _("There is no such time that night: the clocks go forward."))
        elif moment <= self.now:
            self.add_error("clock", _("This time has passed. Choose a later one."))
        return moment


class ContentForm(WhenForm):
    """What an item says, in all its fields; the kind says what they are and what is wrong with them.

    :param kind: the kind of content
    :param code: which item, or nothing when it is new
    :param content: what it says now
    """

    def __init__(self, *args, kind, code, content, **kwargs):
        self.kind, self.code = kind, code
        super().__init__(*args, **kwargs)
        self.groups = []
        for field in kind.all_fields:
            self.groups.append((field, self._add(field, content[field.name])))
        self.order_fields([name for _field, names in self.groups for name in names])

    def rows(self):
        """Return the fields for the page: what each is called, and its one control or three by language."""
        return [
            {
                "label": field.label,
                "help": field.help,
                "translated": field.translated,
                "controls": [(self[name], _language(name) if field.translated else "") for name in names],
            }
            for field, names in self.groups
        ]

    def clean(self):
        """Ask the kind what is wrong, field by field, and keep the good content as `content`."""
        clean = super().clean()
        content = {field.name: self._value(field, clean) for field, _names in self.groups}
        clean["content"] = content = self.kind.tidy(content)
        for problem in self.kind.problems(self.code, content, clean["wanted_at"] or self.now):
            name = f"{problem.field}_{problem.language}" if problem.language else problem.field
            if name not in self.fields:
                name = f"{problem.field}_{LANGUAGES[0]}"
            if name not in self.errors:
                self.add_error(name, problem.said)
        return clean

    def error_rows(self):
        """Return what to correct; the sentences of the kind name their field themselves."""
        rows = super().error_rows()
        labels = {str(self[name].label) for _field, names in self.groups for name in names}
        for place, row in enumerate(rows):
            label, _sign, said = row.said.partition(": ")
            if label in labels and said:
                rows[place] = type(row)(row.target, said)
        return rows

    def _add(self, field, value):
        if not field.translated:
            self.add_field(field.name, self._control(field, value, field.label))
            self.initial.setdefault(field.name, value)
            return [field.name]
        names = []
        for language in LANGUAGES:
            name = f"{field.name}_{language}"
            label = words.IN_LANGUAGE[language] % {"what": field.label}
            self.add_field(name, self._control(field, value[language], label))
            self.fields[name].widget.attrs["lang"] = language
            self.initial.setdefault(name, value[language])
            names.append(name)
        return names

    def _control(self, field, value, label):
        said = {"label": label, "required": False, "help_text": "" if field.translated else field.help}
        if field.sort == Sort.LINE:
            return ShortText(max_length=field.longest, widget=_line(), **said)
        if field.sort == Sort.TEXT:
            return LongText(max_length=field.longest, rows=field.rows, **said)
        if field.sort == Sort.NUMBER:
            return NumberField(
                widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}), **said
            )
        if field.sort == Sort.FLAG:
            return forms.BooleanField(widget=Tick(), **said)
        chosen = value if field.sort == Sort.CHOICES else [value] if value else []
        choices = self._choices(field, chosen)
        if field.sort == Sort.CHOICE:
            return forms.ChoiceField(choices=[("", "–"), *choices], **said)
        if field.ordered:
            places = max(len(chosen) + MORE_SLOTS, self._places_sent(field.name))
            return SlotsField(choices=[("", "–"), *choices], places=places, **said)
        tiles = CheckTiles(square=True)
        tiles.hints = field.hints(self.now) if field.hints else {}
        return forms.MultipleChoiceField(choices=choices, widget=tiles, **said)

    def _choices(self, field, chosen):
        """Return what may be chosen, and what is chosen though it is no longer there."""
        choices = [(code, str(said)) for code, said in field.options(self.now)]
        known = {code for code, _said in choices}
        return choices + [(code, code) for code in chosen if code not in known]

    def _places_sent(self, name):
        places = 0
        while self.is_bound and places < LONGEST_CODE and f"{name}_{places}" in self.data:
            places += 1
        return places

    def _value(self, field, clean):
        if field.translated:
            return {language: clean.get(f"{field.name}_{language}") or "" for language in LANGUAGES}
        value = clean.get(field.name)
        return field.empty() if value in (None, "") else value


class NumberField(forms.IntegerField):
    """A whole number, said plainly when it is none."""

    default_error_messages = {"invalid": _("Write a number here, with digits only.")}


class SendBackForm(KoppiForm):
    """Why a change is sent back."""

    why = ShortText(
        label=_("What should be otherwise?"),
        max_length=300,
        help_text=_("The one who proposed it reads this."),
    )


class NameOwnerForm(KoppiForm):
    """Who has an owner's role."""

    user = forms.TypedChoiceField(label=_("Who?"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args, colleagues, **kwargs):
        """:param colleagues: pairs of a user's id and name"""
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", _("Nobody")), *colleagues]


class OwnerForm(KoppiForm):
    """A new role that owns content, in three languages."""

    name_fi = ShortText(max_length=120, label=_("Name of the role, in Finnish"))
    name_sv = ShortText(max_length=120, label=_("Name of the role, in Swedish"))
    name_en = ShortText(max_length=120, label=_("Name of the role, in English"))

    def clean(self):
        """Make the role's code of its English name."""
        clean = super().clean()
        clean["code"] = slugify(clean.get("name_en", ""))[:LONGEST_CODE].strip("-")
        if clean.get("name_en") and not clean["code"]:
            self.add_error("name_en", ValidationError(_("Write the name with letters.")))
        return clean


def new_code(kind, content):
    """Return a free code for a new item, made of its English name."""
    stem = slugify(kind.name_of(content, "en"))[: LONGEST_CODE - 4].strip("-") or kind.code
    taken = set(kind.model.objects.filter(code__startswith=stem).values_list("code", flat=True))
    code, number = stem, 1
    while code in taken or code == "new":
        number += 1
        code = f"{stem}-{number}"
    return code


def _language(name):
    return words.LANGUAGE_OF_TEXT[name.rpartition("_")[2]]


def _line():
    line = forms.TextInput(attrs={"autocomplete": "off"})
    line.wide = True
    return line
