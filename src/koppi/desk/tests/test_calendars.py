"""A professional's calendar address: shown once, kept as a hash, ended by its owner, telling of nobody."""

import re

import pytest
from django.urls import reverse

from koppi.access.models import Reading
from koppi.appointments.actions import book, cancel
from koppi.appointments.models import CalendarFeed
from koppi.appointments.tests.factories import free, make_hours, make_room
from koppi.people import actions as people

from .conftest import TEN_PAST

PAGE = "/desk/calendar/"


@pytest.fixture
def booked(matter, eero, nurses, aino):
    """Maria's time with Eero, a week from now, in a room."""
    make_hours(eero.professional, nurses, room=make_room(nurses.unit), at=TEN_PAST)
    return book(matter_id=matter.pk, slot_id=free(at=TEN_PAST)[4].pk, by=aino, at=TEN_PAST)


@pytest.fixture
def make_address(sit_down, eero):
    def make():
        page = sit_down(eero).post(PAGE).content.decode()
        return re.search(r"https?://[^<]+/desk/calendar/[^<]+\.ics", page)[0]

    return make


def test_the_address_gives_time_place_and_reference_and_nothing_else(make_address, booked, matter, client):
    given = client.get(make_address())

    text = given.content.decode()
    assert given["Content-Type"].startswith("text/calendar") and "no-store" in given["Cache-Control"]
    assert "DTSTART:20250310T080000Z" in text
    assert matter.shown_reference in text and booked.unit.name in text and booked.room.name in text
    for hidden in ("Maria", "Lindqvist", "Eero", matter.subject, matter.reference):
        assert hidden not in text, hidden
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert not Reading.objects.filter(reader_id=booked.professional.user_id).exists()


def test_under_non_disclosure_neither_place_nor_reference_is_told(make_address, booked, matter, client):
    type(matter.client).objects.filter(pk=matter.client_id).update(non_disclosure=True)

    text = client.get(make_address()).content.decode()

    assert "DTSTART:20250310T080000Z" in text
    assert "LOCATION" not in text and matter.shown_reference not in text


def test_what_is_cancelled_leaves_the_calendar(make_address, booked, client, aino):
    address = make_address()
    cancel(event_id=booked.pk, by=aino, at=TEN_PAST)

    assert "VEVENT" not in client.get(address).content.decode()


def test_it_is_shown_once_and_kept_as_a_hash(make_address, sit_down, eero):
    secret = re.search(r"calendar/(.+)\.ics", make_address())[1]

    assert len(secret) >= 43
    assert secret not in sit_down(eero).get(PAGE).content.decode()
    assert secret not in CalendarFeed.objects.get().keyed_hash


def test_a_new_address_ends_the_old_one_and_both_can_be_ended(make_address, sit_down, eero, client):
    old, new = make_address(), make_address()

    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    sit_down(eero).post(PAGE + "end/")
    assert client.get(new).status_code == 404
    assert "You have no address now." in sit_down(eero).get(PAGE).content.decode()


def test_who_no_longer_works_here_has_no_address(make_address, eero, lea, client):
    address = make_address()
    people.end_professional(professional=eero.professional, by=lea, at=TEN_PAST)

    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_guess_finds_nothing(client):
    assert client.get(reverse("desk:calendar_feed", args=["x" * 43])).status_code == 404
    assert client.post(reverse("desk:calendar_feed", args=["x" * 43])).status_code == 405
