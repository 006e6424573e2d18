"""The contact form as a browser meets it: saved as one goes, never asked twice, sent once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppi.intake import rules
from koppi.intake.actions import submit_contact
from koppi.intake.models import Contact, ContactDraft
from koppi.intake.tests.factories import GOOD, make_draft, make_resident
from koppi.matters.models import Matter
from koppi.matters.tests.factories import NINE, let_act

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]

ANSWERS = {
    "who": {"about_whom": "self"},
    "topic": {"topic": "back-limbs"},
    "warnings": {"affirmed": ["none"]},
    "words": {"words": "Selkä on kipeä 😀"},
    "since": {"since": "3d"},
    "reach": {"by": "message"},
    "support": {"language": "fi"},
    "files": {"go": "on"},
}


def at_step(uuid, step):
    return reverse("resident:contact_step", args=[uuid, step])


def post(browser, uuid, step, data=None, **more):
    return browser.post(at_step(uuid, step), {"tab": "window", **(data or ANSWERS[step]), **more})


def said(response):
    return response.content.decode()


def test_a_message_goes_from_the_first_question_to_its_receipt(browser):
    address = browser.get("/contact/new/")["location"]
    while not address.endswith("/check/"):
        assert browser.get(address).status_code == 200
        step = address.split("/")[-2]
        address = browser.post(address, {"tab": "window", **ANSWERS[step]})["location"]
    uuid = address.split("/")[2]

    receipt = browser.post(f"/contact/{uuid}/send/", follow=True)

    matter = Matter.objects.get()
    assert "We received your message" in said(receipt)
    assert matter.shown_reference in said(receipt)
    assert "today by 16" in said(receipt)
    assert matter.team.name in said(receipt)
    assert Contact.objects.get().words == "Selkä on kipeä 😀"


def test_opening_the_form_keeps_nothing_before_the_first_answer(browser):
    browser.get(browser.get("/contact/new/")["location"])

    assert not ContactDraft.objects.exists()


def test_somebody_not_signed_in_is_sent_to_sign_in_and_back(client):
    answer = client.get("/contact/")

    assert answer.status_code == 302 and answer["location"].startswith("/sign-in/?next=%2Fcontact%2F")


def test_an_unsent_message_is_offered_before_a_new_one(browser, user):
    draft = make_draft(user)

    shown = browser.get("/contact/")

    assert "You have an unsent message" in said(shown)
    assert f"/contact/{draft.uuid}/" in said(shown) and "/contact/new/" in said(shown)
    assert f"/contact/{draft.uuid}/" in said(browser.get("/"))


def test_going_on_leads_to_the_first_question_without_an_answer(browser, user):
    draft = make_draft(user, since=None)

    assert browser.get(f"/contact/{draft.uuid}/")["location"] == at_step(draft.uuid, "since")


@pytest.mark.parametrize(("step", "shown"), [("words", GOOD["words"]["words"]), ("since", "checked")])
def test_back_shows_what_was_answered(browser, step, shown):
    uuid = uuid4()
    post(browser, uuid, "topic")
    post(browser, uuid, step, {"words": GOOD["words"]["words"], "since": "3d"})

    assert shown in said(browser.get(at_step(uuid, step)))


def test_changing_an_answer_from_the_check_leads_back_to_it(browser, user):
    draft = make_draft(user)

    answer = browser.post(at_step(draft.uuid, "since") + "?back=check", {"tab": "window", "since": "today"})

    assert answer["location"] == at_step(draft.uuid, "check")


def test_a_new_topic_from_the_check_asks_its_warnings_before_it_leads_back(browser, user):
    draft = make_draft(user)

    answer = browser.post(at_step(draft.uuid, "topic") + "?back=check", {"tab": "window", "topic": "teeth"})

    assert answer["location"] == at_step(draft.uuid, "warnings") + "?back=check"


def test_an_affirmed_statement_shows_whom_to_call_at_once(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")

    shown = browser.get(post(browser, uuid, "warnings", {"affirmed": ["stroke"]})["location"])

    assert 'href="tel:112"' in said(shown)
    assert at_step(uuid, "words") in said(shown)


def test_a_milder_statement_names_urgent_advice_first(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")

    shown = said(browser.get(post(browser, uuid, "warnings", {"affirmed": ["broken"]})["location"]))

    assert shown.index('class="button danger" href="tel:116117"') > 0


def test_silence_about_the_warnings_is_not_an_answer(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")

    assert post(browser, uuid, "warnings", {"x": ""}).status_code == 422
    assert post(browser, uuid, "warnings", {"affirmed": ["none", "stroke"]}).status_code == 422


@pytest.mark.parametrize(
    ("step", "bad", "words"),
    [
        ("topic", {"topic": "invented"}, "This choice is no longer there"),
        ("words", {"words": "  \x00\x07 "}, "Write a few words"),
        ("words", {"words": "a" * 10_001}, "1 character too long"),
        ("words", {"words": "ok", "title": "t" * 81}, "1 character too long"),
        ("since", {"since": "date", "on": "4.3.2025"}, "in the future"),
        ("since", {"since": "date", "on": "1.1.1960"}, "before the birth date"),
        ("since", {"since": "date", "on": "31.2.2025"}, "There is no such day"),
        ("since", {"since": "date", "on": "kauan sitten"}, "We did not understand the day"),
        ("since", {"since": "date", "on": ""}, "Write the day"),
        ("reach", {"by": "phone", "phone": ""}, "Write the number"),
        ("reach", {"by": "phone", "phone": "0401"}, "We did not understand the number"),
        ("reach", {"by": "message", "email": "maria(at)example"}, "We did not understand the e-mail"),
        ("support", {"language": "other"}, "Choose the language"),
        ("support", {"language": "klingon"}, "This choice is no longer there"),
    ],
)
def test_a_wrong_answer_is_told_plainly_and_what_was_typed_stays(browser, step, bad, words):
    uuid = uuid4()
    post(browser, uuid, "topic")

    shown = post(browser, uuid, step, bad)

    assert shown.status_code == 422
    assert words in said(shown) and "Nothing you wrote has been lost" in said(shown)
    assert rules.data_of(ContactDraft.objects.get().answers, step) is None


@pytest.mark.parametrize("length", [100_000, 1_500_000])
def test_very_long_words_are_refused_and_handed_back(browser, length):
    uuid = uuid4()
    post(browser, uuid, "topic")

    shown = post(browser, uuid, "words", {"words": "a" * length})

    assert shown.status_code in (413, 422)
    assert "too long" in said(shown) and "a" * length in said(shown)


def test_a_day_without_a_year_is_the_last_such_day(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")
    post(browser, uuid, "since", {"since": "date", "on": "24.12."})

    assert rules.data_of(ContactDraft.objects.get().answers, "since")["on"] == "2024-12-24"


def test_a_number_is_kept_as_the_world_dials_it(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")
    post(browser, uuid, "reach", {"by": "phone", "phone": "040-123 4567"})

    assert rules.data_of(ContactDraft.objects.get().answers, "reach")["phone"] == "+358401234567"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=200), title=st.text(max_size=60))
def test_whatever_one_types_is_kept_or_told_to_be_empty(browser, words, title):
    uuid = uuid4()
    post(browser, uuid, "topic")

    answer = post(browser, uuid, "words", {"words": words, "title": title})

    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        kept = rules.data_of(ContactDraft.objects.get(uuid=uuid).answers, "words")["words"]
        assert kept and "\x00" not in kept


# Never asked twice


def test_the_phone_number_we_know_is_there_already(client, nine):
    _, user = make_resident("Anna Lind", phone="+358401234567")
    client.force_login(user)
    uuid = uuid4()
    post(client, uuid, "topic")

    assert 'value="040 1234567"' in said(client.get(at_step(uuid, "reach")))


def test_language_and_support_are_as_they_were_last_time(browser, user):
    told = {"language": "ar", "interpreter": "ar", "support": ["hearing"], "more": ""}
    submit_contact(draft_uuid=make_draft(user, support=told).uuid, by=user, at=NINE)
    uuid = uuid4()
    post(browser, uuid, "topic")

    form = browser.get(at_step(uuid, "support")).context["form"]

    assert (form["language"].value(), form["other_language"].value()) == ("other", "ar")
    assert form["support"].value() == ["hearing"]


def test_whom_it_is_for_is_asked_only_of_those_who_may_act_for_somebody(browser, maria):
    assert browser.get("/contact/new/")["location"].endswith("/topic/")

    let_act(maria, make_resident("Elsa Lindqvist", birth_date=date(2020, 4, 1))[0])

    assert browser.get("/contact/new/")["location"].endswith("/who/")


def test_a_mandate_for_health_says_why_a_social_topic_is_closed(browser, maria):
    mother, _ = make_resident("Aino Lindqvist")
    let_act(maria, mother, social=False)
    uuid = uuid4()
    post(browser, uuid, "who", {"about_whom": str(mother.uuid)})

    shown = post(browser, uuid, "topic", {"topic": "money-housing"})

    assert "only in health care" in said(shown) and "Aino Lindqvist" in said(shown)


def test_somebody_one_may_not_act_for_cannot_be_chosen(browser, maria):
    let_act(maria, make_resident("Elsa Lindqvist")[0])
    other, _ = make_resident("Otto Öhman")

    shown = post(browser, uuid4(), "who", {"about_whom": str(other.uuid)})

    assert shown.status_code == 422 and "Otto" not in said(shown)


def test_an_open_matter_about_the_same_is_offered_and_does_not_stand_in_the_way(browser, matter):
    uuid = uuid4()
    post(browser, uuid, "topic")

    shown = browser.get(at_step(uuid, "words"))

    assert f"/my/{matter.reference}/" in said(shown)
    assert post(browser, uuid, "words").status_code == 302


# Saved as one goes


def save(browser, uuid, step, tab="window", version=0, **fields):
    address = reverse("resident:contact_save", args=[uuid, step]) + f"?tab={tab}&version={version}"
    return browser.post(address, {"changed": list(fields), **fields}, headers={"X-Koppi-Draft": "1"})


def test_what_is_typed_is_there_after_the_browser_was_closed(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")

    assert save(browser, uuid, "words", words="Kesken").json() == {"saved": "9.00"}

    assert "Kesken" in said(browser.get(at_step(uuid, "words")))


def test_saving_one_field_leaves_the_others_as_they_were(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")
    save(browser, uuid, "words", words="Teksti")
    save(browser, uuid, "words", title="Nimi")

    assert rules.data_of(ContactDraft.objects.get().answers, "words") == {"words": "Teksti", "title": "Nimi"}


def test_a_half_typed_answer_is_kept_and_still_asked(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")
    save(browser, uuid, "reach", by="phone", phone="04")

    answers = ContactDraft.objects.get().answers
    assert rules.raw_of(answers, "reach")["phone"] == ["04"] and rules.data_of(answers, "reach") is None


def test_saving_without_a_sign_in_says_so_and_keeps_nothing(client):
    assert save(client, uuid4(), "words", words="x").status_code == 401


def test_continue_later_keeps_even_a_wrong_answer(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")

    answer = browser.post(
        at_step(uuid, "reach"), {"tab": "window", "by": "phone", "phone": "04", "go": "later"}
    )

    assert answer["location"] == "/"
    assert 'value="04"' in said(browser.get(at_step(uuid, "reach")))


def test_another_window_is_shown_beside_ones_own_words(browser):
    uuid = uuid4()
    post(browser, uuid, "topic")
    post(browser, uuid, "words", {"words": "Toisessa ikkunassa"}, tab="other")

    shown = post(browser, uuid, "words", {"words": "Tässä ikkunassa"}, version=0)

    assert shown.status_code == 409
    assert "Toisessa ikkunassa" in said(shown) and "Tässä ikkunassa" in said(shown)
    seen = shown.context["version"]
    assert post(browser, uuid, "words", {"words": "Tässä ikkunassa"}, version=seen).status_code == 302


# Sending


def test_a_message_with_a_question_left_leads_to_that_question(browser, user):
    draft = make_draft(user, since=None)

    answer = browser.post(f"/contact/{draft.uuid}/send/")

    assert answer["location"] == at_step(draft.uuid, "since") + "?back=check"
    assert not Contact.objects.exists()


def test_pressing_send_twice_shows_the_same_receipt(browser, user):
    draft = make_draft(user)

    first, again = (browser.post(f"/contact/{draft.uuid}/send/")["location"] for _ in range(2))

    assert first == again and Contact.objects.count() == 1


def test_what_was_changed_after_sending_is_offered_as_a_letter(browser, user):
    draft = make_draft(user)
    browser.post(f"/contact/{draft.uuid}/send/")

    shown = post(browser, draft.uuid, "words", {"words": "Nyt myös käsi."}, version=99).url
    page = browser.get(shown)

    assert "already been sent" in said(page) and "Nyt myös käsi." in said(page)
    assert reverse("resident:letter", args=[Matter.objects.get().reference]) in said(page)


def test_a_sent_message_is_not_opened_for_writing(browser, user):
    draft = make_draft(user)
    browser.post(f"/contact/{draft.uuid}/send/")

    for address in (at_step(draft.uuid, "words"), f"/contact/{draft.uuid}/"):
        assert browser.get(address)["location"] == f"/contact/{draft.uuid}/sent/"


def test_both_names_are_told_when_both_registers_are_touched(browser, user, teams):
    draft = make_draft(
        user,
        topic={"topic": "substance"},
        warnings={"affirmed": [], "asked": ["overdose", "suicide", "violence"]},
    )

    check = said(browser.get(at_step(draft.uuid, "check")))
    receipt = said(browser.post(f"/contact/{draft.uuid}/send/", follow=True))

    for shown in (check, receipt):
        assert teams["mieli"].name in shown and teams["perhe"].name in shown
    assert all(matter.shown_reference in receipt for matter in Matter.objects.all())


def test_a_deleted_draft_is_asked_about_once_and_is_gone(browser, user):
    draft = make_draft(user)

    assert browser.get(f"/contact/{draft.uuid}/discard/").status_code == 200
    browser.post(f"/contact/{draft.uuid}/discard/")

    assert not ContactDraft.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "topic/", "words/", "check/", "send/", "sent/", "changed/", "urgent/", "discard/", "words/save/"],
)
def test_somebody_elses_draft_is_not_there(client, user, stranger, address):
    draft = make_draft(user)
    client.force_login(stranger)

    method = client.post if address in ("send/", "words/save/") else client.get

    assert method(f"/contact/{draft.uuid}/{address}").status_code == 404


def test_a_question_that_does_not_exist_is_not_there(browser):
    assert browser.get(f"/contact/{uuid4()}/nonsense/").status_code == 404


def test_a_later_question_leads_back_to_the_topic(browser):
    uuid = uuid4()

    assert browser.get(at_step(uuid, "since"))["location"] == f"/contact/{uuid}/"
    assert browser.get(f"/contact/{uuid}/")["location"] == at_step(uuid, "topic")


def test_a_month_old_draft_is_not_offered_any_more(browser, user):
    make_draft(user)

    with time_machine.travel(NINE + timedelta(days=30, minutes=1), tick=False):
        browser.force_login(user)
        assert browser.get("/contact/")["location"] == "/contact/new/"


# Files


def text_file(name="lista.txt", words=b"130/80"):
    return SimpleUploadedFile(name, words, content_type="text/plain")


def test_a_file_that_cannot_be_taken_says_why_and_the_good_one_stays(browser, user):
    draft = make_draft(user)
    bad = SimpleUploadedFile("kuva.jpg", b"#!/bin/sh\nrm", content_type="image/jpeg")

    shown = browser.post(at_step(draft.uuid, "files"), {"files": [text_file(), bad], "go": "on"})

    assert shown.status_code == 422
    assert "kuva.jpg" in said(shown) and "lista.txt" in said(shown)
    assert [link.file.name for link in draft.files.all()] == ["lista.txt"]


def test_files_are_added_and_removed_one_at_a_time(browser, user):
    draft = make_draft(user)
    browser.post(at_step(draft.uuid, "files"), {"files": [text_file()], "go": "add"})
    uuid = draft.files.get().file.uuid

    assert browser.get(f"/files/{uuid}/").status_code == 200
    browser.post(f"/contact/{draft.uuid}/files/{uuid}/remove/")

    assert not draft.files.exists()
    assert browser.get(f"/files/{uuid}/").status_code == 404


def test_going_on_without_files_is_fine(browser, user):
    draft = make_draft(user)

    assert browser.post(at_step(draft.uuid, "files"), {"go": "on"})["location"] == at_step(
        draft.uuid, "check"
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_question_speaks_the_readers_language(browser, user, language):
    browser.cookies["koppi_language"] = language
    draft = make_draft(user)

    for step in rules.STEPS[1:]:
        shown = browser.get(at_step(draft.uuid, step))
        assert shown.status_code == 200 and f'<html lang="{language}"' in said(shown)
