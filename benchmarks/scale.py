"""Time the worklist, the search and the counts among ever more matters: `bin/bench scale [--sizes 10000,1000000] [--write]`.

For each size a private server with fsync on is filled as by `koppi demo --matters`, with the shortest fifth of its
stories, in the same 40 copies of the teams, so that every queue grows with the county. Then all sizes are measured in the same
hour: Koppi's page, a bare logged view of the same rows and the bare SQL take turns, first one client, then eight at once.
With `--folder` the filled counties stay, so that measuring may wait for a quiet machine. It ends by itself and says what it
does as it goes.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from . import starts

HEADING = "## Scale"
COPIES = 40
READER = "liisa.koski"
CLIENTS = (1, 8)
WAYS = ("Koppi", "bare logged view", "bare SQL")
WARM, BLOCKS = 5, 4


def set_up():
    """Make Django ready in this process, with the bare views beside Koppi's own."""
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "benchmarks.bare"
    settings.ALLOWED_HOSTS = ["*"]


def say(text):
    """Tell what is going on, with the hour (UTC): nobody need be there."""
    print(f"{time.strftime('%H:%M:%S', time.gmtime())} {text}", flush=True)


# What is looked at


def looks():
    """Return, for each kind of look, the three ways of it: each a function that takes no time but its own."""
    from django.db import connection
    from django.test import Client

    from koppi.access.second_lock import acting
    from koppi.identity.models import User
    from koppi.matters.models import Matter
    from koppi.matters.queries import search_matters

    from . import bare

    reader = User.objects.get(username=READER)
    browser = Client()
    browser.force_login(reader)
    teams = list(reader.professional.memberships.values_list("team_id", flat=True))
    known = Matter.objects.filter(team_id__in=teams).select_related("client").latest("pk")

    def get(url):
        assert browser.get(url).status_code == 200, url

    def ask(sql, values):
        with acting(None), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def clients_of(found):
        """Return whose data is read; advice is nobody's, and a search that finds none is written down too."""
        return [client for client in found if client] or [known.client_id]

    def bare_counts():
        rows = ask(bare.COUNTS, [teams, reader.pk])
        bare.logged(reader, [known.client_id], "counts")
        return rows

    def search(text):
        """The three ways to search for a text; the desk's own search logs what it finds, as the bare one does."""

        def ours():
            found = search_matters(by=reader, text=text)
            bare.logged(reader, clients_of(matter.client_id for matter in found), "search")

        def view():
            rows = ask(*sql)
            bare.logged(reader, clients_of(row[1] for row in rows), "search")

        words = text.lower().split()
        within = " | ".join(" & ".join(f"'t{team}/{word}'" for word in words) for team in teams)
        sql = (bare.SEARCH, [text, teams]) if text == known.reference else (bare.WORDS, [within, teams])
        return ours, view, lambda: ask(*sql)

    return {
        "worklist": (
            lambda: get("/desk/"),
            lambda: get("/bare/worklist/"),
            lambda: ask(bare.FACTS, [reader.pk]),
        ),
        "counts": (
            lambda: get("/desk/?scope=offered"),
            bare_counts,
            lambda: ask(bare.COUNTS, [teams, reader.pk]),
        ),
        "search for a reference": search(known.reference),
        "search for a name": search(known.client.name),
        "search for a word common in the county": search("resepti"),
        "search for a word common in the team": search("kuume"),
    }


_looks = {}


def time_block(kind, number, rounds):
    """Return the seconds of a look taken some times by one way, which has been taken a few times before."""
    if not _looks:
        _looks.update(looks())
        for ways in _looks.values():
            for way in ways:
                for _ in range(WARM):
                    way()
    look, taken = _looks[kind][number], []
    for _ in range(rounds):
        began = time.perf_counter()
        look()
        taken.append(time.perf_counter() - began)
    return taken


def kinds_of_look():
    """Return what is looked at, by name."""
    return list(looks())


def measure(rounds):
    """Return p50 and p95 in seconds by kind, number of clients and way.

    The ways take turns in blocks, and all clients go the same way at once, so that none waits for another way's work.
    """
    found = {}
    for clients in CLIENTS:
        each = max(20, rounds // clients)
        with ProcessPoolExecutor(clients, get_context("spawn"), set_up) as others:
            kinds = others.submit(kinds_of_look).result()
            first = kinds[0]
            for warm in [others.submit(time_block, first, 0, 1) for _ in range(clients)]:
                warm.result()
            taken = {(kind, number): [] for kind in kinds for number in range(len(WAYS))}
            for _ in range(BLOCKS):
                for (kind, number), kept in taken.items():
                    blocks = [others.submit(time_block, kind, number, each // BLOCKS) for _ in range(clients)]
                    for block in blocks:
                        kept += block.result()
        for (kind, number), kept in taken.items():
            p50, p95 = statistics.median(kept), statistics.quantiles(kept, n=20)[-1]
            found[kind, clients, WAYS[number]] = p50, p95
            say(
                f"  {kind}, {clients} clients, {WAYS[number]}: p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms"
            )
    return found


# How it is filled


def prepare():
    """Make the demo county that is filled."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from koppi.config import demo

    from . import bare

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(bare.TABLES)
    demo.seed(now=timezone.now())


def fill(matters):
    """Add matters; return rows, and the seconds until the last row, until the keys are back, and until all is tidy."""
    from django.utils import timezone

    from koppi.config.demo import filling

    began, told = time.monotonic(), {}

    def tell(rows, done, label):
        if label not in told or (done and done % 500_000 == 0):
            say(f"  {label}: {done:,} matters, {rows:,} rows")
        told[label] = time.monotonic() - began

    rows = filling.fill(matters=matters, now=timezone.now(), copies=COPIES, brief=True, progress=tell)
    committed = time.monotonic() - began
    filling.tidy_up()
    return rows, told["keys"], told["promises"], committed, time.monotonic() - began


def bare_copy():
    """Return how many rows a second a bare COPY takes: the same rows, out of their tables into ones without keys."""
    from django.db import connection

    from koppi.config.demo.filling import MODELS
    from koppi.config.demo.moulds import columns_of

    rows, seconds = 0, 0.0
    with connection.cursor() as cursor:
        for model in MODELS:
            table, columns = model._meta.db_table, ", ".join(columns_of(model))
            cursor.execute(f"create table bare_copied as select {columns} from {table} where false")
            with cursor.copy(f"copy (select {columns} from {table} limit 2000000) to stdout") as out:
                lines = [bytes(part) for part in out]
            began = time.monotonic()
            with cursor.copy("copy bare_copied from stdin") as into:
                for first in range(0, len(lines), 1000):
                    into.write(b"".join(lines[first : first + 1000]))
            seconds += time.monotonic() - began
            rows += len(lines)
            cursor.execute("drop table bare_copied")
    return rows / seconds


def disk(folder):
    """Return how many GB the server's folder holds."""
    told = subprocess.run(["du", "-sk", folder], capture_output=True, text=True, check=False).stdout
    return int(told.split()[0]) / 1_000_000


# What it says


def section(sizes, found, facts):
    """Return the section of the page of results."""
    lines = [
        f"{HEADING}\n",
        f"Made by `bin/bench scale --write` on {os.cpu_count()} processors (load {os.getloadavg()[0]:.1f}). The "
        f"demo county is filled as by\n`koppi demo --matters`, with the shortest fifth of its stories, in {COPIES} copies of "
        "its teams at every size, so that each\nqueue grows. Koppi's page, a bare logged view and the bare SQL take turns. Milliseconds belong to that machine "
        "and that hour; the ratios are what to compare.\n",
        "| | Clients | Matters | Koppi p50 | p95 | Beside the bare logged view | Beside the bare SQL | p50 beside the size before |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in dict.fromkeys(key[0] for key in found[sizes[0]]):
        for clients in CLIENTS:
            before = None
            for size in sizes:
                (p50, p95), (view, _), (sql, _) = (found[size][kind, clients, way] for way in WAYS)
                lines.append(
                    f"| {kind} | {clients} | {size:,} | {p50 * 1000:.1f} ms | {p95 * 1000:.1f} ms | {p50 / view:.2f} |"
                    f" {p50 / sql:.1f} | {f'{p50 / before:.2f}' if before else ''} |"
                )
                before = p50
    lines += [
        "\nThe filling itself, beside a bare COPY of the same rows into tables without keys. “With everything” is with keys, "
        "indexes,\nevery promise asked, and vacuum.\n",
        "| Matters | Rows | COPY | Keys and indexes | Promises | With everything | Beside a bare COPY | Disk |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size in sizes:
        rows, copy, keys, committed, done = facts[size]["filled"]
        lines.append(
            f"| {size:,} | {rows:,} | {copy:.0f} s ({rows / copy:,.0f} rows/s) | {keys - copy:.0f} s |"
            f" {committed - keys:.0f} s | {done:.0f} s ({rows / done:,.0f} rows/s) | {rows / done / facts[size]['copied']:.2f} |"
            f" {facts[size]['space']:.1f} GB |"
        )
    return "\n".join(lines) + "\n"


def fill_one(folder, size):
    """Fill a county of its own to a size, once: a folder that has been filled is taken as it is; return the facts."""
    told = folder / "filled.json"
    if told.exists():
        say(f"{size:,} matters are there already")
        return json.loads(told.read_text())
    with served(folder), ProcessPoolExecutor(1, get_context("spawn"), set_up) as other:
        say(f"making the demo county, and filling it to {size:,} matters")
        other.submit(prepare).result()
        filled = other.submit(fill, size).result()
        facts = {"filled": filled, "space": disk(folder)}
        say(f"  {filled[-1]:.0f} s, {facts['space']:.1f} GB on the disk")
        facts["copied"] = other.submit(bare_copy).result()
        say(f"  a bare COPY takes {facts['copied']:,.0f} rows/s")
    told.write_text(json.dumps(facts))
    return facts


@contextlib.contextmanager
def served(folder):
    """Run the server of one county while the block runs, and point the processes that are started in it there."""
    from koppi.config.postgres import Cluster

    # The database's own user must be able to walk in.
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    os.environ["KOPPI_DATA"] = str(folder)
    cluster = Cluster(folder)
    cluster.start()
    try:
        yield
    finally:
        cluster.stop()


def run(folder, sizes, rounds, *, fill_only=False):
    """Fill each county, then measure one after the other, in the same hour; return the section."""
    facts = {size: fill_one(folder / str(size), size) for size in sizes}
    if fill_only:
        return ""
    found = {}
    for size in sizes:
        with served(folder / str(size)):
            say(f"measuring among {size:,} matters")
            found[size] = measure(rounds)
    return section(sizes, found, facts)


def main():
    options = argparse.ArgumentParser(prog="bin/bench scale", description=__doc__)
    options.add_argument("--sizes", default="10000,1000000", help="matters in the county, in growing order")
    options.add_argument(
        "--rounds", type=int, default=200, help="how often each look is taken, over all clients"
    )
    options.add_argument(
        "--folder",
        type=Path,
        help="where the counties lie (a place with room); they stay, and need no filling again",
    )
    options.add_argument("--fill", action="store_true", help="fill the counties and measure another time")
    options.add_argument("--write", action="store_true", help="write the section in docs/benchmarks.md")
    chosen = options.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    os.environ.pop("KOPPI_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "koppi.config.settings"
    with contextlib.ExitStack() as closing:
        folder = chosen.folder or Path(
            closing.enter_context(tempfile.TemporaryDirectory(prefix="koppi-scale-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        text = run(folder, sizes, chosen.rounds, fill_only=chosen.fill)
    print(text)
    if chosen.write and text:
        page = starts.PAGE.read_text()
        old = starts.kept(page, HEADING)
        starts.PAGE.write_text(page.replace(old, "").rstrip("\n") + "\n\n" + text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
