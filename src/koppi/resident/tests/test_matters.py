"""My matters, one matter as a letter exchange, and what one can do with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from koppi.access.models import Reading
from koppi.conversations import actions as conversations
from koppi.conversations.models import Draft, Message
from koppi.intake.actions import submit_contact
from koppi.intake.models import Worsening
from koppi.intake.tests.factories import GOOD, make_draft, make_resident
from koppi.live.tickets import read_ticket
from koppi.matters import actions
from koppi.matters.models import Matter
from koppi.matters.tests.factories import HOUR, MINUTE, NINE, let_act, make_professional
from koppi.notices.models import Delivery
from koppi.resident.queries import my_matters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine")]


@pytest.fixture
def liisa(teams):
    """A nurse of the team that backs come to."""
    return make_professional("Liisa Koski", teams["etela"]).user


@pytest.fixture
def caught(matter, liisa):
    """Maria's matter in Liisa's hands, asked about once."""
    actions.catch_matter(matter_id=matter.pk, by=liisa, at=NINE)
    conversations.reply(matter_id=matter.pk, body="Puutuuko jalka?", client_uuid=uuid4(), by=liisa, at=NINE)
    return Matter.objects.get(pk=matter.pk)


def page(matter, part=""):
    return f"/my/{matter.reference}/{part}"


def said(response):
    return response.content.decode()


def read(browser, matter):
    return said(browser.get(page(matter)))


def test_an_uncaught_matter_tells_where_it_waits_and_by_when_one_hears(browser, matter):
    shown = read(browser, matter)

    assert "has your message" in shown and "today by 16" in shown
    assert matter.shown_reference in shown


def test_a_caught_matter_has_a_name_and_the_letters_both_ways(browser, caught):
    shown = read(browser, caught)

    assert "Liisa Koski takes care of this" in shown
    assert "Puutuuko jalka?" in shown and "Selkä kipeytyi" in shown


def test_the_resident_never_sees_a_note_or_a_reason(browser, caught, liisa):
    conversations.write_note(
        matter_id=caught.pk, body="Salainen huomio", client_uuid=uuid4(), by=liisa, at=NINE
    )
    actions.release_matter(matter_id=caught.pk, why="Salainen syy", by=liisa, at=NINE)

    shown = read(browser, caught)

    assert "Salainen" not in shown and "with the whole team" in shown


def test_it_is_your_turn_when_the_matter_waits_for_you(browser, caught, liisa):
    actions.wait_for(matter_id=caught.pk, waiting_for="client", by=liisa, at=NINE)

    assert "Your turn" in said(browser.get("/my/")) and "We wait for your answer" in read(browser, caught)


def test_a_new_letter_is_marked_until_it_is_read(browser, caught):
    assert "New message" in said(browser.get("/"))

    browser.get(page(caught))

    assert "New message" not in said(browser.get("/"))


def test_a_late_promise_is_admitted(user, matter):
    (row,) = my_matters(user, NINE + timedelta(days=3))

    assert row.promise == "answer_late"


def test_the_assessment_is_told_without_its_words(browser, caught, liisa):
    actions.assess_matter(
        matter_id=caught.pk, need="Hermojuuri", urgency=1, profession="physiotherapist", by=liisa, at=NINE
    )

    shown = read(browser, caught)

    assert "The need is assessed" in shown and "Physiotherapist" in shown and "Hermojuuri" not in shown


# Letters


def write(browser, matter, body="Kyllä puutuu.", key=None, **more):
    return browser.post(page(matter, "letter/"), {"body": body, "key": str(key or uuid4()), **more})


def test_a_letter_is_sent_and_ends_its_draft(browser, caught):
    browser.post(page(caught, "draft/"), {"body": "Kyllä", "changed": "body"})
    assert "Kyllä" in read(browser, caught)

    write(browser, caught)

    assert Message.objects.filter(from_client=True).get().body == "Kyllä puutuu."
    assert not Draft.objects.exists()


def test_the_same_letter_sent_again_is_one_letter(browser, caught):
    key = uuid4()
    for _ in range(2):
        assert write(browser, caught, key=key).status_code == 302

    assert Message.objects.filter(from_client=True).count() == 1


def test_another_text_under_the_same_key_is_refused_and_kept(browser, caught):
    key = uuid4()
    write(browser, caught, key=key)

    shown = write(browser, caught, body="Aivan toista", key=key)

    assert shown.status_code == 422 and "Aivan toista" in said(shown)
    assert Draft.objects.get().body == "Aivan toista"


@pytest.mark.parametrize(
    ("body", "words"), [("  ", "Write your message first"), ("a" * 10_001, "1 character too long")]
)
def test_a_letter_that_cannot_be_sent_says_why(browser, caught, body, words):
    shown = write(browser, caught, body=body)

    assert shown.status_code == 422 and words in said(shown)


def test_a_bad_file_sends_nothing_and_loses_no_words(browser, caught):
    bad = SimpleUploadedFile("kuva.jpg", b"MZ not a photo", content_type="image/jpeg")

    shown = write(browser, caught, files=[bad])

    assert shown.status_code == 422 and "Kyllä puutuu." in said(shown)
    assert not Message.objects.filter(from_client=True).exists()


def test_a_file_comes_along_and_opens_only_for_those_who_may_see(browser, caught, client, stranger):
    write(browser, caught, files=[SimpleUploadedFile("lista.txt", b"130/80", content_type="text/plain")])
    uuid = Message.objects.get(from_client=True).attachments.get().file.uuid

    assert browser.get(f"/files/{uuid}/").status_code == 200
    client.force_login(stranger)
    assert client.get(f"/files/{uuid}/").status_code == 404


def test_writing_opens_a_closed_matter_again(browser, caught, liisa):
    actions.close_matter(
        matter_id=caught.pk, outcome="guided", by=liisa, at=NINE, without_assessment="not_a_care_need"
    )
    assert "advice on how to go on" in read(browser, caught)

    write(browser, caught)

    caught.refresh_from_db()
    assert caught.state == "open"


def test_markup_in_words_is_only_words(browser, caught):
    write(browser, caught, body="<script>alert(1)</script>")

    assert "<script>alert" not in read(browser, caught)


def test_an_answer_leaves_a_neutral_note_for_whoever_gave_an_address(user, teams, liisa):
    reach = {**GOOD["reach"], "email": "maria@example.fi"}
    contact = submit_contact(draft_uuid=make_draft(user, reach=reach).uuid, by=user, at=NINE)
    matter, key = Matter.objects.get(matter_contacts__contact=contact), uuid4()

    for _ in range(2):
        conversations.reply(matter_id=matter.pk, body="Hei!", client_uuid=key, by=liisa, at=NINE)

    notes = Delivery.objects.order_by("pk").values_list("template", "address")
    assert list(notes) == [
        ("contact_received", "maria@example.fi"),
        ("new_message", "maria@example.fi"),
    ]


def test_an_answer_leaves_nothing_when_nobody_gave_an_address(caught):
    assert not Delivery.objects.exists()


# It got worse


def test_an_affirmed_statement_shows_whom_to_call_and_lifts_the_matter(browser, caught):
    told = browser.post(page(caught, "worse/"), {"affirmed": ["stroke"], "words": "Käsi ei tottele"})

    assert told["location"] == page(caught, "worse/told/")
    assert 'href="tel:112"' in said(browser.get(told["location"]))
    caught.refresh_from_db()
    assert caught.priority == 2
    shown = read(browser, caught)
    assert "Käsi ei tottele" in shown and "first in line" in shown


def test_news_without_a_statement_needs_words(browser, caught):
    shown = browser.post(page(caught, "worse/"), {"affirmed": ["none"], "words": ""})

    assert shown.status_code == 422 and not Worsening.objects.exists()


def test_news_without_a_statement_stands_with_the_letters(browser, caught):
    browser.post(page(caught, "worse/"), {"affirmed": ["none"], "words": "Särky paheni"})

    assert "Särky paheni" in read(browser, caught)


def test_statements_that_were_never_asked_are_refused(browser, caught):
    assert browser.post(page(caught, "worse/"), {"affirmed": ["invented"]}).status_code == 422


# Cancelling


def test_cancelling_asks_once_and_writing_undoes_it(browser, caught):
    assert "Cancel this matter?" in said(browser.get(page(caught, "cancel/")))

    browser.post(page(caught, "cancel/"))

    caught.refresh_from_db()
    assert (caught.state, caught.outcome) == ("closed", "cancelled")
    assert browser.post(page(caught, "cancel/")).status_code == 302
    write(browser, caught)
    caught.refresh_from_db()
    assert caught.state == "open"


# Two registers, and other people


def test_one_story_with_both_names_stands_once_in_the_list(browser, user, teams):
    draft = make_draft(
        user,
        topic={"topic": "substance"},
        warnings={"affirmed": [], "asked": ["overdose", "suicide", "violence"]},
    )
    submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)
    patient, social = Matter.objects.order_by("register")

    (row,) = my_matters(user, NINE)

    assert {row.reference, row.also[0].reference} == {patient.reference, social.reference}
    assert page(social) in read(browser, patient)
    worker = make_professional("Eero Salo", patient.team).user
    actions.catch_matter(matter_id=patient.pk, by=worker, at=NINE)
    conversations.reply(matter_id=patient.pk, body="Hei!", client_uuid=uuid4(), by=worker, at=NINE)
    # The news stands with the register that it comes from, and only there.
    assert said(browser.get("/my/")).count("New message") == 1


def test_a_mother_sees_her_childs_matter_by_the_childs_name(browser, user, maria, teams):
    child, _ = make_resident("Elsa Lindqvist")
    let_act(maria, child)
    submit_contact(draft_uuid=make_draft(user, who={"about_whom": str(child.uuid)}).uuid, by=user, at=NINE)

    assert "for Elsa Lindqvist" in said(browser.get("/my/"))


@pytest.mark.parametrize("part", ["", "letter/", "draft/", "worse/", "worse/told/", "cancel/"])
def test_somebody_elses_matter_is_not_there(client, matter, stranger, part):
    client.force_login(stranger)
    method = client.post if part == "draft/" else client.get

    assert method(page(matter, part)).status_code == 404


def test_a_professional_has_no_resident_pages(client, matter, liisa):
    client.force_login(liisa)

    assert client.get(page(matter)).status_code == 404
    assert client.get("/")["location"] == "/desk/"


# Who has looked


def test_who_looked_is_told_with_the_reason(browser, caught, liisa, maria):
    Reading.objects.create(
        at=NINE,
        reader_id=liisa.pk,
        register="patient",
        client_ids=[maria.pk],
        matter_id=caught.pk,
        what="matter",
        why="holder",
    )

    shown = said(browser.get("/my-data/"))

    assert "Liisa Koski" in shown and "takes care of your matter" in shown and caught.subject in shown


def test_nobody_sees_who_looked_at_somebody_else(client, caught, liisa, maria, stranger):
    Reading.objects.create(
        at=NINE, reader_id=liisa.pk, register="patient", client_ids=[maria.pk], what="matter", why="holder"
    )
    client.force_login(stranger)

    assert "Liisa" not in said(client.get("/my-data/"))


# The front page


def test_anybody_may_read_the_front_page_and_hears_the_promise_of_this_moment(client, teams):
    client.cookies["koppi_language"] = "en"
    shown = said(client.get("/"))

    assert 'href="tel:112"' in shown and "today by 16" in shown


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("address", ["/", "/my/", "/my-data/", "/privacy/", "/accessibility/"])
def test_every_page_speaks_the_readers_language(browser, matter, language, address):
    browser.cookies["koppi_language"] = language

    assert f'<html lang="{language}"' in said(browser.get(address))


def test_more_matters_take_no_more_statements(browser, user, matter):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            browser.get("/my/")
        return len(asked)

    browser.get("/my/")
    few = statements()
    for minute in range(8):
        at = NINE + minute * MINUTE
        submit_contact(draft_uuid=make_draft(user, at=at).uuid, by=user, at=at)

    assert statements() == few <= 12


def test_the_matter_page_takes_a_fixed_number_of_statements(browser, caught, liisa):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            browser.get(page(caught))
        return len(asked)

    browser.get(page(caught))
    few = statements()
    for hour in range(6):
        conversations.reply(
            matter_id=caught.pk, body=f"Viesti {hour}", client_uuid=uuid4(), by=liisa, at=NINE + hour * HOUR
        )

    assert statements() == few + 1  # and the desk hears that it was read


def test_an_open_page_gets_the_letters_that_it_lacks_and_they_count_as_read(browser, caught, liisa):
    open_page = browser.get(page(caught)).content.decode()
    assert f'data-live-list="conversation:{caught.pk}"' in open_page
    assert 'data-live-after="1"' in open_page

    answer = conversations.reply(
        matter_id=caught.pk, body="Soitan <pian>.", client_uuid=uuid4(), by=liisa, at=NINE + MINUTE
    )
    fresh = browser.get(page(caught, "letters/?after=1")).content.decode()

    assert fresh.count("<li") == 1
    assert f'id="letter-{answer.pk}"' in fresh and 'data-live-after="2"' in fresh
    assert "Liisa Koski writes: Soitan &lt;pian&gt;." in fresh
    assert Message.objects.get(pk=answer.pk).read_at
    assert "<li" not in browser.get(page(caught, "letters/?after=2")).content.decode()


def test_a_stranger_gets_neither_letters_nor_a_ticket(client, caught, stranger):
    client.force_login(stranger)
    for part in ("letters/?after=0", "live/"):
        assert client.get(page(caught, part)).status_code == 404


def test_a_ticket_is_for_the_conversation_of_ones_own_matter(browser, caught, user):
    ticket = read_ticket(browser.get(page(caught, "live/")).json()["ticket"], NINE)
    assert (ticket.user_pk, ticket.channels) == (user.pk, (f"conversation:{caught.pk}",))
