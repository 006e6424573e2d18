"""What somebody who answers for data protection types, as clean values."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.people import codes
from koppi.ui.forms import DayField, KeyField, KoppiForm, LongText, RadioTiles, ShortText, Tick


class OversightForm(KoppiForm):
    """Whose looks to find: at a client, by a reader, between days."""

    code = ShortText(
        label=_("The client's identity code"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    reader = ShortText(label=_("The reader's name"), required=False, max_length=80)
    first = DayField(label=_("From"), required=False, latest="today", help_text=_("For example 24.11.2026"))
    last = DayField(label=_("To"), required=False, latest="today", help_text=_("For example 28.11.2026"))
    only_unusual = forms.BooleanField(label=_("Only unusual looks"), required=False, widget=Tick())

    def clean_code(self):
        code = self.cleaned_data["code"]
        try:
            return codes.check_form(code) if code else ""
        except codes.BadCode as bad:
            raise ValidationError(str(bad)) from None

    def clean(self):
        given = super().clean()
        if not self._errors and not (given["code"] or given["reader"] or given["first"]):
            raise ValidationError(_("Write an identity code, a name or the first day."))
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", _("The last day is before the first."))
        return given


class DecideOlderForm(KoppiForm):
    """Whether a client gets the lines older than two years; a refusal has its reasons (703/2023 11 §)."""

    decision = forms.ChoiceField(
        label=_("Is the reason a special one?"),
        choices=[("grant", _("Yes, show the older lines for 30 days")), ("refuse", _("No"))],
        widget=RadioTiles(),
    )
    answer = LongText(
        label=_("The reasons, for the client"),
        required=False,
        max_length=2000,
        help_text=_("A refusal needs them. The client reads them word for word."),
    )
    key = KeyField()

    def clean(self):
        given = super().clean()
        if given.get("decision") == "refuse" and not given.get("answer") and "answer" not in self._errors:
            self.add_error("answer", _("Write why the answer is no."))
        return given
