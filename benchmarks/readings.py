"""Time how many lines a second the reading log takes: `bin/bench readings [--seconds 3] [--rounds 3] [--write]`.

PostgreSQL's own pgbench writes lines on a private server with fsync on, in three ways by turns: into a table
with no chain, through one chain, and through Koppi's 32 lanes. The keyed hash of a line is made by Python in a
few microseconds; here a random one stands in for it, for the two chains alike.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from . import starts

HEADING = "## The reading log"
# Clients, and for how many milliseconds each keeps its transaction open after the line.
SITUATIONS = ((1, 0), (8, 0), (32, 0), (16, 5))
LINE = (
    "statement_timestamp(), 7, 'patient', array[:client::bigint], :client::bigint, 'matter', 'own_team',"
    " sha256(random()::text::bytea)"
)
WAYS = {
    "no chain": (
        "insert into bare_reading (at, reader_id, register, client_ids, matter_id, what, why, mac)"
        f" values ({LINE});"
    ),
    "one chain": f"select bare_log_reading({LINE});",
    "32 lanes": f"select koppi_log_reading({LINE});",
}
TABLES = """
create table bare_reading (like access_reading including defaults including indexes);
create table bare_lane as select 1 as id, 0::bigint as seq, '\\x00'::bytea as link;
create function bare_log_reading(
    at timestamptz, reader_id bigint, register varchar, client_ids bigint[], matter_id bigint,
    what varchar, why varchar, mac bytea
) returns void language plpgsql as $$
declare
    mine bare_lane;
begin
    select * into mine from bare_lane for update;
    mine.seq := mine.seq + 1;
    mine.link := sha256(mine.link || mac);
    update bare_lane set seq = mine.seq, link = mine.link;
    insert into access_reading (at, reader_id, register, client_ids, matter_id, what, why, lane, seq, mac, link)
        values (at, reader_id, register, client_ids, matter_id, what, why, 99, mine.seq, mac, mine.link);
end $$;
"""


def measure(cluster, folder, seconds, rounds):
    """Return the lines a second of each way in each situation, the median of some rounds by turns."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    for line in WAYS.values():
        _speed(cluster, folder, line, 8, 0, seconds)  # fills the caches
    found = {}
    for clients, pause in SITUATIONS:
        for _ in range(rounds):
            for way, line in WAYS.items():
                speed = _speed(cluster, folder, line, clients, pause, seconds)
                found.setdefault((clients, pause), {}).setdefault(way, []).append(speed)
        print({way: round(statistics.median(speeds)) for way, speeds in found[clients, pause].items()})
    return {
        situation: {way: statistics.median(speeds) for way, speeds in ways.items()}
        for situation, ways in found.items()
    }


def _speed(cluster, folder, line, clients, pause, seconds):
    script = Path(folder) / "line.sql"
    wait = f"begin;\n{line}\n\\sleep {pause} ms\ncommit;" if pause else line
    script.write_text(f"\\set client random(1, 180000)\n{wait}\n")
    from koppi.config.postgres import PORT

    command = [cluster.programs / "bin" / "pgbench", "-n", "-M", "prepared", "-f", script]
    command += ["-c", str(clients), "-j", str(min(clients, 2)), "-T", str(seconds)]
    command += ["-h", str(cluster.sockets), "-p", str(PORT), "-U", "koppi", "koppi"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)[1])


def section(found):
    """Return the section of the page of results."""
    names = [f"{clients}, open for {pause} ms" if pause else f"{clients}" for clients, pause in SITUATIONS]
    bare = [found[situation]["no chain"] for situation in SITUATIONS]
    rows = [f"| no chain | {' | '.join(f'{speed:,.0f}' for speed in bare)} |"]
    for way in ("one chain", "32 lanes"):
        cells = [
            f"{found[situation][way]:,.0f} ({found[situation][way] / speed:.2f})"
            for situation, speed in zip(SITUATIONS, bare, strict=True)
        ]
        rows.append(f"| {way} | {' | '.join(cells)} |")
    return "\n".join(
        (
            f"{HEADING}\n",
            f"Made by `bin/bench readings --write` on {os.cpu_count()} processors (load {os.getloadavg()[0]:.1f}): "
            "lines a second, each in\na transaction of its own, and beside no chain as a ratio. In the last column "
            "each transaction stays open for the\ntime of a page, as it would if a page wrote its line in its own.\n",
            f"| Clients | {' | '.join(names)} |",
            f"|---|{'---|' * len(names)}",
            *rows,
            "",
        )
    )


def main():
    options = argparse.ArgumentParser(prog="bin/bench readings", description=__doc__)
    options.add_argument("--seconds", type=int, default=3, help="how long each measurement lasts")
    options.add_argument("--rounds", type=int, default=3, help="how often each is made")
    options.add_argument("--write", action="store_true", help="write the section in docs/benchmarks.md")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="koppi-bench-") as folder:
        os.environ["KOPPI_DATA"] = folder
        os.environ.pop("KOPPI_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "koppi.config.settings"
        import django

        from koppi.config.postgres import Cluster

        django.setup()
        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            found = measure(cluster, folder, chosen.seconds, chosen.rounds)
        finally:
            cluster.stop()
    text = section(found)
    print(text)
    if chosen.write:
        page = starts.PAGE.read_text()
        old = starts.kept(page, HEADING)
        starts.PAGE.write_text(page.replace(old, "").rstrip("\n") + "\n\n" + text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
