"""A summary or a plan as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import KeyField, KoppiForm, LongText, Tick

from . import rules, words


class SeenField(forms.IntegerField):
    """The version that a page stands on; a page that has lost its own is told what stands."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError:
            return 0


class PaperForm(KoppiForm):
    """The fields of one kind of paper, whether the client was there, and on what it is written."""

    with_client = forms.BooleanField(label=_("Written with the client"), widget=Tick(), required=False)
    seen = SeenField(min_value=0, max_value=2**31 - 1)
    key = KeyField()

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        own = dict(self.fields)
        self.fields.clear()
        for name in rules.FIELDS[kind]:
            field = LongText(
                label=words.LABELS[name],
                help_text=words.HINTS.get(name, ""),
                rows=8 if kind == rules.SUMMARY else 3,
                max_length=rules.LONGEST[kind],
                required=False,
            )
            self.add_field(name, field)
        self.fields.update(own)

    def content(self):
        """Return the paper's own fields as they were typed and fit; the form has been checked."""
        return {
            name: self.cleaned_data[name] for name in rules.FIELDS[self.kind] if name in self.cleaned_data
        }
