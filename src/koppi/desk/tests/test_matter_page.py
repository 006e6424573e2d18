from uuid import uuid4

import pytest
from django.db import DatabaseError

from koppi.access.models import Reading
from koppi.conversations import actions as talk
from koppi.conversations.tests.factories import make_card, make_template
from koppi.desk.actions import look_at
from koppi.desk.models import Look
from koppi.matters import actions
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import MINUTE

from .conftest import TEN_PAST


def page(browser, matter, query=""):
    return browser.get(f"/desk/m/{matter.reference}/{query}")


def test_the_clients_own_words_and_statement_come_before_everything_else(desk, told):
    shown = page(desk, told).content.decode()

    assert shown.index("rintaa puristaa") < shown.index('id="reply-form"')
    assert "severe chest pain" in shown
    assert "Warning sign" in shown
    assert "040 1234567" in shown
    assert "Hearing is hard" in shown


def test_a_statement_is_the_clients_word_and_wears_no_red_triangle(desk, told):
    shown = page(desk, told).content.decode()

    assert "#flag" in shown
    assert "#urgent" not in shown


def test_opening_a_matter_writes_down_who_read_whose_data_and_why(desk, matter, aino):
    page(desk, matter)

    line = Reading.objects.get(reader_id=aino.pk, what="matter")
    assert (line.client_ids, line.matter_id, line.why) == ([matter.client_id], matter.pk, "own_team")


@pytest.mark.parametrize("address", ["/desk/m/{}/", "/desk/m/{}/closing/", "/desk/m/{}/handover/"])
def test_without_a_line_in_the_reading_log_nothing_is_shown(desk, told, monkeypatch, address):
    def cannot(**line):
        raise DatabaseError

    monkeypatch.setattr("koppi.access.actions.log_reading", cannot)

    answer = desk.get(address.format(told.reference))

    assert answer.status_code == 503
    assert "Maria" not in answer.content.decode()
    assert "Kurkku" not in answer.content.decode()


def test_the_worklist_shows_nobody_either_when_the_log_cannot_be_written(desk, told, monkeypatch):
    def cannot(**line):
        raise DatabaseError

    monkeypatch.setattr("koppi.access.actions.log_reading", cannot)

    answer = desk.get("/desk/?scope=team")

    assert answer.status_code == 503
    assert "Kurkkukipu" not in answer.content.decode()


def test_another_teams_matter_is_not_there(sit_down, matter, olli, sari):
    for stranger in (olli, sari):
        assert page(sit_down(stranger), matter).status_code == 404
        assert not Reading.objects.filter(reader_id=stranger.pk, what="matter").exists()


def test_a_resident_finds_no_desk(sit_down, matter, resident):
    assert page(sit_down(resident), matter).status_code == 404


def test_somebody_not_signed_in_is_asked_to(client, matter):
    assert page(client, matter).status_code == 302


def test_an_offer_opens_the_matter_to_whom_it_was_made(sit_down, matter, aino, olli):
    actions.offer_handover(
        matter_id=matter.pk, reason="Lääkärille", by=aino, at=TEN_PAST, to_person=olli.professional
    )

    shown = page(sit_down(olli), matter).content.decode()

    assert "Aino Koski offers this to you" in shown
    assert "Lääkärille" in shown
    assert Reading.objects.get(reader_id=olli.pk, what="matter").why == "offer"


def test_the_button_says_that_a_reply_takes_the_matter(desk, matter):
    assert "Send, the matter becomes yours" in page(desk, matter).content.decode()


def test_whoever_replies_for_another_is_told_who_keeps_the_matter(desk, matter, eero):
    actions.catch_matter(matter_id=matter.pk, by=eero, at=TEN_PAST)

    shown = page(desk, matter).content.decode()

    assert "Your reply goes out in your name, and Eero Salo keeps the matter." in shown
    assert "Send in your own name" in shown


def test_a_note_says_that_the_client_does_not_see_it(desk, matter, eero):
    talk.write_note(matter_id=matter.pk, body="Soitin naapuriin.", client_uuid=uuid4(), by=eero, at=TEN_PAST)

    shown = page(desk, matter).content.decode()

    note = shown[shown.index('<li class="note"') :]
    assert note.index("the client does not see this") < note.index("Soitin naapuriin.")


def test_nobody_sees_anothers_draft(desk, matter, eero):
    talk.save_draft(matter_id=matter.pk, kind="reply", body="Keskeneräinen", by=eero, at=TEN_PAST)

    assert "Keskeneräinen" not in page(desk, matter).content.decode()


def test_ones_own_draft_waits_where_it_was_left(desk, matter, aino):
    talk.save_draft(matter_id=matter.pk, kind="reply", body="Keskeneräinen", by=aino, at=TEN_PAST)

    assert "Keskeneräinen" in page(desk, matter).content.decode()


def test_who_else_is_looking_shows_for_three_quarters_of_a_minute(desk, matter, aino, eero, lea):
    look_at(matter_id=matter.pk, by=eero, at=TEN_PAST - MINUTE / 2)
    look_at(matter_id=matter.pk, by=lea, at=TEN_PAST - MINUTE)

    shown = page(desk, matter).context["shown"]

    assert shown.looking == ["Eero"]
    assert Look.objects.get(user=aino).seen_at == TEN_PAST


def test_the_due_time_explains_itself_with_its_law(desk, matter):
    steps = " ".join(str(step) for step in page(desk, matter).context["shown"].due_steps)

    assert "1326/2010" in steps
    assert "51" in steps


def test_non_disclosure_hides_where_the_client_lives(desk, topic, aino, eero, lea, olli):
    from koppi.people.tests.factories import make_municipality

    hidden = make.make_client("Salla Suoja", municipality=make_municipality(), non_disclosure=True)
    matter = make.make_matter(topic, hidden)

    shown = page(desk, matter).content.decode()

    assert "Vaasa" not in shown
    assert "Non-disclosure" in shown


def test_the_card_shows_only_the_readers_register(desk, matter, topic, maria, social):
    other = make.make_matter(topic, maria, register="social", subject="Vuokra rästissä")
    same = make.make_matter(topic, maria, subject="Yskä")

    shown = page(desk, matter).content.decode()

    assert same.reference in shown
    assert other.reference not in shown
    assert "Vuokra" not in shown


def test_opening_a_matter_marks_its_notices_seen(desk, matter, aino, eero):
    actions.offer_handover(
        matter_id=matter.pk, reason="Ota", by=eero, at=TEN_PAST, to_person=aino.professional
    )
    assert "1" in desk.get("/desk/notices/").content.decode()

    page(desk, matter)

    assert desk.get("/desk/notices/").context["notices"] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_speaks_the_readers_language(sit_down, aino, matter, language):
    shown = page(sit_down(aino, language), matter).content.decode()

    assert {"fi": "Ota koppi", "sv": "Ta emot", "en": "Catch"}[language] in shown


def test_the_same_number_of_statements_whatever_the_matter_holds(
    desk, told, aino, eero, resident, django_assert_max_num_queries, django_assert_num_queries
):
    talk.write_letter(matter_id=told.pk, body="Yksi", client_uuid=uuid4(), by=resident, at=TEN_PAST)
    talk.reply(matter_id=told.pk, body="Yksi", client_uuid=uuid4(), by=aino, at=TEN_PAST)
    talk.write_note(matter_id=told.pk, body="Yksi", client_uuid=uuid4(), by=eero, at=TEN_PAST)
    page(desk, told)
    with django_assert_max_num_queries(70) as few:
        page(desk, told)

    for number in range(5):
        talk.write_letter(
            matter_id=told.pk, body=f"Kirje {number}", client_uuid=uuid4(), by=resident, at=TEN_PAST
        )
        talk.reply(matter_id=told.pk, body=f"Vastaus {number}", client_uuid=uuid4(), by=eero, at=TEN_PAST)
        talk.write_note(matter_id=told.pk, body=f"Huomio {number}", client_uuid=uuid4(), by=eero, at=TEN_PAST)

    with django_assert_num_queries(len(few) + 1):  # and the client's page hears that it was read
        page(desk, told)


def test_the_instructions_of_the_topic_are_at_hand_beside_the_client(desk, matter, topic):
    make_card(
        topics=[topic.code], title="Kurkku", body="Kysy <ensin>:\n- kuume\n- nieleminen", register="patient"
    )
    make_card("muu", topics=["iho"], title="Iho")

    shown = page(desk, matter).content.decode()

    assert "Kurkku (en)" in shown and 'data-key="i"' in shown
    assert '<p>Kysy &lt;ensin&gt;:</p><ul class="points"><li>kuume</li><li>nieleminen (en)</li></ul>' in shown
    assert "Iho (en)" not in shown


def test_without_instructions_nothing_is_said_of_them(desk, matter):
    assert "Instructions" not in page(desk, matter).content.decode()


def note_form(matter, **posted):
    return f"/desk/m/{matter.reference}/note/", {"uuid": str(uuid4()), **posted}


def test_a_recording_template_is_put_into_the_note_without_script_and_told_beside_it(desk, matter):
    make_template(title="Puhelu", body="Syy: miksi soitti\nSovittiin")

    path, posted = note_form(matter, body="Soitti äiti.", template="puhelu", insert="1")
    answer = desk.post(path, posted)
    shown = desk.get(answer.url).content.decode()

    assert answer.status_code == 303 and answer.url.endswith("#note")
    assert "Soitti äiti.\n\nSyy:\n\nSovittiin (en):</textarea>" in shown
    assert "<dt>Syy</dt><dd>miksi soitti</dd>" in shown
    desk.post(*note_form(matter, body="Syy: kuume"))
    assert "Puhelu (en), version 1" in page(desk, matter).content.decode()


def test_a_template_that_has_ended_is_refused_with_what_was_typed(desk, matter):
    path, posted = note_form(matter, body="Soitti äiti.", template="puhelu", insert="1")

    answer = desk.post(path, posted)

    assert answer.status_code == 409
    assert "Choose another one" in answer.content.decode() and "Soitti äiti." in answer.content.decode()
