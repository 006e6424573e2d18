"""Advice at the desk: nobody's name in it, one next step, and no dead end."""

from datetime import date
from uuid import uuid4

import pytest

from koppi.access.models import Reading
from koppi.desk.queries import advice_given
from koppi.intake.advising import identify_client, receive_advice
from koppi.matters import actions
from koppi.matters.models import Matter
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import NINE
from koppi.people.scope import scope_of
from koppi.people.tests.factories import test_code

from .conftest import TEN_PAST


@pytest.fixture
def advice(topic, aino, eero, lea, olli, sari):
    """Advice that waits for the nurses."""
    contact = receive_advice(
        key=uuid4(), channel="phone", topic=topic, words="Saako kuumeessa saunoa?", by=aino, at=NINE
    )
    return contact.opened[0]


@pytest.fixture
def held(advice, aino):
    """The same, in Aino's hands."""
    actions.catch_matter(matter_id=advice.pk, by=aino, at=NINE)
    return advice


CODE = test_code()


@pytest.fixture
def maria(db):
    """A client whose identity code is known."""
    return make.make_client("Maria Lindqvist", hetu=CODE)


def url(matter, noun=""):
    return f"/desk/m/{matter.reference}/{noun}"


def test_the_page_of_advice_shows_the_words_and_offers_only_what_can_be_done(desk, held):
    shown = desk.get(url(held)).content.decode()

    assert "Saako kuumeessa saunoa?" in shown
    assert "Advice, anonymous" in shown
    assert 'data-key="w"' in shown
    for noun in ("reply", "appointment", "client", "join", "waiting", "callback/promise", "other-side"):
        assert f'{url(held, noun)}/"' not in shown and f"{url(held, noun)}/?" not in shown
    for noun in ("handover", "question", "snooze", "closing", "identify"):
        assert url(held, noun) in shown


def test_the_list_says_advice_in_the_place_of_age_and_sex(desk, advice):
    shown = desk.get("/desk/?scope=team").content.decode()

    assert "Saako kuumeessa saunoa?" in shown
    assert "Advice, anonymous" in shown
    assert "None" not in shown


def test_looking_at_advice_leaves_no_line_about_anybody(desk, held):
    for address in (url(held), "/desk/?scope=mine", "/desk/going-home/", url(held, "closing/")):
        assert desk.get(address).status_code == 200

    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "noun",
    [
        "assessment",
        "capacity",
        "waiting",
        "appointment",
        "callback",
        "callback/promise",
        "join",
        "client",
        "contact-details",
        "other-side",
        "spoken",
        "disclosure",
    ],
)
def test_what_needs_a_client_leads_back_and_says_what_to_do(desk, held, noun):
    for ask in (desk.get, desk.post):
        answer = ask(url(held, f"{noun}/"), follow=True)

        if answer.status_code != 405:
            assert answer.redirect_chain == [(url(held), 303)]
            assert "Identify the client first." in answer.content.decode()


def test_a_reply_to_nobody_is_not_sent(desk, held):
    answer = desk.post(url(held, "reply/"), {"body": "Hei.", "uuid": uuid4(), "seen": "0"}, follow=True)

    assert "Identify the client first." in answer.content.decode()


def test_identified_the_clients_own_matter_opens_with_what_was_told(desk, held, maria):
    answer = desk.post(url(held, "identify/"), {"code": CODE, "identified": "code"}, follow=True)

    new = maria.matters.get(register="patient")
    assert answer.redirect_chain == [(url(new), 303)]
    shown = answer.content.decode()
    assert f"The matter goes on as {new.shown_reference}." in shown
    assert "Maria Lindqvist" in shown
    assert "Saako kuumeessa saunoa?" in shown
    assert Reading.objects.get().client_ids == [maria.pk]
    assert "By the identity code and questions" in shown
    assert maria.contacts.get().identified == "code"


def test_it_is_written_down_how_the_client_was_identified(desk, held, maria):
    answer = desk.post(url(held, "identify/"), {"code": CODE})

    assert answer.status_code == 422
    assert "How do you know who it is?" in answer.content.decode()
    assert not maria.matters.exists()


@pytest.mark.parametrize("name", ["Maria Lindqvist", " lindqvist  MARIA "])
def test_a_name_and_the_day_of_birth_identify_too(desk, held, maria, name):
    born = maria.birth_date.strftime("%d.%m.%Y")
    make.make_client("Maria Lindqvist", birth_date=maria.birth_date.replace(year=1950))

    desk.post(url(held, "identify/"), {"name": name, "born": born, "identified": "questions"})

    assert maria.matters.filter(register="patient").exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Write who the client is."),
        ({"born": "17.5.1982"}, "Write who the client is."),
        ({"name": "Maria Lindqvist"}, "many have the same name"),
        ({"name": "Maria Lindquist", "born": "17.5.1982"}, "Nobody here has this name"),
        ({"name": "Tiina Aho", "born": "17.5.1982"}, "Several people have this name"),
    ],
)
def test_a_name_that_is_nobodys_or_several_peoples_identifies_nobody(desk, held, given, says):
    for _ in range(2):
        make.make_client("Tiina Aho", birth_date=date(1982, 5, 17))

    answer = desk.post(url(held, "identify/"), {"identified": "questions", **given})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Matter.objects.count() == 1


def test_the_closed_advice_leads_to_what_follows_and_does_not_open_again(desk, held, maria):
    desk.post(url(held, "identify/"), {"code": CODE, "identified": "code"})

    shown = desk.get(url(held)).content.decode()

    assert url(maria.matters.get(register="patient")) in shown
    assert "Open again" not in shown
    assert "Maria" not in shown.split('id="matter"')[1]
    again = desk.post(url(held, "reopening/"), follow=True).content.decode()
    assert "This matter goes on as" in again


def test_what_goes_on_on_the_other_side_leaves_the_list_and_shows_nothing(desk, topic, held, maria):
    type(topic).objects.filter(pk=topic.pk).update(registers="social", patient_team=None)

    answer = desk.post(url(held, "identify/"), {"code": CODE, "identified": "code"}, follow=True)

    assert answer.redirect_chain == [("/desk/", 303)]
    assert "goes on with the matter" in answer.content.decode()
    assert "Maria" not in answer.content.decode()
    assert desk.get(url(maria.matters.get())).status_code == 404


def test_a_clients_matter_is_not_identified_again(desk, matter):
    answer = desk.get(url(matter, "identify/"), follow=True)

    assert "It is known already whose matter this is." in answer.content.decode()


def test_advice_is_offered_and_asked_about_on_either_side(desk, held, social, nurses, eero):
    for noun in ("handover", "question"):
        shown = desk.get(url(held, f"{noun}/")).content.decode()

        assert f'value="team:{social.pk}"' in shown
        assert f'value="team:{nurses.pk}"' in shown
        assert f'value="person:{eero.professional.pk}"' in shown

    desk.post(url(held, "handover/"), {"to": f"team:{social.pk}", "reason": "Kysyy tuista."})
    assert held.handovers.pending().get().to_team == social


def test_a_clients_matter_is_not_offered_to_the_other_side(desk, matter, social):
    assert f'value="team:{social.pk}"' not in desk.get(url(matter, "handover/")).content.decode()


def test_advice_closes_with_what_can_end_it(desk, held):
    shown = desk.get(url(held, "closing/")).content.decode()
    assert 'value="guided"' in shown
    assert 'value="appointment"' not in shown

    desk.post(url(held, "closing/"), {"outcome": "guided"})

    assert Matter.objects.get(pk=held.pk).outcome == "guided"


def test_a_name_in_a_note_is_refused_and_what_was_written_stays(desk, held):
    answer = desk.post(url(held, "note/"), {"body": f"Soittaja on {CODE}.", "uuid": uuid4()})

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Identify the client first, or take the code out." in shown
    assert f"Soittaja on {CODE}." in shown


def test_advice_that_one_holds_stands_in_what_one_leaves_behind(desk, held):
    assert "Advice, anonymous" in desk.get("/desk/going-home/").content.decode()


def test_nobody_opens_advice_in_need(sit_down, olli, held):
    browser = sit_down(olli)

    answer = browser.post(
        "/desk/in-need/",
        {"whose": held.reference, "reason": "danger", "why": "Soitti.", "hours": "1", "sure": "on"},
    )

    assert answer.status_code in (409, 422)
    assert "saunoa" not in answer.content.decode()


# Counted


@pytest.fixture
def given(topic, nurses, advice, aino, olli):
    """Advice of three weeks, in two teams and two ways."""
    other = make.make_topic(nurses, code="iho")
    weeks_ago = [NINE - n * 7 * make.DAY for n in range(5)]
    for at, about, channel, by in (
        (weeks_ago[1], topic, "walk_in", aino),
        (weeks_ago[1], other, "phone", aino),
        (weeks_ago[3], topic, "phone", aino),
        (weeks_ago[4], topic, "phone", aino),  # too long ago
        (weeks_ago[0], topic, "phone", olli),  # another team's
    ):
        receive_advice(
            key=uuid4(), channel=channel, topic=about, words="Saako uida?", outcome="guided", by=by, at=at
        )


def test_a_lead_sees_how_much_advice_was_given_by_topic_way_and_week(given, head):
    counted = advice_given(by=head, at=TEN_PAST)

    assert counted.count == 4
    assert counted.by_topic == [["kurkku", 1, 0, 1, 1, 3], ["iho", 0, 0, 1, 0, 1]]
    assert sorted(row[1:] for row in counted.by_way) == [[0, 0, 1, 0, 1], [1, 0, 1, 1, 3]]


def test_whoever_said_later_who_they_are_is_counted_too(given, head, held, maria, aino):
    identify_client(matter_id=held.pk, client=maria, identified="code", by=aino, at=NINE)

    assert advice_given(by=head, at=TEN_PAST).count == 4


def test_the_page_of_counts_has_no_words_and_is_a_leads(given, sit_down, head, aino):
    shown = sit_down(head).get("/desk/advice/").content.decode()

    assert "given advice 4 times" in shown
    assert "week 10" in shown
    assert "Saako" not in shown
    assert sit_down(aino).get("/desk/advice/").status_code == 404


def test_a_lead_without_advice_is_told_what_will_come(sit_down, head):
    assert "it is counted here" in sit_down(head).get("/desk/advice/").content.decode()


def test_the_count_costs_the_same_however_much_there_is(given, head, django_assert_num_queries):
    scope_of(head)
    with django_assert_num_queries(2):
        advice_given(by=head, at=TEN_PAST)
