"""The questions of the contact form: what was typed into a good answer, or a plain word about why not.

`answer()` gives what a draft keeps: plain values that JSON can hold.
"""

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.people.models import in_language
from koppi.ui.forms import (
    CheckTiles,
    DayField,
    FilesField,
    KoppiForm,
    LongText,
    RadioTiles,
    ShortText,
    Tick,
)

from . import rules, words

NONE = "none"
OTHER = "other"


def clean_number(typed):
    """Return a phone number in its international form: "+358401234567".

    :raises ValidationError: it is none
    """
    try:
        number = phonenumbers.parse(typed, "FI")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("We did not understand the number. Write it like this: 040 123 4567 or +46 70 123 45 67"),
            code="invalid",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class StepForm(KoppiForm):
    """One question.

    :param about: the facts of this draft (`queries.Page`): who may be acted for, topics, statements
    """

    def __init__(self, *args, about, **kwargs):
        self.about = about
        super().__init__(*args, now=about.now, **kwargs)

    def answer(self):
        """Return the good answer of a valid form."""
        return dict(self.cleaned_data)

    def raw(self):
        """Return what the form shows now, as lists by field, so that a part of it can be changed."""
        shown = {}
        for bound in self.visible_fields():
            if isinstance(bound.field, forms.FileField):
                continue
            value = bound.value()
            if isinstance(bound.field, forms.BooleanField):
                value = "on" if value and value != "False" else None
            elif not isinstance(value, list | tuple):
                value = bound.field.prepare_value(value)
            values = value if isinstance(value, list | tuple) else [value]
            shown[bound.name] = [str(one) for one in values if one not in (None, "")]
        return shown


class WhoForm(StepForm):
    """For oneself or for somebody one may act for."""

    about_whom = forms.ChoiceField(label=_("Who needs help?"), widget=RadioTiles)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["about_whom"]
        choices, hints = [], {}
        if self.about.own:
            choices.append((rules.SELF, _("I do")))
        for other in self.about.others:
            choices.append((str(other.client.uuid), other.client.name))
            hints[str(other.client.uuid)] = _mandate_hint(other)
        field.widget.hints = hints
        field.choices = choices


def _mandate_hint(other):
    if other.health and other.social:
        return _("You may act in health and social care.")
    return _("You may act in health care.") if other.health else _("You may act in social care.")


class TopicForm(StepForm):
    """What it is about."""

    topic = forms.ChoiceField(label=_("What is it about?"), widget=RadioTiles)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        field.widget.hints = {topic.code: in_language(topic, "hint") for topic in self.about.topics}
        field.choices = [(topic.code, topic.name) for topic in self.about.topics]

    def clean_topic(self):
        chosen = self.cleaned_data["topic"]
        topic = next(topic for topic in self.about.topics if topic.code == chosen)
        if not self.about.covered(topic):
            only = (
                _("You may act for %(name)s only in health care, and this belongs to social care.")
                if self.about.other.health
                else _("You may act for %(name)s only in social care, and this belongs to health care.")
            )
            help_ = _("Choose another topic, or call us: we tell you how this goes on.")
            raise ValidationError(f"{only % {'name': self.about.client.name}} {help_}", code="not_covered")
        return chosen


class WarningsForm(StepForm):
    """Any of these right now? "None of these" is an answer of its own, so that silence is not one."""

    affirmed = forms.MultipleChoiceField(
        label=_("Any of these right now?"),
        help_text=_("Choose all that are true."),
        widget=CheckTiles,
        error_messages={"required": _("Choose what is true, or “None of these”.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        statements = [(statement.code, statement.text) for statement in self.about.statements]
        self.fields["affirmed"].choices = [*statements, (NONE, _("None of these"))]

    def clean_affirmed(self):
        chosen = self.cleaned_data["affirmed"]
        if NONE in chosen and len(chosen) > 1:
            raise ValidationError(
                _("You chose “None of these” and something else too. Leave only what is true."), code="both"
            )
        return chosen

    def answer(self):
        affirmed = [code for code in self.cleaned_data["affirmed"] if code != NONE]
        statements = self.about.statements
        return {
            "affirmed": affirmed,
            "asked": [statement.code for statement in statements],
            "versions": {statement.code: statement.version for statement in statements},
        }


class WordsForm(StepForm):
    """Own words, and a short name for the matter if one wants."""

    words = LongText(
        label=_("Tell us in your own words"),
        help_text=_(
            "What is wrong, and what would you wish for? You need not know any terms. 10,000 characters fit."
        ),
        max_length=rules.LONGEST_WORDS,
        rows=9,
        error_messages={"required": _("Write a few words, so that we can help.")},
    )
    title = ShortText(
        label=_("The same in a few words, if you like"),
        help_text=_("You see your matter by this name. For example: back pain, leg is numb"),
        max_length=rules.LONGEST_SUBJECT,
        required=False,
    )


class SinceForm(StepForm):
    """Since when."""

    since = forms.ChoiceField(
        label=_("When did it begin?"),
        help_text=_("A rough time is enough."),
        choices=list(words.SINCE.items()),
        widget=RadioTiles,
    )
    on = DayField(
        label=_("Which day?"),
        help_text=_("For example 20.11.2026"),
        latest="today",
        required=False,
        error_messages={"past": _("That is before the birth date. Check the year.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].earliest = self.about.client.birth_date

    def clean(self):
        given = super().clean()
        if given.get("since") != rules.SINCE_DATE:
            # A day typed before another choice was made is no answer, and must not stand in the way.
            self._errors.pop("on", None)
            given["on"] = None
        elif not given.get("on") and "on" not in self._errors:
            self.add_error(
                "on", ValidationError(_("Write the day, or choose another time."), code="required")
            )
        return given

    def answer(self):
        day = self.cleaned_data["on"]
        return {"since": self.cleaned_data["since"], "on": day.isoformat() if day else None}


class ReachForm(StepForm):
    """How and when to reach."""

    by = forms.ChoiceField(
        label=_("How shall we answer you?"), choices=list(words.REACH.items()), widget=RadioTiles
    )
    phone = ShortText(
        label=_("Phone number"),
        help_text=_("We call also if your matter cannot wait for a message."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    call = forms.ChoiceField(label=_("When shall we call?"), required=False, widget=RadioTiles(square=True))
    times = forms.MultipleChoiceField(
        label=_("When can we call?"),
        help_text=_("Choose all that suit you. Leave empty if any time does."),
        choices=list(words.TIMES.items()),
        widget=CheckTiles(square=True),
        required=False,
    )
    voicemail = forms.BooleanField(
        label=_("You may leave a message in my voicemail"), widget=Tick, required=False
    )
    email = forms.EmailField(
        label=_("E-mail, if you want a note when we have answered"),
        help_text=_("The note says only that there is something to read here."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("We did not understand the e-mail address. It looks like this: name@example.fi")
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.about.calls:
            # No hours are promised: then one tells what times suit.
            del self.fields["call"]
            return
        del self.fields["times"]
        field = self.fields["call"]
        field.choices = [*self.about.calls, (rules.ANY_HOUR, _("None of these suits me"))]
        field.widget.hints = {**self.about.call_hints, rules.ANY_HOUR: _("We call when we can, or write.")}
        field.error_messages["invalid_choice"] = _("That time has just been taken. Choose another one.")

    def clean_phone(self):
        typed = self.cleaned_data["phone"]
        return clean_number(typed) if typed else ""

    def clean(self):
        given = super().clean()
        if given.get("by") == rules.BY_PHONE and not given.get("phone") and "phone" not in self._errors:
            self.add_error("phone", ValidationError(_("Write the number we may call."), code="required"))
        if given.get("by") == rules.BY_PHONE and given.get("call") == "":
            self.add_error("call", ValidationError(_("Choose one."), code="required"))
        return given

    def answer(self):
        """Return the good answer; which hours there were does not change its shape."""
        return {"times": [], **self.cleaned_data}


class SupportForm(StepForm):
    """Language, interpreter, other support."""

    language = forms.ChoiceField(
        label=_("In which language shall we serve you?"),
        help_text=_("You may always choose Finnish or Swedish."),
        choices=[*words.LANGUAGES.items(), (OTHER, _("Another language"))],
        widget=RadioTiles(square=True),
    )
    other_language = forms.ChoiceField(
        label=_("Which language?"),
        choices=[("", ""), *words.OTHER_LANGUAGES.items()],
        required=False,
    )
    interpreter = forms.BooleanField(
        label=_("We need an interpreter"),
        help_text=_("Interpreting costs you nothing."),
        widget=Tick,
        required=False,
    )
    support = forms.MultipleChoiceField(
        label=_("Is there something else that we should take into account?"),
        help_text=_("You need not choose anything."),
        choices=list(words.SUPPORT.items()),
        widget=CheckTiles(square=True),
        required=False,
    )
    more = ShortText(label=_("Tell us more, if you like"), max_length=200, required=False)

    def clean(self):
        given = super().clean()
        if given.get("language") == OTHER and not given.get("other_language"):
            self.add_error("other_language", ValidationError(_("Choose the language."), code="required"))
        return given

    def answer(self):
        given = self.cleaned_data
        language = given["other_language"] if given["language"] == OTHER else given["language"]
        interpreter = language if given["interpreter"] else ""
        if "sign" in given["support"]:
            interpreter = interpreter or "sign"
        return {
            "language": language,
            "interpreter": interpreter,
            "support": given["support"],
            "more": given["more"],
        }


class FilesForm(StepForm):
    """Photos or documents."""

    files = FilesField(label=_("Photos or files"), required=False)  # type: ignore[assignment]

    def answer(self):
        return {"seen": True}


class WorseForm(KoppiForm):
    """It got worse: the warning statements again, and words if there are any."""

    affirmed = forms.MultipleChoiceField(
        label=_("Any of these right now?"),
        help_text=_("Choose all that are true."),
        widget=CheckTiles,
        error_messages={"required": _("Choose what is true, or “None of these”.")},
    )
    words = LongText(label=_("What has changed?"), required=False, max_length=rules.LONGEST_WORDS, rows=5)

    def __init__(self, *args, statements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["affirmed"].choices = [
            *((statement.code, statement.text) for statement in statements),
            (NONE, _("None of these")),
        ]

    clean_affirmed = WarningsForm.clean_affirmed

    def clean(self):
        given = super().clean()
        if given.get("affirmed") == [NONE] and not given.get("words"):
            self.add_error(
                "words", ValidationError(_("Tell in a few words what has changed."), code="required")
            )
        return given

    @property
    def affirmed_codes(self):
        """The statements that were affirmed."""
        return [code for code in self.cleaned_data["affirmed"] if code != NONE]


FORMS = {
    rules.WHO: WhoForm,
    rules.TOPIC: TopicForm,
    rules.WARNINGS: WarningsForm,
    rules.WORDS: WordsForm,
    rules.SINCE: SinceForm,
    rules.REACH: ReachForm,
    rules.SUPPORT: SupportForm,
    rules.FILES: FilesForm,
}
