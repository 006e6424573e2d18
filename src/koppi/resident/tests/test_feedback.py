"""How it went: asked when a chat in which somebody was there has ended, kept while it is told, taken once."""

import pytest

from koppi.chat.actions import end_talk, go_on_as_messages
from koppi.feedback.models import Feedback, FeedbackRequest
from koppi.matters.tests.factories import NINE

from .test_chat import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]

WORDS = "Sain heti ajan. Kiitos! 🌞"
ANSWER = {"helped": "yes", "ease": "2", "words": WORDS}


@pytest.fixture
def ended(browser, talk, page, nurse, matter):
    """A talk to which its client came, ended by the one who answered."""
    browser.get(f"{page}chat/")
    end_talk(matter_id=matter.pk, by=nurse, at=NINE)
    return page


def test_the_end_asks_how_it_went(browser, ended):
    assert f'href="{ended}feedback/"' in said(browser.get(f"{ended}chat/"))
    assert f'href="{ended}feedback/"' in said(browser.get(ended))


def test_an_answer_is_taken_once_and_asked_no_more(browser, ended):
    answer = browser.post(f"{ended}feedback/", ANSWER)

    assert answer.headers["Location"] == ended
    assert "Thank you. We read every answer and learn from it." in said(browser.get(ended))
    again = browser.post(f"{ended}feedback/", ANSWER | {"helped": "no"}, follow=True)
    assert "You have told us already" in said(again)
    assert [(one.helped, one.ease, one.words) for one in Feedback.objects.all()] == [("yes", 2, WORDS)]
    assert f'href="{ended}feedback/"' not in said(browser.get(ended))


def test_one_question_is_enough(browser, ended):
    browser.post(f"{ended}feedback/", {"ease": "5"})

    assert [(one.helped, one.ease, one.words) for one in Feedback.objects.all()] == [("", 5, "")]


def test_what_is_begun_waits_on_any_device(browser, ended):
    kept = browser.post(f"{ended}feedback/draft/", {"words": WORDS})
    browser.post(f"{ended}feedback/draft/", {"ease": "2"})

    assert kept.json() == {"saved": "9.00"}
    shown = said(browser.get(f"{ended}feedback/"))
    assert WORDS in shown and 'value="2" id="id_ease_1"' in shown.replace(" checked", "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": "a" * 2001}, "2000"),
        ({"words": "Olen 010190-900A"}, "Leave the identity code out"),
        ({"helped": "perhaps"}, "This choice is no longer there. Choose again."),
    ],
)
def test_what_cannot_be_taken_is_not_kept_and_says_why(browser, ended, typed, told):
    browser.post(f"{ended}feedback/draft/", {"words": WORDS})

    kept = browser.post(f"{ended}feedback/draft/", typed)
    sent = browser.post(f"{ended}feedback/", typed)

    assert (kept.status_code, sent.status_code) == (422, 422)
    assert told in kept.json()["said"] and told in said(sent)
    assert FeedbackRequest.objects.get().draft == {"words": WORDS}
    assert not Feedback.objects.exists()


def test_a_draft_after_the_end_of_a_sign_in_says_so(client, ended):
    client.logout()

    assert client.post(f"{ended}feedback/draft/", {"words": WORDS}).status_code == 401


def test_who_left_the_queue_is_not_asked(browser, visit, page, matter, user):
    go_on_as_messages(matter_id=matter.pk, by=user, at=NINE)

    assert not FeedbackRequest.objects.exists()
    assert f"{page}feedback/" not in said(browser.get(page))


def test_nobody_else_finds_the_page(stranger, client, ended):
    client.force_login(stranger)

    for path in ("feedback/", "feedback/draft/"):
        assert client.post(f"{ended}{path}", ANSWER).status_code == 404
    assert client.get(f"{ended}feedback/").status_code == 404
    assert not Feedback.objects.exists()
