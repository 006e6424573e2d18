"""A letter may offer quick answers: one press sends one of them, once, and takes no other words along."""

from uuid import uuid4

import pytest

from koppi.conversations import actions as conversations
from koppi.conversations.models import Draft, Message
from koppi.matters import actions
from koppi.matters.models import Matter
from koppi.matters.tests.factories import MINUTE, NINE, make_professional
from koppi.resident.exchange import exchange_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine")]

LATER = NINE + 2 * MINUTE
ASKED = "Onko sinulla kuumetta?\n\n( ) Ei ole\n( ) On, 39 tai enemmän"


@pytest.fixture
def liisa(teams):
    return make_professional("Liisa Koski", teams["etela"]).user


@pytest.fixture
def asked(matter, liisa):
    """A letter to Maria that offers two answers, in Liisa's hands."""
    actions.catch_matter(matter_id=matter.pk, by=liisa, at=NINE)
    return say(matter, liisa, ASKED)


def say(matter, by, body, at=NINE):
    return conversations.reply(matter_id=matter.pk, body=body, client_uuid=uuid4(), by=by, at=at)


def press(browser, matter, letter, answer, **more):
    return browser.post(
        f"/my/{matter.reference}/letter/", {"to": letter.pk, "answer": answer, **more}, follow=True
    ).content.decode()


def own_letters():
    return list(Message.objects.filter(from_client=True).values_list("body", flat=True))


def test_one_press_sends_an_answer_and_the_letter_asks_no_more(browser, matter, asked):
    shown = browser.get(f"/my/{matter.reference}/").content.decode()
    assert shown.count('name="answer"') == 2 and "( )" not in shown

    after = press(browser, matter, asked, "Ei ole")

    assert own_letters() == ["Ei ole"] and Matter.objects.get().client_wrote_at == NINE
    assert "Your message was sent." in after and 'name="answer"' not in after
    assert "On, 39 tai enemmän" in after


def test_the_same_press_twice_is_one_answer_and_another_one_is_refused(browser, matter, asked):
    press(browser, matter, asked, "Ei ole")
    again = press(browser, matter, asked, "Ei ole")
    other = press(browser, matter, asked, "On, 39 tai enemmän")

    assert own_letters() == ["Ei ole"]
    assert "Your message was sent." in again
    assert "You have answered this already." in other


def test_what_is_being_written_stays_where_it_is(browser, matter, asked, user):
    conversations.save_draft(matter_id=matter.pk, kind="reply", body="Vielä kesken", by=user, at=NINE)

    shown = press(browser, matter, asked, "Ei ole", body="Vielä kesken, ja lisää")

    assert own_letters() == ["Ei ole"]
    assert Draft.objects.get().body == "Vielä kesken" and "Vielä kesken</textarea>" in shown


@pytest.mark.parametrize("answer", ["Jotain muuta", "", "( ) Ei ole"])
def test_what_was_not_offered_is_not_sent(browser, matter, asked, answer):
    shown = press(browser, matter, asked, answer)

    assert own_letters() == [] and "Something new has been written meanwhile." in shown


def test_a_question_that_was_overtaken_is_not_answered_unseen(browser, matter, asked, liisa):
    say(matter, liisa, "Ja hengitätkö normaalisti?\n( ) Kyllä\n( ) En", at=NINE + MINUTE)

    shown = press(browser, matter, asked, "Ei ole")

    assert own_letters() == [] and "Read it first" in shown
    assert shown.count('name="answer"') == 2


@pytest.mark.parametrize("to", ["", "x", "9" * 30, "0"])
def test_a_letter_that_is_not_there_is_answered_with_words(browser, matter, asked, to):
    answer = browser.post(f"/my/{matter.reference}/letter/", {"to": to, "answer": "Ei ole"}, follow=True)

    assert answer.status_code == 200 and own_letters() == []


def test_a_copy_shows_what_was_offered_and_no_buttons(matter, asked, user):
    last = exchange_of(matter, user, str)[-1]

    assert (last.answers, last.may_answer) == (("Ei ole", "On, 39 tai enemmän"), False)


def test_an_address_in_our_letter_is_a_link_and_in_ones_own_only_words(browser, matter, asked, liisa, user):
    say(matter, liisa, "Varaa aika: https://koppi.example/my/", at=NINE + MINUTE)
    conversations.write_letter(
        matter_id=matter.pk,
        body="https://toinen.example/",
        client_uuid=uuid4(),
        by=user,
        at=NINE + 2 * MINUTE,
    )

    shown = browser.get(f"/my/{matter.reference}/").content.decode()

    assert '<a href="https://koppi.example/my/"' in shown
    assert '<a href="https://toinen.example/"' not in shown
