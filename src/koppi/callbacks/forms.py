"""When to call and to which number, as a client or a professional says it."""

from datetime import datetime

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from koppi.intake.forms import clean_number
from koppi.ui import times
from koppi.ui.forms import KoppiForm, RadioTiles, ShortText

WORD_JOINER = "\u2060"


def choices_of(offers, now):
    """Return windows as choices of a field, and the quieter line under each."""
    language = get_language()
    choices, hints = [], {}
    for offer in offers:
        value = offer.starts_at.isoformat()
        choices.append((value, _unbroken(times.span(offer.starts_at, offer.ends_at, now, language))))
        if offer.late:
            hints[value] = _("later than we promised")
        else:
            hints[value] = ngettext("%(count)s time free", "%(count)s times free", offer.free) % {
                "count": offer.free
            }
    return choices, hints


def _unbroken(said):
    """Return a stretch of a day that no narrow tile breaks at its dash."""
    return said.replace("–", f"–{WORD_JOINER}")


class CallForm(KoppiForm):
    """An hour with a free place, and the number to call.

    :param offers: the windows to choose from
    """

    starts = forms.ChoiceField(label=_("When shall we call?"), widget=RadioTiles(square=True))
    phone = ShortText(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Write the number we may call.")},
    )

    def __init__(self, *args, offers, now, **kwargs):
        super().__init__(*args, now=now, **kwargs)
        field = self.fields["starts"]
        field.choices, field.widget.hints = choices_of(offers, now)
        # A time that was free when the page was drawn may be gone when it is sent.
        field.error_messages["invalid_choice"] = _("That time has just been taken. Choose another one.")

    def clean_starts(self):
        """Return the moment at which the window starts."""
        return datetime.fromisoformat(self.cleaned_data["starts"])

    def clean_phone(self):
        """Return the number in its international form."""
        return clean_number(self.cleaned_data["phone"])


class MoveForm(CallForm):
    """The same for a client, who may have a promised call already: its own hour can be kept.

    An empty number keeps the one that stands.

    :param standing: the promised call, or None
    """

    def __init__(self, *args, standing=None, offers, now, **kwargs):
        super().__init__(*args, offers=offers, now=now, **kwargs)
        if standing is None:
            return
        window, field = standing.window, self.fields["starts"]
        own = window.starts_at.isoformat()
        said = _unbroken(times.span(window.starts_at, window.ends_at, now, get_language()))
        others = [choice for choice in field.choices if choice[0] != own]
        # In one time zone the values sort as the moments do.
        field.choices = sorted([(own, said), *others])
        field.widget.hints = {**field.widget.hints, own: _("the time you have now")}
        self.initial.setdefault("starts", own)
        self.fields["phone"].required = False

    def clean_phone(self):
        """Return the number in its international form, or nothing when it stays."""
        return super().clean_phone() if self.cleaned_data["phone"] else ""
