"""Rules and texts at the desk: written, looked at, approved, undone; two editors, and who may."""

from datetime import timedelta

import pytest

from koppi.access.models import Reading
from koppi.handbook.actions import approve_change
from koppi.handbook.models import Change
from koppi.handbook.tests.factories import change, propose
from koppi.handbook.tests.fixtures import *  # noqa: F403
from koppi.matters.models import Topic
from koppi.matters.tests.factories import told

from .conftest import TEN_PAST

SKIN = "/desk/handbook/topic/skin/"


@pytest.fixture
def hers(sit_down, manager):
    """The desk of the manager."""
    return sit_down(manager)


@pytest.fixture
def his(sit_down, head):
    """The desk of the head of the health stations, who owns topics."""
    return sit_down(head)


def named(text):
    return dict.fromkeys(("fi", "sv", "en"), text)


def filled(page):
    """Return what a form page would send as it stands."""
    form = page.context["form"]
    data = {"base": page.context["base"]}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            data |= {bound.name: "on"} if value else {}
        elif bound.name == "statements":
            data |= {f"{bound.name}_{n}": code for n, code in enumerate(value)}
        elif value is not None:
            data[bound.name] = value
    return data


def test_a_change_is_written_looked_at_sent_and_approved(hers, his, manager, head):
    form = filled(hers.get(f"{SKIN}change/"))
    form |= {"name_fi": "Ihottumat", "why": "Selkeämpi nimi.", "press": "look"}

    check = hers.post(f"{SKIN}change/", form)
    assert check.status_code == 200 and not Change.objects.exists()
    [difference] = check.context["differences"]
    assert [text.lang for text in difference.texts] == ["fi"]
    assert difference.texts[0].parts == [("gone", "Iho"), ("new", "Ihottumat")]

    sent = hers.post(f"{SKIN}change/", {**dict(check.context["kept"]), "base": form["base"], "press": "send"})
    proposed = Change.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"/desk/handbook/changes/{proposed.pk}/")
    assert told(head) == ["handbook.proposed"]
    assert "Look at the change" in his.get("/desk/notices/").content.decode()
    assert his.get("/desk/handbook/").context["waiting"][0].id == proposed.pk

    his.post(f"/desk/handbook/changes/{proposed.pk}/approval/")
    assert Topic.objects.in_force(TEN_PAST).get(code="skin").name_fi == "Ihottumat"
    assert told(manager) == ["handbook.approved"]


@pytest.mark.parametrize("language, word", [("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")])
def test_a_missing_text_is_named_at_its_field_and_nothing_is_half_done(hers, language, word):
    form = filled(hers.get(f"{SKIN}change/")) | {f"name_{language}": " ", "why": "-", "press": "send"}

    answer = hers.post(f"{SKIN}change/", form)

    assert answer.status_code == 422
    [row] = answer.context["form"].error_rows()
    assert (row.target, row.said) == (f"id_name_{language}", f"The {word} text is missing: Name.")
    assert not Change.objects.exists() and Topic.objects.filter(code="skin").count() == 1


@pytest.mark.parametrize(
    "values, field",
    [
        ({"position": "third"}, "position"),
        ({"position": "-3"}, "position"),
        ({"owner": "somebody"}, "owner"),
        ({"patient_team": ""}, "patient_team"),
        ({"patient_team": "perhe"}, "patient_team"),
        ({"statements_0": "no-such"}, "statements"),
        ({"statements_0": "stroke", "statements_1": "stroke"}, "statements"),
        ({"name_fi": "x" * 121}, "name_fi"),
        ({"why": ""}, "why"),
        ({"when": "minute", "day": "", "clock": "9"}, "day"),
        ({"when": "minute", "day": "4.3.2025", "clock": ""}, "clock"),
        ({"when": "minute", "day": "3.3.2025", "clock": "9.00"}, "clock"),
        ({"when": "minute", "day": "30.3.2025", "clock": "3.30"}, "clock"),
        ({"when": "soon"}, "when"),
    ],
)
def test_what_does_not_hold_is_refused_at_its_field(hers, values, field):
    form = filled(hers.get(f"{SKIN}change/")) | {"name_fi": "Ihottumat", "why": "-"} | values

    answer = hers.post(f"{SKIN}change/", form | {"press": "send"})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Change.objects.exists()


def test_the_second_of_two_editors_sees_what_the_first_changed_and_keeps_their_words(
    hers, his, manager, head
):
    form = filled(hers.get(f"{SKIN}change/")) | {"name_sv": "Hudbesvär", "why": "-", "press": "send"}
    change(
        "topic", "skin", by=head, owner=head, at=TEN_PAST - timedelta(minutes=1), name=named("Iho ja kynnet")
    )

    late = hers.post(f"{SKIN}change/", form)

    assert late.status_code == 409 and not Change.objects.filter(proposed_by=manager).exists()
    assert late.context["form"]["name_sv"].value() == "Hudbesvär"
    assert "Iho ja kynnet" in str(late.context["meanwhile"])
    again = hers.post(f"{SKIN}change/", form | {"base": late.context["base"]})
    assert again.status_code == 303


def test_a_stale_proposal_is_written_anew_from_what_was_proposed(hers, his, manager, head):
    mine = propose("topic", "skin", by=manager, at=TEN_PAST - timedelta(minutes=2), name=named("Iho ja hius"))
    change(
        "topic", "skin", by=head, owner=head, at=TEN_PAST - timedelta(minutes=1), name=named("Iho ja kynsi")
    )

    his.post(f"/desk/handbook/changes/{mine.pk}/approval/")
    mine.refresh_from_db()
    assert mine.is_pending
    page = hers.get(f"/desk/handbook/changes/{mine.pk}/")
    assert page.context["stale"] and f"?again={mine.pk}" in page.content.decode()
    form = hers.get(f"{SKIN}change/?again={mine.pk}").context
    assert form["form"]["name_fi"].value() == "Iho ja hius"
    assert "Iho ja kynsi" in str(form["meanwhile"])


def test_nobody_but_the_owner_finds_a_way_to_approve(hers, manager, head):
    mine = propose("topic", "skin", by=manager, at=TEN_PAST, name=named("Ihottumat"))

    answer = hers.post(f"/desk/handbook/changes/{mine.pk}/approval/", follow=True)

    assert "Only the owner does this: Head of the health stations." in answer.content.decode()
    assert hers.post(f"/desk/handbook/changes/{mine.pk}/sending-back/", {"why": "x"}).status_code == 404
    mine.refresh_from_db()
    assert mine.is_pending


def test_sent_back_with_a_reason_and_withdrawn(hers, his, manager, head):
    first = propose("topic", "skin", by=manager, at=TEN_PAST, name=named("Ihottumat"))
    second = propose("topic", "skin", by=manager, at=TEN_PAST, name=named("Iho 2"))

    assert his.post(f"/desk/handbook/changes/{first.pk}/sending-back/", {"why": ""}).status_code == 422
    his.post(f"/desk/handbook/changes/{first.pk}/sending-back/", {"why": "Lyhyemmin."})
    hers.post(f"/desk/handbook/changes/{second.pk}/withdrawal/")

    assert "Lyhyemmin." in hers.get(f"/desk/handbook/changes/{first.pk}/").content.decode()
    assert told(manager) == ["handbook.sent_back"]
    second.refresh_from_db()
    assert second.withdrawn_at == TEN_PAST


def test_the_owner_goes_back_in_one_press_and_anybody_else_proposes_it(hers, his, manager, head):
    done = change(
        "topic", "skin", by=manager, owner=head, at=TEN_PAST - timedelta(hours=1), name=named("Ihottumat")
    )
    back = f"{SKIN}back/1/"
    assert back in his.get(f"/desk/handbook/changes/{done.pk}/").content.decode()
    form = filled(his.get(back))

    hers.post(back, form)
    assert Topic.objects.in_force(TEN_PAST).get(code="skin").name_fi == "Ihottumat"
    his.post(back, form)

    undone = Change.objects.get(approved_at=TEN_PAST)
    assert (undone.undoes, undone.version) == (done, 3)
    assert Topic.objects.in_force(TEN_PAST).get(code="skin").name_fi == "Iho"


def test_a_planned_change_is_called_off(hers, his, manager, head):
    later = TEN_PAST + timedelta(days=1)
    planned = change(
        "topic", "skin", by=manager, owner=head, at=TEN_PAST, wanted_at=later, name=named("Ihottumat")
    )
    page = his.get(SKIN).content.decode()
    assert (
        "is approved and takes force" in page
        and "Call off" in his.get(f"/desk/handbook/changes/{planned.pk}/").content.decode()
    )

    his.post(f"/desk/handbook/changes/{planned.pk}/calling-off/")

    assert Topic.objects.in_force(later).get(code="skin").name_fi == "Iho"
    assert "Called off before it took force" in his.get(SKIN).content.decode()


def test_a_new_topic_gets_its_code_from_its_english_name(hers, his, manager, head):
    form = filled(hers.get("/desk/handbook/topic/new/"))
    for language, text in (("fi", "Matkailu"), ("sv", "Resor"), ("en", "New!")):
        form[f"name_{language}"] = text
    form |= {"registers": "patient", "patient_team": "etela", "booking": "team"}
    form["owner"] = "head-of-the-health-stations"

    hers.post("/desk/handbook/topic/new/", form | {"why": "-", "position": "5", "press": "send"})

    proposed = Change.objects.get()
    assert proposed.code == "new-2"
    approve_change(change_id=proposed.pk, by=head, at=TEN_PAST)
    assert hers.get("/desk/handbook/topic/new-2/").status_code == 200


def test_a_statement_that_is_asked_does_not_end(hers, chief):
    page = hers.get("/desk/handbook/statement/stroke/end/")

    answer = hers.post(
        "/desk/handbook/statement/stroke/end/", {"base": page.context["base"], "why": "-", "when": "once"}
    )

    assert answer.status_code == 409 and "still asks this" in answer.content.decode()
    assert not Change.objects.exists()


def test_whoever_writes_nothing_reads_and_finds_no_form(sit_down, teams, head, aino):
    nurse = sit_down(aino)
    mine = propose("topic", "skin", by=head, at=TEN_PAST, name=named("Ihottumat"))

    for path in ("", "topic/", "topic/skin/", "owners/", f"changes/{mine.pk}/"):
        page = nurse.get(f"/desk/handbook/{path}")
        assert page.status_code == 200 and "Propose a change" not in page.content.decode()
    for path in (
        "topic/new/",
        "topic/skin/change/",
        "topic/skin/end/",
        "topic/skin/back/1/",
        "owners/new/",
        "owners/chief-physician/",
        "nothing/",
        "topic/nothing/",
    ):
        assert nurse.get(f"/desk/handbook/{path}").status_code == 404


def test_a_manager_names_an_owner_and_adds_a_role(hers, head, aino):
    assert "Nobody has been named" in hers.get("/desk/handbook/owners/").content.decode()

    hers.post("/desk/handbook/owners/chief-dentist/", {"user": aino.pk})
    hers.post(
        "/desk/handbook/owners/new/",
        {"name_fi": "Proviisori", "name_sv": "Provisor", "name_en": "Pharmacist"},
    )
    again = hers.post("/desk/handbook/owners/new/", {"name_fi": "P", "name_sv": "P", "name_en": "Pharmacist"})

    page = hers.get("/desk/handbook/owners/").content.decode()
    assert "Aino" in page and "Pharmacist" in page
    assert again.status_code == 409


def test_the_preview_counts_the_county_and_lists_what_the_reader_may_see(hers, his, manager, head):
    """The rest is in the tests of intake: here, that a line is written for what is listed."""
    mine = propose("topic", "skin", by=manager, at=TEN_PAST, patient_team="mieli")

    page = hers.get(f"/desk/handbook/changes/{mine.pk}/")

    assert page.context["sorting"].preview.total == 0
    assert not Reading.objects.filter(what="sorting").exists()
