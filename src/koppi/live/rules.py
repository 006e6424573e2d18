"""What a nudge is, what a ticket holds, and how much may wait for one page. No database, no clock."""

import json
import re
from dataclasses import dataclass

# Opaque: `conversation:123`, `queue:patient`, `user:77`. Never a word about anybody.
CHANNEL = re.compile(r"[a-z][a-z_-]{0,31}(:[A-Za-z0-9_-]{1,40}){0,2}")
KIND = re.compile(r"[a-z][a-z_-]{0,23}")

MOST_CHANNELS = 40  # of one ticket
TICKET_SECONDS = 60  # a ticket opens a stream within these
STREAM_SECONDS = 600  # then the page asks for a new ticket, so that an ended sign-in hears nothing more
HEARTBEAT_SECONDS = 20  # a page that hears nothing for more than twice this takes its stream for dead
MOST_WAITING = 64  # nudges for one page that reads slowly; after that it is told to fetch everything
STREAMS_OF_ONE = 12  # open pages of one person, for each process
DEAF_SECONDS = 5  # without the database for this long: pages had better ask by themselves
PAGES_A_SECOND = 200  # when all must fetch at once they are spread, so many to a second
SPREAD_AT_MOST = 30_000  # milliseconds


class BadChannel(ValueError):
    """A channel or a kind has something in it that no nudge may carry."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something is new on a channel (herätys): which number it has, if it has one, and of what kind it is."""

    channel: str
    seq: int | None = None
    kind: str = "new"

    def __post_init__(self):
        if not CHANNEL.fullmatch(self.channel) or not KIND.fullmatch(self.kind):
            raise BadChannel

    @property
    def line(self):
        """The nudge as a carrier takes it along."""
        return f"{self.kind} {'-' if self.seq is None else self.seq} {self.channel}"

    @classmethod
    def read(cls, line):
        """Return the nudge of a line, or None when it is none."""
        kind, _, rest = line.partition(" ")
        number, _, channel = rest.partition(" ")
        try:
            return cls(channel, None if number == "-" else int(number), kind)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may hear which channels, and until when a stream may be opened with it, in seconds of the epoch."""

    user_pk: int
    channels: tuple[str, ...]
    until: float


class Waiting:
    """What waits for one page, each channel and kind once; it never grows past its bound."""

    __slots__ = ("everything", "nudges")

    def __init__(self):
        self.everything = False
        self.nudges = {}

    def __bool__(self):
        return self.everything or bool(self.nudges)

    def add(self, nudge):
        """Let a nudge wait; one of the same channel and kind that waits already takes its number."""
        if self.everything:
            return
        key = (nudge.channel, nudge.kind)
        before = self.nudges.get(key)
        if before is None and len(self.nudges) >= MOST_WAITING:
            self.add_everything()
        else:
            numbers = [one.seq for one in (before, nudge) if one and one.seq is not None]
            self.nudges[key] = Nudge(nudge.channel, max(numbers, default=None), nudge.kind)

    def add_everything(self):
        """Let the page fetch everything it shows: no single nudge says more than that."""
        self.everything = True
        self.nudges.clear()

    def take(self):
        """Return whether everything is to be fetched, and the nudges that wait; then nothing waits."""
        everything, nudges = self.everything, list(self.nudges.values())
        self.everything = False
        self.nudges.clear()
        return everything, nudges


def spread_of(streams):
    """Return over how many milliseconds the pages of so many streams fetch when all must."""
    return min(SPREAD_AT_MOST, streams * 1000 // PAGES_A_SECOND) if streams > PAGES_A_SECOND // 10 else 0


def event(name, data, number=None):
    """Return a server-sent event as the browser reads it."""
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()
