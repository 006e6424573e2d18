"""Plays tales in the order of the simulated clock, alone or shared with other processes."""

import gc
import heapq
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial

from koppi.config.processes import die_with_parent
from koppi.matters.errors import Refusal
from koppi.people.queries import steady_office_hours, steady_promises


class Stage:
    """Plays a share of the tales, up to a moment at a time."""

    def __init__(self, tales):
        self.waiting = []
        self.refused = []
        for order, tale in enumerate(tales):
            self._wait(tale, order)

    def play(self, until):
        """Play everything that happens up to a moment."""
        while self.waiting and self.waiting[0][0] <= until:
            _, order, tale = heapq.heappop(self.waiting)
            self._wait(tale, order)

    def _wait(self, tale, order):
        """Let a tale go on to its next pause. One that the rules stop ends there, as it would in life."""
        try:
            heapq.heappush(self.waiting, (next(tale), order, tale))
        except StopIteration:
            return
        except Refusal as refusal:
            self.refused.append(type(refusal).__name__)


class Helper:
    """Another process that plays one share; it is told how far to play, and tells when it is there."""

    def __init__(self, *, database, **about):
        command = [
            sys.executable,
            "-m",
            "koppi.config.demo.helper",
            json.dumps({"database": database, **about}),
        ]
        # Ctrl-C reaches only the one who asked for the county, and a helper never plays on alone.
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, os.getpid(), signal.SIGKILL),
        )

    def make_ready(self):
        """Tell it that the people are there, so that it can draw its share of the tales."""
        print("ready", file=self.process.stdin, flush=True)

    def start(self, until):
        """Tell it to play up to a moment."""
        print(until.isoformat(), file=self.process.stdin, flush=True)

    def wait(self):
        """Wait until it is there; return which refusals it has met so far.

        :raises RuntimeError: it ended before that
        """
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"The helper of the demo county ended with code {self.process.wait()}.")
        return json.loads(line)

    def close(self):
        """End it."""
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Company:
    """All who play: this process with the first share, and a helper for each of the others."""

    def __init__(self, stage, helpers=()):
        self.stage, self.helpers, self.refused = stage, helpers, []

    def play(self, until):
        """Play everything that happens up to a moment, whoever plays it."""
        for helper in self.helpers:
            helper.start(until)
        self.stage.play(until)
        self.refused = sum((helper.wait() for helper in self.helpers), self.stage.refused)


@contextmanager
def in_a_hurry(connection):
    """Do the housekeeping of the database and the memory less often while much is made at once.

    Commits need not reach the disk one by one: the last one, made after this, takes them along.
    """
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
    gc.disable()
    try:
        with steady_office_hours(), steady_promises():
            yield
    finally:
        gc.enable()
        with connection.cursor() as cursor:
            cursor.execute("reset synchronous_commit")
