"""Break-glass over HTTP: one answer for nothing, not theirs and banned; told, logged, reviewed, nagged of."""

from datetime import timedelta

import pytest
from django.urls import reverse

from koppi.access import consent
from koppi.access.lending import unreviewed
from koppi.access.models import BreakGlass, Pass, Reading
from koppi.desk.lending import TRIES_AN_HOUR, remind_of_openings
from koppi.ledger.models import Event
from koppi.matters.tests import factories as make
from koppi.notices.models import Delivery
from koppi.people.tests.factories import test_code

from .conftest import TEN_PAST

NOTHING = "This cannot be opened."
NEED = {"reason": "danger", "why": "Soitti hädissään."}


@pytest.fixture
def karin(doctors):
    """The data protection officer."""
    return make.make_professional(
        "Karin Westman", doctors, profession="data_protection", roles=["data_protection_officer"]
    ).user


@pytest.fixture
def doctor(sit_down, olli):
    """Olli at his desk, a doctor of another team than the matter's."""
    return sit_down(olli)


def break_in(browser, whose, **changes):
    """Try to open in need; what ends by the database's clock then lasts beyond any test."""
    answer = browser.post("/desk/in-need/", {**NEED, "whose": whose, **changes})
    until = TEN_PAST + timedelta(days=365 * 60)
    BreakGlass.objects.update(until=until)
    Pass.objects.filter(why="break_glass").update(until=until)
    return answer


def test_a_matter_opens_by_its_reference_for_reading_and_each_look_is_logged(
    doctor, told, olli, karin, maria
):
    assert doctor.get(f"/desk/m/{told.reference}/").status_code == 404

    answer = break_in(doctor, f" {told.reference[:3].lower()} {told.reference[3:]}")

    glass = BreakGlass.objects.get()
    assert answer.status_code == 303
    assert (glass.opened_by, glass.register, glass.reason) == (olli, "patient", "danger")
    opened = doctor.get(answer["location"]).content.decode()
    assert told.reference in opened
    page = doctor.get(f"/desk/m/{told.reference}/").content.decode()
    assert "Kurkku on kipeä ja rintaa puristaa." in page
    assert "You opened this in need." in page
    assert "/catch/" not in page
    assert doctor.post(f"/desk/m/{told.reference}/catch/").status_code == 404
    assert set(Reading.objects.filter(reader_id=olli.pk).values_list("what", "why")) >= {
        ("other_matters", "break_glass"),
        ("matter", "break_glass"),
    }
    assert make.told(karin) == ["glass.broken"]


def test_an_opening_lasts_as_long_as_the_setting_says(doctor, matter, settings):
    settings.BREAK_GLASS_MINUTES = 25

    doctor.post("/desk/in-need/", {**NEED, "whose": matter.reference})

    until = TEN_PAST + timedelta(minutes=25)
    assert BreakGlass.objects.get().until == Pass.objects.get(why="break_glass").until == until


def test_the_client_gets_a_neutral_note_and_sees_it_on_the_front_page(doctor, told, resident, sit_down):
    contact = told.matter_contacts.get().contact
    contact.answers["reach"] |= {"by": "message", "email": "maria@example.fi"}
    type(contact).objects.filter(pk=contact.pk).update(answers=contact.answers)

    break_in(doctor, told.reference)

    note = Delivery.objects.get(key__startswith="glass-")
    assert (note.template, note.address) == ("matter_changed", "maria@example.fi")
    home = sit_down(resident).get("/").content.decode()
    assert "Somebody who does not have your matter opened your data in a hurry" in home


def test_what_is_not_there_not_theirs_and_banned_get_the_same_answer(
    doctor, matter, topic, maria, sari, resident
):
    social = make.make_matter(topic, maria, register="social")
    code = test_code(number=955)
    unmet = make.make_client("Otto Öhman", hetu=code)
    banned = make.make_matter(topic, make.make_client("Elsa Lindqvist"))
    consent.give_ban(
        person_id=banned.client.person_id,
        client_id=banned.client_id,
        register="patient",
        by=resident,
        at=TEN_PAST,
    )

    answers = [
        break_in(doctor, whose)
        for whose in ("ZZZ ZZZ", social.reference, code, test_code(number=956), "nonsense", banned.reference)
    ]

    assert unmet.matters.count() == 0
    assert {answer.status_code for answer in answers} == {409}
    assert all(NOTHING in answer.content.decode() for answer in answers)
    assert not BreakGlass.objects.exists()
    assert Event.objects.filter(kind="glass.tried").count() == len(answers)
    assert not Event.objects.filter(kind="glass.tried", client_id__isnull=False).exists()


def test_an_identity_code_opens_ones_own_register_alone(doctor, topic, olli, sari):
    code = test_code(number=957)
    client = make.make_client("Otto Öhman", hetu=code)
    health, social = make.make_matter(topic, client), make.make_matter(topic, client, register="social")

    break_in(doctor, code)

    assert doctor.get(f"/desk/m/{health.reference}/").status_code == 200
    assert doctor.get(f"/desk/m/{social.reference}/").status_code == 404


def test_a_ban_closes_what_was_opened_in_need(doctor, matter, maria, resident):
    break_in(doctor, matter.reference)
    assert doctor.get(f"/desk/m/{matter.reference}/").status_code == 200

    consent.give_ban(
        person_id=maria.person_id, client_id=maria.pk, register="patient", by=resident, at=TEN_PAST
    )

    assert doctor.get(f"/desk/m/{matter.reference}/").status_code == 404


def test_nobody_tries_for_ever(doctor, matter):
    for _ in range(TRIES_AN_HOUR):
        break_in(doctor, "ZZZ ZZZ")

    answer = break_in(doctor, matter.reference)

    assert answer.status_code == 409
    assert "You have tried many times." in answer.content.decode()
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("changes", [{"whose": ""}, {"reason": "curious"}, {"why": "\n"}])
def test_an_opening_says_whose_why_and_in_own_words(doctor, matter, changes):
    assert doctor.post("/desk/in-need/", {**NEED, "whose": matter.reference, **changes}).status_code == 422
    assert not BreakGlass.objects.exists()


def test_an_opening_is_ones_own(doctor, desk, matter):
    place = break_in(doctor, matter.reference)["location"]

    assert doctor.get(place).status_code == 200
    assert desk.get(place).status_code == 404


def test_the_officer_reviews_each_opening_once_and_nobody_else_does(
    doctor, sit_down, karin, matter, maria, olli
):
    break_in(doctor, matter.reference)
    glass = BreakGlass.objects.get()
    office, place = sit_down(karin), reverse("desk:review", args=[glass.pk])
    assert "waits for review" in office.get("/desk/openings/").content.decode()
    assert "opened 1, tried 1" in office.get("/desk/openings/").content.decode()

    page = office.get(place).content.decode()
    assert "Soitti hädissään." in page
    assert "Maria Lindqvist" in page
    assert Reading.objects.filter(reader_id=karin.pk, what="break_glass", why="data_protection").exists()
    verdict = {"verdict": "no", "review": "Asiakas oli jo hoidossa."}
    assert office.post(place, {"verdict": "no", "review": " "}).status_code == 422
    assert office.post(place, verdict).status_code == 303
    assert office.post(place, verdict).status_code == 409
    glass.refresh_from_db()
    assert (glass.was_right, glass.reviewed_by) == (False, karin)
    for path in ("/desk/openings/", place):
        assert doctor.get(path).status_code == 404
        assert doctor.post(path, verdict).status_code == 404


def test_what_nobody_reviews_nags_once_a_day(doctor, matter, karin, koppi):
    break_in(doctor, matter.reference)
    day = timedelta(days=1)

    assert remind_of_openings(by=koppi, at=TEN_PAST + timedelta(hours=20)) == 0
    assert remind_of_openings(by=koppi, at=TEN_PAST + day) == 1
    assert remind_of_openings(by=koppi, at=TEN_PAST + day + timedelta(hours=3)) == 0
    assert remind_of_openings(by=koppi, at=TEN_PAST + 2 * day) == 1
    assert make.told(karin) == ["glass.broken", "glass.waits", "glass.waits"]
    assert unreviewed(before=TEN_PAST + day) == 1
