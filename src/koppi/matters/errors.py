"""Refusals: each names a situation and tells the person what is so and what to do."""

from django.utils.translation import gettext as _


class Refusal(Exception):
    """An action cannot be done now; nothing was changed."""

    def __init__(self, **facts):
        super().__init__(self.__class__.__name__)
        self.facts = facts

    message = ""

    def __str__(self):
        return str(self.message)


class AlreadyCaught(Refusal):
    """Somebody was faster; `catch` and `who` tell who."""

    def __init__(self, catch, who):
        super().__init__(catch=catch.pk)
        self.catch, self.who = catch, who

    @property
    def message(self):
        return _("%(who)s caught this first.") % {"who": self.who}


class NotYours(Refusal):
    """Somebody else answers for the matter."""

    def __init__(self, who):
        super().__init__()
        self.who = who

    @property
    def message(self):
        return _("%(who)s has this matter. Ask them to hand it over.") % {"who": self.who}


class NobodyHolds(Refusal):
    """The action needs a holder, and nobody has caught the matter."""

    @property
    def message(self):
        return _("Nobody has caught this matter.")


class AlreadyClosed(Refusal):
    """The matter has been closed."""

    @property
    def message(self):
        return _("This matter is closed. Reopen it first.")


class WayToCloseGone(Refusal):
    """The county does not offer this way to close a matter of the register any more."""

    @property
    def message(self):
        return _("This way to close a matter is not in use any more. Choose another one.")


class NotClosed(Refusal):
    """The matter is open already."""

    @property
    def message(self):
        return _("This matter is open.")


class OfferPending(Refusal):
    """Somebody has been offered the matter and has not answered."""

    def __init__(self, handover, who):
        super().__init__(handover=handover.pk)
        self.handover, self.who = handover, who

    @property
    def message(self):
        return _("The matter has been offered to %(who)s. Withdraw that offer first.") % {"who": self.who}


class AlreadySettled(Refusal):
    """The offer or the question was settled before; `who` tells by whom, if a person did."""

    def __init__(self, who=""):
        super().__init__()
        self.who = who

    @property
    def message(self):
        if self.who:
            return _("%(who)s settled this first.") % {"who": self.who}
        return _("This was settled already.")


class ContinuesElsewhere(Refusal):
    """The matter was joined to another, or goes on as one about the right client."""

    def __init__(self, reference):
        super().__init__()
        self.reference = reference

    @property
    def message(self):
        return _("This matter goes on as %(reference)s. Open that one.") % {"reference": self.reference}


class NobodyThere(Refusal):
    """Nobody can take what is offered or asked."""

    @property
    def message(self):
        return _("Nobody there can take this now. Choose another person or team.")


class NotAMinor(Refusal):
    """The client is of full age: nobody else decides who sees."""

    @property
    def message(self):
        return _("The client is of full age.")


class ReasonMissing(Refusal):
    """The action needs a reason, a question or an answer in words."""

    @property
    def message(self):
        return _("Write a few words first.")


class TooLate(Refusal):
    """Something firm falls due earlier; `limit` tells when."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    @property
    def message(self):
        return _("This falls due before then. Choose an earlier time.")


class InThePast(Refusal):
    """The time chosen has passed."""

    @property
    def message(self):
        return _("That time has passed. Choose a later one.")


class AnswerFirst(Refusal):
    """The client has not been answered."""

    @property
    def message(self):
        return _("The client has not been answered yet. Reply first.")


class NotLicensed(Refusal):
    """The law lets only a licensed professional do this (1326/2010 51 §)."""

    @property
    def message(self):
        return _(
            "Only a licensed professional may record the care need assessment. Ask a colleague to assess."
        )


class AssessmentMissing(Refusal):
    """The care need assessment is neither made nor left out with a reason."""

    @property
    def message(self):
        return _("The care need has not been assessed. Assess it, or say why it is not needed.")


class CareMissing(Refusal):
    """Care that the assessment called for has neither begun nor been left out with a reason."""

    @property
    def message(self):
        return _(
            "The assessment calls for care that has not begun. Say why it is not waited for, "
            "or keep the matter until the appointment."
        )


class NoLimitRuns(Refusal):
    """No limit for care to begin runs on the matter."""

    @property
    def message(self):
        return _("No limit for care to begin runs here any more. Nothing was changed.")


class NotYetTold(Refusal):
    """The day on which the client was told is yet to come."""

    @property
    def message(self):
        return _("That day is yet to come. Write the day on which you told the client.")


class NotAlike(Refusal):
    """The two matters cannot be joined."""

    @property
    def message(self):
        return _("Only two open matters of the same client, in the same register, can be joined.")


class NobodyIdentified(Refusal):
    """The matter is advice: what needs a client cannot be done before one is identified."""

    @property
    def message(self):
        return _("Nobody knows yet whose matter this is. Identify the client first.")


class NamesSomebody(Refusal):
    """What is written into advice has something like an identity code in it."""

    @property
    def message(self):
        return _(
            "The words have an identity code in them, and advice is kept without anybody's name. "
            "Identify the client first, or take the code out."
        )


class NotAdvice(Refusal):
    """It is known whose the matter is."""

    @property
    def message(self):
        return _("It is known already whose matter this is.")


class SameClient(Refusal):
    """The matter is about this client already."""

    @property
    def message(self):
        return _("The matter is about this client already.")


class NotAllowed(Refusal):
    """The user's task does not include this."""

    @property
    def message(self):
        return _("Your role does not let you do this.")


class NoLongerTheirs(Refusal):
    """The holder has one of the chosen matters no more, or has offered it meanwhile."""

    @property
    def message(self):
        return _("Something changed while you looked. Nothing was done. Look at the list again.")
