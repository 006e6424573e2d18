"""What a manager sends of the licence register."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import KoppiForm


class ExtractForm(KoppiForm):
    """An extract of the licence register, as a file."""

    extract = forms.FileField(
        label=_("The register extract, a CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        help_text=_("Nothing changes yet: you see first what would change."),
    )


class TakeForm(KoppiForm):
    """A yes to what an extract would change."""

    seen = forms.CharField(widget=forms.HiddenInput)
