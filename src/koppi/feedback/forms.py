"""Two questions and one's own words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.people.codes import has_code
from koppi.ui.forms import KoppiForm, LongText, RadioTiles

from . import rules
from .errors import CodeInWords
from .words import EASE, HELPED


class FeedbackForm(KoppiForm):
    """How it went; one may leave out what one does not want to answer, but not everything."""

    helped = forms.ChoiceField(
        label=_("Did you get help for what you came for?"),
        choices=list(HELPED.items()),
        widget=RadioTiles(square=True),
        required=False,
    )
    ease = forms.TypedChoiceField(
        label=_("How easy was it to use the chat?"),
        choices=list(EASE.items()),
        coerce=int,
        empty_value=None,
        widget=RadioTiles(square=True),
        required=False,
    )
    words = LongText(
        label=_("What went well, and what should we do better?"),
        help_text=_("Do not write your name or identity code here."),
        rows=5,
        max_length=rules.MAX_WORDS,
        required=False,
    )

    def clean_words(self):
        words = self.cleaned_data["words"]
        if has_code(words):
            raise forms.ValidationError(str(CodeInWords()))
        return words

    def clean(self):
        given = super().clean()
        if not self._errors and not any(given.values()):
            self.add_error("helped", _("Answer at least one question, or write something."))
        return given
