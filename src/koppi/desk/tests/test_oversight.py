"""The officer's search of the log, what is unusual in it, and the decision about older lines."""

import logging
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from koppi.access.actions import ask_older_looks, log_reading
from koppi.access.models import OlderLooks, Reading
from koppi.conversations.models import Message
from koppi.intake.content import DATA_PROTECTION
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import DAY, HOUR, NINE
from koppi.people.tests.factories import test_code

from .conftest import TEN_PAST

PAGE = "/desk/data-protection/"


def words(answer):
    return unescape(answer.content.decode())


def look(reader, client, at=NINE, **values):
    log_reading(
        reader=reader,
        client_ids=[client.pk],
        at=at,
        **{"register": "patient", "what": "matter", "why": "own_team", **values},
    )


@pytest.fixture
def officers(db):
    return make.make_team("tietosuoja")


@pytest.fixture
def karin(officers):
    return make.make_professional(
        "Karin Westman",
        officers,
        profession="data_protection",
        licence="none",
        roles=["data_protection_officer"],
    ).user


@pytest.fixture
def office(sit_down, karin):
    return sit_down(karin)


@pytest.fixture
def code():
    return test_code(date(1961, 11, 2))


@pytest.fixture
def otto(code):
    return make.make_client("Otto Öhman", hetu=code)


def lines(answer):
    found = answer.context["found"]
    return [(line.who, line.clients, line.signals) for line in found.lines]


def test_looks_are_found_by_the_client_and_the_officer_leaves_a_line_too(office, karin, aino, otto, code):
    look(aino, otto)
    look(aino, otto, register="social")
    look(aino, make.make_client())

    answer = office.post(PAGE, {"code": code})

    assert [who for who, _, _ in lines(answer)] == ["Aino Koski", "Aino Koski"]
    assert "Otto Öhman" in words(answer)
    own = Reading.objects.filter(reader_id=karin.pk).order_by("register")
    assert [(line.register, line.client_ids, line.what, line.why) for line in own] == [
        ("patient", [otto.pk], "reading_log", "data_protection"),
        ("social", [otto.pk], "reading_log", "data_protection"),
    ]


def test_a_search_that_finds_nothing_is_a_look_too(office, karin, otto, code):
    assert "No lines fit." in words(office.post(PAGE, {"code": code}))

    assert Reading.objects.get(reader_id=karin.pk).client_ids == [otto.pk]


def test_nothing_is_shown_that_could_not_be_written_down(office, aino, otto, code, monkeypatch):
    def cannot(**line):
        raise DatabaseError

    look(aino, otto)
    monkeypatch.setattr("koppi.access.actions.log_reading", cannot)

    answer = office.post(PAGE, {"code": code})

    assert answer.status_code == 503 and "Öhman" not in words(answer)


def test_looks_are_found_by_the_reader_and_the_days(office, aino, eero, otto):
    look(aino, otto, at=NINE - 3 * DAY)
    look(aino, otto, at=NINE - DAY)
    look(eero, otto, at=NINE - DAY)

    assert len(lines(office.post(PAGE, {"reader": "koski"}))) == 2
    assert len(lines(office.post(PAGE, {"reader": "Aino", "first": "1.3.2025"}))) == 1
    assert len(lines(office.post(PAGE, {"first": "28.2.2025", "last": "28.2.2025"}))) == 1
    assert len(lines(office.post(PAGE, {"first": "1.1.2025", "last": "2.3.2025"}))) == 3
    assert "Nobody of that name has worked here." in words(office.post(PAGE, {"reader": "Tuntematon"}))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "Write an identity code, a name or the first day."),
        ({"code": "nonsense"}, "An identity code has 11 characters"),
        ({"first": "2.3.2025", "last": "1.3.2025"}, "The last day is before the first."),
    ],
)
def test_what_cannot_be_searched_for_is_said(office, asked, says):
    answer = office.post(PAGE, asked)

    assert answer.status_code == 422 and says in words(answer)


def test_the_code_stands_in_no_address_and_no_log(office, otto, code, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = office.post(PAGE, {"code": code}, follow=True)

    assert answer.redirect_chain == [] and code not in caplog.text
    assert all(code not in str(row) for row in Reading.objects.values())


def test_unusual_looks_are_shown_with_their_reason(office, aino, eero, otto):
    family = make.make_client("Antti Koski")
    look(aino, family)
    look(eero, otto, why="none")
    look(eero, otto)

    answer = office.post(PAGE, {"first": "1.1.2025", "only_unusual": "on"})

    assert [(who, signals) for who, _, signals in lines(answer)] == [
        ("Eero Salo", ("Koppi knew of no care relation at the time.",)),
        ("Aino Koski", ("The reader and the client have the same family name.",)),
    ]


def test_many_clients_in_an_hour_and_hours_off_shift_are_unusual(office, aino, eero):
    for number in range(41):
        look(aino, make.make_client(f"Asiakas Nro{number}"), at=NINE + timedelta(seconds=number))
    look(aino, make.make_client("Yö Yönen"), at=NINE - 9 * HOUR)

    found = office.post(PAGE, {"reader": "Aino", "only_unusual": "on"}).context["found"]

    assert len(found.lines) == 42
    assert found.lines[0].signals == ("The reader opened the data of more than 40 clients within the hour.",)
    assert found.lines[-1].signals == ("The reader was not on shift.",)


def test_a_long_answer_takes_as_many_statements_as_a_short_one(office, aino, eero, otto):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            office.post(PAGE, {"first": "1.1.2025"})
        return len(asked)

    look(aino, otto)
    statements()
    few = statements()
    for number in range(20):
        look(eero, make.make_client(f"Asiakas Nro{number}"))

    assert statements() == few


def test_to_all_others_it_is_not_there(desk, sit_down, lea, otto, code):
    for browser in (desk, sit_down(lea)):
        assert browser.get(PAGE).status_code == 404
        assert browser.post(PAGE, {"code": code}).status_code == 404
        assert browser.get(f"{PAGE}older/1/").status_code == 404
    assert PAGE not in words(desk.get("/desk/"))


def test_the_way_there_stands_in_the_officers_menu(office):
    assert PAGE in words(office.get("/desk/"))


# Lines older than two years


@pytest.fixture
def request_(officers, otto):
    topic = make.make_topic(officers, code=DATA_PROTECTION, is_care=False)
    user = make.resident_of(otto)
    matter = make.make_matter(topic, otto)
    return ask_older_looks(
        key="018f0000-0000-7000-8000-000000000001",
        client_id=otto.pk,
        register="patient",
        matter_id=matter.pk,
        reason="Oikeudenkäynti.",
        by=user,
        at=NINE,
    )


def test_a_refusal_needs_reasons_and_goes_to_the_client_with_how_to_appeal(office, request_, karin):
    where = f"{PAGE}older/{request_.pk}/"
    assert where in words(office.get(PAGE)) and "Öhman" not in words(office.get(PAGE))
    assert "Oikeudenkäynti." in words(office.get(where))
    assert Reading.objects.filter(reader_id=karin.pk, what="reading_log").count() == 1
    assert office.post(where, {"decision": "refuse", "answer": ""}).status_code == 422

    assert office.post(where, {"decision": "refuse", "answer": "Syy ei ole erityinen."}).status_code == 303

    decided = OlderLooks.objects.get()
    assert (decided.granted, decided.decided_by, decided.decided_at) == (False, karin, TEN_PAST)
    letter = Message.objects.get().body
    assert "Syy ei ole erityinen." in letter and "tietosuojavaltuutettua" in letter
    assert office.get(where).status_code == 404


def test_a_grant_is_told_with_its_end(office, request_):
    office.post(f"{PAGE}older/{request_.pk}/", {"decision": "grant", "answer": ""})

    assert OlderLooks.objects.get().open_until == TEN_PAST + 30 * DAY
    assert "2.4.2025" in Message.objects.get().body
    assert f"{PAGE}older/" not in words(office.get(PAGE))
