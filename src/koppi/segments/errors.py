"""Why a talk about a segment does not go on; each says what is so."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class ChangedMeanwhile(Refusal):
    """Somebody has agreed on another segment with the client since this page was opened."""

    @property
    def message(self):
        return _("The segment has changed since you opened this page. Look at it together once more.")


class Incomplete(Refusal):
    """Something is missing from what is being agreed on; `missing` names it in codes."""

    def __init__(self, *missing):
        super().__init__(missing=missing)
        self.missing = missing

    @property
    def message(self):
        return _("Something is still missing. What you wrote is kept.")


class NothingToEnd(Refusal):
    """The segment has ended already."""

    @property
    def message(self):
        return _("This segment has ended already.")
