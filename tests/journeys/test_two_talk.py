"""Two talk in one chat, each in a browser of their own: a resident in Swedish on a phone, a nurse in Finnish.

From the waiting room to the end: what one writes shows on the other's page by itself and is read out once;
that somebody writes is shown and never read out; and whoever loses the line loses no word.
"""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from koppi.chat.models import Visit
from koppi.chat.tests.factories import enter, make_place, make_route, watch
from koppi.conversations.models import Message
from koppi.matters.models import Topic
from tests.journeys.seeing import look, photo
from tests.journeys.test_live_letters import hears, live  # noqa: F401
from tests.journeys.test_others_change import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BY_ITSELF = 60_000  # milliseconds; a line that was away is tried again after pauses that grow

# Tells what a screen reader would say: each change of words in a region that is read out.
LISTEN = """
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  const regions = new Set();
  for (const { target } of changes) {
    const at = target.closest ? target : target.parentElement;
    const region = at?.closest("[role=status], [role=alert], [aria-live]");
    if (region && region.getAttribute("aria-live") !== "off") regions.add(region);
  }
  for (const region of regions) if (region.textContent.trim()) window.koppiHeard(region.textContent.trim());
}).observe(document.body, { childList: true, characterData: true, subtree: true }));
"""


@pytest.fixture
def here(people, monkeypatch):
    """A way into the chat that is open whatever the clock says, Otto in its queue, and Aino on watch."""
    monkeypatch.setattr("koppi.chat.actions.entering.is_route_open", lambda *_at, **_how: True)
    topic = Topic.objects.get(code="back-limbs")
    make_route("health", [topic.code], name_fi="Terveysasia", name_sv="Hälsa", name_en="Health")
    people.otto_client.municipality = make_place()
    people.otto_client.save()
    at = timezone.now()
    watch(people.aino, "health", at=at)
    people.visit = enter(topic, client=people.otto_client, by=people.otto, route="health", at=at)
    return people


class Side:
    """One of the two: their page, where they write, and what is read out to them."""

    def __init__(self, page, field, send):
        self.page, self.heard, self.missing = page, [], []
        page.on("response", lambda answer: answer.status == 404 and self.missing.append(answer.url))
        page.expose_function("koppiHeard", lambda words: self.heard.append(words))
        page.add_init_script(LISTEN)
        self.field, self.send = page.locator(field), page.locator(send)

    def say(self, words):
        """Write and send; the page comes back ready for the next words."""
        self.field.fill(words)
        self.press()

    def press(self):
        with self.page.expect_navigation():
            self.send.click()
        expect(self.field).to_have_value("")
        hears(self.page)

    def is_told(self, where, words):
        """See that a part of the page says something by itself."""
        expect(self.page.locator(where)).to_contain_text(words, timeout=BY_ITSELF)

    def sees(self, words):
        """See that words stand once among the letters, without a reload."""
        expect(self.page.locator("[data-live-list] li", has_text=words)).to_have_count(1, timeout=BY_ITSELF)

    def has_heard(self, words):
        """See that words have been read out once."""
        assert [words in one for one in self.heard].count(True) == 1, self.heard

    def lose_the_line(self):
        self.page.context.set_offline(True)

    def try_in_vain(self, words):
        """Write and press Send without a line: the page says so and keeps the words."""
        self.field.fill(words)
        self.send.click()
        expect(self.page.locator("[data-autosave-status][data-kind=trouble]").first).to_be_visible()
        expect(self.field).to_have_value(words)

    def come_back(self):
        self.page.context.set_offline(False)

    def shown(self):
        """Return the letters that the page shows, in order."""
        return self.page.locator("[data-live-list] [id^=letter-]").evaluate_all(
            "all => all.map(one => one.id)"
        )


def test_two_talk_from_the_waiting_room_to_the_end_and_each_loses_the_line_once(here, sign_in, live):  # noqa: F811
    otto = Side(sign_in(here.otto, "sv", viewport=PHONE), "#id_body", "[data-chat-form] .button.primary")
    aino = Side(sign_in(here.aino, "fi"), "#reply_body", "#send")
    reference = here.visit.matter.reference
    home = otto.page.home

    # The waiting room, and the turn that comes by itself
    otto.page.goto(f"{home}/my/{reference}/chat/")
    expect(otto.page.locator("[data-chat-state=waiting]")).to_contain_text("Du är näst i tur.")
    hears(otto.page)
    aino.page.goto(f"{home}/desk/chat/")
    expect(aino.page.locator(".waits-row")).to_have_count(1)
    # What names an address that a page asks for by itself is one.
    expect(aino.page.locator("[data-fresh]:not([data-fresh^='/'])")).to_have_count(0)
    with aino.page.expect_navigation():
        aino.page.keyboard.press("s")
    otto.page.wait_for_url(re.compile("#talk$"), timeout=BY_ITSELF)
    for side in (otto, aino):
        hears(side.page)
    expect(otto.page.locator("[data-chat-state=talking]")).to_contain_text(
        "Aino Koski är här.", timeout=BY_ITSELF
    )
    expect(aino.page.locator("#chat-state")).to_contain_text("Asiakas on paikalla.", timeout=BY_ITSELF)

    # Typing is seen; what is sent is seen and heard
    aino.field.press_sequentially("Hei Otto, ")
    otto.is_told(".typing", "skriver…")
    aino.say("Hei Otto, missä kipu tuntuu?")
    otto.sees("Hei Otto, missä kipu tuntuu?")
    expect(otto.page.locator(".typing")).to_have_count(0, timeout=BY_ITSELF)
    otto.field.press_sequentially("I ryggen")
    aino.is_told("#chat-typing", "Asiakas kirjoittaa")
    look(otto.page, "sv")
    look(aino.page, "fi")
    photo(otto.page, "two-talk-phone")
    photo(aino.page, "two-talk-desk")
    otto.say("I ryggen, långt ner.")
    aino.sees("I ryggen, långt ner.")
    expect(aino.page.locator("#chat-typing")).to_be_empty(timeout=BY_ITSELF)

    # Otto in a lift
    otto.lose_the_line()
    otto.try_in_vain("Det började i lördags.")
    aino.say("Milloin se alkoi?")
    aino.say("Puutuuko jalka?")
    otto.come_back()
    otto.sees("Milloin se alkoi?")
    otto.sees("Puutuuko jalka?")
    expect(otto.field).to_have_value("Det började i lördags.")
    otto.press()
    aino.sees("Det började i lördags.")

    # Aino's cable
    aino.lose_the_line()
    aino.try_in_vain("Varaan sinulle ajan.")
    otto.say("Benet domnar inte.")
    aino.come_back()
    aino.sees("Benet domnar inte.")
    expect(aino.field).to_have_value("Varaan sinulle ajan.")
    last = str(Message.objects.get(body="Benet domnar inte.").seq)
    expect(aino.page.locator("[data-live-seen]")).to_have_value(last)
    aino.press()
    otto.sees("Varaan sinulle ajan.")

    # The same on both pages and in the database, in order, once
    said = list(Message.objects.order_by("seq"))
    assert [one.body for one in said] == [
        "Hei Otto, missä kipu tuntuu?",
        "I ryggen, långt ner.",
        "Milloin se alkoi?",
        "Puutuuko jalka?",
        "Det började i lördags.",
        "Benet domnar inte.",
        "Varaan sinulle ajan.",
    ]
    assert otto.shown() == aino.shown() == [f"letter-{one.pk}" for one in said]

    # The end, which comes to the other by itself
    aino.page.locator("a[href*='/chat/end/']").click()
    with aino.page.expect_navigation():
        aino.page.locator("dialog[open] .button.primary").click()
    expect(otto.page.locator("[data-chat-state=ended]")).to_contain_text(
        "Chatten är avslutad.", timeout=BY_ITSELF
    )
    look(otto.page, "sv")
    look(aino.page, "fi")
    assert Visit.objects.get().how == "professional"

    # Nobody asked for what is not there; each letter of the other was read out once, and nobody's typing ever
    assert otto.missing == aino.missing == []
    for one in said:
        (aino if one.from_client else otto).has_heard(one.body)
    assert not [one for one in otto.heard if "skriver…" in one]
    assert not [one for one in aino.heard if "Asiakas kirjoittaa" in one]
