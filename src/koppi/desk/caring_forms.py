"""Why care begins late, and how the client is told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.appointments.words import DELAY
from koppi.ui.forms import DayField, KoppiForm, LongText, RadioTiles


class DelayForm(KoppiForm):
    """Why care begins after its limit, and what the client is told, or has been (703/2023 36 §)."""

    SEND, SAID = "send", "said"

    why = forms.ChoiceField(label=_("Why is it late?"), choices=DELAY.items(), widget=RadioTiles())
    told = LongText(
        label=_("What is the client told?"),
        rows=4,
        max_length=2000,
        help_text=_("In the client's own language."),
    )
    how = forms.ChoiceField(
        label=_("How?"),
        choices=[(SEND, _("Send it as a letter now")), (SAID, _("I have told them already"))],
        widget=RadioTiles(square=True),
        initial=SEND,
    )
    told_on = DayField(
        label=_("When did you tell them?"),
        latest="today",
        required=False,
        help_text=_("For example 24.11. Empty is today."),
    )
