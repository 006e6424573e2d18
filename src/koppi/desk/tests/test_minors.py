"""A minor's capacity is noted per matter, and their own word holds at once for the guardian (34 and 51 §)."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from koppi.conversations import actions as talk
from koppi.files.actions import store_upload
from koppi.matters.actions import note_capacity
from koppi.matters.models import Capacity
from koppi.matters.tests import factories as make
from koppi.people.actions import name_own_person
from koppi.people.minors import read_rows
from koppi.people.queries import minors_rule

from .conftest import TEN_PAST

COUNTYS = """
[[rule]]
register = "social"
ages = [0, 17]
capacity = "ask"
guardian_sees = true
needs_lead = false
led_by = []
law = "test"
valid_from = 2024-01-01

[[rule]]
register = "patient"
ages = [0, 17]
capacity = "ask"
guardian_sees = false
needs_lead = true
led_by = ["public_health_nurse", "doctor"]
law = "test"
valid_from = 2024-01-01
"""
NEEDS_LEAD = "A minor needs a named person who leads here. It can be: public health nurse, doctor."
FORBIDS = {"capable": "yes", "guardian": "no", "reason": ""}


@pytest.fixture
def child(maria):
    """Maria's child of fourteen."""
    ella = make.make_client("Ella Lindqvist", birth_date=TEN_PAST.date().replace(year=TEN_PAST.year - 14))
    make.let_act(maria, ella, kind="guardian")
    return ella


@pytest.fixture
def childs(topic, child, aino):
    """The child's matter in health care, with a letter and a file."""
    found = make.make_matter(topic, child, subject="Ehkäisy")
    writer = make.resident_of(child)
    upload = SimpleUploadedFile("liite.txt", b"Liite")
    talk.write_letter(
        matter_id=found.pk,
        body="Älkää kertoko kotiin.",
        client_uuid=uuid4(),
        by=writer,
        at=TEN_PAST,
        files=[store_upload(upload=upload, by=writer, at=TEN_PAST)],
    )
    return found


def path(matter):
    return f"/desk/m/{matter.reference}/capacity/"


def test_the_childs_word_closes_every_view_of_the_guardian_at_once(desk, sit_down, childs, child, resident):
    guardian = sit_down(resident)
    file = childs.conversation.messages.get().attachments.get().file
    views = (f"/my/{childs.reference}/", reverse("resident:file", args=[file.uuid]))
    assert [guardian.get(view).status_code for view in views] == [200, 200]
    assert "Ehkäisy" in guardian.get("/my/").content.decode()

    assert desk.post(path(childs), FORBIDS).status_code == 303

    assert [guardian.get(view).status_code for view in views] == [404, 404]
    assert "Ehkäisy" not in guardian.get("/my/").content.decode()
    assert "Ehkäisy" not in guardian.get("/").content.decode()
    own = sit_down(make.resident_of(child))
    assert [own.get(view).status_code for view in views] == [200, 200]
    shown = desk.get(f"/desk/m/{childs.reference}/").content.decode()
    assert "The guardian does not see this." in shown


def test_a_later_note_supersedes_and_both_stay(desk, sit_down, childs, resident, aino):
    desk.post(path(childs), FORBIDS)
    desk.post(path(childs), {"capable": "yes", "guardian": "yes"})

    assert sit_down(resident).get(f"/my/{childs.reference}/").status_code == 200
    noted = Capacity.objects.order_by("pk").values_list("capable", "guardian_sees", "noted_by")
    assert list(noted) == [(True, False, aino.pk), (True, True, aino.pk)]


def test_only_a_minor_who_can_judge_forbids(desk, childs):
    assert desk.post(path(childs), {"capable": "no", "guardian": "no"}).status_code == 422
    assert desk.post(path(childs), {"capable": "", "guardian": ""}).status_code == 422
    assert not Capacity.objects.exists()


def test_in_social_care_a_minor_forbids_for_a_weighty_reason(sit_down, sari, topic, child):
    matter = make.make_matter(topic, child, register="social")
    browser = sit_down(sari)

    assert browser.post(path(matter), FORBIDS).status_code == 409
    assert browser.post(path(matter), {**FORBIDS, "reason": "Pelkää väkivaltaa."}).status_code == 303
    assert Capacity.objects.get().reason == "Pelkää väkivaltaa."


@pytest.mark.parametrize(("years", "chosen"), [(8, True), (14, False)])
def test_a_child_under_twelve_is_taken_not_to_judge_yet(desk, topic, years, chosen):
    born = TEN_PAST.date().replace(year=TEN_PAST.year - years)
    matter = make.make_matter(topic, make.make_client("Ella Lindqvist", birth_date=born))

    form = desk.get(path(matter)).context["form"]

    assert (form["capable"].value() == "no") is chosen


@pytest.mark.parametrize(
    "day", [datetime(2023, 12, 31, 10, tzinfo=UTC), datetime(2024, 1, 1, 10, tzinfo=UTC)]
)
@pytest.mark.parametrize("years", [8, 14])
def test_a_matter_dated_before_the_law_opens_and_is_noted_in(desk, topic, aino, day, years):
    ella = make.make_client("Ella Lindqvist", birth_date=day.date().replace(year=day.year - years))

    matter = make.make_matter(topic, ella, at=day)
    note_capacity(matter_id=matter.pk, capable=True, guardian_sees=False, reason="", by=aino, at=day)

    assert matter.guardian_sees
    assert minors_rule(ella, "patient", day.date()).asks is (years == 14)
    for address in (f"/desk/m/{matter.reference}/", path(matter)):
        assert desk.get(address).status_code == 200


def test_for_an_adult_there_is_nothing_to_note(desk, matter):
    assert desk.post(path(matter), FORBIDS).status_code == 303
    assert not Capacity.objects.exists()


@pytest.fixture
def countys(settings, tmp_path):
    """A county that decided otherwise: ask at any age, show the guardian nothing before, name a lead."""
    path = tmp_path / "minors.toml"
    path.write_text(COUNTYS)
    settings.MINORS_RULES = read_rows(path)


def test_by_the_countys_rule_the_guardian_waits_for_the_minors_word(
    countys, desk, sit_down, topic, child, resident
):
    own, social = make.make_matter(topic, child), make.make_matter(topic, child, register="social")
    guardian = sit_down(resident)

    assert [guardian.get(f"/my/{one.reference}/").status_code for one in (own, social)] == [404, 200]
    assert "The guardian does not see this." in desk.get(f"/desk/m/{own.reference}/").content.decode()

    desk.post(path(own), {"capable": "yes", "guardian": "yes"})

    assert guardian.get(f"/my/{own.reference}/").status_code == 200


def test_whoever_wrote_for_the_minor_sees_it_by_any_rule(countys, sit_down, topic, child, resident, aino):
    by_guardian = make.make_matter(topic, child, by=resident)
    by_desk = make.make_matter(topic, child, by=aino)
    guardian = sit_down(resident)

    assert guardian.get(f"/my/{by_guardian.reference}/").status_code == 200
    assert guardian.get(f"/my/{by_desk.reference}/").status_code == 404


def test_the_countys_rule_chooses_nothing_at_any_age(countys, desk, topic):
    born = TEN_PAST.date().replace(year=TEN_PAST.year - 8)
    matter = make.make_matter(topic, make.make_client("Ella Lindqvist", birth_date=born))

    assert desk.get(path(matter)).context["form"]["capable"].value() == ""


def test_a_lead_is_asked_for_until_one_of_the_right_profession_is_named(
    countys, desk, childs, child, aino, olli
):
    page = f"/desk/m/{childs.reference}/"
    koppi = make.koppi()
    assert NEEDS_LEAD in desk.get(page).content.decode()

    name_own_person(client=child, professional=aino.professional, register="patient", by=koppi, at=TEN_PAST)
    assert NEEDS_LEAD in desk.get(page).content.decode(), "a nurse may not lead by this rule"

    olli.professional.profession = "doctor"
    olli.professional.save()
    name_own_person(client=child, professional=olli.professional, register="patient", by=koppi, at=TEN_PAST)
    assert NEEDS_LEAD not in desk.get(page).content.decode()


def test_no_lead_is_asked_for_without_a_rule_or_for_an_adult(desk, childs, matter, settings, request):
    assert "needs a named person" not in desk.get(f"/desk/m/{childs.reference}/").content.decode()
    request.getfixturevalue("countys")
    assert "needs a named person" not in desk.get(f"/desk/m/{matter.reference}/").content.decode()
