"""Carriers and servers of the tests' own, which write down what they are given."""

import json
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from koppi.notices import actions
from koppi.notices.carriers.outcomes import Sent
from koppi.people.tests.factories import NINE


class Recorder:
    """A carrier that keeps what it is given, and answers what it is told to answer, the last for ever."""

    def __init__(self, *outcomes, repeats_safely=False, can_be_asked=False, found=None):
        self.outcomes = list(outcomes) or [Sent()]
        self.repeats_safely, self.can_be_asked, self.found = repeats_safely, can_be_asked, found
        self.sent, self.asked = [], []

    def send(self, parcel):
        self.sent.append(parcel)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def look_up(self, parcel):
        self.asked.append(parcel)
        return self.found

    @property
    def keys(self):
        return [parcel.key for parcel in self.sent]


def queue(key="k1", **values):
    """Leave a message in the outbox."""
    defaults = {
        "person_id": uuid4(),
        "channel": "email",
        "address": "maria@example.test",
        "template": "new_message",
        "language": "fi",
        "at": NINE,
    }
    return actions.queue_delivery(key=key, **{**defaults, **values})


class Heard:
    """What a server of the tests' own heard, and what it answers by path: a status and a body, or a deed."""

    def __init__(self, answers):
        self.answers = answers
        self.requests = []
        self.url = ""

    def of(self, path):
        return [request for request in self.requests if request["path"] == path]


DIE = "die"
HALF = "half"


@contextmanager
def http_server(**answers):
    """Serve on a port of the system's choice for as long as the block lasts.

    The answer to a path is `(status, body)`; `DIE` closes the connection after it has read the request, and
    `HALF` breaks off in the middle of a good answer; a function is called with the request. `gate` is waited
    for before any answer.
    """
    heard = Heard({path if path.startswith("/") else f"/{path}": answer for path, answer in answers.items()})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            path = self.path.partition("?")[0]
            request = {
                "method": self.command,
                "path": path,
                "query": self.path.partition("?")[2],
                "headers": dict(self.headers),
                "json": json.loads(body) if body else None,
            }
            heard.requests.append(request)
            answer = heard.answers.get(path, (404, {}))
            if callable(answer):
                answer = answer(request)
            self.close_connection = True
            if answer == DIE:
                # A reset, not a polite end.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            status, told = (200, {"id": "c-1"}) if answer == HALF else answer
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data) + (50 if answer == HALF else 0)))
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _answer

        def log_message(self, *args):
            pass

        def handle(self):
            with suppress(OSError, ValueError):
                super().handle()

        def finish(self):
            with suppress(OSError, ValueError):
                super().finish()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def closed_port():
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
