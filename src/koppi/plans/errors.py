"""Why a paper is not written; each says what is so and what to do."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class ChangedMeanwhile(Refusal):
    """A colleague has saved a newer version than the one this was written on; `number` tells which stands."""

    def __init__(self, number):
        super().__init__(number=number)
        self.number = number

    @property
    def message(self):
        return _(
            "A colleague has saved a new version while you wrote. Both are kept: look below at what they"
            " changed, take along what you need, and save again."
        )


class SaysNothing(Refusal):
    """No field has words in it."""

    @property
    def message(self):
        return _("Nothing is written yet. Write at least one thing.")


class NothingNew(Refusal):
    """It is word for word what stands already."""

    @property
    def message(self):
        return _("Nothing has changed since the version that stands.")


class TooLong(Refusal):
    """A field is longer than it may be."""

    @property
    def message(self):
        return _("One of the texts is too long. Shorten it and save again.")


class NotShownYet(Refusal):
    """The client does not see this matter yet, and a paper is written with them."""

    @property
    def message(self):
        return _("The client does not see this matter yet, so nothing is written with them from it.")
