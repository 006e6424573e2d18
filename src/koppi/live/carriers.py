"""How nudges travel from the process that changes something to the processes that hold the pages' streams.

`LIVE_CARRIER` names one. PostgreSQL's own needs nothing else to run, and a nudge leaves with the commit or
not at all; where many nodes share the load, a broker can take its place behind the same two methods.
"""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from functools import cache
from typing import Protocol

import psycopg
from django.conf import settings
from django.core.signals import setting_changed
from django.db import connection
from django.utils.module_loading import import_string

from .rules import Nudge

logger = logging.getLogger(__name__)

NAME = "koppi_live"
APPLICATION = "koppi-live"  # by this name the database, and with it `koppi doctor`, knows a listener
LOOK_SECONDS = 10  # a connection that died silently is noticed within these, and ANSWER_SECONDS
ANSWER_SECONDS = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class State:
    """What a listener says of itself: it hears, or it has stopped hearing."""

    HEARS = "hears"
    DEAF = "deaf"


class Carrier(Protocol):
    """Takes nudges along."""

    def send(self, nudge: Nudge) -> None:
        """Send a nudge when the transaction commits, and never when it does not."""

    def listen(self) -> AsyncIterator[Nudge | str]:
        """Yield nudges for ever, `State.HEARS` each time it hears (again), and `State.DEAF` when it stops.

        What was sent while it was deaf is lost: whoever hears HEARS fetches everything.
        """


class Postgres:
    """PostgreSQL's NOTIFY: one channel of the database for all, one connection for each listening process."""

    def send(self, nudge: Nudge) -> None:
        """Send it with the transaction under way; outside one, at once."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [NAME, nudge.line])

    async def listen(self) -> AsyncIterator[Nudge | str]:
        """Yield what is heard, and connect again whenever the connection is gone."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with await self._connect() as listening:
                    await listening.execute(f"listen {NAME}".encode())
                    yield State.HEARS
                    pause = FIRST_PAUSE
                    async with aclosing(self._hear(listening)) as heard:
                        async for nudge in heard:
                            yield nudge
            except (psycopg.Error, OSError, TimeoutError) as trouble:
                logger.warning("live listener lost error=%s", type(trouble).__name__)
            yield State.DEAF
            # Not all at once, and ever more seldom.
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _hear(self, listening: psycopg.AsyncConnection) -> AsyncGenerator[Nudge, None]:
        while True:
            async for notify in listening.notifies(timeout=LOOK_SECONDS):
                if nudge := Nudge.read(notify.payload):
                    yield nudge
            # A connection that died without a word would be silent for ever.
            async with asyncio.timeout(ANSWER_SECONDS):
                await listening.execute(b"select 1")

    async def _connect(self) -> psycopg.AsyncConnection:
        facts = settings.DATABASES["default"]
        options = {name: value for name, value in facts.get("OPTIONS", {}).items() if name not in _OF_DJANGO}
        async with asyncio.timeout(2 * ANSWER_SECONDS):
            return await psycopg.AsyncConnection.connect(
                dbname=facts["NAME"],
                user=facts.get("USER") or None,
                password=facts.get("PASSWORD") or None,
                host=facts.get("HOST") or None,
                port=facts.get("PORT") or None,
                autocommit=True,
                **{**options, "application_name": APPLICATION, "keepalives_idle": 15, "connect_timeout": 5},
            )


# What of the options is Django's own and not the connection's.
_OF_DJANGO = {"assume_role", "isolation_level", "pool", "prepare_threshold", "server_side_binding"}


class Memory:
    """For tests: keeps what was sent in `sent`, and gives it to listeners of the same event loop.

    It knows no transactions: a nudge counts as sent when it is given.
    """

    def __init__(self) -> None:
        self.sent: list[Nudge] = []
        self.ears: list[asyncio.Queue[Nudge | str]] = []

    def send(self, nudge: Nudge) -> None:
        """Keep it, and let the listeners hear it."""
        self.sent.append(nudge)
        self.say(nudge)

    def say(self, heard: Nudge | str) -> None:
        """Let the listeners hear something, their own deafness too."""
        for ear in self.ears:
            ear.put_nowait(heard)

    async def listen(self) -> AsyncIterator[Nudge | str]:
        """Yield what is sent."""
        ear: asyncio.Queue[Nudge | str] = asyncio.Queue()
        self.ears.append(ear)
        try:
            yield State.HEARS
            while True:
                yield await ear.get()
        finally:
            with suppress(ValueError):
                self.ears.remove(ear)


@cache
def carrier() -> Carrier:
    """Return the carrier of this house."""
    made: Carrier = import_string(settings.LIVE_CARRIER)()
    return made


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "LIVE_CARRIER":
        carrier.cache_clear()


setting_changed.connect(_forget, dispatch_uid="koppi.live.carrier")
