"""What a lead types about shifts and absences."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import CheckTiles, DayField, KoppiForm, ShortText, Tick
from koppi.ui.times import HELSINKI

from .forms import AbsenceForm


class HoursField(ShortText):
    """When a shift is, as people write it: "8–16.15"; "21–7" ends the next day."""

    default_error_messages = {
        "invalid": _("We did not understand the hours. Write them like this: 8–16.15"),
        "nothing": _("It ends when it starts. Check the hours."),
    }
    PATTERN = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?")

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "short", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value):
        written = super().to_python(value)
        if written in self.empty_values:
            return None
        found = self.PATTERN.fullmatch(written)
        try:
            hour, minute, to_hour, to_minute = (int(digits or 0) for digits in found.groups())
            hours = time(hour, minute), time(0 if (to_hour, to_minute) == (24, 0) else to_hour, to_minute)
        except (AttributeError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if hours[0] == hours[1]:
            raise ValidationError(self.error_messages["nothing"], code="nothing")
        return hours

    def validate(self, value):
        forms.Field.validate(self, value)

    def run_validators(self, value):
        """Let the checks above do: Django's own are about texts."""


class NewShiftForm(KoppiForm):
    """Who works on which days of a week, when, and whether they lead."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    days = forms.MultipleChoiceField(label=_("Which days?"), widget=CheckTiles(square=True))
    hours = HoursField(label=_("When?"), help_text=_("For example 8–16.15. A night ends the next day: 21–7."))
    leads = forms.BooleanField(label=_("Leads the shift"), required=False, widget=Tick())

    def __init__(self, *args, people, days, **kwargs):
        """:param days: the days of the week as choices"""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Choose")), *people]
        self.fields["days"].choices = days


class ShiftForm(KoppiForm):
    """When a shift is, and whether it leads."""

    day = DayField(label=_("Which day?"), help_text=_("For example 24.11.2026"))
    hours = HoursField(label=_("When?"), help_text=_("For example 8–16.15. A night ends the next day: 21–7."))
    leads = forms.BooleanField(label=_("Leads the shift"), required=False, widget=Tick())


class AwayForm(AbsenceForm):
    """Which colleague is away, when, and who steps in."""

    person = forms.TypedChoiceField(label=_("Who is away?"), coerce=int)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Choose")), *people]
        self.fields["substitute"].help_text = _(
            "What is meant for them goes to the substitute, or to the team."
        )
        self.order_fields(["person", "first", "last", "substitute"])


class ReturnForm(KoppiForm):
    """When somebody who is away, or will be, comes back, and who steps in."""

    last = DayField(label=_("Last day away"), earliest="today", help_text=_("For example 28.11.2026"))
    substitute = forms.TypedChoiceField(
        label=_("Who steps in?"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", _("Nobody: the team takes care")), *colleagues]

    def clean(self):
        """Turn the last day into the moment when the absence ends."""
        cleaned = super().clean()
        if last := cleaned.get("last"):
            cleaned["ends_at"] = datetime.combine(last + timedelta(days=1), time(0), HELSINKI)
        return cleaned
