"""The demo county: invented, whole, and the same each time."""

from datetime import UTC, datetime

import pytest
from django.db.models import Count

from koppi.config import demo
from koppi.intake.models import Contact
from koppi.matters.models import Matter
from koppi.matters.queries import broken_promises
from koppi.people import codes
from koppi.people.directory import PeopleDirectory
from koppi.people.models import ClientIdentity, Professional

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _told():
    contacts = Contact.objects.order_by("received_at", "words").values_list("received_at", "words", "channel")
    states = Matter.objects.values_list("state", "outcome").annotate(Count("pk")).order_by("state", "outcome")
    return list(contacts), list(states)


@pytest.fixture
def county():
    refused = demo.seed(now=MONDAY, size=40)
    return refused


def test_a_seeded_county_keeps_every_promise(county):
    assert broken_promises() == []
    assert Contact.objects.count() >= 40
    assert Professional.objects.count() == 25


def test_nobody_in_it_has_a_real_identity_code(county):
    found = [codes.decrypt(row.ciphertext) for row in ClientIdentity.objects.all()]

    assert found and all(codes.is_test(codes.check_form(code)) for code in found)


def test_those_shown_can_sign_in(county):
    people = demo.people_to_try()

    residents = [code for _, _, code in people if code[:6].isdigit()]
    assert len(residents) >= 5
    assert all(PeopleDirectory().resident_by_code(code, MONDAY) for code in residents)
    assert Professional.objects.filter(user__username="liisa.koski").exists()
    assert not demo.is_empty()


def test_the_rules_stop_hardly_any_tale(county):
    assert sum(county.values()) <= 2, county
