"""The resident's chat: the way in, the waiting room, the talk, and what is said when none is open."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from koppi import live
from koppi.chat.actions import end_talk, take_next
from koppi.chat.models import Route, Visit
from koppi.chat.tests.factories import enter, make_place, watch
from koppi.conversations.actions import reply
from koppi.conversations.rules import channel_of
from koppi.intake.models import Contact, ContactDraft
from koppi.intake.tests.factories import make_draft
from koppi.live import presence
from koppi.matters.models import Matter, Topic
from koppi.matters.tests.factories import DAY, MINUTE, NINE
from koppi.resident.chatting import channels_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]


def said(answer):
    return answer.content.decode().replace("\u2060", "")


# The way in


def test_the_ways_are_shown_to_anybody_with_their_hours(client, route):
    client.cookies["koppi_language"] = "en"

    shown = said(client.get("/chat/"))

    assert "A nurse answers you." in shown and "Open today 8–15." in shown
    assert "/contact/?by=chat&amp;way=health" in shown and "tel:112" in shown
    assert 'href="/chat/"' in said(client.get("/"))


def test_without_a_way_the_front_page_offers_no_chat(browser):
    assert 'href="/chat/"' not in said(browser.get("/"))


def test_whoever_wants_to_chat_is_asked_its_topics_and_led_there_after_their_words(browser, route, user):
    browser.get("/contact/?by=chat&way=health")
    draft = make_draft(user, since=None, reach=None, support=None)
    shown = said(browser.get(f"/contact/{draft.uuid}/topic/"))
    assert 'value="back-limbs"' in shown and 'value="mental"' not in shown

    answer = browser.post(f"/contact/{draft.uuid}/words/", {"words": "Selkä on kipeä.", "title": ""})

    assert answer.url == f"/contact/{draft.uuid}/chat/"


def test_one_press_sends_what_was_told_and_stands_in_the_queue_once(browser, route, draft):
    shown = said(browser.get(f"/contact/{draft.uuid}/chat/"))
    assert "Nobody waits before you." in shown and "Start the chat" in shown

    first = browser.post(f"/contact/{draft.uuid}/chat/")
    again = browser.post(f"/contact/{draft.uuid}/chat/", follow=True)

    visit = Visit.objects.get()
    assert first.url == f"/my/{visit.matter.reference}/chat/"
    assert again.redirect_chain[-1][0] == first.url
    contact = Contact.objects.get()
    assert (contact.channel, contact.language) == ("chat", "en")
    assert ContactDraft.objects.get(pk=draft.pk).submitted_at == NINE


def test_an_unanswered_question_is_asked_first(browser, route, user):
    draft = make_draft(user, words=None)

    assert browser.get(f"/contact/{draft.uuid}/chat/").url == f"/contact/{draft.uuid}/words/"
    assert browser.post(f"/contact/{draft.uuid}/chat/").url == f"/contact/{draft.uuid}/words/"
    assert not Visit.objects.exists()


def test_the_message_offers_the_chat_where_one_says_how_to_be_answered(browser, route, user):
    draft = make_draft(user)

    assert f"/contact/{draft.uuid}/chat/" in said(browser.get(f"/contact/{draft.uuid}/reach/"))
    Route.objects.update(closes=9)
    assert f"/contact/{draft.uuid}/chat/" not in said(browser.get(f"/contact/{draft.uuid}/reach/"))


@pytest.mark.parametrize("why", ["closed", "area", "full", "nowhere"])
def test_where_no_chat_lets_in_one_is_told_why_and_nothing_is_lost(browser, route, draft, maria, why):
    told = "There is no chat about this"
    if why == "closed":
        told = "Closed now, opens"
        Route.objects.update(closes=9)
    elif why == "area":
        told = "This chat serves people of other municipalities."
        maria.municipality = make_place("091", served=False)
        maria.save()
    elif why == "full":
        told = "So many people are waiting now"
        Route.objects.update(most_waiting=1)
        enter(Topic.objects.get(code="back-limbs"), route="health")
    else:
        Route.objects.update(topics=["mental"])
    before = Visit.objects.count()

    shown = said(browser.get(f"/contact/{draft.uuid}/chat/"))
    answer = browser.post(f"/contact/{draft.uuid}/chat/")

    assert told in shown and "Start the chat" not in shown and "?instead=message" in shown
    assert answer.status_code == 409 and told in said(answer)
    assert Visit.objects.count() == before
    assert ContactDraft.objects.get(pk=draft.pk).submitted_at is None
    assert browser.get(f"/contact/{draft.uuid}/chat/?instead=message").url == f"/contact/{draft.uuid}/"


def test_whoever_stands_in_the_queue_already_is_led_there(browser, visit, draft, page):
    assert browser.post(f"/contact/{draft.uuid}/chat/").url == f"{page}chat/"
    assert Visit.objects.count() == 1


# The waiting room


def test_the_waiting_room_says_ones_place_and_the_front_page_leads_back(browser, visit, page):
    shown = said(browser.get(f"{page}chat/"))

    assert "You are next in the queue." in shown and "We cannot say yet how long" in shown
    assert "Look again" in shown and "your place is kept" in shown
    assert f"{page}chat/" in said(browser.get("/"))
    assert f"{page}chat/" in said(browser.get(page))


def test_the_waiting_room_leads_to_the_talk_and_the_client_has_arrived(browser, visit, talk, page):
    assert "It is your turn. Aino Koski answers you." in said(browser.get(f"{page}chat/now/?on=room"))
    assert browser.get(f"{page}chat/").url == f"{page}#talk"
    assert Visit.objects.get().arrived_at == NINE


def test_one_is_told_of_ones_turn_where_one_wants(browser, visit, page):
    browser.post(f"{page}chat/turn/", {"by": "sms", "phone": "040 123 4567", "email": "not one"})
    assert (Visit.objects.get().turn_by, Visit.objects.get().turn_address) == ("sms", "+358401234567")

    for given in ({"by": "sms", "phone": "04"}, {"by": "sms"}, {"by": "email", "email": "x"}, {"by": "owl"}):
        assert browser.post(f"{page}chat/turn/", given).status_code == 422

    browser.post(f"{page}chat/turn/", {"by": "email", "email": "m@example.fi"})
    assert Visit.objects.get().turn_address == "m@example.fi"
    browser.post(f"{page}chat/turn/", {"by": ""})
    assert Visit.objects.get().turn_address == ""


def test_one_would_rather_be_answered_by_message(browser, visit, page, matter):
    shown = said(browser.post(f"{page}chat/messages/", follow=True))

    assert "You left the chat. We answer here" in shown
    assert Visit.objects.get().how == "as_messages"
    assert Matter.objects.get(pk=matter.pk).state == "open"
    assert "The chat has ended." in said(browser.post(f"{page}chat/messages/", follow=True))


# The talk, and after


def test_the_talk_says_who_is_here_and_what_was_read(browser, talk, page, matter, nurse):
    shown = said(browser.get(page))
    assert "You are chatting with Aino Koski." in shown and "is not looking just now" in shown
    presence.here(channel_of(matter.pk), f"user:{nurse.pk}", NINE)
    browser.post(f"{page}letter/", {"body": "Hei!", "key": str(uuid4())})

    shown = said(browser.get(f"{page}chat/now/"))

    assert "Aino Koski is here." in shown and "Your last message has arrived." in shown
    assert "writing" not in shown
    presence.writing(channel_of(matter.pk), f"user:{nurse.pk}", NINE)
    assert "writing…" in said(browser.get(f"{page}chat/now/"))


def test_the_other_side_hears_that_one_is_here_and_writes(browser, talk, page, matter, user):
    browser.get(f"{page}chat/now/")
    browser.post(f"{page}chat/writing/")

    (me,) = presence.present(channel_of(matter.pk), NINE)
    assert (me.who, me.writing_until is not None) == (f"user:{user.pk}", True)

    browser.post(f"{page}letter/", {"body": "Hei!", "key": str(uuid4())})
    assert all(one.writing_until is None for one in presence.present(channel_of(matter.pk), NINE))


def test_either_side_ends_it_and_a_calm_page_says_what_comes_next(browser, talk, page, matter, nurse):
    assert "End the chat?" in said(browser.get(f"{page}chat/end/"))
    shown = said(browser.post(f"{page}chat/end/", follow=True))

    assert "You ended the chat" in shown and "Aino Koski takes care of this." in shown
    assert Visit.objects.get().how == "client"
    assert browser.get(f"{page}chat/end/").url == f"{page}chat/"


def test_an_open_page_hears_that_the_other_side_ended_it(browser, talk, page, matter, nurse):
    end_talk(matter_id=matter.pk, by=nurse, at=NINE + MINUTE)

    assert 'data-chat-state="ended"' in said(browser.get(f"{page}chat/now/"))
    assert "The chat has ended" in said(browser.get(f"{page}chat/"))


def test_a_copy_holds_what_was_said_and_nothing_of_our_own(browser, talk, page, matter, nurse):
    reply(matter_id=matter.pk, body="Missä kohtaa?", client_uuid=uuid4(), by=nurse, at=NINE + MINUTE)

    for path in ("chat/copy/", "chat/copy/text/"):
        shown = said(browser.get(page + path))
        assert "Missä kohtaa?" in shown and matter.shown_reference in shown and "care of" not in shown


@pytest.mark.parametrize("path", ["", "now/", "end/", "copy/", "copy/text/"])
def test_a_strangers_chat_is_not_there(client, stranger, talk, page, path):
    client.force_login(stranger)

    assert client.get(f"{page}chat/{path}").status_code == 404


@pytest.mark.parametrize("path", ["writing/", "turn/", "messages/", "end/"])
def test_a_stranger_does_nothing_in_it(client, stranger, talk, page, path):
    client.force_login(stranger)

    assert client.post(f"{page}chat/{path}").status_code == 404
    assert Visit.objects.get().state == "talking" and not presence.present("conversation:1", NINE)


def test_a_matter_that_was_never_in_the_chat_has_no_waiting_room(browser, page):
    assert browser.get(f"{page}chat/").status_code == 404
    assert browser.get(f"{page}chat/now/").status_code == 404
    assert browser.get(f"{page}chat/end/").url == page


# What is heard


def test_each_step_of_a_visit_lets_its_pages_and_the_queue_look_anew(settings, visit, nurse, page, browser):
    settings.LIVE_CARRIER = "koppi.live.carriers.Memory"
    sent = live.carriers.carrier().sent
    watch(nurse, "health")
    both = {f"visit:{visit.pk}", "queue:health"}

    for step in (
        lambda: take_next(by=nurse, at=NINE),
        lambda: end_talk(matter_id=visit.matter_id, by=nurse, at=NINE + MINUTE),
    ):
        sent.clear()
        step()
        assert both <= {nudge.channel for nudge in sent}


def test_a_page_listens_to_its_visit_and_queue_while_they_are_open(browser, visit, page, nurse, matter):
    assert channels_of(matter) == [f"visit:{visit.pk}", "queue:health"]
    assert browser.get(f"{page}live/").status_code == 200
    watch(nurse, "health")
    take_next(by=nurse, at=NINE)
    end_talk(matter_id=matter.pk, by=nurse, at=NINE)
    assert channels_of(matter) == []


def test_a_waiting_room_costs_the_same_with_a_long_queue(browser, visit, page, django_assert_max_num_queries):
    topic = Topic.objects.get(code="back-limbs")
    for number in range(4):
        enter(topic, name=f"Client {number}", route="health", at=NINE + DAY)
    with django_assert_max_num_queries(40):
        browser.get(f"{page}chat/now/?on=room")


# What it costs


def statements(browser, url):
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("part", ["chat/", "chat/now/?on=room"])
def test_waiting_costs_the_same_however_many_wait(browser, visit, page, part):
    browser.get(f"{page}{part}")
    alone = statements(browser, f"{page}{part}")
    for number in range(5):
        enter(visit.matter.topic, name=f"Client {number}", route="health")

    assert statements(browser, f"{page}{part}") == alone


@pytest.mark.parametrize("part", ["", "letters/?after=0", "chat/now/", "chat/copy/"])
def test_talking_costs_the_same_however_much_is_said(browser, talk, page, matter, nurse, part):
    def say(words):
        reply(matter_id=matter.pk, body=words, client_uuid=uuid4(), by=nurse, at=NINE)

    say("one")
    browser.get(f"{page}{part}")
    little = statements(browser, f"{page}{part}")
    for number in range(8):
        say(f"{number}")
    browser.get(f"{page}{part}")

    assert statements(browser, f"{page}{part}") == little
