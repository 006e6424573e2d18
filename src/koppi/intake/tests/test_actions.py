from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from koppi.conversations.models import Conversation
from koppi.intake import rules
from koppi.intake.actions import (
    Said,
    attach_file,
    detach_file,
    discard_draft,
    forget_drafts,
    receive_contact,
    report_worse,
    save_answer,
    start_draft,
    submit_contact,
)
from koppi.intake.errors import KeyReused, MandateEnded, OtherWindow, TooManyFiles, Unfinished
from koppi.intake.models import Contact, ContactDraft, MatterContact
from koppi.ledger.models import Event
from koppi.matters.actions import cancel_matter
from koppi.matters.models import Matter, Topic
from koppi.matters.tests.factories import HOUR, NINE, events, keep_promises_now, let_act
from koppi.notices.models import Delivery

from .factories import GOOD, install_topics, make_draft, make_resident

pytestmark = pytest.mark.django_db


def text_file(name="lista.txt", words=b"Verenpaine 130/80"):
    return SimpleUploadedFile(name, words, content_type="text/plain")


def test_a_sent_message_becomes_a_matter_with_a_team_a_due_time_and_an_event(teams, user, maria):
    draft = make_draft(user)

    contact = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    keep_promises_now()
    matter = Matter.objects.get(matter_contacts__contact=contact)
    assert (matter.client, matter.team, matter.skill) == (maria, teams["etela"], "physio")
    assert matter.subject == "Selkä kipeytyi lauantaina lumitöissä"
    assert matter.due_at > NINE
    assert events(matter) == ["matter.opened"]
    received = Event.objects.get(kind="contact.received")
    assert received.data["matters"] == [matter.pk]
    assert contact.words == GOOD["words"]["words"]


def test_the_first_letter_is_the_contact_itself_and_is_not_copied(teams, user):
    contact = submit_contact(draft_uuid=make_draft(user).uuid, by=user, at=NINE)

    assert not Conversation.objects.filter(matter__matter_contacts__contact=contact).exists()


def test_what_touches_both_registers_opens_two_linked_matters(teams, user):
    draft = make_draft(
        user,
        topic={"topic": "substance"},
        warnings={"affirmed": [], "asked": ["overdose", "suicide", "violence"]},
    )

    submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    keep_promises_now()
    patient, social = Matter.objects.order_by("register")
    assert (patient.register, patient.team) == ("patient", teams["mieli"])
    assert (social.register, social.team) == ("social", teams["perhe"])
    assert patient.joint_id == social.joint_id is not None
    assert MatterContact.objects.count() == 2 and Contact.objects.count() == 1


def test_an_affirmed_statement_puts_the_matter_on_top(teams, user):
    draft = make_draft(
        user, warnings={"affirmed": ["numb-saddle"], "asked": ["numb-saddle", "broken", "stroke"]}
    )

    contact = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    assert contact.affirmed == ["numb-saddle"]
    assert Matter.objects.get().priority == 2


def test_sending_again_gives_the_same_contact_and_changes_nothing(teams, user):
    draft = make_draft(user)
    first = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    again = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE + HOUR)

    assert again == first
    assert (Contact.objects.count(), Matter.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="contact.received").count() == 1


def test_other_words_under_the_same_key_are_refused_and_kept(teams, user):
    draft = make_draft(user)
    sent = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)
    changed = {"words": "Nyt myös käsi on kipeä.", "title": ""}
    save_answer(
        draft_uuid=draft.uuid, step="words", raw={}, data=changed, tab="window", by=user, at=NINE + HOUR
    )

    with pytest.raises(KeyReused) as refusal:
        submit_contact(draft_uuid=draft.uuid, by=user, at=NINE + HOUR)

    assert refusal.value.contact == sent
    assert Contact.objects.get().words == GOOD["words"]["words"]
    draft.refresh_from_db()
    assert rules.data_of(draft.answers, "words") == changed


def test_a_second_send_is_known_even_when_the_topics_have_changed_meanwhile(teams, user):
    draft = make_draft(user)
    first = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)
    Topic.objects.filter(code="back-limbs").update(valid_to=NINE)

    assert submit_contact(draft_uuid=draft.uuid, by=user, at=NINE + HOUR) == first


@pytest.mark.parametrize("step", ["topic", "warnings", "words", "since", "reach", "support"])
def test_a_message_with_a_question_left_is_not_sent(teams, user, step):
    draft = make_draft(user, **{step: None})

    with pytest.raises(Unfinished) as refusal:
        submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    assert refusal.value.step == step
    assert not Contact.objects.exists() and not Matter.objects.exists()


def test_a_topic_that_is_gone_is_asked_again(teams, user):
    draft = make_draft(user, topic={"topic": "nonsense"})

    with pytest.raises(Unfinished) as refusal:
        submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    assert refusal.value.step == "topic"


def test_somebody_elses_draft_is_not_there(teams, user):
    draft = make_draft(user)
    _, stranger = make_resident("Otto Öhman")

    for act in (
        lambda: submit_contact(draft_uuid=draft.uuid, by=stranger, at=NINE),
        lambda: start_draft(uuid=draft.uuid, by=stranger, at=NINE),
        lambda: save_answer(draft_uuid=draft.uuid, step="words", raw={}, data={}, by=stranger, at=NINE),
        lambda: attach_file(draft_uuid=draft.uuid, upload=text_file(), by=stranger, at=NINE),
        lambda: discard_draft(draft_uuid=draft.uuid, by=stranger, at=NINE),
    ):
        with pytest.raises(ContactDraft.DoesNotExist):
            act()


# For somebody else


def test_a_mother_writes_for_her_child_and_the_matter_is_the_childs(teams, user, maria):
    child, _ = make_resident("Elsa Lindqvist", birth_date=date(2020, 4, 1))
    let_act(maria, child)
    draft = make_draft(user, who={"about_whom": str(child.uuid)})

    contact = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    assert (contact.about, contact.for_other, contact.sent_by) == (child, True, user)
    assert Matter.objects.get().client == child


def test_a_mandate_that_has_ended_sends_nothing(teams, user, maria):
    child, _ = make_resident("Elsa Lindqvist")
    mandate = let_act(maria, child)
    draft = make_draft(user, who={"about_whom": str(child.uuid)})
    mandate.valid_to = date(2025, 3, 2)
    mandate.save()

    with pytest.raises(MandateEnded):
        submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    assert not Matter.objects.exists()


def test_a_mandate_for_health_does_not_open_a_social_matter(teams, user, maria):
    mother, _ = make_resident("Aino Lindqvist")
    let_act(maria, mother, social=False)
    draft = make_draft(
        user,
        who={"about_whom": str(mother.uuid)},
        topic={"topic": "older-home"},
        warnings={"affirmed": [], "asked": ["stroke", "not-alone", "violence"]},
    )

    submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    assert Matter.objects.get().register == "patient"


def test_a_mandate_for_health_sends_nothing_about_social_care(teams, user, maria):
    mother, _ = make_resident("Aino Lindqvist")
    let_act(maria, mother, social=False)
    draft = make_draft(
        user,
        who={"about_whom": str(mother.uuid)},
        topic={"topic": "money-housing"},
        warnings={"affirmed": [], "asked": ["no-shelter", "violence"]},
    )

    with pytest.raises(MandateEnded):
        submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)


# Receipt


def test_a_receipt_waits_in_the_outbox_for_whoever_gave_an_address(teams, user):
    draft = make_draft(user, reach={**GOOD["reach"], "email": "maria@example.fi"})

    submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)
    submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    assert list(Delivery.objects.values_list("address", "template")) == [
        ("maria@example.fi", "contact_received")
    ]


def test_nothing_leaves_the_house_without_an_address(teams, user):
    submit_contact(draft_uuid=make_draft(user).uuid, by=user, at=NINE)

    assert not Delivery.objects.exists()


# Windows and drafts


def test_another_window_that_has_not_seen_the_answer_is_told_and_nothing_is_lost(teams, user):
    uuid = uuid4()
    mine, theirs = {"words": ["Oma teksti"]}, {"words": ["Toinen teksti"]}
    save_answer(draft_uuid=uuid, step="words", raw=theirs, data=None, tab="b", version=0, by=user, at=NINE)

    with pytest.raises(OtherWindow) as refusal:
        save_answer(draft_uuid=uuid, step="words", raw=mine, data=None, tab="a", version=0, by=user, at=NINE)

    assert refusal.value.theirs["raw"] == theirs
    assert rules.raw_of(ContactDraft.objects.get(uuid=uuid).answers, "words") == theirs


def test_two_windows_on_different_questions_do_not_disturb_each_other(teams, user):
    uuid = uuid4()
    for step, tab in (("words", "a"), ("since", "b")):
        save_answer(
            draft_uuid=uuid, step=step, raw={step: [tab]}, data=None, tab=tab, version=0, by=user, at=NINE
        )

    assert set(ContactDraft.objects.get(uuid=uuid).answers) == {"words", "since"}


def test_a_forgotten_draft_goes_with_its_files_after_thirty_days(teams, user):
    draft = make_draft(user)
    stored = attach_file(draft_uuid=draft.uuid, upload=text_file(), by=user, at=NINE).file

    assert forget_drafts(by=user, at=NINE + timedelta(days=30) - HOUR) == 0
    assert forget_drafts(by=user, at=NINE + timedelta(days=30)) == 1

    assert not ContactDraft.objects.exists()
    assert not type(stored).objects.filter(pk=stored.pk).exists()


def test_a_sent_draft_is_neither_forgotten_nor_thrown_away(teams, user):
    draft = make_draft(user)
    submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)

    discard_draft(draft_uuid=draft.uuid, by=user, at=NINE)

    assert forget_drafts(by=user, at=NINE + timedelta(days=300)) == 0


# Files


def test_files_come_along_and_stay_in_the_contact(teams, user):
    draft = make_draft(user)
    attach_file(draft_uuid=draft.uuid, upload=text_file(), by=user, at=NINE)

    contact = submit_contact(draft_uuid=draft.uuid, by=user, at=NINE)
    detach_file(draft_uuid=draft.uuid, file_uuid=contact.files.get().file.uuid, by=user, at=NINE)

    assert contact.files.get().file.name == "lista.txt"


def test_a_file_can_be_taken_out_before_sending(teams, user):
    draft = make_draft(user)
    link = attach_file(draft_uuid=draft.uuid, upload=text_file(), by=user, at=NINE)

    detach_file(draft_uuid=draft.uuid, file_uuid=link.file.uuid, by=user, at=NINE)

    assert not draft.files.exists()


def test_ten_files_fit_and_the_eleventh_is_told_so(teams, user):
    draft = make_draft(user)
    for number in range(rules.MOST_FILES):
        attach_file(draft_uuid=draft.uuid, upload=text_file(f"{number}.txt"), by=user, at=NINE)

    with pytest.raises(TooManyFiles):
        attach_file(draft_uuid=draft.uuid, upload=text_file("yksi.txt"), by=user, at=NINE)

    assert draft.files.count() == rules.MOST_FILES


# It got worse


@pytest.fixture
def matter(teams, user):
    submit_contact(draft_uuid=make_draft(user).uuid, by=user, at=NINE)
    return Matter.objects.get()


def test_an_affirmed_statement_lifts_the_matter_to_the_top(matter, user):
    told = report_worse(
        matter_id=matter.pk, affirmed=["stroke"], words="Käsi ei tottele", by=user, at=NINE + HOUR
    )

    matter.refresh_from_db()
    assert matter.priority == 2 and matter.warned_at == NINE + HOUR
    assert (told.affirmed, told.words) == (["stroke"], "Käsi ei tottele")
    assert "client.warned" in events(matter)


def test_news_without_a_statement_is_heard_like_a_letter(matter, user):
    report_worse(matter_id=matter.pk, affirmed=[], words="Särky paheni", by=user, at=NINE + HOUR)

    matter.refresh_from_db()
    assert matter.priority < 2
    assert events(matter)[-1] == "client.wrote"


def test_what_is_no_statement_of_ours_lifts_nothing(matter, user):
    told = report_worse(matter_id=matter.pk, affirmed=["invented"], words="x", by=user, at=NINE + HOUR)

    matter.refresh_from_db()
    assert told.affirmed == [] and matter.priority < 2


def test_a_closed_matter_opens_again_when_it_gets_worse(matter, user):
    cancel_matter(matter_id=matter.pk, by=user, at=NINE)

    report_worse(matter_id=matter.pk, affirmed=["stroke"], words="", by=user, at=NINE + HOUR)

    keep_promises_now()
    matter.refresh_from_db()
    assert matter.state == "open" and matter.priority == 2


def test_somebody_elses_matter_cannot_get_worse(matter):
    _, stranger = make_resident("Otto Öhman")

    with pytest.raises(Matter.DoesNotExist):
        report_worse(matter_id=matter.pk, affirmed=["stroke"], words="", by=stranger, at=NINE)


# A contact written down directly


def said(client, **values):
    topic = Topic.objects.in_force(NINE).get(code="skin")
    return Said(about=client, topic=topic, registers=("patient",), words="Ihottuma", **values)


def test_the_same_key_and_body_received_twice_is_one_contact(teams, user, maria):
    key = uuid4()

    first, again = (
        receive_contact(said=said(maria), key=key, channel="phone", by=user, at=NINE) for _ in range(2)
    )

    assert first == again and Matter.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(teams, user, maria):
    key = uuid4()
    receive_contact(said=said(maria), key=key, channel="phone", by=user, at=NINE)

    with pytest.raises(KeyReused):
        receive_contact(said=said(maria), body={"other": 1}, key=key, channel="phone", by=user, at=NINE)

    assert Matter.objects.count() == 1


def in_threads(count, act):
    def run(number):
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_twenty_hands_on_the_send_button_make_one_contact():
    install_topics()
    _, user = make_resident()
    draft = make_draft(user)

    sent = in_threads(20, lambda _: submit_contact(draft_uuid=draft.uuid, by=user, at=NINE).pk)

    assert len(set(sent)) == 1
    assert (Contact.objects.count(), Matter.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="contact.received").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_receivers_of_one_key_write_it_down_once():
    install_topics()
    client, user = make_resident()
    key = uuid4()

    got = in_threads(
        20, lambda _: receive_contact(said=said(client), key=key, channel="form", by=user, at=NINE).pk
    )

    assert len(set(got)) == 1 and Matter.objects.count() == 1


def test_content_installed_again_changes_nothing_and_a_change_is_a_new_version(teams):
    from dataclasses import replace

    from koppi.intake import content

    before = Topic.objects.count()
    content.install(teams, NINE)
    assert Topic.objects.count() == before

    shown = content.TOPICS
    try:
        content.TOPICS = (replace(shown[0], owner="data-protection-officer"), *shown[1:])
        content.install(teams, NINE)
    finally:
        content.TOPICS = shown

    assert Topic.objects.filter(code=shown[0].code).count() == 2
    assert Topic.objects.in_force(NINE).get(code=shown[0].code).version == 2
