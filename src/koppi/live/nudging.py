"""Sending a nudge."""

from .carriers import carrier
from .rules import Nudge


def nudge(channel, seq=None, kind="new"):
    """Tell the pages that listen to a channel that something is new; it goes when the transaction commits.

    Once in a transaction is enough: the same nudge twice is one.

    :param channel: an opaque name such as `conversation:123`
    :param seq: the number of what is new, if such things are numbered there
    :param kind: `new`, `presence`, or another word that the page understands
    :raises BadChannel: it has something in it that no nudge may carry
    """
    carrier().send(Nudge(channel, seq, kind))
