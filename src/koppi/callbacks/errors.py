"""Why a call cannot be promised or recorded now; each tells what is so and what to do."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class WindowFull(Refusal):
    """The last place of the hour has just gone to somebody else."""

    @property
    def message(self):
        return _("That time has just been taken. Choose another one.")


class NoSuchWindow(Refusal):
    """The team calls nobody at that time, or the time is over."""

    @property
    def message(self):
        return _("That time can no longer be chosen. Choose another one.")


class AlreadyPromised(Refusal):
    """A call has been promised in this matter already."""

    @property
    def message(self):
        return _("A call has been promised already. You can move it to another time.")


class NothingPromised(Refusal):
    """No call waits in this matter: it was made, moved or withdrawn meanwhile."""

    @property
    def message(self):
        return _("No call waits here any more. Nothing was changed.")


class AlreadyTried(Refusal):
    """A colleague recorded a try that the writer had not seen; `who` and `at` tell."""

    def __init__(self, who, at):
        super().__init__()
        self.who, self.at = who, at

    @property
    def message(self):
        return _("%(who)s tried to call meanwhile. Look at what they recorded first.") % {"who": self.who}


class HoursOverlap(Refusal):
    """The team has other hours at the same time of that weekday."""

    @property
    def message(self):
        return _("The team already has calling hours that overlap these. Remove those first.")
