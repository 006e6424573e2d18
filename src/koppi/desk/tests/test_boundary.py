"""The boundary between the registers over HTTP: each situation once for each kind of view."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from koppi.access import consent
from koppi.access.models import Crossing, Pass, Permission, Reading
from koppi.conversations import actions as talk
from koppi.files.actions import store_upload
from koppi.matters import actions
from koppi.matters.tests import factories as make
from koppi.people.models import Duty

from .conftest import TEN_PAST

SECRET = "Vuokra rästissä"
GROUNDED = {
    "basis": "joint_service",
    "kinds": ["letters"],
    "why": "Teemme yhdessä arvion, mukana Sari.",
    "until": "week",
}


@pytest.fixture
def social_matter(topic, maria, sari, resident):
    """The same client's matter in social care, with a letter, a note and a file."""
    found = make.make_matter(topic, maria, register="social", subject=SECRET)
    at = TEN_PAST - timedelta(minutes=2)
    talk.write_letter(
        matter_id=found.pk,
        body="Rahat eivät riitä.",
        client_uuid=uuid4(),
        by=resident,
        at=at,
        files=[store_upload(upload=SimpleUploadedFile("tiliote.txt", b"Saldo 3,20"), by=resident, at=at)],
    )
    talk.write_note(matter_id=found.pk, body="Sisäinen huomio.", client_uuid=uuid4(), by=sari, at=at)
    return found


@pytest.fixture
def file_path(social_matter):
    """Where the file of the social matter is."""
    message = social_matter.conversation.messages.get()
    return f"/desk/m/{social_matter.reference}/files/{message.attachments.get().file.uuid}/"


def side(matter):
    return f"/desk/m/{matter.reference}/other-side/"


def open_side(browser, matter, **changes):
    """Open the other side by the form; what ends by the database's clock then lasts beyond any test."""
    answer = browser.post(side(matter), {**GROUNDED, **changes})
    Crossing.objects.update(until=TEN_PAST + timedelta(days=365 * 60))
    Pass.objects.filter(why="crossing").update(until=TEN_PAST + timedelta(days=365 * 60))
    return answer


def shown(browser, path):
    return browser.get(path).content.decode()


# Without a basis


def test_without_a_basis_nothing_of_the_other_side_shows_anywhere(desk, matter, social_matter, file_path):
    assert desk.get(f"/desk/m/{social_matter.reference}/").status_code == 404
    assert desk.get(file_path).status_code == 404
    for path in (
        f"/desk/m/{matter.reference}/",
        f"/desk/m/{matter.reference}/join/",
        f"/desk/m/{matter.reference}/client/",
        "/desk/",
        "/desk/?scope=team",
        "/desk/notices/",
        side(matter),
    ):
        page = desk.get(path, follow=True).content.decode()
        assert SECRET not in page
        assert social_matter.reference not in page
    for words in ("Lindqvist", "Vuokra", social_matter.reference):
        found = desk.post("/desk/search/", {"q": words}, follow=True).content.decode()
        assert SECRET not in found


def test_the_page_of_the_other_side_is_the_same_for_every_client(desk, matter, social_matter, topic, aino):
    other = make.make_matter(topic, make.make_client("Otto Öhman"), subject=matter.subject)

    def form_of(one):
        page = shown(desk, side(one)).split('<form method="post" action="/desk/m/', 1)[1]
        own = rf"{one.reference}|{one.shown_reference}|name=\"csrfmiddlewaretoken\" value=\"\w+\""
        return re.sub(own, "", page.split("</form>", 1)[0])

    assert "Open on this ground" in form_of(matter)
    assert form_of(matter) == form_of(other)


# With one


def test_a_basis_opens_what_it_names_for_reading_and_each_look_is_logged(
    desk, matter, social_matter, file_path, aino
):
    assert open_side(desk, matter).status_code == 303
    assert SECRET in shown(desk, side(matter))

    page = shown(desk, f"/desk/m/{social_matter.reference}/")

    assert "Rahat eivät riitä." in page
    assert "Sisäinen huomio." not in page
    assert "tiliote.txt" not in page
    assert 'name="body"' not in page
    assert "/catch/" not in page
    assert desk.get(file_path).status_code == 404
    looks = Reading.objects.filter(register="social").order_by("pk")
    assert {(look.what, look.why) for look in looks} == {
        ("other_side", "joint_service"),
        ("matter", "joint_service"),
    }
    assert social_matter.conversation.messages.get().read_at is None


def test_a_file_opens_when_files_are_among_what_is_necessary(desk, matter, social_matter, file_path):
    open_side(desk, matter, kinds=["files"])

    assert desk.get(file_path).status_code == 200
    assert "Rahat eivät riitä." not in shown(desk, f"/desk/m/{social_matter.reference}/")


@pytest.mark.parametrize("step", ["catch", "reply", "note", "snooze", "closing", "urgency", "handover"])
def test_nothing_is_done_on_the_other_side(desk, matter, social_matter, step):
    open_side(desk, matter)

    answer = desk.post(
        f"/desk/m/{social_matter.reference}/{step}/", {"body": "Hei", "uuid": uuid4(), "until": "hour"}
    )

    assert answer.status_code == 404


def test_what_is_open_across_is_in_no_list_and_no_search(desk, matter, social_matter):
    open_side(desk, matter)

    for path in ("/desk/", "/desk/?scope=team", f"/desk/m/{matter.reference}/"):
        assert SECRET not in shown(desk, path)
    assert SECRET not in desk.post("/desk/search/", {"q": "Vuokra"}, follow=True).content.decode()


def test_a_ban_closes_it_at_once_and_says_nothing_more_than_a_missing_permission(
    desk, matter, social_matter, maria, resident
):
    open_side(desk, matter)
    consent.give_ban(
        person_id=maria.person_id, client_id=maria.pk, register="social", by=resident, at=TEN_PAST
    )

    assert desk.get(f"/desk/m/{social_matter.reference}/").status_code == 404
    banned = desk.post(side(matter), GROUNDED)
    missing = desk.post(side(matter), {**GROUNDED, "basis": "permission"})
    assert banned.status_code == missing.status_code == 409
    for answer in (banned, missing):
        assert "This cannot be opened." in answer.content.decode()
        assert "Teemme yhdessä arvion" in answer.content.decode()


def test_one_closes_the_other_side_oneself(desk, matter, social_matter):
    open_side(desk, matter)

    assert desk.post(f"{side(matter)}end/").status_code == 303

    assert desk.get(f"/desk/m/{social_matter.reference}/").status_code == 404


def test_the_ground_of_social_care_is_not_offered_to_health_care(desk, matter, sit_down, sari, social_matter):
    assert "social_need" not in shown(desk, side(matter))
    assert desk.post(side(matter), {**GROUNDED, "basis": "social_need"}).status_code == 422
    assert "social_need" in shown(sit_down(sari), side(social_matter))


@pytest.mark.parametrize(
    "changes", [{"basis": ""}, {"basis": "curiosity"}, {"why": " "}, {"until": "year"}, {"kinds": ["notes"]}]
)
def test_a_crossing_is_not_begun_without_its_facts(desk, matter, changes):
    assert desk.post(side(matter), {**GROUNDED, **changes}).status_code == 422
    assert not Crossing.objects.exists()


# What the client says


def test_what_a_client_says_is_written_down_as_said(desk, matter, maria, aino):
    spoken = f"/desk/m/{matter.reference}/spoken/"
    assert desk.post(spoken, {"act": "permission", "kinds": ["letters"]}).status_code == 303

    permission = Permission.objects.get()
    assert (permission.orally, permission.given_by, permission.from_register) == (True, aino, "patient")

    desk.post(spoken, {"act": "ban"})
    assert consent.standing_ban(maria.person_id, "patient").orally
    desk.post(spoken, {"act": "lifting"})
    desk.post(spoken, {"act": "withdrawal"})
    assert consent.standing_ban(maria.person_id, "patient") is None
    assert consent.standing_permission(maria.person_id, "patient") is None
    assert desk.post(spoken, {"act": ""}).status_code == 422


# The kinds of one's own task


def test_a_narrow_task_sees_the_matter_but_not_the_letters_notes_files_nor_assessment(
    desk, matter, aino, eero, resident
):
    talk.write_letter(
        matter_id=matter.pk, body="Lisää oireita.", client_uuid=uuid4(), by=resident, at=TEN_PAST
    )
    talk.write_note(matter_id=matter.pk, body="Sisäinen huomio.", client_uuid=uuid4(), by=eero, at=TEN_PAST)
    actions.assess_matter(
        matter_id=matter.pk, need="Nielun tutkimus.", urgency=1, profession="nurse", by=eero, at=TEN_PAST
    )
    Duty.objects.filter(professional=aino.professional).update(task="support")

    page = shown(desk, f"/desk/m/{matter.reference}/")

    assert matter.subject in page
    for hidden in ("Lisää oireita.", "Sisäinen huomio.", "Nielun tutkimus."):
        assert hidden not in page


def test_an_allergy_is_not_shown_in_social_care(sit_down, sari, social_matter, maria, desk, matter):
    maria.warnings = "Penisilliiniallergia"
    maria.save(update_fields=["warnings"])

    assert "Penisilliini" in shown(desk, f"/desk/m/{matter.reference}/")
    assert "Penisilliini" not in shown(sit_down(sari), f"/desk/m/{social_matter.reference}/")
