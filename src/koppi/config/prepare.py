"""What must be done before pages can be served, each step skipped when nothing has changed."""

import hashlib
import importlib.util
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.utils import timezone

from koppi.config import health, messages
from koppi.config.env import Environment
from koppi.config.progress import Step, bar, say
from koppi.identity.directory import directory

MOST_RESIDENTS = 5
MOST_OF_A_TEAM = 2


def everything(environment: Environment) -> None:
    """Compile the words, gather the static files, migrate, and fill an empty demo."""
    messages.compile_all()
    static_files(environment.data)
    migrate()
    if not environment.production and has_demo():
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


def has_demo() -> bool:
    """Tell whether there is a demo county to fill the database with."""
    found = importlib.util.find_spec("koppi.config.demo")
    return found is not None and found.origin is not None


def seed() -> None:
    """Fill the database with the demo county; one that was interrupted is begun anew."""
    from koppi.config import demo

    with bar("Making the demo county") as step:
        demo.seed(now=timezone.now(), progress=lambda done, total, label: step(done, total))


def local_address(environment: Environment) -> str:
    """Return the address to open on this machine."""
    host = "localhost" if environment.host in ("0.0.0.0", "::") else environment.host
    return f"http://{f'[{host}]' if ':' in host else host}:{environment.port}"


def greet(environment: Environment) -> None:
    """Print where Koppi is and, in a demo, who to sign in as."""
    say(f"\nKoppi is ready: {local_address(environment)}/")
    if not environment.production:
        for line in _people_to_try():
            say(line)
        connections.close_all()
    say("\nStop with Ctrl-C.")


def _people_to_try() -> Iterator[str]:
    """Yield some residents with their codes, and a professional or two of each team."""
    now = timezone.now()
    residents = directory().shown_residents(at=now)[:MOST_RESIDENTS]
    workers = directory().workers(at=now)
    if residents:
        yield "\nResidents to sign in as (all invented):"
        yield from (f"  {one.name:<28} {one.code}" for one in residents)
    if workers:
        yield "\nProfessionals, by name on the sign-in page:"
        shown: Counter[str] = Counter()
        for one in sorted(workers, key=lambda worker: not worker.leads):
            shown[one.team] += 1
            if shown[one.team] <= MOST_OF_A_TEAM:
                yield f"  {one.name:<28} {one.task}, {one.team}"
