"""The chat at the desk: one's watch, taking who waits, the strip of the talk, what a page asks for."""

from uuid import uuid4

import pytest

from koppi.access.models import Reading
from koppi.chat.actions import take_next
from koppi.chat.models import Visit, Watch
from koppi.chat.queries import visit_of
from koppi.chat.tests.factories import enter, make_hours, make_route, watch
from koppi.conversations import actions as conversations
from koppi.conversations.rules import channel_of
from koppi.live import presence
from koppi.live.tickets import read_ticket
from koppi.matters.actions import set_urgency
from koppi.matters.models import Matter
from koppi.matters.tests.factories import MINUTE, NINE, make_professional

from .conftest import TEN_PAST

CHAT = "/desk/chat/"


@pytest.fixture(autouse=True)
def way_in(topic):
    make_hours()
    return make_route(topics=[topic.code], name_en="Health chat")


def shown(answer):
    return answer.content.decode()


def page_of(visit, more=""):
    return f"/desk/m/{visit.matter.reference}/{more}?scope=chat"


def letter(visit, words="Onko siellä joku?"):
    return conversations.write_letter(
        matter_id=visit.matter_id, body=words, client_uuid=uuid4(), by=visit.entered_by, at=TEN_PAST
    )


@pytest.fixture
def talk(topic, aino):
    """A talk that Aino has taken."""
    enter(topic)
    watch(aino)
    return take_next(by=aino, at=NINE)


def test_before_the_watch_has_begun_the_page_asks_what_is_needed_to_begin_it(desk, aino):
    page = shown(desk.get(CHAT))

    assert "Which chats do you answer?" in page
    assert "Health chat" in page

    answer = desk.post("/desk/chat/watch/", {"routes": ["terveys"], "capacity": "2"}, follow=True)

    kept = Watch.objects.get(kept_by=aino)
    assert (kept.routes, kept.capacity) == (["terveys"], 2)
    assert "Nobody waits just now" in shown(answer)
    assert "Take the next" in shown(answer)


def test_the_next_watch_is_offered_as_the_last_one_was(desk, aino):
    watch(aino, capacity=3)
    desk.post("/desk/chat/watch/end/")

    page = shown(desk.get(CHAT))

    assert Watch.objects.standing().count() == 0
    assert page.count("checked") == 2


def test_a_watch_of_nothing_is_refused_in_words(desk):
    answer = desk.post("/desk/chat/watch/", {"capacity": "9"})

    assert answer.status_code == 422
    assert "Which chats do you answer?" in shown(answer)
    assert not Watch.objects.exists()


def test_taking_the_next_opens_the_talk_with_its_strip_and_the_others_beside(desk, topic, aino):
    first = enter(topic)
    enter(topic, name="Maija Mäki", at=NINE + MINUTE)
    watch(aino)

    answer = desk.post("/desk/chat/next/")

    assert answer["Location"] == page_of(first)
    page = shown(desk.get(answer["Location"]))
    assert "In the chat: Health chat" in page
    assert "End the chat" in page
    assert "Take the next" in page
    assert 'id="chat-waiting"' in page
    assert Matter.objects.get(pk=first.matter_id).caught_by == aino


def test_urgent_statements_stand_first_with_their_word(desk, topic, aino):
    calm, urgent = enter(topic), enter(topic, name="Maija Mäki", at=NINE + MINUTE)
    Visit.objects.filter(pk=urgent.pk).update(urgent=True)
    watch(aino)

    page = shown(desk.get(CHAT))

    assert page.index(urgent.matter.reference) < page.index(calm.matter.reference)
    assert "Warning sign" in page


@pytest.mark.parametrize(
    ("address", "said"), [("next", "Nobody is waiting for you"), ("{visit}/take", "took this chat first")]
)
def test_a_refusal_is_said_where_one_stands(desk, topic, aino, eero, address, said):
    visit = enter(topic)
    watch(aino)
    watch(eero)
    take_next(by=eero, at=NINE)

    answer = desk.post(f"{CHAT}{address.format(visit=visit.pk)}/", follow=True)

    assert said in shown(answer)


def test_full_hands_are_told_and_nobody_more_is_taken(desk, topic, aino, talk):
    waiting = enter(topic, name="Maija Mäki")
    desk.post("/desk/chat/watch/", {"routes": ["terveys"], "capacity": "1"})

    answer = desk.post("/desk/chat/next/", follow=True)

    assert "as many chats as you have room for" in shown(answer)
    assert "as many as you have room for" in shown(answer)
    assert Visit.objects.get(pk=waiting.pk).state == "waiting"


def test_without_a_watch_taking_says_so(desk, topic):
    enter(topic)

    assert "You are not on watch" in shown(desk.post("/desk/chat/next/", follow=True))


def test_a_visit_of_another_register_is_not_there(sit_down, topic, sari):
    visit = enter(topic)

    assert sit_down(sari).post(f"/desk/chat/{visit.pk}/take/").status_code == 404


def test_the_list_writes_a_line_and_an_open_page_only_for_whom_it_has_not_shown(desk, topic, aino):
    enter(topic)
    watch(aino)
    page = desk.get(CHAT)
    assert Reading.objects.filter(what="worklist").count() == 1
    mark = page.context["list_mark"]

    again = desk.post("/desk/chat/news/", {"mark": mark})
    assert again.status_code == 200
    assert Reading.objects.filter(what="worklist").count() == 1

    other = enter(topic, name="Maija Mäki")
    desk.post("/desk/chat/news/", {"mark": mark})
    line = Reading.objects.filter(what="worklist").latest("id")
    assert line.client_ids == [other.client_id]

    desk.post("/desk/chat/news/", {"mark": "forged"})
    assert len(Reading.objects.filter(what="worklist").latest("id").client_ids) == 2


def test_unread_letters_are_marked_in_the_list_and_on_the_bar(desk, talk):
    desk.get(page_of(talk))
    letter(talk)

    page = shown(desk.get(CHAT))

    assert "1 unread" in page
    assert "Chat <b>1</b>" in page
    desk.get(page_of(talk))
    assert "1 unread" not in shown(desk.get(CHAT))


def test_the_strip_tells_that_the_client_is_here_and_writes(desk, talk):
    strip = page_of(talk, "chat/")
    assert "If they are not here by" in shown(desk.get(strip))

    letter(talk)
    presence.writing(channel_of(talk.matter_id), f"user:{talk.entered_by_id}", TEN_PAST)

    said = shown(desk.get(strip))
    assert "The client is here." in said
    assert "The client is writing" in said


def test_what_shows_by_itself_is_no_change_that_one_must_ask_for(desk, talk, eero):
    strip = page_of(talk, "chat/")
    seen = Matter.objects.get(pk=talk.matter_id).last_event_no

    letter(talk)
    assert "This has changed" not in shown(desk.get(strip, {"seen": seen}))
    assert "This has changed" not in shown(desk.get(strip, {"seen": "9" * 20}))

    set_urgency(matter_id=talk.matter_id, urgency=1, by=eero, at=TEN_PAST)
    assert "This has changed" in shown(desk.get(strip, {"seen": seen}))


def test_the_client_sees_who_is_here_only_while_the_talk_is_in_ones_hands(desk, sit_down, eero, aino, talk):
    address = page_of(talk, "chat/presence/")

    assert desk.post(address, {"doing": "here"}).status_code == 204
    assert desk.post(address, {"doing": "writing"}).status_code == 204
    assert desk.post(address, {"doing": "dancing"}).status_code == 422
    assert sit_down(eero).post(address, {"doing": "here"}).status_code == 404

    (one,) = presence.present(channel_of(talk.matter_id), TEN_PAST)
    assert one.who == f"user:{aino.pk}"
    assert one.writing_until is not None


def test_ending_asks_once_and_keeps_the_matter(desk, aino, talk):
    assert "The matter stays yours" in shown(desk.get(page_of(talk, "chat/end/")))

    answer = desk.post(page_of(talk, "chat/end/"), follow=True)

    assert "The chat has ended. The matter is still yours." in shown(answer)
    assert visit_of(talk.matter_id) is None
    assert Matter.objects.get(pk=talk.matter_id).caught_by == aino


def test_going_on_as_messages_is_one_press_and_only_the_holders(desk, sit_down, eero, talk):
    refused = sit_down(eero).post(page_of(talk, "chat/messages/"), follow=True)
    assert visit_of(talk.matter_id) is not None
    assert "Aino" in shown(refused)

    desk.post(page_of(talk, "chat/messages/"))

    assert Visit.objects.get(pk=talk.pk).how == "as_messages"


def test_a_colleague_sees_who_talks_and_nothing_to_press(sit_down, eero, talk):
    page = shown(sit_down(eero).get(f"/desk/m/{talk.matter.reference}/"))

    assert "talks with the client in the chat" in page
    assert "End the chat" not in page


def test_a_reply_at_the_chat_leads_back_to_the_next_words(desk, talk):
    answer = desk.post(
        page_of(talk, "reply/"), {"body": "Hei!", "uuid": "018f0000-0000-7000-8000-000000000001"}
    )

    assert answer["Location"] == f"{page_of(talk)}#reply_body"


def test_closing_a_talk_leads_back_to_the_chat(desk, talk):
    answer = desk.post(
        page_of(talk, "closing/"), {"outcome": "guided", "assessment": "not_a_care_need"}, follow=True
    )

    assert answer.redirect_chain[-1][0] == CHAT
    assert Visit.objects.get(pk=talk.pk).how == "professional"


def test_the_tickets_hear_ones_queues_talks_and_oneself(desk, aino, talk):
    held = read_ticket(desk.get("/desk/chat/live/").json()["ticket"], TEN_PAST)
    assert set(held.channels) == {f"user:{aino.pk}", "queue:terveys", channel_of(talk.matter_id)}

    of_talk = read_ticket(desk.get(page_of(talk, "live/")).json()["ticket"], TEN_PAST)
    assert set(of_talk.channels) == {*held.channels, f"visit:{talk.pk}"}


def test_the_same_number_of_statements_however_many_wait_and_talk(
    desk, topic, aino, talk, django_assert_num_queries, django_assert_max_num_queries
):
    enter(topic, name="Maija Mäki")
    desk.get(CHAT)
    desk.get(page_of(talk))
    with django_assert_max_num_queries(25) as few:
        desk.get(CHAT)
    desk.get(page_of(talk))
    with django_assert_max_num_queries(90) as few_beside:
        desk.get(page_of(talk))

    watch(aino, capacity=9)
    for number in range(6):
        enter(topic, name=f"Matti Meikäläinen{number}")
    for _ in range(2):
        letter(take_next(by=aino, at=NINE))

    with django_assert_num_queries(len(few)):
        desk.get(CHAT)
    with django_assert_num_queries(len(few_beside)):
        desk.get(page_of(talk))


# Those who lead


def test_a_lead_sees_how_it_goes_in_numbers_and_no_client(sit_down, nurses, topic, aino, talk):
    enter(topic, name="Maija Mäki")
    lead = sit_down(make_professional("Lea Virta", nurses, roles=["shift_lead"]).user)

    page = shown(lead.get("/desk/chat/now/"))

    assert "Aino" in page
    assert "1 / 2" in page
    assert "Maija" not in page
    assert "Otto" not in page
    assert "1 / 2" in shown(lead.get("/desk/chat/now/tables/"))


def test_the_figures_of_some_days_are_tables(sit_down, nurses, topic, talk):
    lead = sit_down(make_professional("Lea Virta", nurses, roles=["team_lead"]).user)

    page = shown(lead.get("/desk/chat/figures/"))
    assert "Came to the chat" in page
    assert topic.name in page

    empty = lead.get("/desk/chat/figures/?first=1.1.2025&last=2.1.2025")
    assert "Nobody came to the chat" in shown(empty)


@pytest.mark.parametrize(
    "query",
    [
        "first=x&last=y",
        "first=5.1.2025&last=1.1.2025",
        "first=1.1.2020&last=1.1.2025",
        "route=nowhere&first=1.1.2025&last=2.1.2025",
    ],
)
def test_days_that_cannot_be_shown_are_said(sit_down, nurses, query):
    lead = sit_down(make_professional("Lea Virta", nurses, roles=["team_lead"]).user)

    answer = lead.get(f"/desk/chat/figures/?{query}")

    assert answer.status_code == 422
    assert "data-error-summary" in shown(answer)


@pytest.mark.parametrize("address", ["now/", "now/tables/", "figures/"])
def test_only_a_lead_sees_how_it_goes(desk, address):
    assert desk.get(f"{CHAT}{address}").status_code == 404


def test_a_manager_of_the_county_sees_both_registers(sit_down):
    manager = sit_down(make_professional("Mirja Aalto", roles=["manager"]).user)

    assert "Health chat" in shown(manager.get("/desk/chat/now/"))
    assert "/desk/chat/now/" in shown(manager.get("/desk/"))


def test_no_chat_in_ones_service_no_entry_on_the_bar(sit_down, sari):
    assert "/desk/chat/" not in shown(sit_down(sari).get("/desk/"))
