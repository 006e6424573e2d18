"""The demo county: invented, whole, and the same each time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Count

from koppi.callbacks.models import Callback
from koppi.chat.models import Visit, Watch
from koppi.config import demo
from koppi.config.demo.calls import HOURS
from koppi.config.demo.day import tell_day
from koppi.config.demo.seeding import NotEmpty
from koppi.config.demo.talks import TALKS, WAITING
from koppi.feedback.models import Feedback
from koppi.identity.models import User
from koppi.intake.models import Contact
from koppi.ledger.actions import record
from koppi.matters.models import Matter
from koppi.matters.queries import broken_promises, worklist
from koppi.people import codes
from koppi.people.directory import PeopleDirectory
from koppi.people.models import ClientIdentity, County, Professional

TODAY = datetime.now(UTC).replace(hour=9, minute=30, second=0, microsecond=0)
# The Monday before last: what a matter lets somebody see is judged by the database's own clock.
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 7)

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
    assert Professional.objects.count() == 26


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


def test_the_same_seed_tells_the_same_county():
    tellings = []
    for _ in range(2):
        with transaction.atomic():
            demo.seed(now=MONDAY, size=25)
            tellings.append(_told())
            transaction.set_rollback(True)

    assert tellings[0] == tellings[1]


def test_somebody_in_the_database_is_never_overwritten(county):
    with pytest.raises(NotEmpty):
        demo.seed(now=MONDAY, size=25)


def test_an_interrupted_county_is_begun_anew():
    record("demo.begun", by=User.objects.system(), at=MONDAY)
    County.objects.create(name_fi="x", name_sv="x", name_en="x", phone="1")

    assert demo.is_empty()
    demo.seed(now=MONDAY, size=25)

    assert County.objects.get().name_fi == "Rannikon hyvinvointialue"
    assert not demo.is_empty()


def test_a_working_day_is_told_and_leaves_nothing(county):
    before = Matter.objects.count()
    lines = []

    tell_day(now=MONDAY, say=lines.append)

    assert len(lines) > 8
    assert Matter.objects.count() == before


def test_liisa_finds_offers_a_snooze_and_letters(county):
    liisa = User.objects.get(username="liisa.koski")

    counts = worklist(by=liisa, scope="mine", at=MONDAY).counts

    assert counts["offered"] >= 2
    assert counts["snoozed"] >= 1
    assert Matter.objects.filter(caught_by=liisa, client_wrote_at__isnull=False).exists()


@pytest.mark.parametrize("hours", [-33, 12, 15])
def test_the_county_is_made_at_any_hour(hours):
    """On a Sunday night, a Monday evening and past midnight."""
    demo.seed(now=MONDAY + timedelta(hours=hours), size=25)

    assert broken_promises() == []


@pytest.mark.long
def test_two_hundred_contacts_keep_every_promise():
    refused = demo.seed(now=MONDAY, size=200, shares=1)

    assert broken_promises() == []
    assert Contact.objects.count() >= 200
    assert sum(refused.values()) <= 4, refused


def test_some_wait_for_a_call_and_their_teams_see_it(county):
    promised = Callback.objects.promised()

    assert promised.count() >= 3
    assert {callback.team.code for callback in promised.select_related("team")} <= set(HOURS)


def test_talks_were_held_and_some_told_how_it_went(county):
    ended = Visit.objects.filter(state="ended")

    assert ended.count() == len(TALKS) and not ended.filter(arrived_at=None).exists()
    assert Feedback.objects.count() == sum(bool(talk.went) for talk in TALKS)
    assert Visit.objects.waiting().count() == len(WAITING)
    assert not Watch.objects.standing().exists()
