"""What a manager types about somebody who joins the desk, or a team."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from koppi.people.models import Professional
from koppi.ui.forms import CheckTiles, KoppiForm, RadioTiles, ShortText

from . import words

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")
# Who manages the county or answers for data protection is not given here: an operator does that.
ROLES = (Professional.Role.SHIFT_LEAD, Professional.Role.TEAM_LEAD)


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
        self.fields["roles"].choices = [(role.value, words.LEADS[role.value]) for role in ROLES]
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
