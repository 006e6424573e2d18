"""Writing down a disclosure: from a matter in one's care, on a ground that stands, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from koppi.access import consent
from koppi.access.matrix import Kind
from koppi.access.models import Crossing, Pass
from koppi.desk import disclosing
from koppi.desk.disclosing import write_down_disclosure
from koppi.disclosures.actions import record_disclosure
from koppi.disclosures.models import Disclosure
from koppi.disclosures.rules import NoGround
from koppi.ledger.models import Event
from koppi.matters.actions import catch_matter, close_matter, join_matters
from koppi.matters.models import Matter
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import NINE

from .conftest import TEN_PAST

MINUTE = timedelta(minutes=1)
RECEIVER = "Kotihoito Oy Esimerkki"
LAW = "703/2023 53 §"
KEY = "018f0000-0000-7000-8000-000000000001"
TYPED = {
    "given": ["letters", "assessment"],
    "basis": "law",
    "provision": LAW,
    "receiver": RECEIVER,
    "purpose": "care",
    "day": "3.3.2025",
    "clock": "9.05",
    "key": KEY,
}
BY_PERMISSION = {
    **TYPED,
    "given": ["letters", "basic"],
    "basis": "permission",
    "provision": "",
    "receiver": "",
}


def place(matter):
    return f"/desk/m/{matter.reference}/disclosure/"


def write(matter, by, **changes):
    """Write a disclosure down without HTTP."""
    said = {
        "data": ["letters"],
        "basis": "law",
        "provision": LAW,
        "receiver": RECEIVER,
        "purpose": "care",
        "given_at": TEN_PAST - MINUTE,
        "key": uuid4(),
        **changes,
    }
    return write_down_disclosure(matter_id=matter.pk, by=by, at=TEN_PAST, **said)


def by_permission(matter, by, **changes):
    return write(matter, by, **{"basis": "permission", "provision": "", "receiver": "", **changes})


@pytest.fixture
def permits(maria, resident):
    """A function by which Maria permits health care to show letters to social care."""

    def permit(at=TEN_PAST - 5 * MINUTE, kinds=(Kind.LETTERS,)):
        return consent.give_permission(
            person_id=maria.person_id,
            client_id=maria.pk,
            from_register="patient",
            kinds=kinds,
            by=resident,
            at=at,
        )

    return permit


# Without HTTP


def test_a_disclosure_by_law_stands_in_the_register_and_in_the_ledger_without_words(matter, aino, maria):
    written = write(matter, aino)

    assert (written.client_id, written.matter_id, written.register) == (maria.pk, matter.pk, "patient")
    assert (written.receiver, written.provision, written.given_by) == (RECEIVER, LAW, aino)
    assert written.at == TEN_PAST - MINUTE
    event = Event.objects.get(kind="data.disclosed")
    assert (event.matter_id, event.by_id, event.at) == (matter.pk, aino.pk, TEN_PAST)
    assert event.data == {
        "register": "patient", "disclosure": written.pk, "basis": "law", "permission": None
    }  # fmt: skip
    assert Matter.objects.get(pk=matter.pk).last_event_no == event.matter_no


def test_by_permission_it_goes_to_the_other_side_alone(matter, aino, permits):
    permission = permits()

    written = by_permission(matter, aino, receiver="Poliisi", data=["letters", "basic", "contact"])

    assert written.permission_id == permission.pk
    assert "Poliisi" not in written.receiver and "sosiaalihuolto" in written.receiver


@pytest.mark.parametrize("basis", ["", "because", "consent", "joint_service"])
def test_without_a_ground_nothing_is_written(matter, aino, basis):
    with pytest.raises(disclosing.NothingAllows):
        write(matter, aino, basis=basis, provision="")
    assert not Disclosure.objects.exists()
    assert not Event.objects.filter(kind="data.disclosed").exists()


@pytest.mark.parametrize("provision", ["", " ", "laki", "703/2023", "§"])
def test_a_law_has_its_section(matter, aino, provision):
    with pytest.raises(disclosing.NothingAllows):
        write(matter, aino, provision=provision)


def test_no_permission_is_no_ground(matter, aino):
    with pytest.raises(disclosing.NotPermitted):
        by_permission(matter, aino)


def test_a_permission_taken_back_is_no_ground(matter, aino, maria, resident, permits):
    permits()
    consent.withdraw_permission(
        person_id=maria.person_id, client_id=maria.pk, from_register="patient", by=resident, at=TEN_PAST
    )

    with pytest.raises(disclosing.NotPermitted):
        by_permission(matter, aino)


def test_a_permission_of_the_other_register_is_no_ground(matter, aino, maria, resident):
    consent.give_permission(
        person_id=maria.person_id,
        client_id=maria.pk,
        from_register="social",
        kinds=[Kind.LETTERS],
        by=resident,
        at=TEN_PAST - 5 * MINUTE,
    )

    with pytest.raises(disclosing.NotPermitted):
        by_permission(matter, aino)


def test_somebody_elses_permission_is_no_ground(topic, matter, aino, permits):
    permits()
    other = make.make_matter(topic, make.make_client("Otto Öhman"))

    with pytest.raises(disclosing.NotPermitted):
        by_permission(other, aino)


def test_a_ban_wins_over_the_permission_and_leaves_the_law(matter, aino, maria, resident, permits):
    permits()
    consent.give_ban(
        person_id=maria.person_id, client_id=maria.pk, register="patient", by=resident, at=TEN_PAST
    )

    with pytest.raises(disclosing.NotPermitted):
        by_permission(matter, aino)
    assert write(matter, aino).basis == "law"


def test_a_permission_given_afterwards_is_no_ground(matter, aino, permits):
    permits(at=TEN_PAST)

    with pytest.raises(disclosing.NotPermitted):
        by_permission(matter, aino, given_at=TEN_PAST - MINUTE)


@pytest.mark.parametrize("more", ["files", "assessment", "notes", "plan", "summary", "bookings"])
def test_a_permission_covers_what_it_names(matter, aino, permits, more):
    permits()

    with pytest.raises(disclosing.BeyondPermission):
        by_permission(matter, aino, data=["letters", more])


def test_what_is_to_come_has_not_been_given(matter, aino):
    with pytest.raises(disclosing.NotYetGiven):
        write(matter, aino, given_at=TEN_PAST + MINUTE)


def test_the_same_key_is_one_disclosure_and_another_text_under_it_is_refused(matter, aino):
    key = uuid4()
    first = write(matter, aino, key=key)

    assert write(matter, aino, key=key) == first
    assert Event.objects.filter(kind="data.disclosed").count() == 1
    for changes in ({"receiver": "Poliisi"}, {"data": ["files"]}, {"provision": "812/2000 18 §"}):
        with pytest.raises(disclosing.AlreadyWritten):
            write(matter, aino, key=key, **changes)


@pytest.mark.parametrize("who", ["olli", "sari"])
def test_a_matter_that_is_not_theirs_is_not_there(request, matter, sari, who):
    with pytest.raises(Matter.DoesNotExist):
        write(matter, request.getfixturevalue(who))


@pytest.mark.parametrize(
    "ground", [{"basis": "law"}, {"basis": "permission"}, {"basis": "consent", "provision": LAW}]
)
def test_the_register_and_the_database_ask_each_ground_for_what_it_stands_on(matter, aino, ground):
    line = {
        "client_id": matter.client_id, "register": "patient", "data": ["letters"], "receiver": RECEIVER,
        "purpose": "care", "at": TEN_PAST, **ground,
    }  # fmt: skip

    with pytest.raises(NoGround):
        record_disclosure(by=aino, **line)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(given_by=aino, **line)


# Over HTTP


def test_a_disclosure_is_written_from_the_matter_and_shows_there_and_to_the_client(
    desk, sit_down, resident, matter
):
    assert place(matter) in desk.get(f"/desk/m/{matter.reference}/").content.decode()
    form = desk.get(place(matter)).content.decode()
    assert 'value="3.3.2025"' in form and 'value="9.10"' in form

    answer = desk.post(place(matter), TYPED)

    assert (answer.status_code, answer["location"]) == (303, f"/desk/m/{matter.reference}/")
    page = desk.get(f"/desk/m/{matter.reference}/").content.decode()
    assert f"Aino Koski wrote down that data was given to: {RECEIVER}" in page
    theirs = sit_down(resident).get("/my-data/disclosures/").content.decode()
    for words in (RECEIVER, "letters, the assessment of what you need", LAW, "Aino Koski", "9:05"):
        assert words in theirs, words


def test_a_double_click_is_one(desk, matter):
    assert [desk.post(place(matter), TYPED).status_code for _ in range(2)] == [303, 303]
    assert Disclosure.objects.count() == 1

    answer = desk.post(place(matter), {**TYPED, "receiver": "Poliisi"})

    assert answer.status_code == 409
    assert "Poliisi" in answer.content.decode()
    assert Disclosure.objects.count() == 1


def test_the_permission_is_offered_while_it_stands(desk, sit_down, resident, matter, maria, permits):
    assert "health care to" not in desk.get(place(matter)).content.decode()
    assert 'value="permission"' not in desk.get(place(matter)).content.decode()
    assert desk.post(place(matter), BY_PERMISSION).status_code == 422
    permits(at=TEN_PAST - 6 * MINUTE)
    assert 'value="permission"' in desk.get(place(matter)).content.decode()

    assert desk.post(place(matter), {**BY_PERMISSION, "receiver": "Poliisi"}).status_code == 422
    assert desk.post(place(matter), {**BY_PERMISSION, "given": ["files"]}).status_code == 409
    assert desk.post(place(matter), BY_PERMISSION).status_code == 303

    theirs = sit_down(resident).get("/my-data/disclosures/").content.decode()
    assert "you gave permission" in theirs and "sosiaalihuolto" in theirs


@pytest.mark.parametrize(
    "changes",
    [
        {"given": []},
        {"given": ["soul"]},
        {"basis": ""},
        {"basis": "consent"},
        {"provision": ""},
        {"provision": "laki"},
        {"provision": f"{LAW} " * 20},
        {"receiver": " "},
        {"receiver": "o" * 121},
        {"purpose": "curiosity"},
        {"day": "4.3.2025"},
        {"day": ""},
        {"clock": "9.11"},
        {"clock": ""},
    ],
)
def test_a_disclosure_is_not_written_without_its_facts(desk, matter, changes):
    assert desk.post(place(matter), {**TYPED, **changes}).status_code == 422
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("who", ["olli", "sari", "resident"])
def test_what_is_not_yours_is_not_there(request, sit_down, matter, sari, who):
    browser = sit_down(request.getfixturevalue(who))

    assert browser.get(place(matter)).status_code == 404
    assert browser.post(place(matter), TYPED).status_code == 404
    assert not Disclosure.objects.exists()


def test_nothing_is_given_out_of_what_is_only_lent(desk, topic, maria, matter, sari, aino):
    lent = make.make_matter(topic, maria, register="social", subject="Vuokra")
    crossing = {"basis": "joint_service", "kinds": ["letters"], "why": "Yhteinen arvio.", "until": "week"}
    assert desk.post(f"/desk/m/{matter.reference}/other-side/", crossing).status_code == 303
    # It ends by the database's clock.
    beyond_any_test = TEN_PAST + timedelta(days=365 * 60)
    Crossing.objects.update(until=beyond_any_test)
    Pass.objects.filter(why="crossing").update(until=beyond_any_test)
    page = desk.get(f"/desk/m/{lent.reference}/")
    assert page.status_code == 200 and place(lent) not in page.content.decode()

    assert desk.get(place(lent)).status_code == 404
    assert desk.post(place(lent), TYPED).status_code == 404
    with pytest.raises(Matter.DoesNotExist):
        write(lent, aino)


@pytest.fixture
def closed(matter, aino):
    """The matter, closed five minutes ago."""
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    close_matter(
        matter_id=matter.pk,
        outcome="solved",
        without_assessment="not_reached",
        by=aino,
        at=TEN_PAST - 5 * MINUTE,
    )
    return matter


def test_what_is_given_after_the_matter_was_closed_is_written_down_too(desk, sit_down, resident, closed):
    assert place(closed) in desk.get(f"/desk/m/{closed.reference}/").content.decode()
    assert desk.get(place(closed)).status_code == 200

    assert desk.post(place(closed), {**TYPED, "clock": "9.08"}).status_code == 303

    page = desk.get(f"/desk/m/{closed.reference}/").content.decode()
    assert f"Aino Koski wrote down that data was given to: {RECEIVER}" in page
    assert Matter.objects.get(pk=closed.pk).state == Matter.State.CLOSED
    assert RECEIVER in sit_down(resident).get("/my-data/disclosures/").content.decode()


def test_a_colleague_of_the_team_writes_it_of_a_closed_matter_and_nobody_else(
    sit_down, eero, olli, sari, closed
):
    assert sit_down(eero).post(place(closed), TYPED).status_code == 303
    for other in (olli, sari):
        assert sit_down(other).get(place(closed)).status_code == 404
        assert sit_down(other).post(place(closed), {**TYPED, "key": str(uuid4())}).status_code == 404

    assert Disclosure.objects.get().given_by == eero


def test_what_is_written_in_a_joined_matter_stands_in_the_older_one(desk, topic, maria, matter, aino):
    newer = make.make_matter(topic, maria)
    join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=TEN_PAST - 5 * MINUTE)
    assert place(newer) in desk.get(f"/desk/m/{newer.reference}/").content.decode()

    assert desk.post(place(newer), TYPED).status_code == 303

    assert Disclosure.objects.get().matter_id == matter.pk


def test_no_log_line_tells_who_got_what(desk, matter, caplog):
    with caplog.at_level("DEBUG"):
        desk.post(place(matter), TYPED)
        desk.post(place(matter), {**TYPED, "receiver": "Poliisi"})

    for words in (RECEIVER, "Poliisi", "Lindqvist"):
        assert words not in caplog.text


def test_a_holder_writes_it_too_and_the_clocks_stay(desk, matter, aino):
    catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    due = Matter.objects.get(pk=matter.pk).due_at

    assert desk.post(place(matter), TYPED).status_code == 303

    assert Matter.objects.get(pk=matter.pk).due_at == due
