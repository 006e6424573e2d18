"""Time the starts and the deaths of Koppi in a fresh clone: `bin/bench starts [--write]`.

The repository is cloned into a folder of its own and started there by `bin/run`, as a newcomer would, with a
data folder and a port of its own. Then it is stopped and started again, and each of its processes is killed
while contacts come in. Whatever was confirmed must be there afterwards, once, with its event.
"""

import argparse
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
HEADING = "## Starting, and starting again"
PATIENCE_SECONDS = 600
COUNTY = 1470  # contacts that the demo county has at least
CONFIRMED_FIRST = 15  # contacts that come in before something is killed
PARTS = {"the database": "bin/postgres", "the pages": "--interface wsgi", "the worker": "cli worker"}
# Of some contacts: how many there are with their matter and exactly one event.
WHOLE = """
    select count(*) from intake_contact c where c.key = any(%s::uuid[])
       and exists (select from intake_mattercontact m where m.contact_id = c.id)
       and 1 = (select count(*) from ledger_event e where e.kind = 'contact.received'
                   and e.client_id = c.about_id and (e.data ->> 'contact')::bigint = c.id)"""


class Trouble(Exception):
    """Something that Koppi promises did not come true."""


class Koppi:
    """One Koppi in a clone, started as a newcomer starts it."""

    def __init__(self, clone):
        self.clone, self.data, self.log = clone, clone.parent / "data", clone.parent / "run.txt"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("KOPPI_") and name not in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
        }
        self.env = {
            **own,
            "KOPPI_DATA": str(self.data),
            "KOPPI_PORT": str(self.port),
            "KOPPI_HOST": "127.0.0.1",
        }
        self.process = None

    def start(self):
        """Start it, wait for its first page, and return when the environment stood and the page came, in seconds."""
        began, stood = time.monotonic(), None
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [self.clone / "bin" / "run"], cwd=self.clone, env=self.env, stdout=log, stderr=log
            )
        while not self.serves():
            if self.process.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise Trouble(self.log.read_text())
            if stood is None and ".venv/bin/koppi" in command_line(self.process.pid):
                stood = time.monotonic() - began
            time.sleep(0.05)
        return stood or 0, time.monotonic() - began

    def serves(self):
        """Tell whether the front page comes."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with contextlib.suppress(OSError), direct.open(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
            return answer.status == 200
        return False

    def stop(self):
        """Ask it to stop, and return how many seconds that took."""
        began, started = time.monotonic(), self.processes()
        self.process.terminate()
        if self.process.wait(60) or any(Path(f"/proc/{pid}").exists() for pid in started):
            raise Trouble("A stopped Koppi left something behind.")
        return time.monotonic() - began

    def processes(self):
        """Return its processes with their command lines, itself first."""
        parents = {}
        for entry in filter(str.isdecimal, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{entry}/status").read_text()
                parents[int(entry)] = int(re.search(r"PPid:\t(\d+)", status)[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return {pid: command_line(pid) for pid in found}

    def kill(self, words):
        """Kill -9 the first process with these words in its command line, or all of them at once."""
        pids = [pid for pid, line in self.processes().items() if words in line]
        for pid in pids[:1] if words else pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not words:
            self.process.wait()

    def ask(self, sql, *values):
        """Return the one value that a question to its database has."""
        import psycopg

        from koppi.config.postgres import PORT, socket_folder

        with psycopg.connect(
            host=str(socket_folder(self.data)), port=PORT, user="koppi", dbname="koppi"
        ) as connection:
            return connection.execute(sql, values).fetchone()[0]

    def contacts(self):
        """Return how many contacts there are."""
        return self.ask("select count(*) from intake_contact")


class Sender:
    """A process in the clone that sends one contact after another, and names each that is confirmed."""

    def __init__(self, koppi):
        self.confirmed = []
        self.process = subprocess.Popen(
            [koppi.clone / ".venv/bin/python", "-m", "benchmarks.starts", "--send"],
            cwd=koppi.clone,
            env=koppi.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        while len(self.confirmed) < CONFIRMED_FIRST:
            self.confirmed.append(self._next() or self._fail())

    def _next(self):
        return self.process.stdout.readline().strip()

    def _fail(self):
        raise Trouble(f"Nothing could be sent (code {self.process.wait()}).")

    def end(self):
        """End it, and return the keys of all that were confirmed."""
        self.process.kill()
        while key := self._next():
            self.confirmed.append(key)
        self.process.wait()
        return self.confirmed


def command_line(pid):
    """Return the command line of a process, empty when there is none."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def send():
    """Send one contact after another through the real action, and print the key of each when it is confirmed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "koppi.config.settings"
    import django

    django.setup()
    from django.utils import timezone

    from koppi.identity.models import User
    from koppi.intake.actions import Said, receive_contact
    from koppi.matters.models import Topic
    from koppi.people.models import Client

    client = Client.objects.get(given_name="Eero", family_name="Nieminen")
    writer = User.objects.get(person_id=client.person_id)
    topic = Topic.objects.get(code="back-limbs")
    said = Said(about=client, topic=topic, registers=topic.touched, words="Selkä kipeytyi lumitöissä.")
    while True:
        key = uuid4()
        receive_contact(said=said, key=key, channel="form", by=writer, at=timezone.now())
        print(key, flush=True)


def check_all_there(koppi, before, keys):
    """Raise unless every confirmed contact is there once, and at most one more that was cut off at its answer."""
    whole, now = koppi.ask(WHOLE, keys), koppi.contacts()
    if whole != len(keys) or not before + len(keys) <= now <= before + len(keys) + 1:
        raise Trouble(
            f"{len(keys)} contacts were confirmed, {whole} of them are whole; {before} became {now}."
        )


def measure(folder):
    """Start, stop and kill Koppi in a fresh clone, and return rows of what was done and how long it took."""
    began = time.monotonic()
    clone = folder / "koppi"
    subprocess.run(["git", "clone", "-q", f"file://{ROOT}", clone], check=True)
    yield "`git clone`", time.monotonic() - began
    koppi = Koppi(clone)
    try:
        stood, served = koppi.start()
        yield "`bin/run`: the environment, from packages that are downloaded", stood
        if koppi.contacts() < COUNTY:
            raise Trouble(f"There are only {koppi.contacts()} contacts at the first page.")
        yield "`bin/run`: the database, the demo county, the first page", served - stood
        yield "**From the clone to the first page**", time.monotonic() - began
        yield "SIGTERM, until everything has stopped", koppi.stop()
        yield "**`bin/run` again, until the first page**", koppi.start()[1]
        for part, words in PARTS.items():
            before, sender = koppi.contacts(), Sender(koppi)
            died = time.monotonic()
            koppi.kill(words)
            time.sleep(0.5)  # The page process that is asked next may be one that has yet to fall.
            while not koppi.serves():
                time.sleep(0.05)
            yield f"`kill -9` of {part}, until the page is there again by itself", time.monotonic() - died
            check_all_there(koppi, before, sender.end())
        before, sender = koppi.contacts(), Sender(koppi)
        koppi.kill("")
        keys = sender.end()
        yield "**`kill -9` of everything, then `bin/run` until the first page**", koppi.start()[1]
        check_all_there(koppi, before, keys)
        subprocess.run([clone / ".venv/bin/koppi", "doctor"], cwd=clone, env=koppi.env, check=True)
    finally:
        if koppi.process and koppi.process.poll() is None:
            koppi.stop()


def section(rows):
    """Return the section of the page of results."""
    load = os.getloadavg()[0]
    lines = [
        f"{HEADING}\n",
        f"Made by `bin/bench starts --write` on {os.cpu_count()} processors (load {load:.1f}). In a fresh clone, with "
        "a data\nfolder of its own; while each part was killed contacts came in through the real action, and every "
        "one that was\nconfirmed was there afterwards, once, with its matter and its event.\n",
        "| | Seconds |\n|---|---|",
        *(f"| {what} | {seconds:.1f} |" for what, seconds in rows),
    ]
    return "\n".join(lines) + "\n"


def kept(page, heading=HEADING):
    """Return a section of a page of results as it stands there, so that the others can be written anew."""
    found = re.search(rf"^{heading}$.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def main():
    options = argparse.ArgumentParser(prog="bin/bench starts", description=__doc__)
    options.add_argument("--write", action="store_true", help="write the section in docs/benchmarks.md")
    options.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.send:
        return send()
    rows = []
    with tempfile.TemporaryDirectory(prefix="koppi-starts-") as folder:
        # The database's own user must be able to walk in.
        Path(folder).chmod(0o755)
        try:
            for what, seconds in measure(Path(folder)):
                print(f"{seconds:7.1f} s  {what}", flush=True)
                rows.append((what, seconds))
        except Trouble as trouble:
            print(f"\n{trouble}", file=sys.stderr)
            return 1
    if chosen.write:
        page = PAGE.read_text()
        PAGE.write_text(page.replace(kept(page), "").rstrip("\n") + "\n\n" + section(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
