"""``koppi doctor``: each check says what it looked at, and what to do when it is wrong."""

import importlib.util
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from koppi.access.roles import ACTING, CONNECTING
from koppi.access.second_lock import TABLES
from koppi.config import health, messages
from koppi.config.env import Environment
from koppi.config.progress import say

REVIEW_WITHIN = timedelta(days=3)
Finding = str | None
Check = tuple[str, Callable[[Environment], Finding]]


def examine(environment: Environment) -> int:
    """Make every check, say how it went, and return 1 when something is wrong."""
    wrong = 0
    for title, check in _checks(environment):
        finding = check(environment)
        say(f"✗ {title}: {finding}" if finding else f"✓ {title}")
        wrong += bool(finding)
    return 1 if wrong else 0


def examine_promises() -> int:
    """Ask the whole database for every promise, say how each went, and return 1 when one is broken."""
    from koppi.config import promises

    def tell(name: str, ids: list[int], seconds: float) -> None:
        rows = ", ".join(str(one) for one in ids)
        say(f"✗ {name}: not so in {rows}" if ids else f"✓ {name} ({seconds:.1f} s)")

    try:
        broken = promises.broken(tell)
    except DatabaseError:
        say("✗ The database cannot be asked. Look at it with: koppi doctor")
        return 1
    say(f"{len(broken)} promises are broken." if broken else "Every promise holds.")
    return 1 if broken else 0


def _checks(environment: Environment) -> Iterator[Check]:
    yield "The data folder can be written to", _data_folder
    yield "The keys are there", _keys
    yield "The database answers and is new enough", _database
    yield "The migrations are applied", _migrations
    yield "The database shows each process only the rows of whom it acts for", _second_lock
    yield "Open pages hear by themselves what is new", _live
    yield "The words are complete in Finnish and Swedish", _words
    yield "The latest lines of the reading log are as they were sealed", _reading_log
    yield "The identity providers answer", _providers
    yield f"Messages leave by {_channels(environment)}", _messages_out
    if environment.breached_passwords:
        yield "Passwords known from breaches are refused", _breached_passwords
    else:
        yield "Common passwords are refused; no file of breached ones is named", lambda _: None
    # Asked for by name, so that the doctor also serves a house without matters.
    if importlib.util.find_spec("koppi.matters.queries"):
        yield "Every open matter has a team, a due time and at most one holder", _promises
        yield "The data protection officer has reviewed what was opened in need", _openings


def _data_folder(environment: Environment) -> Finding:
    try:
        environment.data.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=environment.data).close()
    except OSError as error:
        return f"{environment.data}: {error.strerror}. Give its owner the right to write, or set KOPPI_DATA."
    space = os.statvfs(environment.data)
    free = space.f_bavail * space.f_frsize // 1_000_000
    return f"only {free} MB free in {environment.data}. Make room." if free < 500 else None


def _keys(environment: Environment) -> Finding:
    if environment.production:
        return None
    for path in (environment.data / "secrets").glob("*"):
        if path.stat().st_mode & 0o077:
            return f"others may read {path}. Run: chmod 600 {path}"
    return None


def _database(environment: Environment) -> Finding:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return "it does not answer. Is KOPPI_DATABASE_URL right and the server up?"
    version = connection.connection.info.server_version
    if version < health.OLDEST_SERVER:
        return (
            f"PostgreSQL {version // 10000} is too old. Koppi needs {health.OLDEST_SERVER // 10000} or newer."
        )
    return None


def _migrations(environment: Environment) -> Finding:
    try:
        waiting = health.waiting_migrations()
    except DatabaseError:
        return "unknown, as the database does not answer."
    return f"{len(waiting)} are not. Run: koppi migrate" if waiting else None


def _second_lock(environment: Environment) -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select relname from pg_class where relname = any(%s::text[])"
                " and not (relrowsecurity and relforcerowsecurity)",
                [list(TABLES)],
            )
            open_tables = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "select rolname from pg_roles r where rolname = any(%s::text[]) and (rolsuper or rolbypassrls"
                " or exists (select from pg_class c where c.relowner = r.oid))",
                [[*CONNECTING, *ACTING]],
            )
            mighty = [row[0] for row in cursor.fetchall()]
    except DatabaseError:
        return "unknown, as the database does not answer."
    if open_tables:
        return f"{open_tables[0]} shows every row to everybody. Run: koppi migrate"
    if mighty:
        return f"the role {mighty[0]} may pass it by. Take from it what koppi db roles does not give."
    return None


def _live(environment: Environment) -> Finding:
    # Without Koppi running there is nobody to hear anything.
    try:
        if not health.worker_is_alive() or health.live_is_there():
            return None
    except DatabaseError:
        return "unknown, as the database does not answer."
    return "no live process listens, so they ask every 15 seconds. Is koppi live running (koppi run does it)?"


def _words(environment: Environment) -> Finding:
    found = messages.problems()
    return f"{len(found)} problems, the first: {found[0]}. Run: koppi messages check" if found else None


def _reading_log(environment: Environment) -> Finding:
    from django.conf import settings

    from koppi.access.audit import verify_readings
    from koppi.config.auditing import in_words

    try:
        report = verify_readings(key=settings.READING_LOG_KEY, late=True)
    except DatabaseError:
        return "unknown, as the database cannot be asked."
    if not report.findings:
        return None
    return f"{in_words(report.findings[0])}. Look at all of it: koppi audit verify"


def _providers(environment: Environment) -> Finding:
    from koppi.identity import providers

    if environment.production and not providers.is_offered("residents"):
        return "residents have none and cannot sign in. Set KOPPI_RESIDENT_SIGN_IN (docs/operations.md)."
    for who, name in (("residents", "KOPPI_RESIDENT"), ("professionals", "KOPPI_PROFESSIONAL")):
        if trouble := providers.trouble_of(who):
            return f"that of {who} does not ({trouble}). Is {name}_PROVIDER right, and the provider up?"
    return None


def _channels(environment: Environment) -> str:
    from django.conf import settings

    none = "the console only" if settings.CONSOLE_CARRIES else "nothing"
    told = {
        "e-mail": settings.CARRIERS["email"],
        "text message": settings.CARRIERS["sms"],
        "Suomi.fi messages (UNVERIFIED: never tried at the real service)": settings.CARRIERS["suomifi"],
    }
    return ", ".join(name for name, facts in told.items() if facts) or none


def _messages_out(environment: Environment) -> Finding:
    from koppi.notices.queries import needing_a_person

    try:
        waiting = needing_a_person(limit=100)
    except DatabaseError:
        return "unknown, as the database does not answer."
    if not waiting:
        return None
    count = "100 or more" if len(waiting) == 100 else len(waiting)
    return f"{count} need a person: given up, or nobody knows whether they left. See /desk/messages/."


def _breached_passwords(environment: Environment) -> Finding:
    from koppi.identity.password_rules import trouble_with

    file = environment.breached_passwords
    if file is None or not (trouble := trouble_with(file)):
        return None
    return f"{file}: {trouble}. Until it is mended nobody can choose a password (docs/operations.md)."


def _promises(environment: Environment) -> Finding:
    from koppi.matters.queries import broken_promises

    try:
        broken = list(broken_promises())
    except DatabaseError:
        return "unknown, as the database cannot be asked."
    return f"{len(broken)} broken, the first: {broken[0]}" if broken else None


def _openings(environment: Environment) -> Finding:
    from koppi.access.lending import unreviewed

    try:
        waiting = unreviewed(before=timezone.now() - REVIEW_WITHIN)
    except DatabaseError:
        return "unknown, as the database cannot be asked."
    if not waiting:
        return None
    return f"{waiting} wait longer than {REVIEW_WITHIN.days} days. Ask the officer to open /desk/openings/."
