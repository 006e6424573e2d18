"""What a professional types, as clean values."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.matters.models.matter import WaitingFor
from koppi.matters.rules import calls_for_care
from koppi.ui.forms import (
    DayField,
    KeyField,
    KoppiForm,
    LongText,
    RadioTiles,
    ShortText,
    Tick,
    WordsArea,
)
from koppi.ui.times import HELSINKI

from . import words

MORNING = time(8, 0)
AFTERNOON = time(13, 0)
LATE_AFTERNOON = time(15, 0)
SNOOZED_UNTIL_REPLY = timedelta(days=7)


class ClockField(ShortText):
    """A time of day as people write it: "8", "8.30", "14:05"."""

    default_error_messages = {"invalid": _("We did not understand the time. Write it like this: 14.30")}
    PATTERN = re.compile(r"(?:klo|kl\.?)?\s*(\d{1,2})(?:[.:](\d{2}))?")

    def to_python(self, value):
        written = super().to_python(value)
        if not written or isinstance(written, time):
            return written or None
        found = self.PATTERN.fullmatch(written.lower())
        try:
            return time(int(found[1]), int(found[2] or 0))
        except (TypeError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value):
        forms.Field.validate(self, value)

    def prepare_value(self, value):
        return f"{value.hour}.{value.minute:02d}" if isinstance(value, time) else value


class SearchForm(KoppiForm):
    """Words to look for: a name, a reference or something that was said."""

    q = ShortText(label=_("Search for a client or a matter"), required=False, max_length=80)


class ReleaseForm(KoppiForm):
    """Let go of a matter."""

    why = ShortText(
        label=_("Why do you return it? You may leave this empty"),
        required=False,
        help_text=_("Your team sees this. The client does not."),
    )


class OfferForm(KoppiForm):
    """To whom a matter is offered, and why."""

    to = forms.ChoiceField(label=_("To whom?"))
    reason = LongText(
        label=_("Why, and what should they know?"),
        rows=3,
        max_length=2000,
        help_text=_("The one who takes it reads this first. The client does not see it."),
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Choose")), *choices]

    def clean_to(self):
        """Return the address as the arguments of an offer."""
        return address(self.cleaned_data["to"])


class DeclineForm(KoppiForm):
    """Why an offer is not taken."""

    answer = LongText(label=_("Why not now?"), rows=2, max_length=500)


class AskForm(KoppiForm):
    """A question to a colleague."""

    to = forms.ChoiceField(label=_("Whom do you ask?"))
    question = LongText(
        label=_("Your question"),
        rows=4,
        max_length=4000,
        help_text=_("They may read this matter while they answer. You keep it."),
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Choose")), *choices]

    def clean_to(self):
        """Return the address as the arguments of a question."""
        return address(self.cleaned_data["to"])


class AnswerForm(KoppiForm):
    """The answer to a colleague's question."""

    answer = LongText(label=_("Your answer"), rows=4, max_length=4000)


class SnoozeForm(KoppiForm):
    """Until when a matter is out of sight."""

    HOUR, AFTERNOON, TOMORROW, TIME, REPLY = "hour", "afternoon", "tomorrow", "time", "reply"

    until = forms.ChoiceField(label=_("Until when?"), widget=RadioTiles(square=True))
    day = DayField(
        label=_("Day"), required=False, earliest="today", help_text=_("For example 24.11. Empty is today.")
    )
    clock = ClockField(
        label=_("Time of day"),
        required=False,
        help_text=_("For example 14.30"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    why = ShortText(label=_("What are you waiting for? You may leave this empty"), required=False)

    def __init__(self, *args, limit=None, **kwargs):
        """:param limit: the moment no snooze may pass, or None"""
        super().__init__(*args, **kwargs)
        self.limit = limit
        timed = [
            (self.HOUR, _("For an hour")),
            (self.AFTERNOON, _("Until this afternoon")),
            (self.TOMORROW, _("Until tomorrow at 8")),
        ]
        self.fields["until"].choices = [
            *(choice for choice in timed if self._fits(self._moment(choice[0]))),
            (self.REPLY, _("Until the client replies")),
            (self.TIME, _("Until a time I write")),
        ]

    def clean(self):
        """Turn the choice into the moment it means."""
        cleaned = super().clean()
        choice = cleaned.get("until")
        if choice == self.TIME:
            if not cleaned.get("clock") and "clock" not in self.errors:
                self.add_error("clock", _("Write the time, like this: 14.30"))
                return cleaned
            if "day" in self.errors or "clock" in self.errors:
                return cleaned
            day = cleaned.get("day") or self._today()
            cleaned["moment"] = datetime.combine(day, cleaned["clock"], HELSINKI)
        elif choice:
            cleaned["moment"] = self._moment(choice)
        return cleaned

    def _fits(self, moment):
        return moment is not None and (self.limit is None or moment <= self.limit)

    def _moment(self, choice):
        if choice == self.HOUR:
            return self.now + timedelta(hours=1)
        if choice == self.AFTERNOON:
            return self._afternoon()
        if choice == self.TOMORROW:
            return datetime.combine(self._today() + timedelta(days=1), MORNING, HELSINKI)
        return self.limit or self.now + SNOOZED_UNTIL_REPLY

    def _afternoon(self):
        """Return this afternoon's moment that is still ahead, or None."""
        for hour in (AFTERNOON, LATE_AFTERNOON):
            moment = datetime.combine(self._today(), hour, HELSINKI)
            if moment > self.now:
                return moment
        return None

    def _today(self):
        return self.now.astimezone(HELSINKI).date()


class WaitForm(KoppiForm):
    """For whom a matter waits."""

    waiting_for = forms.ChoiceField(
        label=_("What does it wait for?"),
        choices=words.WAITING.items(),
        widget=RadioTiles(),
        initial=WaitingFor.CLIENT,
    )


class UrgencyForm(KoppiForm):
    """How soon somebody must act, as a person judges it."""

    urgency = forms.TypedChoiceField(
        label=_("How urgent is it?"), choices=words.URGENCY.items(), coerce=int, widget=RadioTiles()
    )


class AssessForm(KoppiForm):
    """The individual care need assessment (1326/2010 51 §)."""

    need = LongText(label=_("What does the client need?"), rows=4, max_length=4000)
    urgency = forms.TypedChoiceField(
        label=_("How urgent is it?"),
        choices=words.URGENCY.items(),
        coerce=int,
        widget=RadioTiles(square=True),
    )
    profession = forms.ChoiceField(
        label=_("Which profession is needed?"),
        required=False,
        choices=[("", words.NO_PROFESSION), *words.PROFESSION.items()],
    )
    new_or_worse = forms.BooleanField(
        label=_("An illness, an injury, or a new or worse symptom"),
        help_text=_("Care then begins within 14 days. Take the tick away for a certificate or a check-up."),
        required=False,
        initial=True,
        widget=Tick(),
    )

    def __init__(self, *args, young, **kwargs):
        """:param young: the client is under 23, so that the short limit may concern them"""
        super().__init__(*args, **kwargs)
        if not young:
            del self.fields["new_or_worse"]


class CloseForm(KoppiForm):
    """How a matter ends; with the assessment, or why there is none, when the law's clock still runs.

    And what became of the care that an assessment called for.
    """

    ASSESS_NOW = "assess"

    outcome = forms.ChoiceField(label=_("How did it end?"), widget=RadioTiles(square=True))
    assessment = forms.ChoiceField(label=_("The care need has not been assessed"), widget=RadioTiles())
    need = LongText(label=_("What did the client need?"), rows=3, max_length=4000, required=False)
    urgency = forms.TypedChoiceField(
        label=_("How urgent was it?"),
        choices=words.URGENCY.items(),
        coerce=int,
        empty_value=None,
        widget=RadioTiles(square=True),
        required=False,
    )
    profession = forms.ChoiceField(
        label=_("Which profession was needed?"),
        required=False,
        choices=[("", words.NO_PROFESSION), *words.PROFESSION.items()],
    )
    care = forms.ChoiceField(
        label=_("What became of the care that was called for?"),
        choices=words.NO_CARE.items(),
        widget=RadioTiles(),
        required=False,
    )

    def __init__(self, *args, outcomes, unassessed, may_assess, awaits_care, **kwargs):
        """:param outcomes: the ways to close a matter that are offered here, as choices
        :param unassessed: the assessment's clock runs
        :param may_assess: the reader may record an assessment
        :param awaits_care: a limit runs by which care must begin
        """
        super().__init__(*args, **kwargs)
        self.unassessed, self.may_assess, self.awaits_care = unassessed, may_assess, awaits_care
        self.fields["outcome"].choices = outcomes
        if not awaits_care and not (unassessed and may_assess):
            del self.fields["care"]
        now = [(self.ASSESS_NOW, _("I assess it here"))] if may_assess else []
        self.fields["assessment"].choices = [*now, *words.NO_ASSESSMENT.items()]
        if not unassessed:
            for name in ("assessment", "need", "urgency", "profession"):
                del self.fields[name]
        elif not may_assess:
            for name in ("need", "urgency", "profession"):
                del self.fields[name]

    def clean(self):
        """Demand the assessment's parts when it is made here."""
        cleaned = super().clean()
        if cleaned.get("assessment") == self.ASSESS_NOW:
            if not cleaned.get("need") and "need" not in self.errors:
                self.add_error("need", _("Write in a few words what the client needed."))
            if cleaned.get("urgency") is None and "urgency" not in self.errors:
                self.add_error("urgency", _("Choose one."))
        called_for = self.awaits_care
        if cleaned.get("assessment") == self.ASSESS_NOW:
            called_for = calls_for_care(cleaned.get("profession", ""))
        if called_for and not cleaned.get("care") and "care" not in self.errors:
            self.add_error("care", _("Choose what became of the care, or keep the matter until it begins."))
        return cleaned

    @property
    def assesses(self):
        """Whether the assessment is made in this form."""
        return self.cleaned_data.get("assessment") == self.ASSESS_NOW

    @property
    def without_assessment(self):
        """The reason why there is no assessment, or nothing."""
        reason = self.cleaned_data.get("assessment", "")
        return "" if reason == self.ASSESS_NOW else reason


class JoinForm(KoppiForm):
    """Which other matter of the client this one is the same as."""

    other = forms.ChoiceField(label=_("Which matter is about the same thing?"), widget=RadioTiles())

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = choices


class IdentifyForm(KoppiForm):
    """Whose the advice is, by identity code, or by name and day of birth; and how that is known."""

    code = ShortText(
        label=_("The client's identity code"),
        max_length=16,
        required=False,
        help_text=_("Or leave this empty, and write the name and the day of birth."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = ShortText(
        label=_("The client's name"),
        max_length=160,
        required=False,
        help_text=_("Given name and family name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born = DayField(label=_("Day of birth"), required=False, latest="today")
    identified = forms.ChoiceField(
        label=_("How do you know who it is?"),
        choices=[
            ("", _("Choose")),
            *((code, said) for code, said in words.IDENTIFIED.items() if code != "unsure"),
        ],
    )

    def clean(self):
        """Ask for the code, or for both of the others."""
        given = super().clean()
        if not given.get("code") and not {"code", "name", "born"} & set(self.errors):
            if not given.get("name"):
                self.add_error("code" if not given.get("born") else "name", _("Write who the client is."))
            elif not given.get("born"):
                self.add_error("born", _("Write the day of birth, too: many have the same name."))
        return given


class CorrectForm(KoppiForm):
    """Whose matter this really is."""

    code = ShortText(
        label=_("The right client's identity code"),
        max_length=16,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )
    reason = LongText(label=_("What went wrong?"), rows=2, max_length=500)
    sure = forms.BooleanField(label=_("I have checked that the matter belongs to this person"), widget=Tick())


class ReplyForm(KoppiForm):
    """A reply that the client reads."""

    body = LongText(
        label=_("Reply"), rows=4, widget=WordsArea({"data-key": "r", "aria-keyshortcuts": "r"}, rows=4)
    )
    uuid = KeyField()


class NoteForm(KoppiForm):
    """An internal note that the client never sees."""

    body = LongText(label=_("Internal note, the client does not see this"), rows=3)
    uuid = KeyField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A note under headings needs the room to see them.
        lines = (self.initial.get("body") or "").count("\n") + 2
        self.fields["body"].widget.attrs["rows"] = max(3, min(lines, 14))


class DraftForm(KoppiForm):
    """What is being written, saved as it is: it may be empty or too long."""

    body = LongText(required=False, max_length=100_000)


class AbsenceForm(KoppiForm):
    """When somebody is away, and who steps in."""

    first = DayField(label=_("First day away"), earliest="today", help_text=_("For example 24.11.2026"))
    last = DayField(label=_("Last day away"), earliest="today", help_text=_("For example 28.11.2026"))
    substitute = forms.TypedChoiceField(
        label=_("Who steps in?"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("What is meant for you goes to them. With nobody, it goes to the team."),
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", _("Nobody: the team takes care")), *colleagues]

    def clean(self):
        """Turn the days into moments: from now or that morning, to the end of the last day."""
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last:
            if last < first:
                self.add_error("last", _("The last day is before the first. Check the days."))
            else:
                starts_at = datetime.combine(first, time(0), HELSINKI)
                cleaned["starts_at"] = max(starts_at, self.now)
                cleaned["ends_at"] = datetime.combine(last + timedelta(days=1), time(0), HELSINKI)
        return cleaned


def address(value):
    """Return "team:3", "person:7" or "skill:wound" as a pair of its kind and what names it."""
    kind, _sep, name = value.partition(":")
    return kind, int(name) if kind in ("team", "person") else name


NO_URGENCY = ("", _("Any urgency"))


class FilterForm(KoppiForm):
    """What narrows a list; a plain form whose choices stand in the address."""

    urgency = forms.ChoiceField(
        label=_("Urgency"),
        required=False,
        choices=[NO_URGENCY, *((str(k), v) for k, v in words.URGENCY.items())],
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Any language")), *words.LANGUAGE.items()]
    )
    skill = forms.ChoiceField(label=_("Skill"), required=False)

    def __init__(self, *args, skills, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", _("Any skill")), *skills]
