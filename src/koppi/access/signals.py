"""Which looks at somebody's data deserve a second look: explicit rules, and nothing that judges by itself.

A signal says only that a line is of a kind that is often asked about. It accuses nobody: the data protection
officer reads the line, asks, and decides. Pure: no database, no clock, no request.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MANY_CLIENTS = 40  # opened within one hour of the clock; the county's own figure
RELATION_LASTS = timedelta(days=30)  # after a matter has closed
AROUND_SHIFT = timedelta(minutes=30)
# A list shows many at once and is not a choice of whom to look at.
LISTS = frozenset({"worklist", "search", "going_home", "leaving", "sorting"})
NO_RELATION = frozenset({"none", ""})


class Signal(StrEnum):
    """What is unusual about a line."""

    OWN_NAME = "own_name"
    COLLEAGUE = "colleague"
    NO_RELATION = "no_relation"
    RELATION_ENDED = "relation_ended"
    MANY_CLIENTS = "many_clients"
    OUTSIDE_SHIFT = "outside_shift"


@dataclass(frozen=True, slots=True)
class Line:
    """The facts of one look.

    :param client_names: (given, family) of those it showed
    :param colleagues: (given, family) of everybody who works at the desk
    :param matter_closed_at: when the matter that it showed was closed, None while it is open
    :param shifts: when the reader was at work around that day, as pairs; None when no shifts are planned here
    :param clients_that_hour: whose data the reader opened within that hour, how many
    """

    at: object
    what: str
    why: str
    reader_name: tuple
    client_names: tuple
    colleagues: frozenset
    matter_closed_at: object = None
    shifts: tuple | None = None
    clients_that_hour: int = 0


def signals_of(line):
    """Return what is unusual about a look, in the order of the rules; of a list only who looked when."""
    found = []
    if line.what not in LISTS:
        names = {(given.casefold(), family.casefold()) for given, family in line.client_names}
        given, family = (part.casefold() for part in line.reader_name)
        if any(theirs == family for _, theirs in names):
            found.append(Signal.OWN_NAME)
        if names & (line.colleagues - {(given, family)}):
            found.append(Signal.COLLEAGUE)
        if line.why in NO_RELATION:
            found.append(Signal.NO_RELATION)
        if line.matter_closed_at is not None and line.at > line.matter_closed_at + RELATION_LASTS:
            found.append(Signal.RELATION_ENDED)
        if line.clients_that_hour > MANY_CLIENTS:
            found.append(Signal.MANY_CLIENTS)
    if line.shifts is not None and not any(
        starts - AROUND_SHIFT <= line.at < ends + AROUND_SHIFT for starts, ends in line.shifts
    ):
        found.append(Signal.OUTSIDE_SHIFT)
    return found
