"""What came of a call, and when a team calls."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.callbacks.models import MOST_CALLS
from koppi.ui.forms import CheckTiles, KoppiForm

REACHED, NO_ANSWER, WRONG_NUMBER, WITHDRAWN = "reached", "no_answer", "wrong_number", "withdrawn"
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
]


class OutcomeForm(KoppiForm):
    """What came of a call. `number` is which try it is by the page it was pressed on."""

    outcome = forms.ChoiceField(
        choices=[
            (REACHED, _("Reached")),
            (NO_ANSWER, _("No answer")),
            (WRONG_NUMBER, _("Wrong number")),
            (WITHDRAWN, _("No call after all")),
        ]
    )
    number = forms.IntegerField(min_value=1, max_value=99)


class HoursForm(KoppiForm):
    """Hours in which a team calls."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"), choices=WEEKDAYS, coerce=int, widget=CheckTiles(square=True)
    )
    opens = forms.IntegerField(label=_("From, the hour"), min_value=0, max_value=23)
    closes = forms.IntegerField(label=_("To, the hour"), min_value=1, max_value=24)
    calls_per_hour = forms.IntegerField(
        label=_("How many calls fit into an hour?"), min_value=1, max_value=MOST_CALLS
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                field.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
                field.error_messages["invalid"] = _("Write a whole number.")

    def clean(self):
        given = super().clean()
        opens, closes = given.get("opens"), given.get("closes")
        if opens is not None and closes is not None and opens >= closes:
            self.add_error("closes", ValidationError(_("The hours end after they begin."), code="invalid"))
        return given


class TriesForm(KoppiForm):
    """How often a team tries to reach a client."""

    attempts = forms.IntegerField(label=_("How many times do we try?"), min_value=1, max_value=9)
    minutes_apart = forms.IntegerField(
        label=_("How many minutes between two tries?"), min_value=5, max_value=480
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
            field.error_messages["invalid"] = _("Write a whole number.")
