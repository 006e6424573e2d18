"""What is typed when somebody leaves."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import CheckTiles, DayField, KoppiForm, LongText, RadioTiles, Tick
from koppi.ui.times import HELSINKI

ALL_WORK = "all"
TO_TEAM = "team"


class EndForm(KoppiForm):
    """When somebody's work ends, all of it or that of one team, and who takes over."""

    what = forms.ChoiceField(label=_("What ends?"), widget=RadioTiles(), initial=ALL_WORK, required=False)
    last = DayField(
        label=_("Last day of work"),
        required=False,
        earliest="today",
        help_text=_("They work as before until the end of that day. Empty: the work ends now."),
    )
    substitute = forms.TypedChoiceField(
        label=_("Who takes over what was meant for them?"), required=False, coerce=int, empty_value=None
    )
    sure = forms.BooleanField(label=_("I have checked the person and the day"), widget=Tick())

    def __init__(self, *args, colleagues, teams, **kwargs):
        """:param teams: pairs of id and name, of the person's teams that the reader leads"""
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", _("Nobody: the team takes care")), *colleagues]
        if len(teams) > 1:
            named = [(str(id), _("Only the work in %(team)s") % {"team": name}) for id, name in teams]
            self.fields["what"].choices = [(ALL_WORK, _("All work at the desk")), *named]
        else:
            del self.fields["what"]

    def clean(self):
        """Turn the last day into the moment the work ends, or None for now."""
        cleaned = super().clean()
        last = cleaned.get("last")
        cleaned["leaves_at"] = datetime.combine(last + timedelta(days=1), time(0), HELSINKI) if last else None
        what = cleaned.get("what") or ALL_WORK
        cleaned["team_id"] = None if what == ALL_WORK else int(what)
        return cleaned


class HandOnForm(KoppiForm):
    """Which matters of somebody who leaves go where, and what the one who takes them should know."""

    matters = forms.TypedMultipleChoiceField(label=_("Which of them?"), coerce=int)
    to = forms.ChoiceField(label=_("To whom?"))
    reason = LongText(
        label=_("What should they know?"),
        rows=2,
        max_length=2000,
        required=False,
        help_text=_("The one who takes it reads this first. The client does not see it."),
    )

    def __init__(self, *args, held, beneath, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["matters"].widget = CheckTiles(hints=beneath, square=True)
        self.fields["matters"].choices = held
        self.fields["matters"].initial = [id for id, _said in held]
        self.fields["to"].choices = [
            ("", _("Choose")),
            (_("People"), [(str(id), said) for id, said in colleagues]),
            (_("Teams"), [(TO_TEAM, _("Back to its own team, for anybody to catch"))]),
        ]

    def clean(self):
        """Demand a few words for a colleague."""
        cleaned = super().clean()
        to_colleague = cleaned.get("to") not in ("", None, TO_TEAM)
        if to_colleague and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Write a few words first."))
        return cleaned

    @property
    def to_person_id(self):
        """The colleague's id, or None for the teams."""
        to = self.cleaned_data["to"]
        return None if to == TO_TEAM else int(to)
