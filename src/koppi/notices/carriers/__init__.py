"""What carries a message out of the house: one small adapter for each channel.

A carrier tells an outcome instead of raising: sent, not sent, refused for good, or unknown. It logs neither
address nor words. Which one carries a channel is a setting; a demo without one writes to the console.
"""

from typing import Protocol

from django.conf import settings

from .console import Console
from .http import SmsService
from .outcomes import NotSent, Outcome, Parcel, Refused, Sent, Unknown
from .smtp import MailServer
from .viestit import Viestit

__all__ = ["Carrier", "NotSent", "Outcome", "Parcel", "Refused", "Sent", "Unknown", "carrier_of"]


class Carrier(Protocol):
    """Takes one message out.

    `repeats_safely`: the same key twice is one message there, so that what is unknown may be sent again.
    `can_be_asked`: `look_up` tells what became of a key.
    """

    repeats_safely: bool
    can_be_asked: bool

    def send(self, parcel: Parcel) -> Outcome: ...

    def look_up(self, parcel: Parcel) -> Outcome: ...


def carrier_of(channel) -> Carrier | None:
    """Return what carries a channel, or None when nothing does."""
    facts = settings.CARRIERS.get(channel)
    if facts is None:
        return Console() if settings.CONSOLE_CARRIES else None
    if channel == "email":
        return MailServer(facts, settings.DEFAULT_FROM_EMAIL)
    if channel == "sms":
        return SmsService(facts)
    return Viestit(facts)


def is_carried(channel):
    """Tell whether anything carries a channel here."""
    return carrier_of(channel) is not None
