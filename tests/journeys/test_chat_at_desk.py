"""A chat from the desk's side: a nurse takes the next by key, answers, hands over to a doctor, who closes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from koppi.chat.models import Visit
from koppi.chat.tests.factories import enter, make_hours, make_neighbour, make_route, watch
from koppi.live import presence
from koppi.matters import actions as matters
from koppi.matters.models import Matter, Topic
from tests.journeys.seeing import look, photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 320, "height": 640}
CHAT = "/desk/chat/"


@pytest.fixture
def here(monday, people):
    """The county on its Monday, with a way into the chat and two people who wait in it."""
    make_hours()
    topic = Topic.objects.get(code="back-limbs")
    names = {"name_fi": "Terveysasia", "name_sv": "Hälsa", "name_en": "Health"}
    make_route("health", topics=[topic.code], **names)
    at = timezone.now()
    people.visits = [
        enter(topic, client=client, by=by, route="health", at=at - timedelta(minutes=9 - number))
        for number, (client, by) in enumerate(
            (make_neighbour("Otto Öhman"), make_neighbour("Maija Mäki", birth_date=date(1960, 1, 1)))
        )
    ]
    return people


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_talk_from_the_queue_to_its_end_with_the_keys(here, sign_in, language):
    aino = sign_in(here.aino, language)
    aino.goto(aino.home + CHAT)
    look(aino, language)
    aino.locator("[name=routes]").check()
    aino.locator("[name=capacity][value='2']").check()
    aino.locator("main .button.primary").click()
    expect(aino.locator(".waits-row")).to_have_count(2)
    look(aino, language)
    photo(aino, f"chat-queue-{language}")

    press(aino, "s")
    otto = here.visits[0]
    assert otto.matter.reference in aino.url
    expect(aino.locator("#chat-state")).to_contain_text("Terveysasia" if language == "fi" else "Hälsa")
    look(aino, language)
    aino.locator("#reply_body").fill("Hei Otto, olen hoitaja. Missä kipu tuntuu?")
    press(aino, "Control+Enter")
    expect(aino.locator("#reply_body")).to_be_focused()
    expect(aino.locator(".talk .ours")).to_have_count(1)
    photo(aino, f"chat-talk-{language}")

    aino.locator("#matter-title").click()
    press(aino, "s")
    assert here.visits[1].matter.reference in aino.url
    expect(aino.locator(".talk-row")).to_have_count(2)
    press(aino, "t")
    assert otto.matter.reference in aino.url

    aino.keyboard.press("h")
    dialog = aino.locator("dialog[open]")
    expect(dialog).to_be_visible()
    look(aino, language)
    aino.keyboard.press("Escape")

    aino.locator("a[href*='/chat/end/']").click()
    expect(dialog).to_be_visible()
    look(aino, language)
    aino.keyboard.press("Escape")
    aino.set_viewport_size(PHONE)
    look(aino, language)
    photo(aino, f"chat-talk-narrow-{language}")


def test_a_doctor_accepts_the_talk_inside_the_same_conversation_and_closes_it(here, sign_in):
    watch(here.aino, "health", at=timezone.now())
    aino = sign_in(here.aino, "fi")
    aino.goto(aino.home + CHAT)
    press(aino, "s")
    visit = here.visits[0]
    matters.offer_handover(
        matter_id=visit.matter_id,
        reason="Tarvitaan lääkäri.",
        by=here.aino,
        at=timezone.now(),
        to_person=here.eero_person,
    )

    eero = sign_in(here.eero, "fi")
    eero.goto(f"{eero.home}/desk/m/{visit.matter.reference}/?scope=chat")
    press(eero, "c")

    assert Visit.objects.get(pk=visit.pk).taken_by == here.eero
    expect(eero.locator(".talk-row")).to_have_count(1)
    aino.reload()
    expect(aino.locator("#chat-state")).to_contain_text("Eero Salo")

    eero.keyboard.press("x")
    dialog = eero.locator("dialog[open]")
    dialog.locator("[name=outcome][value=guided]").check()
    dialog.locator("[name=assessment][value=not_a_care_need]").check()
    with eero.expect_navigation():
        dialog.locator("button.primary, button.danger").first.click()

    assert Visit.objects.get(pk=visit.pk).how == "professional"
    assert Matter.objects.get(pk=visit.matter_id).state == "closed"
    assert eero.url.endswith(CHAT) or "/desk/chat/" in eero.url


def test_who_comes_and_who_writes_show_by_themselves_and_typing_is_never_announced(here, sign_in):
    watch(here.aino, "health", at=timezone.now())
    aino = sign_in(here.aino, "fi")
    aino.goto(aino.home + CHAT)
    expect(aino.locator(".waits-row")).to_have_count(2)
    press(aino, "s")
    visit = here.visits[0]
    channel = f"conversation:{visit.matter_id}"

    topic = Topic.objects.get(code="back-limbs")
    client, by = make_neighbour("Veikko Rönn", birth_date=date(1950, 2, 2))
    enter(topic, client=client, by=by, route="health", at=timezone.now())
    aino.evaluate("document.dispatchEvent(new CustomEvent('koppi:catch-up', {detail: {}}))")
    expect(aino.locator(".waits-row")).to_have_count(2)
    expect(aino.locator("#chat-said")).not_to_be_empty()

    presence.writing(channel, f"user:{visit.entered_by_id}", timezone.now())
    detail = f"{{detail: {{channel: '{channel}', kind: 'presence', seq: null}}}}"
    aino.evaluate(f"document.dispatchEvent(new CustomEvent('koppi:nudge', {detail}))")
    expect(aino.locator("#chat-typing")).to_have_text("Asiakas kirjoittaa")
    assert (
        aino.locator("#chat-typing").evaluate("one => one.closest('[role=status], [aria-live=polite]')")
        is None
    )

    aino.locator("#reply_body").press_sequentially("Hei")
    shown = presence.present(channel, timezone.now())
    assert f"user:{here.aino.pk}" in {one.who for one in shown}
