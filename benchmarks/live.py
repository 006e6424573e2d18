"""Time letters from press to seen beside a bare socket: `bin/bench live [--rounds 200] [--seconds 6] [--write]`.

A whole Koppi runs in production mode on a database of its own with fsync on. Beside it, on the same database, stands
a bare server: a socket, one committed insert with its number and NOTIFY, one listener, and the words pushed to a
socket. Two of ours are timed: the engine alone (the same insert by Koppi's own models, `live.nudge`, the stream), and
the whole of it (a form sent to the pages with session, locks, clocks, ledger and notices, the stream, and the fetch
of the letter by the other page). All in one run, by turns.
"""

import argparse
import asyncio
import os
import re
import resource
import socket
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue

from . import starts

HEADING = "## Live"
HANDS = 16
CROWDS = (1_000, 10_000)
BARE = """
create table if not exists bare_talk (id bigint primary key, last_seq int not null default 0);
create table if not exists bare_message (talk_id bigint, seq int, body text, primary key (talk_id, seq));
insert into bare_talk select n from generate_series(1, 64) n on conflict do nothing;
"""
PLACE = "update bare_talk set last_seq = last_seq + 1 where id = %s returning last_seq"
KEEP = "insert into bare_message values (%s, %s, %s)"
TELL = "select pg_notify('bare', %s)"


# The bare server


async def serve_bare(conninfo, port):
    """Keep and tell: as little as can be done for a message that is stored and told at once."""
    import psycopg

    pool = asyncio.Queue()
    for _ in range(HANDS):
        pool.put_nowait(await psycopg.AsyncConnection.connect(conninfo, prepare_threshold=0))
    listeners = {}

    async def hear():
        own = await psycopg.AsyncConnection.connect(conninfo, autocommit=True, prepare_threshold=0)
        ear = await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
        await ear.execute("listen bare")
        async for notify in ear.notifies():
            talk, seq = map(int, notify.payload.split())
            if writer := listeners.get(talk):
                found = await own.execute(
                    "select body from bare_message where talk_id = %s and seq = %s", [talk, seq]
                )
                writer.write(f"{(await found.fetchone())[0]}\n".encode())

    async def serve(reader, writer):
        while line := (await reader.readline()).decode().rstrip("\n"):
            what, talk, body = line.split(" ", 2)
            if what == "hear":
                listeners[int(talk)] = writer
            else:
                connection = await pool.get()
                async with connection.transaction():
                    place = await connection.execute(PLACE, [int(talk)])
                    (seq,) = await place.fetchone()
                    await connection.execute(KEEP, [int(talk), seq, body])
                    await connection.execute(TELL, [f"{talk} {seq}"])
                pool.put_nowait(connection)
            writer.write(b"ok\n")

    ear = asyncio.create_task(hear())
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    print("ready", flush=True)
    await asyncio.gather(ear, server.serve_forever())


class Bare:
    """One socket to the bare server."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.socket.makefile("rb")

    def ask(self, line):
        """Send a line and wait for the word that it is done."""
        self.socket.sendall(f"{line}\n".encode())
        return self.lines.readline()


# How each is done once, and how long it takes until it is seen


def bare_way(port):
    """Return a function that sends one and waits until it is seen elsewhere."""
    hears, sends, seen = Bare(port), Bare(port), SimpleQueue()
    hears.ask("hear 64 -")
    threading.Thread(target=lambda: [seen.put(line) for line in hears.lines], daemon=True).start()

    def once(number):
        began = time.perf_counter()
        sends.ask(f"keep 64 Kirje {number}")
        seen.get(timeout=30)
        return time.perf_counter() - began

    return once


def ear_of(live_port, matter, on_event):
    """Open a stream for a matter's conversation."""
    from koppi import live
    from koppi.conversations.rules import channel_of
    from tests.hearing import Ear, wait_until

    ear = Ear(live_port, live.ticket_for(1, [channel_of(matter.pk)], at=datetime.now(UTC)), on_event=on_event)
    wait_until(lambda: ear.count("catch-up"))
    return ear


def engine_way(live_port, matter, user):
    """The engine alone: the letter's own rows, its nudge, and the stream."""
    seen = SimpleQueue()
    ear_of(live_port, matter, lambda name, data: name == "nudge" and seen.put(data))

    def once(number):
        began = time.perf_counter()
        post(matter, user, number)
        seen.get(timeout=30)
        return time.perf_counter() - began

    return once


def post(matter, user, number):
    """Store one letter as Koppi does, with nothing around it."""
    from django.db import transaction
    from uuid6 import uuid7

    from koppi.conversations.actions import _post

    with transaction.atomic():
        _post(
            matter,
            body=f"Kirje {number}",
            client_uuid=uuid7(),
            by=user,
            at=datetime.now(UTC),
            from_client=True,
        )


def whole_way(live_port, matter, writer, reader):
    """The whole: a form, the stream, and the other page's fetch."""
    seen, after = SimpleQueue(), [0]

    def hear(name, data):
        if name == "nudge" and data["kind"] == "new":
            _, text = reader.ask(f"letters/?after={after[0]}")
            after[0] = int(re.search(r'data-live-after="(\d+)"', text)[1])
            seen.put(text)

    ear_of(live_port, matter, hear)

    def once(number):
        began = time.perf_counter()
        writer.send(f"Kirje+{number}")
        seen.get(timeout=30)
        return time.perf_counter() - began

    return once


# As many as go


def saturated(send, seconds, hands=HANDS):
    """Return how many a second go through some hands, each with its own conversation."""
    from django.db import connections

    until = time.monotonic() + seconds
    done = [0] * hands

    def work(hand):
        try:
            while time.monotonic() < until:
                send(hand, done[hand])
                done[hand] += 1
        finally:
            connections.close_all()  # of this thread

    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(work, range(hands)))
    return sum(done) / seconds


def engine_saturated(database, matters, users, seconds):
    """As many as one process stores by Koppi's own models; run in two processes, as the pages are."""
    import django

    django.setup()
    from django.db import connections

    from koppi.identity.models import User
    from koppi.matters.models import Matter

    connections["default"].settings_dict.update(database)
    talks = [(Matter.objects.get(pk=m), User.objects.get(pk=u)) for m, u in zip(matters, users, strict=True)]
    return saturated(lambda hand, number: post(*talks[hand], number), seconds, len(talks))


# How large


def memory_of(pid):
    """Return the memory of a process in kB, its share of what is shared."""
    return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1])


def crowd(live_port, pid):
    """Return kB for each idle stream at each size of the crowd, or None where so many files may not be open."""
    from koppi import live

    at, found, open_now = datetime.now(UTC), {}, []
    empty = memory_of(pid)
    for many in CROWDS:
        if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < many + 200:
            found[many] = None
            continue
        while len(open_now) < many:
            number = len(open_now) + 1
            ticket = live.ticket_for(100_000 + number, [f"conversation:{number}"], at=datetime.now(UTC))
            stream = socket.create_connection(("127.0.0.1", live_port))
            stream.sendall(f"GET /live/?ticket={ticket} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            open_now.append(stream)
        for stream in open_now:
            stream.settimeout(30)
            assert stream.recv(4096)
        time.sleep(1)
        found[many] = (memory_of(pid) - empty) / many
    for stream in open_now:
        stream.close()
    return found, empty, (datetime.now(UTC) - at).total_seconds()


# All of it


def measure(folder, rounds, seconds):
    import django
    from django.db import connections

    from tests.hearing import KEYS, free_port

    django.setup()
    from koppi.config import postgres
    from koppi.config.tests import test_run
    from koppi.config.tests.test_run import PRODUCTION, Koppi
    from koppi.matters.tests import factories as make
    from tests.invariant.test_live import Person

    PRODUCTION.update(KEYS, KOPPI_LIVE_STREAMS="20000")
    test_run.PATIENCE = 600
    koppi = Koppi((folder, free_port(), free_port()))
    database = {
        "NAME": "koppi",
        "USER": "koppi",
        "HOST": str(postgres.socket_folder(folder)),
        "PORT": postgres.PORT,
    }
    connections["default"].settings_dict.update(database)
    conninfo = f"dbname=koppi user=koppi host={database['HOST']} port={database['PORT']}"
    with connections["default"].cursor() as cursor:
        cursor.execute(BARE)
    import subprocess

    port = free_port()
    bare = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.live", "--bare", conninfo, str(port)], stdout=subprocess.PIPE
    )
    bare.stdout.readline()
    try:
        team = make.make_team("nurses")
        nurse = make.make_professional("Nurse", team)
        topic = make.make_topic(team)
        clients = [make.make_client() for _ in range(HANDS)]
        residents = [make.resident_of(client) for client in clients]
        matters = [make.make_matter(topic, client) for client in clients]
        people = [
            Person(koppi, user, f"/my/{matter.reference}/", "letter/")
            for user, matter in zip(residents, matters, strict=True)
        ]
        reader = Person(koppi, nurse.user, f"/desk/m/{matters[1].reference}/", "reply/")
        ways = {
            "bare": bare_way(port),
            "engine": engine_way(koppi.live_port, matters[0], residents[0]),
            "whole": whole_way(koppi.live_port, matters[1], people[1], reader),
        }
        times = {name: [] for name in ways}
        for number in range(rounds + 10):
            for name, once in ways.items():
                took = once(number)
                if number >= 10:
                    times[name].append(took)
                time.sleep(0.01)
        sockets = [Bare(port) for _ in range(HANDS)]
        pks, users = [matter.pk for matter in matters], [user.pk for user in residents]
        speeds = {name: [] for name in ways}
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            for _ in range(3):
                speeds["bare"].append(
                    saturated(lambda hand, n: sockets[hand].ask(f"keep {hand + 1} Kirje {n}"), seconds)
                )
                halves = [
                    pool.submit(engine_saturated, database, pks[half], users[half], seconds)
                    for half in (slice(None, HANDS // 2), slice(HANDS // 2, None))
                ]
                speeds["engine"].append(sum(half.result() for half in halves))
                speeds["whole"].append(
                    saturated(lambda hand, n: people[hand].send(f"Kirje+{n}+{time.time()}"), seconds)
                )
        pid = next(pid for pid, line in koppi.descendants().items() if "cli live" in line)
        sizes, empty, _ = crowd(koppi.live_port, pid)
        return times, {name: statistics.median(found) for name, found in speeds.items()}, sizes, empty
    finally:
        connections.close_all()
        bare.terminate()
        bare.wait()
        koppi.process.terminate()
        koppi.process.wait(60)


NAMES = {
    "bare": "bare: a socket, one committed insert, `NOTIFY`, the words pushed",
    "engine": "the engine: the letter's rows by Koppi's models, `live.nudge`, the stream",
    "whole": "the whole: form, session, locks, clocks, ledger, notices, stream, fetch",
}


def section(times, speeds, sizes, empty):
    """Return the section of the page of results."""
    rows = []
    base = {p: statistics.quantiles(times["bare"], n=100)[p - 1] for p in (50, 99)}
    for name, said in NAMES.items():
        cuts = statistics.quantiles(times[name], n=100)
        cells = [f"{cuts[p - 1] * 1000:.1f} ms ({cuts[p - 1] / base[p]:.2f})" for p in (50, 99)]
        rows.append(
            f"| {said} | {' | '.join(cells)} | {speeds[name]:,.0f} ({speeds[name] / speeds['bare']:.2f}) |"
        )
    idle = [
        f"{many:,} idle pages: {f'{size:.1f} kB each' if size else 'not measured, the machine allows too few open files'}"
        for many, size in sizes.items()
    ]
    return "\n".join(
        (
            f"{HEADING}\n",
            f"Made by `bin/bench live --write` on {os.cpu_count()} processors (load {os.getloadavg()[0]:.1f}) with fsync on, by "
            "turns, and beside the bare one\nas a ratio. From the press until it is seen elsewhere at light load; and how many a "
            f"second are stored and told\nthrough {HANDS} hands.\n",
            "| | p50 | p99 | letters/s |",
            "|---|---|---|---|",
            *rows,
            "",
            "What is aimed at: the engine at most 2 times the bare one from press to seen, and at least 0.7 times its letters a\n"
            "second. The whole pays for what the bare one leaves out.\n",
            f"Memory of the live process, {empty / 1024:.0f} MB when empty: {'; '.join(idle)}.",
            "",
        )
    )


def main():
    options = argparse.ArgumentParser(prog="bin/bench live", description=__doc__)
    options.add_argument("--rounds", type=int, default=200, help="letters at light load, each way")
    options.add_argument(
        "--seconds", type=float, default=6, help="how long each way is saturated, three times"
    )
    options.add_argument("--write", action="store_true", help="write the section in docs/benchmarks.md")
    options.add_argument("--bare", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.bare:
        asyncio.run(serve_bare(chosen.bare[0], int(chosen.bare[1])))
        return 0
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ["DJANGO_SETTINGS_MODULE"] = "koppi.config.settings_test"
    with tempfile.TemporaryDirectory(prefix="koppi-bench-") as folder:
        text = section(*measure(Path(folder), chosen.rounds, chosen.seconds))
    print(text)
    if chosen.write:
        page = starts.PAGE.read_text()
        old = starts.kept(page, HEADING)
        starts.PAGE.write_text((page.replace(old, "") if old else page).rstrip("\n") + "\n\n" + text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
