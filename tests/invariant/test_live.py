"""A whole Koppi whose parts are killed while people write: what each page shows is the database, in order.

The pages do what `lists.js` does: hear, ask for what comes after the number they have, add it. A letter is
sent when its sender was told so; one who was not told sends it again under the same key.
"""

import contextlib
import http.client
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections
from django.test import Client

from koppi.config.postgres import PORT, socket_folder
from koppi.config.tests.test_run import BEHIND_PROXY, PRODUCTION, Koppi
from koppi.conversations.models import Message
from koppi.identity.models import Tally
from koppi.matters.tests import factories as make
from tests.hearing import KEYS, PATIENCE, Ear, free_port, wait_until

pytestmark = pytest.mark.slow
TOO_MANY = 429
TOKEN = "a" * 32  # of the form and of the cookie alike
ALLOWED = f"https://{BEHIND_PROXY['Host']}"


@pytest.fixture
def koppi(tmp_path, monkeypatch, django_db_blocker):
    """A whole Koppi as an operator runs it, and its database open to the test."""
    for name, value in KEYS.items():
        monkeypatch.setitem(PRODUCTION, name, value)
    (tmp_path / "data").mkdir()
    running = Koppi((tmp_path / "data", free_port(), free_port()))
    own = connections["default"].settings_dict
    before = dict(own)
    with django_db_blocker.unblock():
        connections.close_all()
        host = str(socket_folder(tmp_path / "data"))
        own.update(NAME="koppi", USER="koppi", PASSWORD="", HOST=host, PORT=PORT)
        try:
            yield running
        finally:
            connections.close_all()
            own.update(before)
            running.process.terminate()
            running.process.wait(PATIENCE)


class Person:
    """Somebody signed in, who may have several pages open."""

    def __init__(self, koppi, user, root, reply):
        browser = Client()
        browser.force_login(user)
        self.port, self.live_port = koppi.port, koppi.live_port
        self.root, self.reply = root, reply
        self.cookies = f"koppi={browser.cookies['koppi'].value}; koppi_csrf={TOKEN}"

    def ask(self, path, body=None):
        """Return the status and the text of an answer; status 0 when there was none."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {**BEHIND_PROXY, "Cookie": self.cookies, "Origin": ALLOWED}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            asked.request("GET" if body is None else "POST", self.root + path, body, headers)
            answer = asked.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            asked.close()

    def send(self, words):
        """Send a letter until it is said to be sent; the key stays the same."""
        key = uuid4()
        body = f"csrfmiddlewaretoken={TOKEN}&body={words}&key={key}&uuid={key}"
        wait_until(lambda: self._is_sent(body), patience=4 * PATIENCE)
        return key

    def _is_sent(self, body):
        status = self.ask(self.reply, body)[0]
        if status == TOO_MANY:
            # Nobody writes so fast: whoever would have to wait a moment is let through.
            with contextlib.suppress(DatabaseError):
                Tally.objects.all().delete()
            connections.close_all()
        return status in (302, 303)


class Page:
    """A page that is open: it hears, and asks for what comes after what it shows."""

    def __init__(self, person):
        self.person = person
        self.after, self.shown = 0, []
        self.asking = threading.Lock()
        self.closed = threading.Event()
        self.ear = None
        self.drops = 0
        self.thread = threading.Thread(target=self._stay, daemon=True)
        self.thread.start()

    def _stay(self):
        while not self.closed.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, given = self.person.ask("live/")
                if status == 200:
                    ticket = re.search(r'"ticket": "([^"]+)"', given)[1]
                    self.ear = Ear(self.person.live_port, ticket, on_event=self._hear)
                    self.ear.ended.wait()
                    self.ear.cut()
                    self.drops += 1
            self.closed.wait(0.02)

    def _hear(self, name, data):
        if name == "catch-up" or (name == "nudge" and data["kind"] == "new" and data["seq"] > self.after):
            self._fetch()

    def _fetch(self):
        with self.asking:
            while not self.closed.is_set():
                status, text = self.person.ask(f"letters/?after={self.after}")
                if status == 200:
                    self.shown += [int(number) for number in re.findall(r'<li[^>]* id="letter-(\d+)"', text)]
                    self.after = int(re.search(r'data-live-after="(\d+)"', text)[1])
                    return
                self.closed.wait(0.05)

    def drop(self):
        """Lose the line."""
        if self.ear:
            self.ear.cut()

    def close(self):
        """Be closed."""
        self.closed.set()
        self.drop()
        self.thread.join(PATIENCE)


def make_talk(koppi):
    """Return a matter, its client and a professional, each signed in."""
    team = make.make_team("nurses")
    nurse = make.make_professional("Nurse", team)
    client = make.make_client()
    resident = make.resident_of(client)
    matter = make.make_matter(make.make_topic(team), client)
    return (
        matter,
        Person(koppi, resident, f"/my/{matter.reference}/", "letter/"),
        Person(koppi, nurse.user, f"/desk/m/{matter.reference}/", "reply/"),
    )


def wait_for(sent, many):
    """Wait until so many letters have been sent."""
    wait_until(lambda: len(sent) >= many, patience=40 * PATIENCE)


def in_the_database(matter):
    found = Message.objects.filter(conversation__matter=matter).order_by("seq")
    return list(found.values_list("pk", "seq", "client_uuid"))


@pytest.mark.parametrize(
    ("letters", "drops", "kills"),
    [(120, 12, 4), pytest.param(10_000, 1_000, 50, marks=pytest.mark.long)],
)
def test_two_tabs_and_two_devices_show_what_the_database_holds_whatever_is_killed(
    koppi, letters, drops, kills
):
    dice = random.Random(letters)
    matter, resident, nurse = make_talk(koppi)
    people = (resident, nurse)
    pages = [Page(person) for person in people for _ in range(2)]
    sent = []

    def write(number):
        sent.append(people[number % 2].send(f"Kirje+{number}"))

    def trouble():
        """Lose lines and kill parts, evenly over the letters."""
        plan = ["drop"] * drops + ["--interface wsgi", "cli live"] * (kills // 2)
        dice.shuffle(plan)
        for number, what in enumerate(plan):
            wait_for(sent, letters * number // len(plan))
            if what == "drop":
                dice.choice(pages).drop()
            else:
                # What is being started again just now is killed next time.
                with contextlib.suppress(ValueError, ProcessLookupError):
                    koppi.kill(what, max)

    try:
        with ThreadPoolExecutor(5) as hands:
            troubled = hands.submit(trouble)
            list(hands.map(write, range(letters)))
            troubled.result()
        rows = in_the_database(matter)
        ids = [pk for pk, _, _ in rows]
        wait_until(lambda: all(len(page.shown) >= len(ids) for page in pages), patience=2 * PATIENCE)
    finally:
        for page in pages:
            page.close()

    assert [seq for _, seq, _ in rows] == list(range(1, letters + 1))
    assert sorted(key for _, _, key in rows) == sorted(sent)
    assert [page.shown == ids for page in pages] == [True] * 4
    assert sum(page.drops for page in pages) >= drops // 2


@pytest.mark.parametrize(("letters", "kills"), [(40, 2), pytest.param(2_000, 20, marks=pytest.mark.long)])
def test_what_was_said_to_be_sent_is_there_after_the_database_was_killed(koppi, letters, kills):
    matter, resident, nurse = make_talk(koppi)
    people = (resident, nurse)
    pages = [Page(person) for person in people]
    sent = []

    def write(number):
        sent.append(people[number % 2].send(f"Kirje+{number}"))

    def trouble():
        for number in range(1, kills + 1):
            wait_for(sent, letters * number // (kills + 1))
            koppi.kill("bin/postgres")
            wait_until(lambda: koppi.get("/health/ready") == 200)

    try:
        with ThreadPoolExecutor(3) as hands:
            troubled = hands.submit(trouble)
            list(hands.map(write, range(letters)))
            troubled.result()
        connections.close_all()
        rows = in_the_database(matter)
        ids = [pk for pk, _, _ in rows]
        wait_until(lambda: all(len(page.shown) >= len(ids) for page in pages), patience=2 * PATIENCE)
    finally:
        for page in pages:
            page.close()

    assert sorted(key for _, _, key in rows) == sorted(sent)
    assert [page.shown == ids for page in pages] == [True] * 2
