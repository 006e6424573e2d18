"""Koppi as a person starts it: real processes, real signals."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from koppi.config.postgres import Cluster
from koppi.config.processes import command_line

pytestmark = pytest.mark.slow
PATIENCE = 120
# As in production, where no demo county has to be waited for.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "koppi.config.settings",
    "KOPPI_MODE": "production",
    "KOPPI_SECRET_KEY": "for-the-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-SK",
    "KOPPI_IDENTITY_KEY": "for-the-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-IK",
    "KOPPI_READING_LOG_KEY": "for-the-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-RL",
    "KOPPI_ALLOWED_HOSTS": "koppi.example.fi",
}
BEHIND_PROXY = {"Host": "koppi.example.fi", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A data folder and two free ports, kept over the tests of this file."""
    with socket.socket() as probe, socket.socket() as other:
        for one in (probe, other):
            one.bind(("127.0.0.1", 0))
        return tmp_path_factory.mktemp("koppi"), probe.getsockname()[1], other.getsockname()[1]


class Koppi:
    """One running Koppi."""

    def __init__(self, place):
        self.data, self.port, self.live_port = place
        self.log = self.data / "run.txt"
        own = {name: value for name, value in os.environ.items() if not name.startswith("KOPPI_")}
        env = {**own, **PRODUCTION, "KOPPI_DATA": str(self.data), "KOPPI_PORT": str(self.port)}
        env["KOPPI_LIVE_PORT"] = str(self.live_port)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "koppi.config.cli", "run"], env=env, stdout=log, stderr=log
            )
        try:
            wait_until(lambda: self.process.poll() is not None or "Koppi is ready" in self.log.read_text())
            assert self.process.poll() is None, self.log.read_text()
        except AssertionError:
            self.process.kill()
            raise

    def get(self, path, port=None):
        """Return the status of a page, 0 when nobody answers."""
        try:
            address = f"http://127.0.0.1:{port or self.port}{path}"
            request = urllib.request.Request(address, headers=BEHIND_PROXY)
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def descendants(self):
        """Return the processes under this one, with their command lines."""
        parents = {}
        for entry in filter(str.isdecimal, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{entry}/status").read_text()
                parents[int(entry)] = int(re.search(r"PPid:\t(\d+)", status)[1])
        found, fresh = set(), {self.process.pid}
        while fresh:
            fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
            found |= fresh
        return {pid: command_line(pid) or "" for pid in found}

    def kill(self, what, which=min):
        """Kill -9 the first or another process whose command line has these words."""
        pid = which(pid for pid, line in self.descendants().items() if what in line)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not alive(pid))


def alive(pid):
    """Tell whether a process runs; one that only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true):
    """Wait for something to become true, and fail when it does not."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def koppi(place):
    running = Koppi(place)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(60)


@pytest.mark.parametrize(
    ("what", "which"),
    [
        ("bin/postgres", min),
        ("--interface wsgi", min),
        ("--interface wsgi", max),
        ("cli live", min),
        ("cli worker", min),
    ],
    ids=["database", "pages", "one page process", "live", "worker"],
)
def test_a_part_that_is_killed_is_started_again(koppi, what, which):
    before = set(koppi.descendants())
    koppi.kill(what, which)
    wait_until(lambda: any(what in line for pid, line in koppi.descendants().items() if pid not in before))
    wait_until(lambda: koppi.get("/health/ready") == 200)
    assert koppi.get("/look/") == 405
    # Also after the database's death: it listens anew.
    wait_until(lambda: koppi.get("/live/health", koppi.live_port) == 200)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_it_started(koppi, number):
    started = koppi.descendants()
    koppi.process.send_signal(number)
    assert koppi.process.wait(60) == 0
    assert [line for pid, line in started.items() if alive(pid)] == []


def test_nothing_outlives_a_killed_koppi_and_the_next_start_serves(koppi, place):
    started = koppi.descendants()
    koppi.process.kill()
    wait_until(lambda: not any(alive(pid) for pid in started))
    again = Koppi(place)
    assert again.get("/health/ready") == 200
    again.process.terminate()
    assert again.process.wait(60) == 0


def test_everything_killed_at_once_starts_again(koppi, place):
    for pid in [koppi.process.pid, *koppi.descendants()]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    again = Koppi(place)
    assert again.get("/health/ready") == 200
    again.process.terminate()
    assert again.process.wait(60) == 0


def test_a_second_koppi_in_the_same_folder_is_refused(koppi):
    env = {**os.environ, "KOPPI_DATA": str(koppi.data), "KOPPI_PORT": "1"}
    env["DJANGO_SETTINGS_MODULE"] = "koppi.config.settings"
    done = subprocess.run(
        [sys.executable, "-m", "koppi.config.cli", "run"], env=env, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"koppi: Koppi already runs in {koppi.data} (process {koppi.process.pid})" in done.stderr


def test_a_wrong_setting_is_told_in_one_line(tmp_path):
    env = {**os.environ, "KOPPI_DATA": str(tmp_path), "KOPPI_PORT": "eight"}
    done = subprocess.run(
        [sys.executable, "-m", "koppi.config.cli", "run"], env=env, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("koppi: KOPPI_PORT cannot be used:")
    assert "Traceback" not in done.stderr


def test_the_database_can_stand_without_koppi(tmp_path):
    env = {**os.environ, "KOPPI_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "koppi.config.cli", "db"]
    started = subprocess.run([*command, "start"], env=env, capture_output=True, text=True)
    assert started.returncode == 0, started.stderr
    cluster = Cluster(tmp_path)
    assert cluster.answers()
    assert subprocess.run([*command, "stop"], env=env).returncode == 0
    assert cluster.pid() is None
