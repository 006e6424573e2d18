"""Why a contact cannot be kept or sent now; each tells the person what is safe and what to do."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class OtherWindow(Refusal):
    """Another window has answered the same question meanwhile; `theirs` is what it wrote."""

    def __init__(self, theirs):
        super().__init__()
        self.theirs = theirs

    @property
    def message(self):
        return _(
            "You have answered this in another window meanwhile. Both texts are here: send the right one."
        )


class Unfinished(Refusal):
    """A question still needs an answer; `step` tells which."""

    def __init__(self, step):
        super().__init__(step=step)
        self.step = step

    @property
    def message(self):
        return _("One question still needs an answer. The rest is safe.")


class MandateEnded(Refusal):
    """The writer may no longer act for the client in what the topic touches."""

    @property
    def message(self):
        return _("You may not act for this person in this matter. Nothing was sent, and your text is safe.")


class KeyReused(Refusal):
    """The message was sent before with other words; `contact` is the one that was sent."""

    def __init__(self, contact):
        super().__init__(contact=contact.pk)
        self.contact = contact

    @property
    def message(self):
        return _(
            "This message has already been sent. "
            "What you changed is kept: send it as a new letter in the matter."
        )


class TooManyFiles(Refusal):
    """No more files fit."""

    def __init__(self, most):
        super().__init__(most=most)
        self.most = most

    @property
    def message(self):
        return _(
            "You can send %(most)s files at a time. "
            "Remove one first, or send the rest as a letter afterwards."
        ) % {"most": self.most}


class NothingOfYours(Refusal):
    """What is said belongs to the other register alone, so that whoever wrote it down cannot answer it."""

    @property
    def message(self):
        return _("This topic belongs to the other side’s team. Leave it to them: they answer.")
