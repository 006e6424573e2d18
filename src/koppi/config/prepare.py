"""What must be done before pages can be served, each step skipped when nothing has changed."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.utils import timezone

from koppi.config import health, messages
from koppi.config.env import Environment
from koppi.config.progress import Meter, Step, bar, say


def everything(environment: Environment) -> None:
    """Compile the words, gather the static files, migrate, and fill an empty demo."""
    messages.compile_all()
    static_files(environment.data)
    migrate()
    if not environment.production:
        from koppi.config import demo

        if demo.is_empty():
            seed()
    # The processes that serve get connections of their own.
    connections.close_all()


def static_files(data: Path) -> None:
    """Gather, name by content and compress the static files, if any of them has changed."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = data / "static.stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


class _Migrate(MigrateCommand):
    """Django's own command, telling a bar instead of a screen."""

    step: Step
    total: int
    done = 0

    def migration_progress_callback(self, action: str, migration: object = None, fake: bool = False) -> None:
        """Move the bar when a migration is applied."""
        if action == "apply_success":
            self.done += 1
            self.step(self.done, self.total)


def migrate() -> None:
    """Apply the migrations that the database has not, with a bar."""
    waiting = health.waiting_migrations()
    if waiting:
        with bar("Bringing the database up to date") as step:
            command = _Migrate()
            command.step, command.total = step, len(waiting)
            call_command(command, verbosity=0, interactive=False)


def seed() -> None:
    """Fill the database with the demo county; one that was interrupted is begun anew."""
    from koppi.config import demo

    with bar("Making the demo county") as step:
        demo.seed(now=timezone.now(), progress=lambda done, total, label: step(done, total))


# What a filling does, as it says it; the words are for the person at the terminal.
FILLING = {
    "clients": "Inventing clients",
    "matters": "Casting matters",
    "keys": "Giving back keys and indexes",
    "promises": "Asking for every promise",
    "vacuum": "Tidying the tables",
}


def fill(matters: int) -> None:
    """Add matters to the demo county, with a bar, and say how fast that went."""
    from koppi.config.demo.filling import fill as cast
    from koppi.config.demo.filling import tidy_up

    began = time.monotonic()
    with Meter(matters) as meter:
        rows = cast(
            matters=matters,
            now=timezone.now(),
            progress=lambda rows, done, label: meter.step(rows, done, FILLING[label]),
        )
        meter.step(rows, matters, FILLING["vacuum"])
        tidy_up()
    seconds = time.monotonic() - began
    say(
        f"{matters:,} matters are there ({rows:,} rows in {seconds:.0f} s, {rows / seconds:,.0f} rows/s),"
        " and every promise holds."
    )


def local_address(environment: Environment, port: int | None = None) -> str:
    """Return the address to open on this machine: that of the pages, or of another port."""
    host = "localhost" if environment.host in ("0.0.0.0", "::") else environment.host
    return f"http://{f'[{host}]' if ':' in host else host}:{port or environment.port}"


def greet(environment: Environment) -> None:
    """Print where Koppi is and, in a demo, who to sign in as."""
    say(f"\nKoppi is ready: {local_address(environment)}/")
    if not environment.production:
        for line in _people_to_try():
            say(line)
        connections.close_all()
    say("\nStop with Ctrl-C.")


def _people_to_try() -> Iterator[str]:
    """Yield whom one can sign in as, and with what."""
    from koppi.config import demo

    people = demo.people_to_try()
    if people:
        yield "\nPeople to sign in as (all invented):"
        yield from (f"  {name:<20} {who:<60} {code}" for name, who, code in people)
