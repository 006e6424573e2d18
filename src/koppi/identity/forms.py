"""What the demo sign-in asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import KoppiForm, ShortText


class CodeForm(KoppiForm):
    """The identity code of an invented person."""

    code = ShortText(
        label=_("Identity code"),
        help_text=_("For example 010190-900P. Only invented codes, with 900–999 after the sign."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )


class NewResidentForm(CodeForm):
    """Names for an invented person whom nobody has used yet."""

    given_name = ShortText(label=_("Given name"), max_length=80)
    family_name = ShortText(label=_("Family name"), max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.HiddenInput()
