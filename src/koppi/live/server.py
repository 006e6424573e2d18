"""The live process: holds the pages' streams, hears the carrier, and reads no table.

Server-sent events: HTML Standard, 9.2. A ticket (`tickets.py`) is all it knows of anybody.
"""

import asyncio
import contextlib
import logging
import signal
import socket
from datetime import UTC, datetime

import uvicorn
from django.conf import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from .carriers import State, carrier
from .hub import Deaf, Hub, TooMany
from .tickets import read_ticket

logger = logging.getLogger(__name__)

BACKLOG = 4096
GRACE_SECONDS = 5
GONE_AFTER_MS = 60_000  # a page that takes nothing for so long is gone
TICK_SECONDS = 1.0
STREAM_HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'"),
)


class Streams:
    """The one thing this process serves: a stream for whoever holds a ticket."""

    def __init__(self, hub, origins):
        self.hub = hub
        self.origins = frozenset(origins)

    async def __call__(self, scope, receive, send):
        """Serve a stream until either side ends it."""
        request = Request(scope)
        if request.method != "GET":
            await PlainTextResponse("", 405, headers={"Allow": "GET"})(scope, receive, send)
            return
        origin = request.headers.get("origin")
        if origin is not None and origin not in self.origins:
            await PlainTextResponse("", 403)(scope, receive, send)
            return
        shared = [(b"access-control-allow-origin", origin.encode()), (b"vary", b"Origin")] if origin else []
        ticket = read_ticket(request.query_params.get("ticket", ""), datetime.now(UTC))
        if ticket is None:
            await _refuse(403, shared)(scope, receive, send)
            return

        async def say(text, more):
            await send({"type": "http.response.body", "body": text, "more_body": more})

        loop = asyncio.get_running_loop()
        try:
            # Registered first: what happens from now on is heard.
            stream = self.hub.open(ticket, say, loop.time())
        except TooMany:
            await _refuse(429, shared)(scope, receive, send)
            return
        except Deaf:
            await _refuse(503, shared)(scope, receive, send)
            return
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*STREAM_HEADERS, *shared]})
            self.hub.begin(stream)
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.close(stream)


def _refuse(status, shared):
    response = PlainTextResponse("", status, headers={"Cache-Control": "no-store", "Retry-After": "30"})
    response.raw_headers.extend(shared)
    return response


def make_app(hub, *, origins=()):
    """Return the application of one live process."""

    async def health(request):
        deaf = hub.deaf_since is not None
        body = (
            {"status": "not ready", "reasons": ["the database is not heard"]} if deaf else {"status": "ready"}
        )
        return JSONResponse(body, 503 if deaf else 200, headers={"Cache-Control": "no-store"})

    return Starlette(
        routes=[
            Route("/live/", Streams(hub, origins), methods=["GET"]),
            Route("/live/health", health, methods=["GET"]),
        ]
    )


async def hear(hub):
    """Pass on what the carrier brings, for ever."""
    loop = asyncio.get_running_loop()
    async for heard in carrier().listen():
        if heard == State.HEARS:
            hub.hears()
        elif heard == State.DEAF:
            hub.is_silent(loop.time())
        else:
            hub.tell(heard)


async def keep_time(hub, server):
    """Let the hub see time pass; when the process is to end, let every page go first."""
    loop = asyncio.get_running_loop()
    next_tick = loop.time()
    while not server.should_exit:
        if loop.time() >= next_tick:
            next_tick = loop.time() + TICK_SECONDS
            hub.tick(loop.time())
        await asyncio.sleep(TICK_SECONDS / 10)
    hub.end_all()


class _Server(uvicorn.Server):
    """Ends quietly when it is told to: the library would raise the signal once more."""

    @contextlib.contextmanager
    def capture_signals(self):
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def listening_socket(host, port):
    """Return a socket that several live processes of one machine may share."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    # What is inherited by each stream: one that takes nothing any more, not even a heartbeat, is ended.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_AFTER_MS)
    sock.bind((host, port))
    sock.set_inheritable(True)
    return sock


async def serve(*, host, port, most):
    """Serve streams until told to stop."""
    hub = Hub(most)
    config = uvicorn.Config(
        make_app(hub, origins=settings.LIVE_ORIGINS),
        http="httptools",
        ws="none",
        lifespan="off",
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
    )
    server = _Server(config)
    ear = asyncio.create_task(hear(hub))
    clock = asyncio.create_task(keep_time(hub, server))

    def ended(task):
        # Without an ear or a clock there is no sense in going on; whoever watches starts the process again.
        if not task.cancelled() and task.exception():
            logger.error("live part ended", exc_info=task.exception())
            server.should_exit = True

    ear.add_done_callback(ended)
    clock.add_done_callback(ended)
    try:
        await server.serve(sockets=[listening_socket(host, port)])
    finally:
        ear.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ear
