"""Why somebody cannot enter the chat or be taken from its queue; each says what is so and what to do."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class ChatClosed(Refusal):
    """The route is closed, or no longer lets anybody in today; what was written can be sent as a message."""

    @property
    def message(self):
        return _("The chat has just closed. What you wrote is safe: you can send it as a message.")


class OutsideArea(Refusal):
    """The client does not live where the route serves."""

    @property
    def message(self):
        return _("This chat serves people of other municipalities. You can send us a message.")


class QueueFull(Refusal):
    """More people wait than can be called today."""

    @property
    def message(self):
        return _("So many people are waiting now that nobody more fits in. You can send us a message.")


class AlreadyInChat(Refusal):
    """The client waits or talks already; `visit` tells where."""

    def __init__(self, visit):
        super().__init__(visit=visit.pk)
        self.visit = visit

    @property
    def message(self):
        return _("You are in the chat already, so nothing new was started.")


class NotOnWatch(Refusal):
    """The professional is not on watch at the chat."""

    @property
    def message(self):
        return _("You are not on watch at the chat. Begin your watch first.")


class WatchNotOffered(Refusal):
    """No such route is in use in the professional's own register, or none was chosen."""

    @property
    def message(self):
        return _("Choose at least one chat of your own service.")


class HandsFull(Refusal):
    """The professional has as many talks as they have room for."""

    @property
    def message(self):
        return _("You have as many chats as you have room for. End one, or make more room.")


class NobodyWaits(Refusal):
    """Nobody waits whom this professional could take."""

    @property
    def message(self):
        return _("Nobody is waiting for you just now.")


class TakenAlready(Refusal):
    """A colleague took the visit; `who` tells who."""

    def __init__(self, who):
        super().__init__()
        self.who = who

    @property
    def message(self):
        return _("%(who)s took this chat first.") % {"who": self.who}


class VisitOver(Refusal):
    """The visit has ended; the conversation goes on as messages."""

    @property
    def message(self):
        return _("The chat has ended. The conversation goes on as messages.")
