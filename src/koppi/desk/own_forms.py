"""Who is asked to be a client's own, and why somebody says no or ends it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.people.rules import OWN_TEAM
from koppi.ui.forms import KoppiForm, LongText, RadioTiles

SOMEBODY_ELSE = "other"
MAX_WORDS = 2000


class NameOwnForm(KoppiForm):
    """In which role, whom one asks, and what they and the record are told.

    A role that somebody has by now is posted with the number of that period, so that a stale page changes
    nothing.
    """

    role = forms.ChoiceField(label=_("Which role?"), widget=RadioTiles())
    who = forms.ChoiceField(label=_("Whom do you ask?"), widget=RadioTiles())
    other = forms.ChoiceField(label=_("Who is it, if somebody else?"), required=False)
    why = LongText(
        label=_("A few words for whoever you ask"),
        rows=3,
        max_length=MAX_WORDS,
        required=False,
        help_text=_("You may leave this empty. When it changes who has the role, write why."),
    )
    talk = LongText(
        label=_("In a change: what has the one before told the next?"),
        rows=3,
        max_length=MAX_WORDS,
        required=False,
        help_text=_("Only you and the one you ask read this."),
    )

    def __init__(self, *args, roles, suggested, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(value, said) for value, said, _hint in roles]
        self.fields["role"].widget.hints = {value: hint for value, _said, hint in roles}
        self.fields["who"].choices = [
            *((value, said) for value, said, _hint in suggested),
            (SOMEBODY_ELSE, _("Somebody else, whom you choose below")),
        ]
        self.fields["who"].widget.hints = {value: hint for value, _said, hint in suggested}
        self.fields["other"].choices = [("", _("Choose")), *others]

    def clean(self):
        """Add `role_code`, `instead_of`, `professional_id` and `team_id` to the clean values."""
        clean = super().clean()
        role, _colon, standing = clean.get("role", "").partition(":")
        field = "other" if clean.get("who") == SOMEBODY_ELSE else "who"
        kind, _colon, number = clean.get(field, "").partition(":")
        if field == "other" and not number and "other" not in self.errors:
            self.add_error("other", _("Choose whom you ask."))
        if role and number and (role == OWN_TEAM) is not (kind == "team"):
            wrong = _("An own team is a team.") if role == OWN_TEAM else _("Choose a person for this role.")
            self.add_error(field, wrong)
        if standing:
            for name, missing in (
                ("why", _("Write why it changes.")),
                ("talk", _("Write what the next one has been told.")),
            ):
                if not clean.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return {
            **clean,
            "role_code": role,
            "instead_of": int(standing) if standing else None,
            "professional_id": int(number) if kind == "person" and number else None,
            "team_id": int(number) if kind == "team" and number else None,
        }


class DeclineNamingForm(KoppiForm):
    """Why somebody does not become a client's own."""

    why = LongText(label=_("Why not?"), rows=3, max_length=MAX_WORDS)


class EndOwnForm(KoppiForm):
    """Why somebody is a client's own no more."""

    why = LongText(label=_("Why does it end?"), rows=3, max_length=MAX_WORDS)
