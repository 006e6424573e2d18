"""What a manager types about opening hours."""

from __future__ import annotations

import re
from datetime import time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from koppi.people.errors import FromTomorrow, HoursOverlap
from koppi.people.rules import overlapping
from koppi.ui.forms import DayField, KoppiForm, ShortText
from koppi.ui.times import HELSINKI


class SpansField(ShortText):
    """Openings of a day as people write them: "8–11, 12–16.30"; empty when it is closed."""

    default_error_messages = {
        "invalid": _("We did not understand the hours. Write them like this: 8–11, 12–16.30"),
        "backwards": _("It closes before it opens. Check the hours."),
    }
    PATTERN = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?")

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "short", "autocomplete": "off"}))
        super().__init__(required=False, max_length=80, **kwargs)

    def to_python(self, value):
        written = super().to_python(value)
        if isinstance(written, tuple):
            return written
        return tuple(self._span(part.strip()) for part in written.split(",")) if written else ()

    def validate(self, value):
        forms.Field.validate(self, value)
        if any(opens >= closes for opens, closes in value):
            raise ValidationError(self.error_messages["backwards"], code="backwards")
        if found := overlapping(value):
            raise ValidationError(str(HoursOverlap(*found)), code="overlap")

    def run_validators(self, value):
        """Let the checks above do: Django's own are about texts."""

    def prepare_value(self, value):
        return said(value) if isinstance(value, tuple) else value

    def _span(self, part):
        found = self.PATTERN.fullmatch(part)
        try:
            hour, minute, to_hour, to_minute = (int(digits or 0) for digits in found.groups())
            return time(hour, minute), time(to_hour, to_minute)
        except (AttributeError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class WeekForm(KoppiForm):
    """The usual week of a way in, from a day on."""

    valid_from = DayField(
        label=_("From which day on?"),
        help_text=_("From tomorrow at the earliest. For example 1.12.2026"),
    )

    def __init__(self, *args, week=None, **kwargs):
        """:param week: the openings of each day as they are now"""
        super().__init__(*args, **kwargs)
        for day in range(7):
            self.fields[f"day_{day}"] = SpansField(
                label=capfirst(WEEKDAYS[day]), initial=week.days[day] if week else ()
            )
        self.fields["valid_from"].error_messages["past"] = str(FromTomorrow())
        self.fields["valid_from"].earliest = self.now.astimezone(HELSINKI).date() + timedelta(days=1)
        self.order_fields([*(f"day_{day}" for day in range(7)), "valid_from"])

    @property
    def week(self):
        """The openings of each day from Monday on."""
        return tuple(self.cleaned_data[f"day_{day}"] for day in range(7))


class ExceptionForm(KoppiForm):
    """The hours of one day."""

    day = DayField(label=_("Which day?"), earliest="today", help_text=_("For example 24.11.2026"))
    spans = SpansField(label=_("Open when?"), help_text=_("For example 8–11, 12–16. Empty: closed all day."))


def said(spans):
    """Return openings as people write them: "8–11, 12–16.30"."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(moment):
    return f"{moment.hour}.{moment.minute:02d}" if moment.minute else str(moment.hour)
