"""``koppi run``: database, pages and worker under one roof that falls and rises together."""

import contextlib
import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from koppi.config import prepare
from koppi.config.env import Environment
from koppi.config.postgres import Cluster
from koppi.config.processes import CannotRun, end_child, start_child
from koppi.config.progress import say

logger = logging.getLogger(__name__)

THREADS = 4
BACKLOG = 4096
BACKPRESSURE = 4000
PORT_PATIENCE_SECONDS = 10
READY_PATIENCE_SECONDS = 60
MOST_RESTARTS, RESTART_WINDOW_SECONDS = 10, 60


class Child:
    """A process that is started again when it dies, unless it keeps dying."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts: deque[float] = deque(maxlen=MOST_RESTARTS)

    def start(self) -> None:
        """Start it."""
        self.process = start_child(self.command, env=self.env)

    def watch(self) -> None:
        """Start it again if it has ended.

        :raises CannotRun: it has ended too often lately
        """
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if len(self.restarts) == MOST_RESTARTS and now - self.restarts[0] < RESTART_WINDOW_SECONDS:
            raise CannotRun(f"The {self.name} process keeps ending (code {self.process.returncode}).")
        self.restarts.append(now)
        logger.warning("process=%s ended code=%s, starting again", self.name, self.process.returncode)
        self.start()

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self.process is not None:
            end_child(self.process, patience=15)
            self.process = None


def run(environment: Environment) -> None:
    """Bring everything up, keep it up, and take it down when told to.

    :raises CannotRun: another Koppi has the folder or the port, or a process keeps ending
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_only_one(environment.data))
        _wait_for_port(environment.host, environment.port, "KOPPI_PORT")
        _wait_for_port(environment.host, environment.live_port, "KOPPI_LIVE_PORT")
        cluster = None if environment.database else Cluster(environment.data, say=say)
        if cluster:
            stack.callback(cluster.stop)
            cluster.start()
        prepare.everything(environment)
        children = _children(environment)
        for child in reversed(children):
            stack.callback(child.stop)
        stack.callback(say, "Stopping.")
        for child in children:
            child.start()
        _wait_until_ready(environment, lambda: _watch(children, cluster))
        prepare.greet(environment)
        while True:
            _watch(children, cluster)
            time.sleep(0.3)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    # A second signal must not break the stopping.
    for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(0)


def _watch(children: Sequence[Child], cluster: Cluster | None) -> None:
    if cluster and not cluster.alive():
        logger.warning("process=database ended, starting again")
        cluster.start()
    for child in children:
        child.watch()


def _children(environment: Environment) -> list[Child]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "koppi.config.settings"}
    live = [sys.executable, "-m", "koppi.config.cli", "live"]
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "koppi.config.wsgi:application"),
        *("--host", environment.host, "--port", str(environment.port), "--no-ws", "--log-level", "warning"),
        *("--workers", str(environment.web_workers), "--blocking-threads", str(THREADS)),
        *("--backlog", str(BACKLOG), "--backpressure", str(BACKPRESSURE)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "8"),
    ]
    worker = [sys.executable, "-m", "koppi.config.cli", "worker"]
    pool = {"KOPPI_POOL_SIZE": str(environment.pool_size or THREADS)}
    return [
        Child("web", web, {**env, **pool, "KOPPI_DATABASE_ROLE": "web"}),
        *(
            Child("live", live, {**env, "KOPPI_DATABASE_ROLE": "live"})
            for _ in range(environment.live_processes)
        ),
        Child("worker", worker, {**env, "KOPPI_DATABASE_ROLE": "worker"}),
    ]


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[TextIO]:
    """Hold the data folder for this process; the lock goes when the process does, however it ends."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise CannotRun(
                f"Koppi already runs in {data} (process {holder}). Stop it first, or set another KOPPI_DATA."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock


def _wait_for_port(host: str, port: int, name: str) -> None:
    """Wait until the port is free: after a crash the former web process may hold it for a moment."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    until = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except OSError as error:
                if time.monotonic() > until:
                    raise CannotRun(
                        f"Koppi cannot listen on {host} port {port}: {error.strerror}. "
                        f"Set another, for example {name}={port + 2 if port < 65534 else 8000}."
                    ) from None
        time.sleep(0.2)


def _wait_until_ready(environment: Environment, watch: Callable[[], None]) -> None:
    until = time.monotonic() + READY_PATIENCE_SECONDS
    address = prepare.local_address(environment)
    live = prepare.local_address(environment, environment.live_port)
    # A proxy of the caller's environment has no say between Koppi and itself.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until:
        watch()
        with (
            contextlib.suppress(OSError),
            direct.open(f"{address}/health/ready", timeout=5),
            direct.open(f"{live}/live/health", timeout=5),
        ):
            return
        time.sleep(0.1)
    raise CannotRun(f"Koppi does not become ready. Look at {environment.data / 'log'} or run: koppi doctor")
