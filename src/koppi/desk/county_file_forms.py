"""What a manager sends of a county's settings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import KoppiForm, ShortText

MOST_BYTES = 1_000_000


class SendForm(KoppiForm):
    """A file of a county's settings."""

    file = forms.FileField(
        label=_("The file of settings"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}),
        help_text=_("Nothing changes yet: you see first what would change."),
    )

    def clean_file(self):
        """Refuse what no county's settings could be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large to be a county\u2019s settings."))
        return file


class TakeForm(KoppiForm):
    """A yes to what a file would change, and why."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_BYTES, strip=False)
    seen = forms.CharField(widget=forms.HiddenInput)
    why = ShortText(label=_("Why?"), max_length=200, help_text=_("The owners see this."))
