"""A copy of one's own data: everything of one's own, nothing of others', each register by itself."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser

from koppi.appointments.words import whom
from koppi.config.jobs import SWEEPS
from koppi.disclosures.actions import record_disclosure
from koppi.disclosures.rules import UnknownCode
from koppi.ledger.models import Event
from koppi.matters.models import Delay
from koppi.people.actions import set_non_disclosure
from koppi.people.models import Client, Mandate
from koppi.resident import copying
from koppi.resident.models import DataCopy
from tests.county import TEN_PAST, make_county
from tests.house.test_addresses import undone

pytestmark = pytest.mark.slow

PAGE = "/my-data/copy/"
LATER = TEN_PAST + timedelta(minutes=1)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(TEN_PAST):
            yield make_county(folder)
        transaction.set_rollback(True)


@pytest.fixture
def county(built, tmp_path, settings):
    settings.DATA, settings.MEDIA_ROOT = tmp_path, built.folder
    with undone(), time_machine.travel(LATER, tick=False):
        Client.objects.filter(pk=built.maria_client.pk).update(phone="+358409911777")
        yield built
        transaction.set_rollback(True)


def browser_of(user):
    browser = Browser()
    browser.cookies["koppi_language"] = "en"
    browser.force_login(user)
    return browser


def ask(county, user, whose=None):
    """Ask for a copy by the page, and return the browser and the answer of the download."""
    browser = browser_of(user)
    page = browser.post(PAGE, {"whose": str(whose.uuid)} if whose else {}, follow=True)
    assert page.status_code == 200, page.content.decode()
    return browser, browser.get(f"{PAGE}{DataCopy.objects.get(user=user).uuid}/")


def opened(answer):
    """Return the names in a downloaded copy and a way to read one."""
    whole = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    return whole.namelist(), lambda name: whole.read(name).decode()


def test_one_gets_all_that_is_ones_own_in_two_registers(county):
    _, answer = ask(county, county.maria)
    names, read = opened(answer)

    assert (
        answer["Content-Disposition"].startswith("attachment")
        and "Maria" not in answer["Content-Disposition"]
    )
    assert answer["Cache-Control"] == "private, no-store" and answer["X-Content-Type-Options"] == "nosniff"
    health, social = json.loads(read("health/data.json")), json.loads(read("social/data.json"))
    assert [one["reference"] for one in social["matters"]] == [county.social.shown_reference]
    assert len(health["matters"]) > 5
    assert county.social.shown_reference not in read("health/data.json") + read("health/index.html")
    assert health["about"]["phone"] == "+358409911777"
    # Letters, internal notes, questions to colleagues, and the words as they came.
    for words in ("Hei, soitan tänään.", "Soita ennen kahta.", "Ehditkö katsoa?", "Selkä kipeytyi"):
        assert words in read("health/data.json") and words in read("health/index.html"), words
    file = next(name for name in names if name.startswith("health/files/"))
    assert read(file) == "Lääkelista: ei lääkkeitä."


def test_appointments_and_why_care_began_late_are_in_it(county):
    clock = county.overdue.clocks.order_by("pk").first()
    Delay.objects.create(
        clock=clock,
        matter=county.overdue,
        why="no_times",
        told="Pääset lääkärille vasta toukokuussa.",
        told_on=TEN_PAST.date(),
        recorded_by=county.aino,
        recorded_at=TEN_PAST,
    )
    _, answer = ask(county, county.maria)
    _, read = opened(answer)

    told = {one["reference"]: one for one in json.loads(read("health/data.json"))["matters"]}
    matter = told[county.overdue.shown_reference]
    assert [one["with"] for one in matter["appointments"]] == [whom(county.appointment)]
    assert matter["delays"] == [
        {
            "told_on": str(TEN_PAST.date()),
            "why": "No time was free before the limit",
            "told": "Pääset lääkärille vasta toukokuussa.",
        }
    ]
    for said in ("Appointments", "Why care began late", "Pääset lääkärille vasta toukokuussa."):
        assert said in read("health/index.html")


def test_nothing_of_anybody_else_is_in_it(county):
    _, answer = ask(county, county.maria)
    names, read = opened(answer)
    everything = "".join(read(name) for name in names)

    assert county.asked.shown_reference not in everything and "Otto" not in everything
    assert "Elsa" not in everything
    assert county.codes["maria"] not in everything


def test_who_told_about_one_is_not_named(county):
    from tests.county import send

    _, (matter, *_) = send(county.elsa, TEN_PAST, who={"about_whom": str(county.maria_client.uuid)})
    _, answer = ask(county, county.maria)
    names, read = opened(answer)
    told = next(
        one
        for one in json.loads(read("health/data.json"))["matters"]
        if one["reference"] == matter.shown_reference
    )

    assert {said["who"] for said in told["said"]} == {"Somebody else on your side"}
    assert "Elsa" not in "".join(read(name) for name in names)


def test_whoever_acts_for_somebody_gets_the_registers_of_the_mandate_and_no_notes(county):
    _, answer = ask(county, county.elsa, county.maria_client)
    names, read = opened(answer)

    assert "health/data.json" in names and "social/data.json" not in names
    assert "Hei, soitan tänään." in read("health/data.json")
    assert "Soita ennen kahta." not in read("health/data.json") + read("health/index.html")
    assert "Ehditkö katsoa?" not in read("health/data.json")


@pytest.mark.parametrize("whose", ["maria", "elsa"])
def test_under_non_disclosure_no_copy_tells_how_to_reach_the_client(county, whose):
    set_non_disclosure(person_id=county.maria_client.person_id, hidden=True, by=None, at=LATER)
    _, answer = ask(county, getattr(county, whose), county.maria_client)
    names, read = opened(answer)

    assert "9911777" not in "".join(read(name) for name in names)
    assert "kotihoito-ohje" not in "".join(names)
    assert json.loads(read("health/data.json"))["about"]["hidden"] is True


def test_an_order_given_after_the_copy_was_made_holds_when_it_is_downloaded(county):
    browser, before = ask(county, county.elsa, county.maria_client)
    assert "9911777" in opened(before)[1]("health/data.json")

    set_non_disclosure(person_id=county.maria_client.person_id, hidden=True, by=None, at=LATER)
    copy = DataCopy.objects.get(user=county.elsa)
    names, read = opened(browser.get(f"{PAGE}{copy.uuid}/"))

    assert "9911777" not in "".join(read(name) for name in names)


def test_a_mandate_that_has_ended_gives_no_copy_that_was_made_before(county):
    browser, _ = ask(county, county.elsa, county.maria_client)
    Mandate.objects.update(valid_to=TEN_PAST.date() - timedelta(days=1))

    assert browser.get(f"{PAGE}{DataCopy.objects.get(user=county.elsa).uuid}/").status_code == 404


def test_nobody_downloads_anothers_copy_nor_asks_for_a_strangers(county):
    ask(county, county.maria)
    uuid = DataCopy.objects.get(user=county.maria).uuid

    assert browser_of(county.otto).get(f"{PAGE}{uuid}/").status_code == 404
    assert browser_of(county.aino).get(f"{PAGE}{uuid}/").status_code == 404
    refused = browser_of(county.otto).post(PAGE, {"whose": str(county.maria_client.uuid)})
    assert refused.status_code == 422
    assert not DataCopy.objects.filter(user=county.otto).exists()


def test_asking_and_each_downloading_are_written_down(county):
    browser, _ = ask(county, county.maria)
    browser.get(f"{PAGE}{DataCopy.objects.get().uuid}/")

    lines = (
        Event.objects.filter(kind__startswith="copy.", at=LATER)
        .order_by("pk")
        .values_list("kind", "client_id", "by_id")
    )
    mine = (county.maria_client.pk, county.maria.pk)
    assert list(lines) == [("copy.asked", *mine), ("copy.downloaded", *mine), ("copy.downloaded", *mine)]


def test_a_long_copy_is_made_by_the_worker(county, monkeypatch):
    monkeypatch.setattr("koppi.resident.own_copy.MADE_AT_ONCE", 0)
    browser = browser_of(county.maria)
    page = browser.post(PAGE, {}, follow=True).content.decode()
    copy = DataCopy.objects.get()

    assert "We are making your copy" in page
    assert browser.get(f"{PAGE}{copy.uuid}/").status_code == 404
    assert copying.make_waiting_copies(by=None, at=LATER) == 1
    assert copying.make_waiting_copies(by=None, at=LATER) == 0
    assert "Your copy is ready" in browser.get(PAGE).content.decode()
    swept = {path for _, path in SWEEPS}
    assert {"koppi.resident.copying.make_waiting_copies", "koppi.resident.copying.drop_old_copies"} <= swept


def test_a_copy_is_offered_for_a_short_time_and_is_private_on_the_disk(
    county, tmp_path, django_capture_on_commit_callbacks
):
    browser, _ = ask(county, county.maria)
    copy = DataCopy.objects.get()
    place = copying.copy_place(copy)
    assert place.stat().st_mode & 0o077 == 0
    over = copy.made_at + copying.OFFERED_FOR

    with time_machine.travel(over, tick=False):
        browser.force_login(county.maria)
        assert browser.get(f"{PAGE}{copy.uuid}/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert copying.drop_old_copies(by=None, at=over) == 1
    assert not place.exists() and not DataCopy.objects.exists()


def test_asking_again_replaces_the_earlier_copy(county):
    browser, _ = ask(county, county.maria)
    first = DataCopy.objects.get().uuid
    browser.post(PAGE, {})

    assert DataCopy.objects.get().uuid != first
    assert browser.get(f"{PAGE}{first}/").status_code == 404


# What was given to others


def disclose(county, **changes):
    given = {
        "client_id": county.maria_client.pk,
        "register": "patient",
        "data": ["letters", "assessment"],
        "receiver": "Kotihoito Oy Esimerkki",
        "purpose": "care",
        "basis": "permission",
        "permission_id": 1,
        "by": county.aino,
        "at": TEN_PAST,
        **changes,
    }
    return record_disclosure(**given)


def test_a_disclosure_is_shown_to_its_client_alone_and_told_in_the_copy(county):
    disclose(county)

    page = browser_of(county.maria).get("/my-data/disclosures/").content.decode()
    for words in (
        "Kotihoito Oy Esimerkki",
        "letters",
        "the assessment of what you need",
        "Aino Koski",
        "703/2023",
    ):
        assert words in page, words
    assert "Esimerkki" not in browser_of(county.otto).get("/my-data/disclosures/").content.decode()
    _, answer = ask(county, county.maria)
    read = opened(answer)[1]
    assert "Kotihoito Oy Esimerkki" in read("health/index.html")
    assert "Kotihoito Oy Esimerkki" not in read("social/index.html")


@pytest.mark.parametrize("wrong", [{"data": []}, {"data": ["soul"]}, {"purpose": "x"}, {"basis": "because"}])
def test_what_could_not_be_told_in_words_is_not_disclosed(county, wrong):
    with pytest.raises(UnknownCode):
        disclose(county, **wrong)


def test_the_ledger_knows_of_a_disclosure_by_codes_only(county):
    disclose(county)

    event = Event.objects.get(kind="data.disclosed")
    assert "Esimerkki" not in json.dumps(event.data) and event.data["basis"] == "permission"


def test_a_disclosure_is_never_changed(county):
    from django.db import DatabaseError

    line = disclose(county)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(line).objects.filter(pk=line.pk).update(receiver="Joku muu")
