"""A PostgreSQL for the tests: started when first needed, migrated once, copied for each test process.

`KOPPI_TEST_DATABASE_URL` names a server to use instead (its role may create databases). `KOPPI_TEST_DATA`
names a folder for the embedded one, `var/test` by default; runs side by side take a slot each.
"""

import contextlib
import fcntl
import hashlib
import io
import logging
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import hypothesis
import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from koppi.config import env, messages
from koppi.config.logs import Lines
from koppi.config.postgres import Cluster, copy_database
from koppi.ui.templatetags import koppi_keep

# A busy machine is not a broken rule: how long a case takes is for the benchmarks.
hypothesis.settings.register_profile("koppi", deadline=None)
hypothesis.settings.load_profile("koppi")

URL = "KOPPI_TEST_DATABASE_URL"
# No vacuum by itself either: its process is the owner's, and a database in which it works cannot be dropped.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}


class Server:
    """The embedded server of one test run, in the first slot that no other run holds."""

    def __init__(self):
        root = Path(os.environ.get("KOPPI_TEST_DATA") or env.CLONE / "var" / "test")
        for number in range(1, 100):
            self.slot = root / f"slot-{number}"
            self.slot.mkdir(parents=True, exist_ok=True)
            self.lock = (self.slot / "lock").open("w")
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
        self.clean = self.slot / "stopped-cleanly"
        # Without fsync a server that was killed may have lost pages: such a slot is made anew.
        if not self.clean.exists():
            for old in ("postgres", "log"):
                shutil.rmtree(self.slot / old, ignore_errors=True)
        self.clean.unlink(missing_ok=True)
        self.cluster = Cluster(self.slot, settings=QUICK)
        self.cluster.start()
        self.url = f"postgresql://koppi@/postgres?host={quote(str(self.cluster.sockets))}&port=5432"

    def stop(self):
        self.cluster.stop()
        self.clean.touch()
        self.lock.close()


class Databases:
    """The migrated template and this process's copy of it."""

    def __init__(self, url):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        self.url = url
        self.template = f"koppi_template_{migrations_mark()}"
        self.name = f"koppi_test_{worker}_{os.getppid() if worker != 'alone' else os.getpid()}"
        self.dirty = False

    def prepare(self):
        """Migrate the template if it is not there, and make this process's database."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            # One process migrates while the others wait.
            admin.execute("SELECT pg_advisory_lock(4711)")
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]).fetchone():
                admin.execute('DROP DATABASE IF EXISTS "koppi_unfinished" WITH (FORCE)')
                admin.execute('CREATE DATABASE "koppi_unfinished"')
                point_at(self.url, "koppi_unfinished")
                call_command("migrate", verbosity=0, interactive=False)
                connections.close_all()
                admin.execute(f'ALTER DATABASE "koppi_unfinished" RENAME TO "{self.template}"')
            copy_database(admin, source=self.template, target=self.name)
        point_at(self.url, self.name)

    def renew(self):
        """Bring back the migrated state after a test that really committed."""
        connections.close_all()
        with psycopg.connect(self.url, autocommit=True) as admin:
            copy_database(admin, source=self.template, target=self.name)
        self.dirty = False

    def drop(self):
        """Remove this process's database."""
        connections.close_all()
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def migrations_mark():
    """Return a name for the state that all migrations lead to."""
    digest = hashlib.sha256(version("procrastinate").encode() + version("django").encode())
    house = env.CLONE / "src" / "koppi"
    # The first content is installed by migrations, too.
    for path in sorted([*house.glob("*/migrations/**/*.*"), *house.glob("*/content.py")]):
        if path.suffix in (".py", ".sql"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def point_at(url, name):
    """Make Django use a database of the test server."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    for settings in (connections["default"].settings_dict, connections.databases["default"]):
        settings.update(
            NAME=name,
            USER=parts.get("user", ""),
            PASSWORD=parts.get("password", ""),
            HOST=parts.get("host", ""),
            PORT=str(parts.get("port", "")),
        )


server_key = pytest.StashKey[Server]()
databases_key = pytest.StashKey[Databases]()


def server_url(config):
    """Return the address of the test server, starting the embedded one if nobody has yet."""
    if URL not in os.environ:
        config.stash[server_key] = Server()
        os.environ[URL] = config.stash[server_key].url
    return os.environ[URL]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Start the server before the test processes, who inherit its address."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        if messages.compile_all():
            # Django has read the old ones by now; this is what its own reloader does when one changes.
            translation_file_changed(sender=None, file_path=Path("django.mo"))
        if getattr(session.config.option, "numprocesses", None):
            server_url(session.config)


def pytest_unconfigure(config):
    """Leave no server behind."""
    if server := config.stash.get(server_key, None):
        server.stop()
        del os.environ[URL]


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Give this process a database of its own, in place of the one Django would make."""
    config = request.config
    with django_db_blocker.unblock():
        databases = config.stash[databases_key] = Databases(server_url(config))
        databases.prepare()
    yield
    with django_db_blocker.unblock():
        databases.drop()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """After a test that committed for real, the next one starts from the migrated state again."""
    databases = item.config.stash.get(databases_key, None)
    marker = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    if databases and databases.dirty and (marker or "django_db_setup" in fixtures):
        databases.renew()
    committed = marker and (marker.kwargs.get("transaction") or (marker.args and marker.args[0]))
    if committed or {"transactional_db", "live_server"} & set(fixtures):
        item.config.stash[dirties_key] = True


dirties_key = pytest.StashKey[bool]()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    """Remember that this test committed."""
    if item.config.stash.get(dirties_key, False) and databases_key in item.config.stash:
        item.config.stash[databases_key].dirty = True
        item.config.stash[dirties_key] = False


def pytest_collection_modifyitems(items):
    """Begin with the few that take minutes, so that no process is left with one of them at the end."""
    items.sort(key=lambda item: "test_every_page" not in item.nodeid)


@pytest.fixture(autouse=True)
def as_if_just_started():
    """Begin each test in the house's own language and with nothing kept of what others have drawn."""
    translation.deactivate()
    cache.clear()
    koppi_keep.forget()


@pytest.fixture
def log():
    """Everything that Koppi writes into its log, as it writes it."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Lines())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield said
    for logger in loggers:
        logger.removeHandler(handler)
