"""What is handed to a carrier, and what it may answer."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """One neutral message as a carrier gets it. Printing it shows neither whom nor what.

    :param key: the same for the same message, also when it is tried again
    :param carrier_id: the channel's own id of it, when an earlier try has told one
    """

    key: str
    person_id: UUID
    address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    language: str = "fi"
    carrier_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message; `why` is a code for logs, never an address or a carrier's own words."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Sent(Outcome):
    """The carrier has it: it confirmed, by its own id where it has one."""

    carrier_id: str = ""


class NotSent(Outcome):
    """The carrier does not have it, for certain; it may be tried again."""


class Refused(Outcome):
    """The carrier does not take it, now or later."""


class Unknown(Outcome):
    """It may or may not have it: nothing was heard after it was handed over."""
