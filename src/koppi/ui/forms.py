"""Forms as Koppi speaks them: clean text, plain errors, tiles for choices, days as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from uuid6 import uuid7

from koppi.ui import text, times

LONG_TEXT = 10_000
SHORT_TEXT = 200


class KoppiRenderer(DjangoTemplates):
    """Draw forms and fields with Koppi's own templates."""

    form_template_name = "koppi/_form.html"
    field_template_name = "koppi/_bound_field.html"


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One line of the error summary: where it leads and what it says."""

    target: str
    said: str


class KoppiForm(forms.Form):
    """A form whose errors are kind and plain. Errors are shown by us, never by the browser's own bubbles.

    :param now: when the page was asked for; day fields need it for "20.11." and to refuse days to come
    """

    default_renderer = KoppiRenderer
    use_required_attribute = False

    def __init__(self, *args, now: datetime | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        for field in self.fields.values():
            _speak_plainly(field)
            if isinstance(field, DayField):
                field.today = now.astimezone(times.HELSINKI).date() if now else None

    def add_field(self, name: str, field: forms.Field) -> None:
        """Add a field to a form that is made already; its errors speak like those of the others."""
        _speak_plainly(field)
        self.fields[name] = field

    def error_rows(self) -> list[ErrorRow]:
        """Return what to correct, in the order of the fields, each with the id of the control to go to."""
        rows = [ErrorRow("main", str(said)) for said in self.non_field_errors()]
        several = len(self.fields) > 1
        for bound in self.visible_fields():
            target = bound.auto_id
            if bound.use_fieldset:
                target = f"{bound.auto_id}_0"
            label = str(bound.label or "").strip()
            for said in bound.errors:
                if several and label:
                    said = f"{label} {said}" if label.endswith("?") else f"{label}: {said}"
                rows.append(ErrorRow(target, str(said)))
        return rows


class ShortText(forms.CharField):
    """One line of text, cleaned; the message about its length tells how long it was."""

    lines = False

    def __init__(self, *, max_length: int = SHORT_TEXT, **kwargs):
        # The longest allowed is checked by `validate`, so that the browser never cuts what somebody pastes.
        self.longest = max_length
        kwargs.setdefault("strip", True)
        super().__init__(**kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        return text.clean(value, lines=self.lines)

    def validate(self, value):
        super().validate(value)
        if len(value) > self.longest:
            raise too_long(len(value), self.longest)


class LongText(ShortText):
    """Own words: many lines, emoji welcome."""

    lines = True
    widget = forms.Textarea

    def __init__(self, *, max_length: int = LONG_TEXT, rows: int = 6, **kwargs):
        kwargs.setdefault("widget", WordsArea(rows=rows))
        super().__init__(max_length=max_length, **kwargs)


class DayField(forms.Field):
    """A day as people write it: "20.11.2026", "20.11.", "20112026" or "2026-11-20".

    Without a year the nearest such day is meant: the last one when ``latest="today"``, the next one when
    ``earliest="today"``, otherwise this year's. Today comes from the form's ``now``.
    """

    default_error_messages = {
        "invalid": _("We did not understand the day. Write it like this: 20.11.2026"),
        "missing": _("There is no such day. Check the day and the month."),
        "no_year": _("Write the year too, like this: 20.11.2026"),
        "future": _("The day is in the future. Write a day that is today or earlier."),
        "past": _("The day has passed. Write a day that is today or later."),
        "far": _("The day is too long ago. Check the year."),
    }
    PATTERNS = (
        re.compile(r"(?P<d>\d{1,2})[.\s/-]+(?P<m>\d{1,2})[.\s/-]+(?P<y>\d{4})\.?"),
        re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
        re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})"),
        re.compile(r"(?P<d>\d{1,2})[.\s/]+(?P<m>\d{1,2})\.?"),
    )
    WORDS = {
        "today": 0,
        "tänään": 0,
        "i dag": 0,
        "idag": 0,
        "yesterday": -1,
        "eilen": -1,
        "i går": -1,
        "igår": -1,
        "tomorrow": 1,
        "huomenna": 1,
        "i morgon": 1,
        "imorgon": 1,
    }
    today: date | None = None

    def __init__(self, *, latest: str | date | None = None, earliest: str | date | None = None, **kwargs):
        self.latest, self.earliest = latest, earliest
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "short", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        written = text.clean(str(value), lines=False).lower()
        if written in self.WORDS and self.today:
            return date.fromordinal(self.today.toordinal() + self.WORDS[written])
        for pattern in self.PATTERNS:
            if found := pattern.fullmatch(written):
                parts = {name: int(digits) for name, digits in found.groupdict().items()}
                return self._day(parts)
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        latest = self.today if self.latest == "today" else self.latest
        earliest = self.today if self.earliest == "today" else self.earliest
        if isinstance(latest, date) and value > latest:
            raise ValidationError(self.error_messages["future"], code="future")
        if isinstance(earliest, date) and value < earliest:
            raise ValidationError(self.error_messages["past"], code="past")
        if value.year < 1900:
            raise ValidationError(self.error_messages["far"], code="far")

    def prepare_value(self, value):
        if isinstance(value, date):
            return f"{value.day}.{value.month}.{value.year}"
        return value

    def _day(self, parts):
        try:
            if "y" in parts:
                return date(parts["y"], parts["m"], parts["d"])
            if self.today is None:
                raise ValidationError(self.error_messages["no_year"], code="no_year")
            day = date(self.today.year, parts["m"], parts["d"])
            if self.latest == "today" and day > self.today:
                return day.replace(year=day.year - 1)
            if self.earliest == "today" and day < self.today:
                return day.replace(year=day.year + 1)
            return day
        except ValueError:
            raise ValidationError(self.error_messages["missing"], code="missing") from None


class WordsArea(forms.Textarea):
    """A text area as wide as its column."""

    wide = True

    def __init__(self, attrs=None, rows: int = 6):
        super().__init__({"rows": rows, **(attrs or {})})


class _Tiles(ChoiceWidget):
    """Choices as tiles: the whole tile is the target. ``hints`` gives a second, quieter line by value.

    ``keys`` gives the single key by which a choice is made at the desk, by value.
    """

    template_name = "koppi/widgets/tiles.html"
    option_template_name = "koppi/widgets/tile.html"

    def __init__(self, attrs=None, choices=(), *, hints=None, square=False, keys=None):
        super().__init__(attrs, choices)
        self.hints = hints or {}
        self.keys = keys or {}
        self.square = square

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["square"] = self.square
        return context

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        if key := self.keys.get(str(value), ""):
            option["key"] = option["attrs"]["aria-keyshortcuts"] = key
        # The group is wrong, not one of its choices: the field set carries the error.
        option["attrs"].pop("aria-invalid", None)
        return option


class RadioTiles(_Tiles, forms.RadioSelect):
    """One of a few, as tiles."""


class CheckTiles(_Tiles, forms.CheckboxSelectMultiple):
    """Any of a few, as tiles."""


class Tick(forms.CheckboxInput):
    """A single checkbox: its label stands beside it."""

    beside = True


class KeyField(forms.UUIDField):
    """The key that makes the same form sent twice one act; a page that has lost its own gets a new one."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return uuid7()


class FilePicker(forms.ClearableFileInput):
    """Pick one or many files; the script shows their names, the browser shows them without it."""

    allow_multiple_selected = True
    use_fieldset = False
    template_name = "django/forms/widgets/input.html"

    def __init__(self, attrs=None):
        super().__init__({"multiple": True, "data-files": "", **(attrs or {})})


class FilesField(forms.FileField):
    """Many files in one field; gives a list of uploads, empty when there are none.

    Whoever takes them in says which one is no good: an empty file must not take the others with it.
    """

    widget = FilePicker

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data, initial=None):
        chosen = data if isinstance(data, list | tuple) else [data]
        chosen = [one for one in chosen if one]
        if not chosen:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        return [super(FilesField, self).clean(one, initial) for one in chosen]


def too_long(length: int, longest: int) -> ValidationError:
    """Return the error for a text that does not fit: its length, the limit, and that nothing is lost."""
    return ValidationError(
        ngettext_lazy(
            "The text is %(over)s character too long: %(length)s of at most %(longest)s. "
            "Nothing was lost: shorten it and send again.",
            "The text is %(over)s characters too long: %(length)s of at most %(longest)s. "
            "Nothing was lost: shorten it and send again.",
            "over",
        ),
        code="too_long",
        params={"over": length - longest, "length": length, "longest": longest},
    )


REQUIRED = (
    (forms.MultipleChoiceField, _("Choose at least one.")),
    (forms.ChoiceField, _("Choose one.")),
    (forms.ModelChoiceField, _("Choose one.")),
    (forms.FileField, _("Choose a file.")),
    (DayField, _("Write the day, like this: 20.11.2026")),
    (forms.BooleanField, _("Tick the box to go on.")),
    (forms.Field, _("This is still empty. Write it here.")),
)
INVALID_CHOICE = _("This choice is no longer there. Choose again.")


def _speak_plainly(field: forms.Field) -> None:
    """Put our words in place of Django's, unless the field has been given words of its own."""
    original: dict = {}
    for cls in reversed(type(field).__mro__):
        original.update(getattr(cls, "default_error_messages", {}))
    if field.error_messages.get("required") == original.get("required"):
        field.error_messages["required"] = next(said for kind, said in REQUIRED if isinstance(field, kind))
    if (
        field.error_messages.get("invalid_choice") == original.get("invalid_choice")
        and "invalid_choice" in original
    ):
        field.error_messages["invalid_choice"] = INVALID_CHOICE
