"""What a resident writes outside the contact form."""

from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import FilesField, KeyField, KoppiForm, LongText


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
