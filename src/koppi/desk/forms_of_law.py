"""What the data law asks a professional to say: a ground, a need, a client's word (703/2023)."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.access.consent import OTHER
from koppi.disclosures import rules
from koppi.ui.forms import CheckTiles, DayField, KeyField, KoppiForm, LongText, RadioTiles, ShortText
from koppi.ui.times import HELSINKI

from . import words
from .asking_across import names_somebody
from .forms import ClockField


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


class DisclosureForm(KoppiForm):
    """What was given out, to whom, what for, what allows it, and when (703/2023 9–10 §)."""

    given = forms.MultipleChoiceField(
        label=_("What was given?"), choices=list(words.GIVEN.items()), widget=CheckTiles(square=True)
    )
    basis = forms.ChoiceField(label=_("What allows it?"), widget=RadioTiles)
    provision = ShortText(
        label=_("The law and its section"),
        max_length=rules.LONGEST_PROVISION,
        required=False,
        help_text=_("For example: 703/2023 53 §."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    receiver = ShortText(
        label=_("To whom?"),
        max_length=rules.LONGEST_RECEIVER,
        required=False,
        help_text=_("The organisation or the person. The client reads this."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(
        label=_("What for?"), choices=list(words.GIVEN_FOR.items()), widget=RadioTiles(square=True)
    )
    day = DayField(label=_("On what day?"), latest="today")
    clock = ClockField(
        label=_("Time of day"),
        help_text=_("For example 14.30"),
        error_messages={"required": _("Write the time, like this: 14.30")},
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    key = KeyField()

    def __init__(self, *args, register, permitted, **kwargs):
        """:param permitted: whether the client's permission is in force to show this register to the other"""
        super().__init__(*args, **kwargs)
        by_permission = [("permission", words.GIVEN_BY_PERMISSION[OTHER[register]])] if permitted else []
        self.fields["basis"].choices = [*by_permission, ("law", words.GIVEN_BY_LAW)]
        if not permitted:
            self.fields["basis"].initial = "law"
        else:
            self.fields["receiver"].help_text = _(
                "The organisation or the person. The client reads this. "
                "By the client's permission it goes to the other side alone: leave this empty."
            )

    def clean(self):
        """Ask for what the ground needs, and turn day and time into the moment."""
        clean = super().clean()
        if clean.get("basis") == "law":
            self._need_for_law(clean)
        elif clean.get("basis") == "permission":
            self._leave_empty(clean)
        if clean.get("day") and clean.get("clock"):
            clean["moment"] = datetime.combine(clean["day"], clean["clock"], HELSINKI)
            if clean["moment"] > self.now:
                self.add_error("clock", _("This time is still to come. Write when it was given."))
        return clean

    def _need_for_law(self, clean):
        if "provision" in clean and not rules.names_a_section(clean["provision"]):
            self.add_error("provision", _("Write the law and its section, for example: 703/2023 53 §."))
        if "receiver" in clean and not clean["receiver"]:
            self.add_error("receiver", self.fields["receiver"].error_messages["required"])

    def _leave_empty(self, clean):
        for name in ("provision", "receiver"):
            if clean.get(name):
                self.add_error(
                    name,
                    _("With the client's permission, leave this empty. Or choose a provision of law above."),
                )
