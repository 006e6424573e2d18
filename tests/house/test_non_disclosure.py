"""Turvakielto: where everybody is hidden, no page, file, log, event or message tells where anybody is."""

import ast
import json
import logging
import re
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser
from django.utils import translation

from koppi.access.models import Reading
from koppi.files.models import StoredFile
from koppi.intake.models import ContactFile
from koppi.intake.tests import factories
from koppi.ledger.models import Event
from koppi.notices import outbox
from koppi.notices.actions import deliver_outbox
from koppi.notices.models import Delivery, Notice
from koppi.notices.tests.factories import Recorder
from koppi.people.actions import make_client, set_non_disclosure
from koppi.people.models import Client, Municipality
from tests import county as counties
from tests.county import MINUTE, TEN_PAST

from .test_addresses import ADDRESSES, ROLES, address, undone
from .test_code import place, python_files, templates

# What would tell where somebody is, wherever it came from; numbers are looked for without their spaces.
SENTINELS = ("0409911777", "409911777", "0508822666", "508822666", "piilo@", "salapaikka", "piiloniemi")
REACH = {
    "by": "phone",
    "phone": "+358508822666",
    "times": ["8-10"],
    "voicemail": True,
    "email": "salapaikka@example.fi",
}
LEFT_ALONE = re.compile(r"/(sign-out|signed-out)/|/static/|/contact-details/")


def told(text):
    """Return which sentinels a text tells, however they are spaced."""
    bare = re.sub(r"[\s\u00a0-]|&nbsp;", "", unescape(text)).lower()
    return [word for word in SENTINELS if word in bare]


@pytest.fixture(scope="module")
def hidden_county(django_db_setup, django_db_blocker, tmp_path_factory):
    """A county where everybody is hidden, and everybody has told how to reach them."""
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), time_machine.travel(TEN_PAST), undone():
        patch.setitem(factories.GOOD, "reach", REACH)
        here = counties.make_people()
        where = Municipality.objects.create(
            code="999", name_fi="Piiloniemi", name_sv="Piiloniemi", name_en="Piiloniemi"
        )
        Client.objects.update(phone="+358409911777", email="piilo@example.fi", municipality=where)
        here.folder = tmp_path_factory.mktemp("files")
        # The notes of the first matter are queued before anybody is hidden; the others come after.
        counties.send(here.otto, TEN_PAST)
        here.mail_before = Delivery.objects.count()
        for client in list(Client.objects.all()):
            set_non_disclosure(person_id=client.person_id, hidden=True, by=None, at=TEN_PAST)
        here.maria_client.refresh_from_db()
        with pytest.MonkeyPatch.context() as folder:
            folder.setattr("django.conf.settings.MEDIA_ROOT", here.folder)
            counties.make_matters(here)
            sent = ContactFile.objects.values("file")
            StoredFile.objects.filter(pk__in=sent).update(name="Salapaikka 4, Piiloniemi.txt")
            here.contact.refresh_from_db()
            yield here
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def county(hidden_county, settings):
    settings.MEDIA_ROOT = hidden_county.folder
    with undone():
        yield hidden_county
        transaction.set_rollback(True)


def pages(browser, starts):
    """Open every page that links lead to from the first ones; give each address and answer once."""
    waiting, seen = list(starts), set()
    while waiting:
        url = waiting.pop()
        if url in seen or LEFT_ALONE.search(url):
            continue
        seen.add(url)
        answer = browser.get(url)
        yield url, answer
        if answer.status_code in (301, 302, 303):
            waiting.append(answer["location"])
        elif "html" in answer["content-type"]:
            links = re.findall(r'(?:href|src|action|data-\w+)="(/[^"#]*)', answer.content.decode())
            waiting += [unescape(link) for link in links]


def content(answer):
    """Return all that an answer says: its headers and its body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers} {body.decode(errors='replace')}"


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_page_of_any_role_tells_where_a_hidden_client_is(role, county, caplog):
    caplog.set_level(logging.INFO)
    browser = Browser()
    if role:
        browser.force_login(getattr(county, role))
    states = [getattr(county, state).reference for state in counties.STATES]
    starts = [address(name, county) for name in ADDRESSES]
    starts += [f"/desk/m/{one}/" for one in states] + [f"/my/{one}/" for one in states]
    starts += [
        f"/desk/?scope={scope}" for scope in ("for_me", "team", "mine", "offered", "waiting", "snoozed")
    ]
    # One's own unsent draft is what one is just writing, and is shown to nobody else.
    own_draft = f"/contact/{county.draft.uuid}/"

    with time_machine.travel(TEN_PAST):
        opened = {
            url: told(content(answer))
            for url, answer in pages(browser, starts)
            if not (role == "maria" and own_draft in url)
        }

    # Where a chat serves is chosen from the whole service area, in which somebody hidden may live.
    area = {url for url in opened if re.fullmatch(r"/desk/handbook/chat/\w+/(change/)?", url)}
    assert len(opened) > 60
    assert {url: words for url, words in opened.items() if words and url not in area} == {}
    assert {word for url in area for word in opened[url]} <= {"piiloniemi"}
    assert told(caplog.text) == []


def test_searching_by_a_number_or_a_place_finds_nobody(county):
    browser = Browser()
    browser.force_login(county.aino)
    for words in ("0409911777", "040 991 1777", "Piiloniemi", "salapaikka@example.fi"):
        with time_machine.travel(TEN_PAST):
            found = browser.post("/desk/search/", {"q": words}, follow=True).content.decode()
        assert f"/desk/m/{county.fresh.reference}/" not in found, words


def test_whoever_has_the_matter_can_reach_the_client_and_that_is_a_line_of_its_own(county):
    browser = Browser()
    browser.force_login(county.aino)
    before = Reading.objects.count()

    with time_machine.travel(TEN_PAST):
        page = browser.get(f"/desk/m/{county.held.reference}/contact-details/").content.decode()

    assert {"0409911777", "0508822666", "piilo@", "salapaikka", "piiloniemi"} <= set(told(page))
    line = Reading.objects.order_by("-pk").first()
    assert Reading.objects.count() == before + 1
    assert (line.what, line.why, line.client_ids) == ("contact_details", "holder", [county.maria_client.pk])


@pytest.mark.parametrize("role", ["lea", "eero"])
def test_a_colleague_who_has_not_caught_it_is_led_back_and_told_nothing(role, county):
    browser = Browser()
    browser.force_login(getattr(county, role))

    with time_machine.travel(TEN_PAST):
        answer = browser.get(f"/desk/m/{county.held.reference}/contact-details/")

    assert answer.status_code == 303
    assert told(content(answer)) == []


def test_without_its_line_the_way_to_the_client_is_not_shown(county, monkeypatch):
    from django.db import DatabaseError

    def broken(**line):
        raise DatabaseError

    monkeypatch.setattr("koppi.access.actions.log_reading", broken)
    browser = Browser()
    browser.force_login(county.aino)

    with time_machine.travel(TEN_PAST):
        answer = browser.get(f"/desk/m/{county.held.reference}/contact-details/")

    assert answer.status_code == 503
    assert told(content(answer)) == []


def test_neither_the_ledger_nor_the_notices_nor_the_outbox_tell(county, monkeypatch):
    carrier = Recorder()
    monkeypatch.setattr(outbox, "carrier_of", lambda channel: carrier)
    deliver_outbox(by=None, at=TEN_PAST + MINUTE)

    rows = [
        *Event.objects.values_list("kind", "data"),
        *Notice.objects.values_list("kind", "data"),
        *Delivery.objects.values_list("address", "key", "template"),
    ]
    assert county.mail_before > 0
    assert Event.objects.filter(kind="client.hidden").exists()
    assert told(json.dumps([[str(one) for one in row] for row in rows])) == []
    assert carrier.sent == []


@pytest.mark.django_db
def test_an_order_given_as_a_note_waits_stops_it_at_the_door(monkeypatch):
    carrier = Recorder()
    monkeypatch.setattr(outbox, "carrier_of", lambda channel: carrier)
    client = make_client(
        given_name="Salla", family_name="Suoja", birth_date=TEN_PAST.date(), by=None, at=TEN_PAST
    )
    Delivery.objects.create(
        person_id=client.person_id,
        channel="email",
        address="salapaikka@example.fi",
        template="new_message",
        language="fi",
        key="one",
        created_at=TEN_PAST,
        send_after=TEN_PAST,
    )
    # As if another worker had taken the row just before the order came: only the mark is there.
    Client.objects.update(non_disclosure=True)

    assert deliver_outbox(by=None, at=TEN_PAST) == 0

    waited = Delivery.objects.get()
    assert (waited.sent_at, waited.given_up_at, waited.address) == (None, TEN_PAST, "")
    assert carrier.sent == []


@pytest.mark.django_db
def test_the_order_holds_in_every_row_of_a_human_and_can_be_lifted():
    first = make_client(
        given_name="Salla", family_name="Suoja", birth_date=TEN_PAST.date(), by=None, at=TEN_PAST
    )
    set_non_disclosure(person_id=first.person_id, hidden=True, by=None, at=TEN_PAST)
    second = make_client(
        given_name="Salla",
        family_name="Suoja",
        birth_date=TEN_PAST.date(),
        person_id=first.person_id,
        by=None,
        at=TEN_PAST,
    )

    assert second.non_disclosure
    assert set_non_disclosure(person_id=first.person_id, hidden=False, by=None, at=TEN_PAST)
    assert not set_non_disclosure(person_id=first.person_id, hidden=False, by=None, at=TEN_PAST)
    assert not Client.objects.filter(non_disclosure=True).exists()
    assert Event.objects.filter(kind="client.shown").count() == 2


def test_the_mark_itself_is_shown_calmly(county):
    browser = Browser()
    browser.force_login(county.lea)
    with time_machine.travel(TEN_PAST), translation.override("fi"):
        page = browser.get(f"/desk/m/{county.held.reference}/").content.decode()

    assert "Turvakielto" in page


# Who reads the columns at all

READERS = {
    ("src/koppi/people/queries/reach.py", "client"),
    ("src/koppi/people/actions/clients.py", "Client"),
    # Whether a route of the chat serves where somebody lives; it shows nothing.
    ("src/koppi/chat/queries/routes.py", "client"),
    # What the identity provider tells, on its way into the row.
    ("src/koppi/people/directory.py", "facts"),
    # The number that one call was promised to; the pages hide it where it must be.
    ("src/koppi/callbacks/queries.py", "callback"),
    ("src/koppi/callbacks/actions.py", "callback"),
    ("src/koppi/callbacks/actions.py", "standing"),
    ("src/koppi/callbacks/actions.py", "old"),
    ("src/koppi/config/demo/story.py", "self.plot.sender.client"),
    # Whether a caller's municipality is served, which is not asked of whoever is hidden.
    ("src/koppi/desk/queries/phone.py", "self.client"),
    # Where a unit is.
    ("src/koppi/desk/queries/units.py", "unit"),
    # The county's own number, and homes of people who are only being invented.
    ("src/koppi/resident/queries.py", "county"),
    ("src/koppi/config/demo/seeding.py", "resident"),
    ("src/koppi/config/demo/residents.py", "resident"),
}
COLUMNS = {"phone", "email", "municipality"}


def test_nobody_reads_how_to_reach_a_client_but_through_one_place():
    readers = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in COLUMNS and isinstance(node.ctx, ast.Load):
                owner = ast.unparse(node.value)
                # Fields of the answer itself, which is empty when it should be.
                if owner.rpartition(".")[2] not in ("reach", "own", "Channel", "reach_of(client)"):
                    readers.add((place(path), owner))
    assert readers - READERS == set()


def test_no_template_prints_how_to_reach_a_client_from_the_client():
    # Fields and the county's own number; what the card shows has come through the one place, as has the page.
    heads = {"form", "sample", "wrong", "ways", "shown", "details", "details.reach", "data.about", "call"}
    # A call's reach and its hits have come through it, too; a new client's municipality is being asked.
    heads |= {"call.reach", "hit", "new", "area"}
    found = [
        f"{name}: {head}.{column}"
        for name, path in templates().items()
        for head, column in re.findall(r"([\w.]+)\.(phone|email|municipality)\b", path.read_text())
        if head not in heads
    ]
    assert found == []
