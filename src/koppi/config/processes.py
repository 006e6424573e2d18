"""Children that never outlive their parent, and how to end them."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class CannotRun(Exception):
    """Koppi cannot start or go on here; the text says why and what to do."""


def die_with_parent(parent: int | None, farewell: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent ends, however it ends.

    :param parent: the number the parent had; if it has ended already, this process ends at once
    """
    _libc.prctl(PR_SET_PDEATHSIG, farewell)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def start_child(
    command: Sequence[str | Path],
    *,
    farewell: int = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    detached: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, so that Ctrl-C reaches only the one who asked for it.

    :param farewell: the signal it gets when this process ends without stopping it
    :param detached: it may outlive this process
    """
    parent = os.getpid()

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=env,
        start_new_session=True,
        preexec_fn=None if detached else partial(die_with_parent, parent, farewell),
    )


def end_child(
    process: subprocess.Popen[bytes], *, farewell: int = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask a child to end and wait; after `patience` seconds end it at once."""
    if process.poll() is None:
        process.send_signal(farewell)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def command_line(pid: int) -> str | None:
    """Return the command line of a process, or None when there is no such process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None
