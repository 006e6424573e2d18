"""What people cannot do here, each with a sentence for the person who tried."""

from django.utils.translation import gettext as _


class Refusal(Exception):
    """Something was not done; `str()` tells a person why, in the reader's language."""

    @property
    def message(self):
        return str(self)


class AlreadyClient(Refusal):
    """The identity code already names a client, `.client`."""

    def __init__(self, client):
        self.client = client
        super().__init__(_("There is already a client with this identity code."))


class CodeOfSomebodyElse(Refusal):
    """The identity code tells another birth date than the one that was given."""

    def __init__(self):
        super().__init__(_("The birth date and the identity code do not match."))


class NotInRegister(Refusal):
    """The professional does not work in this register."""

    def __init__(self, professional):
        super().__init__(
            _("%(name)s does not work in this part of the services.") % {"name": professional.name}
        )


class AlreadyAway(Refusal):
    """There is an absence at the same time."""

    def __init__(self, professional):
        super().__init__(_("%(name)s is already marked as away at that time.") % {"name": professional.name})


class NoSuchTime(Refusal):
    """The time ends before it starts, or has already passed."""

    def __init__(self):
        super().__init__(_("The time ends before it starts. Check the days."))


class WrongSubstitute(Refusal):
    """The substitute is the absent person, or no longer works here."""

    def __init__(self):
        super().__init__(_("This colleague cannot step in. Choose somebody else."))


class NotYourTeam(Refusal):
    """Only oneself, or a lead of a shared team, may do this."""

    def __init__(self):
        super().__init__(_("Only the person themselves or a lead of their team can do this."))
