"""Why feedback is not taken; each says what is so."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class NothingAsked(Refusal):
    """There is no request, or it was answered, or its time is over."""

    @property
    def message(self):
        return _("You have told us already, or it was too long ago. If something is wrong, write to us here.")


class CodeInWords(Refusal):
    """An identity code stands in words that are read without knowing whose they are."""

    @property
    def message(self):
        return _("Leave the identity code out: whoever reads this is not told who wrote it.")
