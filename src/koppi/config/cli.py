"""The ``koppi`` command line: one place for everything an operator does."""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from koppi.access.roles import roles_sql
from koppi.config import env
from koppi.config.postgres import PORT, Cluster, ServerTrouble, server_programs
from koppi.config.processes import CannotRun
from koppi.config.progress import say


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line asks; trouble is told in plain words and ends with code 1 or 2."""
    given = sys.argv[1:] if arguments is None else arguments
    # What follows `django` or `check` belongs to Django, options and all; what follows `account` to that.
    passed = given[1:] if given[:1] in (["django"], ["check"], ["account"]) else []
    options = _parser().parse_args(given[:1] if passed else given)
    options.passed = passed
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppi.config.settings")
    try:
        code = options.do(options)
    except env.WrongSetting as error:
        sys.exit(_refuse(error, 2))
    except (CannotRun, ServerTrouble) as error:
        sys.exit(_refuse(error, 1))
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code or 0)


def _refuse(error: Exception, code: int) -> int:
    print(f"koppi: {error}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="koppi", description="From the first word to the solved matter.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, do: object, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(do=do)
        return sub

    command("run", _run, "bring everything up and serve until told to stop")
    command("migrate", _migrate, "bring the database up to date")
    filled = command("demo", _demo, "fill an empty database with the demo county")
    filled.add_argument(
        "--matters",
        type=_number,
        metavar="N",
        help="add this many matters to the demo county, for trials of scale",
    )
    looked = command("doctor", _doctor, "look for what is wrong and say how to mend it")
    looked.add_argument(
        "--promises",
        action="store_true",
        help="ask the database for every promise, one query each; reads all of it",
    )
    command("live", _live, "hold the streams of open pages (koppi run does this itself)")
    command("worker", _worker, "do the jobs that nobody waits for (koppi run does this itself)")
    words = command("messages", _messages, "collect, check or compile the words in Finnish and Swedish")
    words.add_argument("what", choices=("extract", "check", "compile"))
    database = command("db", _db, "manage the embedded database server, or print the roles for another one")
    database.add_argument("what", choices=("start", "stop", "url", "shell", "roles"))
    retention = command(
        "retention", _retention, "show what has come to the end of its time; destroy or archive it"
    )
    retention.add_argument(
        "what", nargs="?", default="show", choices=("show", "destroy", "archive", "certificates")
    )
    retention.add_argument("kind", nargs="?", help="which kind of record, as `koppi retention` calls it")
    retention.add_argument("--name", default="", help="who confirms it, as it will stand in the certificate")
    retention.add_argument("--yes", action="store_true", help="ask nothing, for scripts")
    licences = command("licences", _licences, "take in an extract of the licence register (CSV)")
    licences.add_argument("file", type=Path, help="the extract")
    licences.add_argument("--yes", action="store_true", help="ask nothing, for scripts")
    county = command("county", _county, "write the county's settings to a file, or take such a file in")
    county.add_argument("what", choices=("export", "import"))
    county.add_argument("file", type=Path, help="the file (TOML)")
    county.add_argument(
        "--at-once",
        action="store_true",
        help="put rules and texts in force without waiting for their owners, for a new county",
    )
    county.add_argument("--yes", action="store_true", help="ask nothing, for scripts")
    audit = command("audit", _audit, "show that the log of who has looked at whose data is whole, or seal it")
    audit.add_argument("what", choices=("verify", "seal", "anchor"))
    audit.add_argument("--anchor", default="", help="a seal kept elsewhere, as `koppi audit anchor` gave it")
    # Its words are read by `config/accounts.py` once Django is ready.
    command("account", _account, "add, reset, list or end the local accounts of professionals")
    command("check", _check, "look for mistakes in settings and code (add --deploy for production)")
    command("django", _django, "pass a command on to Django")
    return parser


def setup() -> env.Environment:
    """Read the settings and make Django ready."""
    environment = env.read()
    import django

    django.setup()
    return environment


@contextlib.contextmanager
def database(environment: env.Environment) -> Iterator[None]:
    """Have the database up while the block runs, whichever it is."""
    if environment.database:
        yield
    else:
        with Cluster(environment.data, say=say).running():
            yield


def _run(options: argparse.Namespace) -> None:
    environment = setup()
    from koppi.config.run import run

    run(environment)


def _migrate(options: argparse.Namespace) -> None:
    environment = setup()
    from koppi.config import prepare

    with database(environment):
        prepare.migrate()
    say("The database is up to date.")


def _demo(options: argparse.Namespace) -> int:
    environment = setup()
    from koppi.config import demo, prepare

    if environment.production:
        return _refuse(env.WrongSetting("The demo county is not for production (KOPPI_MODE)."), 2)
    with database(environment):
        prepare.migrate()
        if demo.is_empty():
            prepare.seed()
            say("The demo county is ready.")
        elif not options.matters:
            say("The database already has people in it, so the demo county is not made.")
            return 1
        return _fill(options.matters) if options.matters else 0


def _fill(matters: int) -> int:
    """Add matters to the demo county, and say why when that cannot be."""
    from django.db import OperationalError

    from koppi.config import prepare
    from koppi.config.demo.filling import NotADemoCounty, PromisesBroken

    try:
        prepare.fill(matters)
    except NotADemoCounty:
        say("Only the finished demo county is filled, and this database holds something else.")
    except PromisesBroken as broken:
        say(f"Nothing was added: the rows would have broken a promise ({broken}).")
    except OperationalError:
        say("Nothing was added: somebody is using the database. Stop Koppi, fill, and start it again.")
    else:
        return 0
    return 1


def _number(text: str) -> int:
    number = int(text.replace("_", ""))
    if number < 1:
        raise ValueError
    return number


def _doctor(options: argparse.Namespace) -> int:
    environment = setup()
    from koppi.config import doctor

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(database(environment))
        except ServerTrouble as trouble:
            say(f"✗ {trouble}")
        return doctor.examine_promises() if options.promises else doctor.examine(environment)


def _retention(options: argparse.Namespace) -> int:
    environment = setup()
    from koppi.config import retention

    with database(environment):
        if options.what == "show":
            return retention.show()
        if options.what == "certificates":
            return retention.show_certificates()
        return retention.carry_out(options.what, options.kind, named=options.name, sure=options.yes)


def _county(options: argparse.Namespace) -> int:
    environment = setup()
    from koppi.config import county

    with database(environment):
        if options.what == "export":
            return county.export(options.file)
        return county.take(options.file, at_once=options.at_once, sure=options.yes)


def _licences(options: argparse.Namespace) -> int:
    environment = setup()
    from koppi.config import licences

    with database(environment):
        return licences.take(options.file, sure=options.yes)


def _worker(options: argparse.Namespace) -> None:
    setup()
    from koppi.config.jobs import work

    work()


def _live(options: argparse.Namespace) -> None:
    environment = env.read()
    from koppi.config.live import serve

    serve(environment)


def _audit(options: argparse.Namespace) -> int:
    environment = setup()
    from koppi.config import auditing

    with database(environment):
        if options.what == "seal":
            return auditing.seal()
        if options.what == "anchor":
            return auditing.anchor()
        return auditing.verify(options.anchor)


def _messages(options: argparse.Namespace) -> int:
    from koppi.config import messages

    if options.what == "extract":
        for path in messages.extract():
            say(f"written: {path.relative_to(messages.SOURCE)}")
    elif options.what == "compile":
        say(f"{messages.compile_all()} catalogues compiled.")
    else:
        found = messages.problems()
        for problem in found:
            say(problem)
        return 1 if found else 0
    return 0


def _db(options: argparse.Namespace) -> int:
    environment = env.read()
    if options.what == "roles":
        print(roles_sql(owner=environment.database["USER"] if environment.database else "koppi"))
        return 0
    if environment.database:
        if options.what in ("start", "stop"):
            say("KOPPI_DATABASE_URL names a server of its own, which Koppi does not manage.")
            return 1
        address = os.environ["KOPPI_DATABASE_URL"]
    else:
        cluster = Cluster(environment.data, say=say)
        address = f"postgresql://koppi@/koppi?host={cluster.sockets}&port={PORT}"
        if options.what == "start":
            cluster.start(detached=True)
        elif options.what == "stop":
            cluster.stop()
    if options.what in ("start", "url"):
        print(address)
    elif options.what == "shell":
        with database(environment):
            return subprocess.call([_psql(), address])
    return 0


def _psql() -> Path:
    return server_programs() / "bin" / "psql"


def _account(options: argparse.Namespace) -> int:
    environment = setup()
    from django.utils import timezone

    from koppi.config import accounts

    parser = argparse.ArgumentParser(prog="koppi account")
    accounts.add_options(parser)
    asked = parser.parse_args(options.passed)
    with database(environment):
        try:
            accounts.do(asked, at=timezone.now())
        except accounts.CannotDo as reason:
            return _refuse(reason, 1)
    return 0


def _check(options: argparse.Namespace) -> None:
    _pass_on(["check", *options.passed])


def _django(options: argparse.Namespace) -> None:
    environment = env.read()
    needs_no_database = {"makemessages", "help", "diffsettings", "collectstatic", "findstatic", "version"}
    if set(options.passed[:1]) & needs_no_database or not options.passed:
        _pass_on(options.passed)
    else:
        with database(environment):
            _pass_on(options.passed)


def _pass_on(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["koppi django", *arguments])


if __name__ == "__main__":
    main()
