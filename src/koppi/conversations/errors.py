"""Refusals of letters and notes; what was typed stays with whoever typed it."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class NothingWritten(Refusal):
    """There is nothing to send."""

    @property
    def message(self):
        return _("Write your message first.")


class TooLong(Refusal):
    """The text is longer than a message may be."""

    def __init__(self, length, limit):
        super().__init__(length=length)
        self.length, self.limit = length, limit

    @property
    def message(self):
        return _("Your text has %(length)s characters. %(limit)s is the most. Nothing has been lost.") % {
            "length": self.length,
            "limit": self.limit,
        }


class SomebodyReplied(Refusal):
    """A colleague answered the client while the writer was writing; `who` and `seq` tell which letter."""

    def __init__(self, who, seq):
        super().__init__(seq=seq)
        self.who, self.seq = who, seq

    @property
    def message(self):
        return _(
            "%(who)s has replied to the client meanwhile. "
            "Read that letter first, and send yours if it still holds."
        ) % {"who": self.who}


class ClientWrote(Refusal):
    """The client wrote while the writer was writing; `seq` tells which letter."""

    def __init__(self, seq):
        super().__init__(seq=seq)
        self.seq = seq

    @property
    def message(self):
        return _(
            "The client has written meanwhile. Read that letter first, and send yours if it still holds."
        )


class OtherWindow(Refusal):
    """The writer has saved something else in another window, which this one has not seen."""

    @property
    def message(self):
        return _(
            "You are writing this in another window too, and that text is saved. "
            "This one is only on this page: send it, or copy it."
        )


class KeyReused(Refusal):
    """A message with this key has been sent with another text."""

    @property
    def message(self):
        return _("This message was already sent. What you changed has not been sent; send it as a new one.")


class NoSuchAnswer(Refusal):
    """A letter offers no such quick answer, or somebody has written after it."""

    @property
    def message(self):
        return _("Something new has been written meanwhile. Read it first, then answer in your own words.")


class TemplateGone(Refusal):
    """The recording template is not in use for this matter and this writer."""

    @property
    def message(self):
        return _("This recording template is not in use here. Choose another one.")
