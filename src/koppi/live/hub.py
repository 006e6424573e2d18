"""The streams of one process: who listens to what, and what waits for whom.

A stream that has nothing to say costs one waiting coroutine. What it says is written by a task of its own
that lives only as long as something waits, so a page that reads slowly holds up nobody.
"""

import asyncio
from collections import Counter

from .rules import DEAF_SECONDS, HEARTBEAT_SECONDS, STREAM_SECONDS, STREAMS_OF_ONE, Waiting, event, spread_of


class TooMany(Exception):
    """No more streams, of this person or in this process."""


class Deaf(Exception):
    """Nothing is heard from the carrier just now."""


class Stream:
    """One open page."""

    __slots__ = ("beat_at", "channels", "ends_at", "number", "ready", "send", "task", "user_pk", "waiting")

    def __init__(self, user_pk, channels, send, now):
        self.user_pk = user_pk
        self.channels = channels
        self.send = send
        self.number = 0
        self.ready = False
        self.task = None
        self.waiting = Waiting()
        self.beat_at = now + HEARTBEAT_SECONDS
        self.ends_at = now + STREAM_SECONDS


class Hub:
    """All streams of this process."""

    def __init__(self, most=10_000):
        self.most = most
        self.streams = set()
        self.listeners = {}
        self.of_one = Counter()
        self.deaf_since = 0.0  # None while the carrier is heard

    # Streams come and go

    def open(self, ticket, send, now):
        """Register a stream, which from now on misses nothing; `begin` lets it speak.

        :param send: an awaitable that takes bytes and whether more will come
        :raises TooMany: this person, or this process, has as many as may be
        :raises Deaf: the carrier is not heard
        """
        if self.is_deaf(now):
            raise Deaf
        if len(self.streams) >= self.most or self.of_one[ticket.user_pk] >= STREAMS_OF_ONE:
            raise TooMany
        stream = Stream(ticket.user_pk, ticket.channels, send, now)
        self.streams.add(stream)
        self.of_one[stream.user_pk] += 1
        for channel in stream.channels:
            self.listeners.setdefault(channel, set()).add(stream)
        stream.waiting.add_everything()
        return stream

    def begin(self, stream):
        """Let a stream speak, now that its head is out: first that the page is to fetch what it shows."""
        stream.ready = True
        self._wake(stream, within=0)

    def close(self, stream):
        """Forget a stream; twice is once."""
        if stream not in self.streams:
            return
        self.streams.remove(stream)
        self.of_one[stream.user_pk] -= 1
        if not self.of_one[stream.user_pk]:
            del self.of_one[stream.user_pk]
        for channel in stream.channels:
            listening = self.listeners[channel]
            listening.remove(stream)
            if not listening:
                del self.listeners[channel]

    # What is heard

    def tell(self, nudge):
        """Pass a nudge on to those who listen to its channel."""
        for stream in self.listeners.get(nudge.channel, ()):
            stream.waiting.add(nudge)
            self._wake(stream)

    def hears(self):
        """Note that the carrier is heard again: what was sent meanwhile is lost, so everybody fetches."""
        self.deaf_since = None
        within = spread_of(len(self.streams))
        for stream in self.streams:
            stream.waiting.add_everything()
            self._wake(stream, within=within)

    def is_silent(self, now):
        """Note that the carrier has stopped."""
        if self.deaf_since is None:
            self.deaf_since = now

    def is_deaf(self, now):
        """Tell whether the carrier has been away for so long that pages had better ask by themselves."""
        return self.deaf_since is not None and now - self.deaf_since > DEAF_SECONDS

    # Time passes

    def tick(self, now):
        """Let quiet streams hear a heartbeat, and end those that have lived long enough."""
        deaf = self.is_deaf(now)
        for stream in list(self.streams):
            if deaf or now >= stream.ends_at:
                self.end(stream)
            elif now >= stream.beat_at:
                stream.beat_at = now + HEARTBEAT_SECONDS
                if stream.ready and stream.task is None:
                    stream.task = asyncio.create_task(self._say(stream, event("beat", {})))

    def end(self, stream):
        """End a stream kindly: the page asks for a new ticket and comes back."""
        self.close(stream)
        before = stream.task
        stream.task = asyncio.create_task(self._farewell(stream, before))

    def end_all(self):
        """End every stream, since this process is about to."""
        for stream in list(self.streams):
            self.end(stream)

    # How it is said

    def _wake(self, stream, within=None):
        if stream.ready and stream.task is None:
            stream.task = asyncio.create_task(self._flush(stream, within))

    async def _flush(self, stream, within=None):
        try:
            while stream.waiting:
                await stream.send(self._words(stream, within), True)
        finally:
            stream.task = None

    def _words(self, stream, within):
        """Return all that waits for a stream, as it is sent."""
        everything, nudges = stream.waiting.take()
        said = []
        if everything:
            spread = spread_of(len(self.streams)) if within is None else within
            stream.number += 1
            said.append(event("catch-up", {"within": spread}, stream.number))
        for nudge in nudges:
            stream.number += 1
            data = {"channel": nudge.channel, "seq": nudge.seq, "kind": nudge.kind}
            said.append(event("nudge", data, stream.number))
        return b"".join(said)

    async def _say(self, stream, text):
        try:
            await stream.send(text, True)
        finally:
            stream.task = None
        if stream.waiting:
            self._wake(stream)

    async def _farewell(self, stream, before):
        if before is not None:
            await asyncio.wait([before])
        await stream.send(event("renew", {}), False)
