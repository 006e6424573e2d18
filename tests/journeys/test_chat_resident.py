"""A chat from the resident's side, in Swedish on a phone: the way in, the queue, the talk and its end."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from koppi.chat.actions import take_next
from koppi.chat.models import Visit
from koppi.chat.tests.factories import make_hours, make_place, make_route, watch
from koppi.conversations.actions import reply
from tests.journeys.seeing import look
from tests.journeys.test_others_change import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEY = "018f0000-0000-7000-8000-0000000000c1"


@pytest.fixture
def here(monday, people):
    """The county on its Monday, with a way into the chat that serves where Otto lives."""
    make_hours()
    names = {"name_fi": "Terveysasia", "name_sv": "Hälsa", "name_en": "Health"}
    make_route("health", topics=["back-limbs"], **names)
    people.otto_client.municipality = make_place()
    people.otto_client.save()
    return people


def go_on(page):
    with page.expect_navigation():
        page.locator("main form .button.primary").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_front_page_to_the_talk_and_its_end(here, sign_in, scripts):
    page = sign_in(here.otto, "sv", viewport=PHONE, java_script_enabled=scripts)
    page.goto(page.home + "/")
    page.locator("a[href='/chat/']").click()
    page.locator("a[href*='way=health']").click()
    page.locator("[name=topic][value=back-limbs]").check()
    go_on(page)
    page.locator("[name=affirmed][value=none]").check()
    go_on(page)
    page.locator("[name=words]").fill("Ryggen blev dålig när jag skottade snö.")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Vill du börja chatta nu?")
    if scripts:
        look(page, "sv")
    go_on(page)
    expect(page.locator("[data-chat-state=waiting]")).to_contain_text("Du är näst i tur.")
    if scripts:
        look(page, "sv")

    watch(here.aino, "health", at=timezone.now())
    visit = take_next(by=here.aino, at=timezone.now())
    reply(matter_id=visit.matter_id, body="Hej Otto.", client_uuid=KEY, by=here.aino, at=timezone.now())
    if scripts:
        # Without a stream the page asks by the clock; looking at it again is the same question.
        page.evaluate("document.dispatchEvent(new CustomEvent('koppi:catch-up'))")
        page.wait_for_url("**/#talk")
    else:
        page.locator("a", has_text="Titta igen").click()
    expect(page.locator("[data-chat-state=talking]")).to_contain_text("Aino")
    expect(page.locator(".letters")).to_contain_text("Hej Otto.")
    page.locator("[name=body]").fill("Hej! Det gör ont.")
    with page.expect_navigation():
        page.locator("[data-chat-form] .button.primary").click()
    expect(page.locator(".letters")).to_contain_text("Det gör ont.")
    if scripts:
        look(page, "sv")

    page.goto(page.home + f"/my/{visit.matter.reference}/chat/end/")
    go_on(page)
    expect(page.locator("h1")).to_contain_text("Du avslutade chatten")
    if scripts:
        look(page, "sv")
    assert Visit.objects.get().how == "client"
