"""What the data law asks a professional to say: a ground, a need, a client's word (703/2023)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import CheckTiles, KoppiForm, LongText, RadioTiles, ShortText

from . import words
from .asking_across import names_somebody


class CrossingForm(KoppiForm):
    """On what ground the other register is opened, what of it, and for how long (703/2023 53 §)."""

    basis = forms.ChoiceField(label=_("On what ground?"), widget=RadioTiles)
    kinds = forms.MultipleChoiceField(
        label=_("What do you need to see?"),
        help_text=_("What the matters are about opens in any case. Choose only what is necessary."),
        choices=list(words.OPENED_KINDS.items()),
        widget=CheckTiles,
        required=False,
    )
    why = LongText(
        label=_("Why, in your own words?"),
        rows=3,
        max_length=2000,
        help_text=_("In joint service, write who takes part. The client sees the ground, not these words."),
    )
    until = forms.ChoiceField(
        label=_("For how long?"), choices=list(words.OPEN_FOR.items()), widget=RadioTiles
    )

    def __init__(self, *args, bases, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = bases


class SpokenForm(KoppiForm):
    """What the client said to a professional about showing this register's data."""

    act = forms.ChoiceField(
        label=_("What did the client say?"), choices=list(words.SPOKEN.items()), widget=RadioTiles
    )
    kinds = forms.MultipleChoiceField(
        label=_("What may the other side see?"),
        help_text=_("Choose when the client permits. What the matters are about goes with it."),
        choices=list(words.OPENED_KINDS.items()),
        widget=CheckTiles,
        required=False,
    )


class NeedForm(KoppiForm):
    """Whose data is opened in need, and why. The code travels in the body of the request alone."""

    whose = ShortText(
        label=_("The client's identity code, or the reference of a matter"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label=_("What is the need?"), choices=list(words.NEED.items()), widget=RadioTiles
    )
    why = LongText(
        label=_("What happened, in your own words?"),
        rows=3,
        max_length=2000,
        help_text=_("The data protection officer reads this."),
    )


class ReviewForm(KoppiForm):
    """What the data protection officer thinks of an opening, and why."""

    verdict = forms.ChoiceField(
        label=_("Was it right to open?"),
        choices=[("yes", _("Yes, there was a need")), ("no", _("No, there was no need"))],
        widget=RadioTiles,
    )
    review = LongText(label=_("Why do you think so?"), rows=3, max_length=2000)


class CapacityForm(KoppiForm):
    """Whether a minor can judge what a matter is about, and whether the guardian may see it."""

    capable = forms.ChoiceField(
        label=_("Can the minor judge what this is about?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=RadioTiles,
    )
    guardian = forms.ChoiceField(
        label=_("May the guardian see it, by the minor's own word?"),
        choices=[("yes", _("Yes, or the minor did not say")), ("no", _("No, the minor forbids it"))],
        widget=RadioTiles,
    )
    reason = LongText(
        label=_("The weighty reason, in social care"),
        required=False,
        rows=2,
        max_length=2000,
        help_text=_("In health care you may leave this empty."),
    )

    def clean(self):
        given = super().clean()
        if given.get("capable") == "no" and given.get("guardian") == "no":
            self.add_error("guardian", _("Only a minor who can judge may forbid it."))
        return given


class AcrossForm(KoppiForm):
    """A general question to a team of the other register, that names nobody."""

    team = forms.ChoiceField(label=_("Whom do you ask?"))
    question = LongText(
        label=_("Your question"),
        rows=5,
        max_length=4000,
        help_text=_("No name, identity code or address, and nothing else that tells who it is about."),
    )

    def __init__(self, *args, teams, matter, **kwargs):
        super().__init__(*args, **kwargs)
        self.matter = matter
        self.fields["team"].choices = [("", _("Choose")), *teams]

    def clean_question(self):
        """Refuse a question that names its client."""
        question = self.cleaned_data["question"]
        if names_somebody(question, self.matter.client, self.matter.reference):
            raise ValidationError(
                _("The question tells who it is about. Take out the name, the code or the reference."),
                code="names",
            )
        return question
