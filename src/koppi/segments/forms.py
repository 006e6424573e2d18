"""What two people say at one screen: both views, and what they agree on."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import DayField, KoppiForm, LongText, RadioTiles

from . import rules
from .actions import Seen
from .words import DURATIONS, HOW, OWN_COPING, OWN_DURATION, OWN_NEED, SEGMENTS

NOT_CHOSEN = _("Choose a place on the scale.")
TOGETHER = [(code, HOW[code]) for code in (rules.IN_THE_CHAIR, rules.BY_PHONE)]


def _scale(label):
    steps = [(step, f"{step} / {rules.HIGHEST}") for step in range(rules.LOWEST, rules.HIGHEST + 1)]
    return forms.TypedChoiceField(
        label=label, choices=steps, coerce=int, empty_value=None, widget=forms.RadioSelect, required=False
    )


def _words(label, rows=2, help_text=""):
    return LongText(label=label, help_text=help_text, rows=rows, max_length=rules.MAX_WORDS, required=False)


class TalkForm(KoppiForm):
    """The whole talk: it may be kept with holes in it, and is whole only when it is agreed on."""

    strengths = _words(
        _("What carries you in everyday life?"), rows=3, help_text=_("People, habits, skills. This first.")
    )
    client_coping = _scale(_("Everyday life"))
    client_need = _scale(_("Need of help"))
    client_words = _words(_("In the client’s own words"))
    professional_coping = _scale(_("Everyday life"))
    professional_need = _scale(_("Need of help"))
    professional_words = _words(_("In the professional’s own words"))
    duration = forms.ChoiceField(
        label=_("How long has it been or will it be so?"),
        choices=list(DURATIONS.items()),
        widget=RadioTiles(),
        required=False,
    )
    segment = forms.ChoiceField(
        label=_("We agree"), choices=list(SEGMENTS.items()), widget=RadioTiles(square=True), required=False
    )
    why = _words(_("Why, in the words of you both"))
    why_otherwise = _words(
        _("Why another than where both dots are?"),
        help_text=_("Only when you agree on another quarter than the one in which both dots are."),
    )
    review_on = DayField(
        label=_("When do we look at this again?"),
        earliest="today",
        required=False,
        help_text=_("Empty: as is usual for what you agree on."),
    )
    how = forms.ChoiceField(
        label=_("How did we talk?"),
        choices=TOGETHER,
        widget=RadioTiles(square=True),
        required=False,
        initial=rules.IN_THE_CHAIR,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, whole=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.whole = whole

    def clean(self):
        given = super().clean()
        if not self.whole:
            return given
        for name in ("client_coping", "client_need", "professional_coping", "professional_need"):
            if given.get(name) is None and name not in self._errors:
                self.add_error(name, NOT_CHOSEN)
        for name in ("duration", "segment", "how"):
            if not given.get(name) and name not in self._errors:
                self.add_error(name, _("Choose one."))
        if not given.get("why") and "why" not in self._errors:
            self.add_error("why", _("Write why, so that it can be understood later, too."))
        dots = [(given.get(f"{whose}_coping"), given.get(f"{whose}_need")) for whose in WHOSE]
        if rules.needs_reason(given.get("segment"), *dots) and not given.get("why_otherwise"):
            self.add_error(
                "why_otherwise", _("Both dots are in another quarter. Write why you agree on this.")
            )
        return given

    def seen_by(self, whose):
        """Return how somebody sees it, from clean values."""
        return Seen(
            coping=self.cleaned_data[f"{whose}_coping"],
            need=self.cleaned_data[f"{whose}_need"],
            duration=self.cleaned_data["duration"],
            strengths=self.cleaned_data["strengths"] if whose == rules.CLIENT else "",
            words=self.cleaned_data[f"{whose}_words"],
        )

    def draft(self):
        """Return what was sent and can be kept, as a draft holds it; `is_valid` has been called."""
        clean = {
            name: value for name, value in self.cleaned_data.items() if name in self.data and name != "seen"
        }
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in clean.items()
        }


class OwnViewForm(KoppiForm):
    """How a client sees it, at home before a talk: what carries them first."""

    strengths = _words(
        _("What carries you in everyday life?"), rows=3, help_text=_("People, habits, skills.")
    )
    coping = forms.TypedChoiceField(
        label=_("How does your everyday life go?"),
        choices=list(OWN_COPING.items()),
        coerce=int,
        widget=RadioTiles(),
    )
    need = forms.TypedChoiceField(
        label=_("How much help do you need?"), choices=list(OWN_NEED.items()), coerce=int, widget=RadioTiles()
    )
    duration = forms.ChoiceField(
        label=_("For how long do you think it is so?"),
        choices=list(OWN_DURATION.items()),
        widget=RadioTiles(),
    )
    words = _words(_("What else would you like us to know?"), rows=4)

    def seen(self):
        """Return how they see it, from clean values."""
        return Seen(**self.cleaned_data)


WHOSE = (rules.CLIENT, rules.PROFESSIONAL)


def from_draft(draft):
    """Return a kept draft as a form begins with it."""
    day = draft.get("review_on")
    return {**draft, "review_on": date.fromisoformat(day) if day else None}
