"""What a manager types about somebody who joins the desk, or a team."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.people.rules import GIVEN_BY_MANAGERS
from koppi.ui.forms import CheckTiles, DayField, KoppiForm, RadioTiles, ShortText, Tick
from koppi.ui.times import HELSINKI

from . import words

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")


class JoinForm(KoppiForm):
    """Somebody new at the desk."""

    given_name = ShortText(label=_("Given name"), max_length=80)
    family_name = ShortText(label=_("Family name"), max_length=80)
    username = ShortText(
        label=_("Username"),
        max_length=64,
        help_text=_("Small letters, digits, dots and hyphens. For example aino.koski"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    profession = forms.ChoiceField(label=_("Profession"))
    licence = forms.ChoiceField(
        label=_("Right to practise"),
        choices=words.RIGHT.items(),
        widget=RadioTiles(),
        help_text=_("Counts until the licence register says something."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of service"), choices=words.LANGUAGE.items(), widget=CheckTiles(square=True)
    )
    skills = forms.MultipleChoiceField(label=_("Skills"), required=False, widget=CheckTiles(square=True))
    roles = forms.MultipleChoiceField(label=_("Leads"), required=False, widget=CheckTiles())
    teams = forms.TypedMultipleChoiceField(label=_("Teams"), coerce=int, widget=CheckTiles(square=True))

    def __init__(self, *args, skills, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = [("", _("Choose")), *words.PROFESSION.items()]
        self.fields["skills"].choices = skills
        self.fields["roles"].choices = _roles()
        self.fields["teams"].choices = teams

    def clean_username(self):
        """Return the username in small letters."""
        written = self.cleaned_data["username"].lower()
        if not USERNAME.fullmatch(written):
            raise ValidationError(_("Use small letters, digits, dots and hyphens only."))
        return written


class TeamForm(KoppiForm):
    """Which team somebody joins."""

    team = forms.TypedChoiceField(label=_("Which team?"), coerce=int, widget=RadioTiles(square=True))

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams


class AbilitiesForm(KoppiForm):
    """In which languages somebody serves, and what they are good at."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of service"), choices=words.LANGUAGE.items(), widget=CheckTiles(square=True)
    )
    skills = forms.MultipleChoiceField(label=_("Skills"), required=False, widget=CheckTiles(square=True))
    assessed_before = forms.BooleanField(
        label=_("They assessed care needs without a licence when the law changed on 1 September 2023"),
        help_text=_("They may go on until 31 August 2027 (1326/2010, section 51; 116/2023)."),
        required=False,
        widget=Tick(),
    )

    def __init__(self, *args, skills, licensed, **kwargs):
        """:param licensed: they have a licence, so that the question is needless"""
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = skills
        if licensed:
            del self.fields["assessed_before"]


class LeadingForm(KoppiForm):
    """What somebody leads."""

    roles = forms.MultipleChoiceField(label=_("Leads"), required=False, widget=CheckTiles())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = _roles()


class TaskForm(KoppiForm):
    """A task that somebody gets: it sets the most that they may see."""

    task = forms.ChoiceField(label=_("Which task?"))
    service = forms.ChoiceField(label=_("In which services of social care?"), required=False)

    def __init__(self, *args, tasks, hints, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = RadioTiles(hints=hints)
        self.fields["task"].choices = tasks
        if any(code.startswith("social:") for code, _said in tasks):
            self.fields["service"].choices = [("", words.EVERY_SERVICE), *words.SERVICE.items()]
        else:
            del self.fields["service"]

    def clean(self):
        """Take the task and its register apart."""
        cleaned = super().clean()
        if "task" in cleaned:
            cleaned["register"], _sep, cleaned["task"] = cleaned["task"].partition(":")
        return cleaned


class MoveForm(KoppiForm):
    """Which team somebody leaves, which one they join, when, and who takes over what is left."""

    team = forms.TypedChoiceField(
        label=_("Which team do they leave?"), coerce=int, widget=RadioTiles(square=True)
    )
    to_team = forms.TypedChoiceField(label=_("Which team do they join?"), coerce=int)
    last = DayField(
        label=_("Last day in the old team"),
        required=False,
        earliest="today",
        help_text=_("They work there as before until the end of that day. Empty: they move now."),
    )
    successor = forms.TypedChoiceField(
        label=_("Who takes over what was meant for them?"), required=False, coerce=int, empty_value=None
    )
    sure = forms.BooleanField(label=_("I have checked the person and the day"), widget=Tick())

    def __init__(self, *args, teams, others, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams
        self.fields["to_team"].choices = [("", _("Choose")), *others]
        self.fields["successor"].choices = [("", _("Nobody: the team takes care")), *colleagues]
        if len(teams) == 1:
            self.fields["team"].initial = teams[0][0]

    def clean(self):
        """Turn the last day into the moment they move, or None for now."""
        cleaned = super().clean()
        last = cleaned.get("last")
        cleaned["leaves_at"] = datetime.combine(last + timedelta(days=1), time(0), HELSINKI) if last else None
        return cleaned


class SureForm(KoppiForm):
    """A yes to what a page says will happen."""

    sure = forms.BooleanField(label=_("I have checked the person and the task"), widget=Tick())


def _roles():
    return [(role, words.LEADS[role]) for role in GIVEN_BY_MANAGERS]
