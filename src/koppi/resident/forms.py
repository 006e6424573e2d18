"""What a resident writes outside the contact form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import CheckTiles, FilesField, KeyField, KoppiForm, LongText, RadioTiles

from .sharing import KINDS
from .words import REGISTERS


class LetterForm(KoppiForm):
    """A letter, with files if one wants. Its key makes the same letter sent twice one letter."""

    body = LongText(label=_("Write a message"), required=False, rows=4)
    files = FilesField(label=_("Photos or files"), required=False)  # type: ignore[assignment]
    key = KeyField()

    def clean(self):
        given = super().clean()
        if not given.get("body") and not given.get("files") and not self._errors:
            self.add_error("body", _("Write your message first."))
        return given


class PermissionForm(KoppiForm):
    """What one lets the other side see, kind by kind (703/2023 53 §: a permission itemises the data)."""

    kinds = forms.MultipleChoiceField(
        label=_("What may they see?"),
        help_text=_("They always see also who you are and what your matters are about."),
        choices=list(KINDS.items()),
        widget=CheckTiles,
        error_messages={"required": _("Choose what they may see.")},
    )


class OlderForm(KoppiForm):
    """Why one needs the lines of the log that are older than two years (703/2023 11 §)."""

    register = forms.ChoiceField(label=_("Which register?"), widget=RadioTiles())
    reason = LongText(
        label=_("Why do you need the older lines?"),
        rows=5,
        help_text=_("Tell for example what you need them for and from what time."),
        max_length=2000,
    )
    key = KeyField()

    def __init__(self, *args, registers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = [(code, REGISTERS[code]) for code in registers if code in REGISTERS]


class CopyForm(KoppiForm):
    """Of whom a copy is wanted; nobody is asked who has one choice."""

    whose = forms.ChoiceField(label=_("Whose data?"), widget=RadioTiles, required=False)

    def __init__(self, *args, whose, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {str(one.client.uuid): one for one in whose}
        self.fields["whose"].choices = [
            (uuid, _("My own") if one.is_self else one.client.name) for uuid, one in self.known.items()
        ]
        if whose:
            self.fields["whose"].initial = next(iter(self.known))

    def clean_whose(self):
        chosen = self.known.get(self.cleaned_data["whose"] or next(iter(self.known), ""))
        if chosen is None:
            raise forms.ValidationError(_("Choose whose data you want a copy of."), code="required")
        return chosen
