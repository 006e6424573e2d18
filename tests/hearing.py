"""Real live processes for tests, and pages that listen to them."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PATIENCE = 60
KEYS = {
    "KOPPI_SECRET_KEY": settings.SECRET_KEY,
    "KOPPI_IDENTITY_KEY": settings.IDENTITY_KEY,
    "KOPPI_READING_LOG_KEY": settings.READING_LOG_KEY,
}


def wait_until(true, patience=PATIENCE):
    """Wait for something to become true, and fail when it does not."""
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def free_port():
    """Return a port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Live:
    """One live process beside the database that the tests use."""

    def __init__(self, *, pages_port=1, **own):
        self.port = free_port()
        facts = connection.settings_dict
        host = f"host={quote(str(facts['HOST']))}&port={facts['PORT']}"
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KOPPI_")},
            **KEYS,
            "DJANGO_SETTINGS_MODULE": "koppi.config.settings",
            "KOPPI_DATA": str(settings.DATA),
            "KOPPI_DATABASE_URL": f"postgresql://{facts['USER']}@/{facts['NAME']}?{host}",
            "KOPPI_PORT": str(pages_port),
            "KOPPI_LIVE_PORT": str(self.port),
            **own,
        }
        self.process = None
        self.start()

    @property
    def address(self):
        """Where pages open their streams."""
        return f"http://127.0.0.1:{self.port}/live/"

    def start(self):
        """Start it, and wait until it hears."""
        command = [sys.executable, "-m", "koppi.config.cli", "live"]
        self.process = subprocess.Popen(command, env=self.env, stderr=subprocess.PIPE)
        wait_until(lambda: self.process.poll() is not None or self.status("/live/health") == 200)
        assert self.process.poll() is None, self.process.stderr.read().decode()

    def kill(self):
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def stop(self):
        """End it as an operator does, and return its code."""
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.stderr.close()

    def status(self, path, headers=()):
        """Return the status of an answer, 0 when nobody answers."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            asked.request("GET", path, headers=dict(headers))
            return asked.getresponse().status
        except OSError:
            return 0
        finally:
            asked.close()


class Ear:
    """A page that listens, in a thread of its own, and notes what it is told."""

    def __init__(self, live, ticket, *, on_event=None, headers=()):
        self.events = []
        self.on_event = on_event
        port = live if isinstance(live, int) else live.port
        self.asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.asked.request("GET", f"/live/?ticket={quote(ticket)}", headers=dict(headers))
        self.answer = self.asked.getresponse()
        self.status = self.answer.status
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        if self.status == 200:
            self.thread.start()
        else:
            self.ended.set()
            self.asked.close()

    def _listen(self):
        facts = {}
        try:
            while line := self.answer.readline():
                if line := line.decode().rstrip("\n"):
                    name, _, value = line.partition(": ")
                    facts[name] = value
                elif facts:
                    self._note(facts["event"], json.loads(facts["data"]))
                    facts = {}
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        finally:
            self.ended.set()

    def _note(self, name, data):
        self.events.append((name, data))
        if self.on_event:
            self.on_event(name, data)

    @property
    def numbers(self):
        """The numbers that were nudged, in order."""
        return [data["seq"] for name, data in self.events if name == "nudge"]

    def count(self, name):
        """Return how often something was told."""
        return sum(one == name for one, _ in self.events)

    def cut(self):
        """Lose the connection, as a phone does in a lift."""
        if self.asked.sock:
            with contextlib.suppress(OSError):
                self.asked.sock.shutdown(socket.SHUT_RDWR)
        self.ended.wait(PATIENCE)
        self.asked.close()
