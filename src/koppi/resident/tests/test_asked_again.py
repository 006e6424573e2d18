"""No address gives anything of a client whom the register lets one act for no more.

Every address of the resident's site that takes the key of something stands in one of the tables below; a new
one fails until somebody has said in which.
"""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from koppi.access.actions import log_reading
from koppi.access.models import Reading
from koppi.appointments.actions import book
from koppi.appointments.tests.factories import free, make_hours
from koppi.chat.models import Visit
from koppi.chat.tests.factories import make_route
from koppi.deadlines.calendars import day_of
from koppi.intake.actions import attach_file, submit_contact
from koppi.intake.models import Contact
from koppi.intake.tests.factories import make_draft
from koppi.matters.models import Matter
from koppi.matters.tests.factories import make_professional
from koppi.people.models import Mandate
from koppi.resident import actions
from koppi.resident.models import DataCopy
from koppi.resident.tests.test_acting import (  # noqa: F401
    WORDS,
    by_register,
    known_mother,
    matter_of,
    register,
    with_codes,
)
from koppi.resident.urls import urlpatterns

# By the real clock: what a mandate opens, the database decides by its own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LETTER = "Kirje äidin puolesta."
FILE = b"Aidin liite"
SECRETS = (WORDS, LETTER, FILE.decode(), "Elsa", "Liisa Koski")

# What is of a client, and what it takes.
OF_A_CLIENT = {
    "contact_sent": lambda has: [has.sent],
    "contact_changed": lambda has: [has.sent],
    "matter": lambda has: [has.matter.reference],
    "letter": lambda has: [has.matter.reference],
    "letters": lambda has: [has.matter.reference],
    "ticket": lambda has: [has.matter.reference],
    "letter_draft": lambda has: [has.matter.reference],
    "worse": lambda has: [has.matter.reference],
    "worse_told": lambda has: [has.matter.reference],
    "cancel": lambda has: [has.matter.reference],
    "callback": lambda has: [has.matter.reference],
    "callback_withdraw": lambda has: [has.matter.reference],
    "chat_room": lambda has: [has.matter.reference],
    "chat_now": lambda has: [has.matter.reference],
    "chat_writing": lambda has: [has.matter.reference],
    "chat_turn": lambda has: [has.matter.reference],
    "chat_messages": lambda has: [has.matter.reference],
    "chat_end": lambda has: [has.matter.reference],
    "chat_copy": lambda has: [has.matter.reference],
    "chat_copy_text": lambda has: [has.matter.reference],
    "feedback": lambda has: [has.matter.reference],
    "feedback_draft": lambda has: [has.matter.reference],
    "appointment": lambda has: [has.matter.reference],
    "appointment_move": lambda has: [has.matter.reference, has.event],
    "appointment_cancel": lambda has: [has.matter.reference, has.event],
    "appointment_calendar": lambda has: [has.matter.reference, has.event],
    "sharing_other": lambda has: [has.client.uuid],
    "sharing_change": lambda has: [has.client.uuid, "patient", "ban"],
    "looks_of": lambda has: [has.client.uuid],
    "look": lambda has: [has.client.uuid, has.reading],
    "older_looks": lambda has: [has.client.uuid],
    "looks_csv": lambda has: [has.client.uuid],
    "looks_json": lambda has: [has.client.uuid],
    "copy": lambda has: [has.copy],
    "file": lambda has: [has.file],
}
LISTS = ("home", "matters", "papers", "looks", "copies", "disclosures", "sharing", "segments")
# About oneself alone, whomever one acts for.
ONES_OWN = {"segment_view"}
# An unsent message is its writer's own words; sending it asks, and test_acting shows that.
WRITERS_OWN = {
    "contact_resume", "contact_step", "contact_urgent", "contact_send", "contact_discard", "contact_chat",
    "contact_file_remove", "contact_save",
}  # fmt: skip
# Kept while it is typed, many times a minute: the register is not asked, and nothing is shown.
KEPT_UNASKED = {"letter_draft", "feedback_draft"}


@pytest.fixture
def has(browser, register, user, known_mother, with_codes, teams):  # noqa: F811
    """Something of everything that somebody has who acts for their mother by the register."""
    now = timezone.now()
    by_register(browser, register, user, known_mother)
    matter = matter_of(known_mother, user)
    letter = actions.send_letter(
        matter_id=matter.pk,
        body=LETTER,
        key="018f0000-0000-7000-8000-00000000000c",
        uploads=[SimpleUploadedFile("liite.txt", FILE)],
        by=user,
        at=now,
    )
    nurse = make_professional("Liisa Koski", teams["etela"])
    liisa = nurse.user
    make_hours(nurse, teams["etela"], weekdays=range(7), at=now, valid_from=day_of(now))
    last_time = free(at=now)[-1]
    event = book(matter_id=matter.pk, slot_id=last_time.pk, by=liisa, at=now)
    seen = {"register": "patient", "what": "matter", "why": "own_team"}
    log_reading(reader=liisa, client_ids=[known_mother.pk], at=now, **seen)
    Visit.objects.create(
        matter=matter,
        client=known_mother,
        register=matter.register,
        route=make_route("health", ["back-limbs"]),
        urgent=False,
        entered_by=user,
        entered_at=now,
    )
    browser.post("/my-data/copy/", {"whose": str(known_mother.uuid)})
    return SimpleNamespace(
        client=known_mother,
        matter=matter,
        file=letter.attachments.get().file.uuid,
        reading=Reading.objects.latest("id").pk,
        copy=DataCopy.objects.get().uuid,
        event=event.pk,
        sent=Contact.objects.get(about=known_mother).key,
        draft=make_draft(user, at=now, who={"about_whom": str(known_mother.uuid)}).uuid,
    )


def told(answer):
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode(
        errors="replace"
    )


def test_every_address_with_a_key_is_known_here():
    keyed = {one.name for one in urlpatterns if one.pattern.converters}

    assert keyed == set(OF_A_CLIENT) | WRITERS_OWN | ONES_OWN
    assert {one.name for one in urlpatterns} >= set(LISTS)


@pytest.mark.parametrize("how", ["withdrawn", "down"])
@pytest.mark.parametrize("name", OF_A_CLIENT)
def test_nothing_of_a_client_is_answered_once_the_register_says_no(browser, register, has, name, how):  # noqa: F811
    path = reverse(f"resident:{name}", args=OF_A_CLIENT[name](has))
    assert browser.get(path).status_code != 404
    register.allowed, register.is_down = set(), how == "down"

    for answer in (browser.get(path), browser.post(path, {"body": "Vielä."}), browser.get(path)):
        assert answer.status_code in (403, 404, 405, 503) or name in KEPT_UNASKED
        shown = told(answer)
        assert not [secret for secret in SECRETS if secret in shown]


def test_the_page_before_sending_tells_of_no_matter_under_way(browser, register, has):  # noqa: F811
    path = reverse("resident:contact_step", args=[has.draft, "check"])
    assert has.matter.reference in told(browser.get(path))
    register.allowed = set()

    assert browser.get(path).status_code == 403
    shown = told(browser.get(path))
    assert has.matter.reference not in shown and "Elsa" not in shown


@pytest.mark.parametrize("name", OF_A_CLIENT)
def test_nor_after_another_page_has_heard_the_no(browser, register, has, name):  # noqa: F811
    register.allowed = set()
    browser.get("/my-data/copy/")
    assert Mandate.objects.get().valid_to < day_of(timezone.now())

    answer = browser.get(reverse(f"resident:{name}", args=OF_A_CLIENT[name](has)))

    assert answer.status_code in (403, 404, 405)
    shown = told(answer)
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("how", ["withdrawn", "down"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_leaves_out_whom_one_may_not_act_for_and_keeps_ones_own(
    browser,
    matter,
    register,  # noqa: F811
    has,
    name,
    how,
):
    path = reverse(f"resident:{name}")
    register.allowed, register.is_down = set(), how == "down"

    answer = browser.get(path)

    assert answer.status_code in (200, 302)
    shown = told(answer)
    assert not [secret for secret in (*SECRETS, has.matter.reference) if secret in shown]
    if name in ("home", "matters"):
        assert matter.reference in shown
        assert ("The register of mandates does not answer" in shown) == (how == "down")


def test_no_copy_is_begun_for_whom_one_may_not_act(browser, register, has):  # noqa: F811
    register.allowed = set()

    assert browser.post("/my-data/copy/", {"whose": str(has.client.uuid)}).status_code == 403
    assert DataCopy.objects.get().uuid == has.copy


def test_a_copy_holds_what_the_mandate_covers_as_it_is_taken(browser, register, has):  # noqa: F811
    register.allowed = {"social"}

    shown = b"".join(browser.get(reverse("resident:copy", args=[has.copy])).streaming_content)

    assert b"social/" in shown and b"health/" not in shown


def test_a_file_closes_with_the_part_that_the_register_narrows(browser, register, has):  # noqa: F811
    path = reverse("resident:file", args=[has.file])
    assert FILE in b"".join(browser.get(path).streaming_content)
    register.allowed = {"social"}

    assert browser.get(path).status_code == 404
    assert Matter.objects.get(pk=has.matter.pk).register == "patient"


@pytest.mark.parametrize("hears", ["the file's own page", "another page"])
def test_a_file_that_one_has_sent_for_another_closes_with_the_mandate(
    browser,
    user,
    register,  # noqa: F811
    known_mother,  # noqa: F811
    with_codes,  # noqa: F811
    hears,
):
    now = timezone.now()
    by_register(browser, register, user, known_mother)
    draft = make_draft(user, at=now, who={"about_whom": str(known_mother.uuid)})
    attach_file(draft_uuid=draft.uuid, upload=SimpleUploadedFile("liite.txt", FILE), by=user, at=now)
    path = reverse("resident:file", args=[draft.files.get().file.uuid])
    submit_contact(draft_uuid=draft.uuid, by=user, at=now)
    assert FILE in b"".join(browser.get(path).streaming_content)
    register.allowed = set()
    if hears == "another page":
        browser.get("/my/")

    answer = browser.get(path)

    assert answer.status_code in (403, 404) and FILE.decode() not in told(answer)
