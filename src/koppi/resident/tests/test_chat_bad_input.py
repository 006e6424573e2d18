"""What goes wrong in a chat: a clear sentence in one's own language, nothing lost, nothing leaked.

Each case is told in Finnish and Swedish where words show; no case leaves the client's words in the log.
"""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from koppi.chat.actions import end_talk
from koppi.chat.models import Visit
from koppi.chat.tests.factories import make_place
from koppi.config.limits import LIMITS
from koppi.conversations.actions import reply
from koppi.conversations.models import Draft, Message
from koppi.files.models import StoredFile
from koppi.intake.models import Contact, ContactDraft
from koppi.live import presence
from koppi.live.tickets import read_ticket
from koppi.matters.actions import close_matter
from koppi.matters.models import Matter
from koppi.matters.tests.factories import MINUTE, NINE
from koppi.resident.urls import urlpatterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]

TYPED = "Rintaan sattuu kun kävelen portaita."
WAIT_A_MOMENT = "Olet lähettänyt monta viestiä lyhyessä ajassa. Tämä viesti on tallessa: odota hetki"
LETTER = LIMITS["resident:letter"].account


def in_both(fi, sv):
    """Try a case in Finnish and in Swedish, each with its own words."""
    return pytest.mark.parametrize(("language", "words"), [("fi", fi), ("sv", sv)])


@pytest.fixture
def browser(browser, language):
    browser.cookies["koppi_language"] = language
    return browser


@pytest.fixture(autouse=True)
def quiet_log(log):
    """Nothing of what is typed or answered stands in the log after any case."""
    yield
    for secret in (TYPED, "Rintaan", "Lindqvist", "Puutuuko"):
        assert secret not in log.getvalue()


def said(answer):
    return unescape(answer.content.decode().replace("\u2060", ""))


def write(browser, page, body=TYPED, **more):
    return browser.post(f"{page}letter/", {"body": body, "key": str(uuid4()), "live": "on", **more})


def sent():
    """What the client has sent, in order."""
    return list(Message.objects.filter(from_client=True).order_by("seq").values_list("body", flat=True))


# Too much


@in_both(
    "Teksti on 1 merkin liian pitkä: 10001 merkkiä, kun enintään 10000 mahtuu. Mitään ei kadonnut.",
    "Texten är 1 tecken för lång: 10001 tecken, och högst 10000 ryms. Inget har försvunnit.",
)
def test_a_message_over_the_limit_stays_with_its_writer_to_be_made_shorter(browser, talk, page, words):
    long = TYPED.ljust(10_001, ".")

    answer = write(browser, page, long)

    assert answer.status_code == 422
    assert words in said(answer) and long in said(answer)
    assert "Aino Koski" in said(answer) and Visit.objects.get().state == "talking"
    assert sent() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "words", "many"),
    [
        ("fi", WAIT_A_MOMENT, 62),
        ("sv", "Du har skickat många meddelanden på kort tid. Det här meddelandet finns kvar: vänta en", 62),
        pytest.param("fi", WAIT_A_MOMENT, 500, marks=pytest.mark.long),
    ],
)
def test_of_too_many_messages_what_fits_is_sent_once_and_the_rest_waits_with_its_writer(
    browser, talk, page, words, many
):
    fits, last = LETTER.count, many - 1
    keys = [str(uuid4()) for _ in range(many)]

    answers = [write(browser, page, f"{TYPED} {number}", key=key) for number, key in enumerate(keys)]

    assert [answer.status_code for answer in answers] == [302] * fits + [429] * (many - fits)
    for number in (fits, last):
        assert words in said(answers[number]) and f"{TYPED} {number}" in said(answers[number])
    assert sent() == [f"{TYPED} {number}" for number in range(fits)]
    assert Draft.objects.get().body == f"{TYPED} {last}"
    # What was sent before may be sent again, and is there once.
    assert write(browser, page, f"{TYPED} 0", key=keys[0]).status_code == 302
    # A moment later the waiting one goes, under the key that it had.
    with time_machine.travel(NINE + timedelta(seconds=1), tick=False):
        assert write(browser, page, f"{TYPED} {last}", key=keys[last]).status_code == 302
    assert sent() == [f"{TYPED} {number}" for number in (*range(fits), last)]
    assert not Draft.objects.exists()


# Files


@in_both(
    "Tiedosto ei ole sitä, mitä sen nimi sanoo.",
    "Filen är inte det som namnet säger.",
)
def test_a_file_that_lies_about_its_type_sends_nothing_and_loses_no_words(browser, talk, page, words):
    program = SimpleUploadedFile("ihottuma.jpg", b"%PDF-1.7\n%%EOF\n", content_type="image/jpeg")

    answer = write(browser, page, files=[program])

    assert answer.status_code == 422
    assert words in said(answer) and TYPED in said(answer)
    assert sent() == [] and not StoredFile.objects.exists()
    assert Draft.objects.get().body == TYPED


@in_both(
    "Tiedostot eivät tulleet mukaan. Valitse ne uudelleen.",
    "Filerna kom inte med. Välj dem på nytt.",
)
def test_files_that_a_refused_message_had_are_asked_for_again(browser, talk, page, words):
    good = SimpleUploadedFile("lista.txt", b"130/80", content_type="text/plain")

    answer = write(browser, page, TYPED.ljust(10_001, "."), files=[good])

    assert answer.status_code == 422 and words in said(answer)


# Somebody of another county


@in_both(
    (
        "Et voi nyt chatata",
        "Tämä chat palvelee muiden kuntien asukkaita. Oman kotikuntasi hyvinvointialueella on omat",
        "Se, mitä kirjoitit, on tallessa.",
    ),
    (
        "Du kan inte chatta just nu",
        "Den här chatten är för invånare i andra kommuner. Välfärdsområdet där du bor har sina",
        "Det du skrev är sparat.",
    ),
)
def test_a_client_of_another_municipality_is_told_kindly_where_else_and_no_visit_is_made(
    browser, route, draft, maria, words
):
    maria.municipality = make_place("091", served=False)
    maria.save()

    shown = browser.get(f"/contact/{draft.uuid}/chat/")
    pressed = browser.post(f"/contact/{draft.uuid}/chat/")

    assert (shown.status_code, pressed.status_code) == (200, 409)
    for answer in (shown, pressed):
        assert all(one in said(answer) for one in words)
        assert "?instead=message" in said(answer)
    assert not Visit.objects.exists() and not Contact.objects.exists()
    assert ContactDraft.objects.get(pk=draft.pk).submitted_at is None
    assert browser.get(f"/contact/{draft.uuid}/chat/?instead=message").status_code == 302


# The sign-in ended


@pytest.mark.parametrize("body", [TYPED, "Joo"])
@in_both(
    "Kirjautumisesi päättyi, ennen kuin tämä tallentui.",
    "Din inloggning tog slut innan det här sparades.",
)
def test_a_sentence_outlives_the_sign_in_and_is_sent_once_after_it(
    client, maria, talk, page, language, words, body
):
    client.cookies["koppi_language"] = language
    sign_in(client, maria)
    client.post(f"{page}draft/", {"body": body, "tab": "w"})
    del client.cookies["koppi"]
    # What the page asks for by itself meanwhile takes no words away.
    by_itself = {"headers": {"X-Koppi-Fragment": "live"}}
    asked = write(client, page, body)
    assert asked.url.startswith("/sign-in/")
    client.get(f"{page}chat/now/", **by_itself)
    client.post(f"{page}chat/writing/", **by_itself)
    assert sent() == []

    shown = said(client.get(sign_in(client, maria).url))
    assert words in shown and f"<p>{body}</p>" in shown
    fields = hidden_fields(shown, f"{page}letter/")
    first, again = (client.post(f"{page}letter/", fields) for _ in range(2))

    assert first.url.startswith(f"{page}#letter-") and again.url == first.url
    assert sent() == [body] and not Draft.objects.exists()
    assert Visit.objects.get().state == "talking"


def test_whoever_signs_in_next_with_that_browser_sees_nothing_of_it(client, maria, talk, page, stranger):
    sign_in(client, maria)
    del client.cookies["koppi"]
    write(client, page)

    shown = said(client.post("/sign-in/", {"person": str(stranger.person_id), "next": "/"}, follow=True))

    assert TYPED not in shown and sent() == []


def sign_in(client, person):
    return client.post("/sign-in/", {"person": str(person.person_id), "next": "/"})


def hidden_fields(shown, action):
    form = shown[shown.index(f'action="{action}"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.partition("</form>")[0])
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


# What has ended


@in_both(
    "Chat on päättynyt. Viestisi on lähetetty, ja vastaamme",
    "Chatten är avslutad. Ditt meddelande har skickats, och vi svarar",
)
def test_words_written_as_the_talk_ended_go_as_a_message_and_one_is_told_so(
    browser, talk, page, nurse, words
):
    end_talk(matter_id=talk.matter_id, by=nurse, at=NINE)

    answer = write(browser, page)

    assert words in said(browser.get(answer.url))
    assert sent() == [TYPED]
    assert Matter.objects.get().caught_by == nurse and Visit.objects.get().state == "ended"


@in_both(
    "Chat on päättynyt. Viestisi on lähetetty, ja vastaamme",
    "Chatten är avslutad. Ditt meddelande har skickats, och vi svarar",
)
def test_words_written_as_the_matter_was_closed_open_it_again(browser, talk, page, nurse, words):
    close(talk, nurse)
    assert Matter.objects.get().state == "closed"

    answer = write(browser, page)

    assert words in said(browser.get(answer.url))
    assert sent() == [TYPED]
    matter = Matter.objects.get()
    assert matter.state == "open" and matter.due_at and Visit.objects.get().how == "professional"


@in_both("Viestisi on lähetetty.", "Ditt meddelande har skickats.")
def test_in_a_talk_one_is_told_that_a_message_went_and_no_hour_of_an_answer(browser, talk, page, words):
    answer = write(browser, page)

    shown = said(browser.get(answer.url))
    toast = re.search(rf"{re.escape(words)}[^<]*", shown)[0].strip()
    assert toast == words


@in_both(
    ("Chat on päättynyt", "Kaikki, mitä kirjoitettiin"),
    ("Chatten är avslutad", "Allt som skrevs"),
)
@pytest.mark.parametrize("ended", ["talk", "matter"])
def test_every_button_of_a_talk_that_has_ended_leads_to_a_calm_page(browser, talk, page, nurse, words, ended):
    end_talk(matter_id=talk.matter_id, by=nurse, at=NINE) if ended == "talk" else close(talk, nurse)
    before = Visit.objects.values().get()

    for path, given in (("end/", {}), ("messages/", {}), ("turn/", {"by": "sms", "phone": "0401234567"})):
        assert words[0] in said(browser.post(f"{page}chat/{path}", given, follow=True))
    for path in ("", "end/"):
        shown = said(browser.get(f"{page}chat/{path}", follow=True))
        assert all(one in shown for one in words)
    assert 'data-chat-state="ended"' in said(browser.get(f"{page}chat/now/"))
    assert Visit.objects.values().get() == before


def close(visit, nurse):
    close_matter(
        matter_id=visit.matter_id,
        outcome="guided",
        without_assessment="not_a_care_need",
        by=nurse,
        at=NINE,
    )


# Somebody else's


OF_A_CHAT = sorted(
    f"resident:{one.name}"
    for one in urlpatterns
    if one.name.startswith("chat_") or one.name in ("matter", "letter", "letters", "ticket", "letter_draft")
)


@in_both("Tällaista sivua ei ole", "Den här sidan finns inte")
def test_somebody_elses_chat_is_not_there_under_any_of_its_addresses(
    browser, client, talk, page, nurse, stranger, language, words, draft
):
    """The same answer as for a chat that does not exist, with nothing of the other's in it."""
    listing = SimpleUploadedFile("lista.txt", b"130/80", content_type="text/plain")
    assert write(browser, page, files=[listing]).status_code == 302
    reply(matter_id=talk.matter_id, body="Puutuuko?", client_uuid=uuid4(), by=nurse, at=NINE + MINUTE)
    addresses = [
        (reverse(name, args=[talk.matter.reference]), reverse(name, args=["ZZZZZZZZ"])) for name in OF_A_CHAT
    ]
    addresses.append((f"/files/{StoredFile.objects.get().uuid}/", f"/files/{uuid4()}/"))
    addresses.append((f"/contact/{draft.uuid}/chat/", None))  # a key that nobody has used begins a draft
    before = stored()
    client.force_login(stranger)
    client.cookies["koppi_language"] = language

    for theirs, nowhere in addresses:
        for ask in (client.get, client.post):
            answer = ask(theirs)
            if answer.status_code == 405:
                continue
            assert answer.status_code == 404 and words in said(answer), theirs
            assert nowhere is None or without_token(answer) == without_token(ask(nowhere)), theirs
            for secret in (TYPED, "Puutuuko", "Aino Koski", "lista", "Lindqvist", talk.matter.subject):
                assert secret not in said(answer), theirs

    assert stored() == before
    assert [one.who for one in presence.present(f"conversation:{talk.matter_id}", NINE)] == []


def without_token(answer):
    """Return a page without what differs each time it is drawn, and without the address itself."""
    shown = re.sub(r'value="[^"]*"|content="[^"]*"|nonce="[^"]*"', "", said(answer))
    return shown.replace(answer.request["PATH_INFO"], "")


def stored():
    return (
        list(Visit.objects.values()),
        list(Message.objects.values()),
        list(Draft.objects.values()),
        list(ContactDraft.objects.values_list("pk", "submitted_at")),
    )


@pytest.mark.parametrize("language", ["fi"])
def test_a_stranger_hears_nothing_of_another_chat_by_any_ticket_they_get(
    browser, client, talk, page, stranger, language, matter
):
    own = read_ticket(browser.get(f"{page}live/").json()["ticket"], NINE)
    assert f"conversation:{matter.pk}" in own.channels and f"visit:{talk.pk}" in own.channels
    client.force_login(stranger)

    assert client.get(f"{page}live/").status_code == 404
    assert client.get(f"{page}live/", {"channel": f"conversation:{matter.pk}"}).status_code == 404
