"""What happens just now: nudges to open pages, and who is here.

A nudge carries no words. It names a channel, a number and a kind; a page that hears one asks for what is new,
as whoever it is, so losing one loses nothing (docs/decisions/0083).

    from koppi import live

    live.nudge("conversation:123", seq=45)      # in the transaction that changes something
    live.ticket_for(user.pk, channels, at=now)  # in a view that has decided who may hear what
"""

from .nudging import nudge
from .tickets import address_for, ticket_for

__all__ = ["address_for", "nudge", "ticket_for"]
