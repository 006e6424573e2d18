"""What a professional writes down while somebody is on the phone or at the counter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.intake.calls import GOES_ON, LEAVE, Judged, Somebody
from koppi.intake.forms import clean_number
from koppi.intake.words import LANGUAGES, OTHER_LANGUAGES
from koppi.ui.forms import KoppiForm, LongText, RadioTiles, ShortText

from .words import (
    CALL_END,
    CHANNEL,
    IDENTIFIED,
    MANDATE,
    NO_ASSESSMENT,
    NO_PROFESSION,
    PROFESSION,
    URGENCY,
)

BOTH = _("You ticked a statement, and also that there is none. Leave one of them.")
SELF, OTHER = "self", "other"
ASSESS = "assess"
URGENCY_KEYS = {"2": "1", "1": "2", "0": "3"}
CLOSING_KEYS = ("4", "5", "6")
END_KEYS = {
    "take": "7",
    "leave": "8",
    "call_back": "9",
    "book": "0",
}
# What is kept of a call while it is written: everything but what was searched for.
KEPT = (
    "client",
    "channel",
    "identified",
    "who",
    "caller_name",
    "caller_relation",
    "topic",
    "words",
    "none",
    "affirmed",
    "urgency",
    "end",
    "need",
    "assessment",
    "profession",
    "language",
    "interpreter",
    "phone",
)


class SoughtForm(KoppiForm):
    """Whom one looks for, as they say it."""

    sought = ShortText(
        label=_("Who is it?"),
        max_length=120,
        help_text=_("The identity code, or the name and the birth date: Maria Lindqvist 17.5.1982"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        error_messages={"required": _("Write an identity code, or a name and the day of birth.")},
    )


class NewClientForm(KoppiForm):
    """Somebody who is not among the clients yet."""

    given_name = ShortText(label=_("Given name"), max_length=80)
    family_name = ShortText(label=_("Family name"), max_length=80)
    municipality = forms.ChoiceField(label=_("Home municipality"), required=False)

    def __init__(self, *args, municipalities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].choices = [("", _("Not known")), *municipalities]


class CallForm(KoppiForm):
    """A whole call: who, what about, what was read aloud, how urgent, and what came of it.

    :param call: what is known of it (`queries.Call`)
    """

    channel = forms.ChoiceField(label=_("How?"), choices=CHANNEL.items(), initial="phone")
    identified = forms.ChoiceField(label=_("How do you know who it is?"))
    who = forms.ChoiceField(label=_("Who calls?"))
    caller_name = ShortText(label=_("The caller’s name"), max_length=120, required=False)
    caller_relation = ShortText(
        label=_("Who are they to the client?"),
        max_length=120,
        required=False,
        help_text=_("For example: daughter, neighbour, home care"),
    )
    topic = forms.ChoiceField(label=_("What is the call about?"))
    words = LongText(label=_("What do they say?"), rows=4)
    none = ShortText(label=_("I read them aloud: none of these"), max_length=1000, required=False)
    affirmed = forms.MultipleChoiceField(required=False)
    urgency = forms.TypedChoiceField(
        label=_("How urgent is it?"),
        choices=URGENCY.items(),
        coerce=int,
        widget=RadioTiles(keys=URGENCY_KEYS),
    )
    end = forms.ChoiceField(label=_("What comes of it?"), widget=RadioTiles(square=True))
    need = ShortText(
        label=_("The care need, as you assess it"),
        max_length=1000,
        required=False,
        help_text=_("Empty: as it is told above."),
        widget=forms.TextInput(attrs={"data-key": "n", "aria-keyshortcuts": "n", "autocomplete": "off"}),
    )
    assessment = forms.ChoiceField(label=_("The assessment"), required=False)
    profession = forms.ChoiceField(
        label=_("Which profession is needed?"),
        required=False,
        choices=[("", NO_PROFESSION), *PROFESSION.items()],
    )
    language = forms.ChoiceField(label=_("The client’s language"))
    interpreter = forms.ChoiceField(label=_("Interpreter"), required=False)
    phone = ShortText(
        label=_("The number they can be reached at"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "short"}),
    )

    def __init__(self, *args, call, **kwargs):
        self.call = call
        super().__init__(*args, now=call.at, **kwargs)
        fields = self.fields
        fields["identified"].choices = [("", _("Choose")), *IDENTIFIED.items()]
        fields["who"].choices = [
            (SELF, _("The client")),
            *call.caller_choices,
            (OTHER, _("Somebody else calls")),
        ]
        fields["topic"].choices = [("", _("Choose")), *((topic.code, topic.name) for topic in call.topics)]
        codes = {*_affirmed(self.data), *call.asked.split(",")}
        fields["affirmed"].choices = [(code, code) for code in codes]
        fields["language"].choices = [*LANGUAGES.items(), *OTHER_LANGUAGES.items()]
        fields["interpreter"].choices = [("", _("Not needed")), *_interpreters()]
        fields["end"].choices = [
            (_("Answered: it ends here"), call.closings),
            (_("It goes on"), [(code, CALL_END[code]) for code in GOES_ON]),
        ]
        keys = zip((code for code, _name in call.closings), CLOSING_KEYS, strict=False)
        fields["end"].widget.keys = {**dict(keys), **END_KEYS}
        now = [(ASSESS, _("I assess it here"))] if call.may_assess else [("", _("Choose"))]
        fields["assessment"].choices = [*now, *NO_ASSESSMENT.items()]

    def clean_phone(self):
        """Return the number in its international form, or nothing."""
        return clean_number(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def clean(self):
        """Look at what belongs together: who calls, what was read aloud, and how it ends."""
        cleaned = super().clean()
        nameless = not cleaned.get("caller_name") and "caller_name" not in self.errors
        if cleaned.get("who") == OTHER and nameless:
            self.add_error("caller_name", _("Write the name of whoever calls."))
        if cleaned.get("who") == SELF and self.call.client and self.call.client.died_on:
            self.add_error("who", _("This client has died. Check whom you talk with, and choose who calls."))
        self._check_read_aloud(cleaned)
        self._check_end(cleaned)
        return cleaned

    def _check_read_aloud(self, cleaned):
        if not self.call.statements or "topic" in self.errors:
            return
        if cleaned.get("none") and cleaned.get("affirmed"):
            self.add_error("none", BOTH)
        elif cleaned.get("none") and not self.call.none_ticked:
            self.add_error("none", _("What to read aloud has changed. Read these before you go on."))
        elif not cleaned.get("none") and not cleaned.get("affirmed"):
            self.add_error("none", _("Tick what the caller affirms, or that it is none of these."))

    def _check_end(self, cleaned):
        end = cleaned.get("end")
        if not end or "topic" in self.errors:
            return
        if end != LEAVE and not self.call.is_theirs:
            self.add_error(
                "end", _("This topic belongs to the other side’s team. Leave it to them: they answer.")
            )
        elif end not in GOES_ON and self.call.is_assessed and not cleaned.get("assessment"):
            self.add_error(
                "assessment", _("Choose why it is not assessed, or leave it to somebody who may assess it.")
            )

    @property
    def judged(self):
        """What was judged, as the action takes it."""
        cleaned = self.cleaned_data
        urgency, ends = cleaned["urgency"], cleaned["end"] not in GOES_ON
        if not self.call.is_assessed or cleaned["end"] == LEAVE:
            return Judged(urgency)
        if cleaned["assessment"] != ASSESS:
            return Judged(urgency, without_assessment=cleaned["assessment"] if ends else "")
        need = cleaned["need"] or (cleaned["words"] if ends else "")
        return Judged(urgency, need, cleaned["profession"] if need else "")

    @property
    def caller(self):
        """Who called on the client's behalf, or None."""
        who = self.cleaned_data["who"]
        if who == SELF:
            return None
        if who == OTHER:
            return Somebody(self.cleaned_data["caller_name"], self.cleaned_data["caller_relation"])
        known = self.call.caller_of(who)
        return Somebody(known.name, str(MANDATE[known.kind]), known.mandate_id)


class JoinedCallForm(CallForm):
    """The same call when it goes into an open matter: what it is about and how it ends are the matter's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("topic", "urgency", "end"):
            self.fields[name].required = False

    def _check_read_aloud(self, cleaned):
        if cleaned.get("none") and cleaned.get("affirmed"):
            self.add_error("none", BOTH)

    def _check_end(self, cleaned):
        """How it ends is decided in the matter."""


class AdviceCallForm(CallForm):
    """The same when they do not say who they are: advice, which is answered on the spot or left to a team."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (
            "identified",
            "who",
            "caller_name",
            "caller_relation",
            "urgency",
            "need",
            "assessment",
            "profession",
            "interpreter",
            "phone",
        ):
            del self.fields[name]
        self.fields["end"].choices = [
            (_("Answered: it ends here"), self.call.closings),
            (_("It goes on"), [(LEAVE, CALL_END[LEAVE])]),
        ]

    def _check_end(self, cleaned):
        """Either side gives advice, and nobody's care need is assessed."""


def _affirmed(data):
    """Return what was ticked; a statement that has changed meanwhile is no mistake of whoever read it."""
    return data.getlist("affirmed") if data else ()


def _interpreters():
    return [("sign", _("Sign language")), *OTHER_LANGUAGES.items()]
