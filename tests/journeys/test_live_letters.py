"""A letter shows on an open page by itself, once, while one types; and nothing is lost when the line is."""

from copy import deepcopy
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from koppi.access.models import Reading
from koppi.conversations import actions as conversations
from tests.hearing import Live
from tests.journeys.seeing import look
from tests.journeys.test_others_change import PHONE, caught

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAFT = "Kirjoitan juuri tätä."


@pytest.fixture
def live(live_server, settings):
    """A live process beside the pages of the test, which know where it is."""
    port = int(live_server.url.rpartition(":")[2])
    process = Live(pages_port=port)
    settings.LIVE_ADDRESS, settings.LIVE_PORT = "", process.port
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["connect-src"] = ["'self'", f"http://localhost:{process.port}/live/"]
    settings.CONTENT_SECURITY_POLICY = policy
    yield process
    if process.process.poll() is None:
        process.stop()


def write(matter, words, by):
    return conversations.write_letter(
        matter_id=matter.pk, body=words, client_uuid=uuid4(), by=by, at=timezone.now()
    )


def reply(matter, words, by):
    return conversations.reply(matter_id=matter.pk, body=words, client_uuid=uuid4(), by=by, at=timezone.now())


def hears(page):
    """Wait until a page has its stream."""
    expect(page.locator("[data-live-state=open]")).to_have_count(1)


def said(page):
    return page.locator("[data-live-announce]")


def test_both_sides_see_each_letter_once_without_a_reload_and_keep_what_they_type(people, sign_in, live):
    matter = caught(people.aino, people)
    aino = sign_in(people.aino, "fi")
    otto = sign_in(people.otto, "sv", viewport=PHONE)
    aino.goto(f"{aino.home}/desk/m/{matter.reference}/?scope=mine")
    otto.goto(f"{otto.home}/my/{matter.reference}/")
    hears(aino)
    hears(otto)
    aino.locator("#reply_body").fill(DRAFT)
    otto.locator("#id_body").fill(DRAFT)
    otto.locator("#id_body").focus()
    lines = Reading.objects.filter(reader_id=people.aino.pk, what="matter").count()

    for number in range(1, 4):
        mine = write(matter, f"Kipu on nyt {number}.", people.otto)
        expect(aino.locator(f"#letter-{mine.pk}")).to_be_visible()
        answer = reply(matter, f"Ymmärrän {number}.", people.aino)
        expect(otto.locator(f"#letter-{answer.pk}")).to_contain_text(f"Ymmärrän {number}.")
        expect(said(otto)).to_contain_text(f"skriver: Ymmärrän {number}.")
        expect(said(aino)).to_contain_text(f"Ymmärrän {number}.")

    shown = [page.locator("[data-live-list] [id^=letter-]").evaluate_all("all => all.map(one => one.id)")
             for page in (aino, otto)]  # fmt: skip
    ids = [f"letter-{pk}" for pk in matter.conversation.messages.order_by("seq").values_list("pk", flat=True)]
    assert shown == [ids, ids]
    last = matter.conversation.messages.latest("seq").seq
    expect(aino.locator("[data-live-seen]")).to_have_value(str(last))
    assert aino.locator("#reply_body").input_value() == DRAFT
    assert otto.locator("#id_body").input_value() == DRAFT
    expect(otto.locator("#id_body")).to_be_focused()
    assert Reading.objects.filter(reader_id=people.aino.pk, what="matter").count() == lines
    look(aino, "fi")
    look(otto, "sv")


def test_what_came_while_the_line_was_away_is_there_when_it_is_back(people, sign_in, live):
    matter = caught(people.aino, people)
    otto = sign_in(people.otto, "fi")
    otto.goto(f"{otto.home}/my/{matter.reference}/")
    hears(otto)

    otto.context.set_offline(True)
    live.kill()
    answers = [reply(matter, f"Vastaus {number}.", people.aino) for number in range(3)]
    live.start()
    otto.context.set_offline(False)

    for answer in answers:
        expect(otto.locator(f"#letter-{answer.pk}")).to_have_count(1, timeout=60_000)
    hears(otto)
