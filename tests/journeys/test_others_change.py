"""What colleagues and clients do meanwhile: said on the page by itself, without moving what one may press."""

from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from koppi.conversations import actions as conversations
from koppi.conversations.models import Message
from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import make_draft
from koppi.matters.actions import catch_matter
from koppi.matters.models import Matter
from tests.journeys.seeing import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 320, "height": 640}
NEXT_LOOK = 16_000  # milliseconds: a page of the desk looks again every 15 seconds
REPLY = "Hei Otto, soitan sinulle iltapäivällä."


def send(by, words="Selkä kipeytyi lumitöissä.", warned=False):
    """Return the matter that a resident's contact opens."""
    affirmed = ["numb-saddle"] if warned else []
    draft = make_draft(
        by,
        at=timezone.now(),
        words={"words": words, "title": words[:40]},
        warnings={"affirmed": affirmed, "asked": ["numb-saddle", "broken", "stroke"]},
    )
    contact = submit_contact(draft_uuid=draft.uuid, by=by, at=timezone.now())
    return Matter.objects.get(matter_contacts__contact=contact)


def caught(by, people):
    found = send(people.otto)
    catch_matter(matter_id=found.pk, by=by, at=timezone.now())
    return found


def open_list(page):
    page.clock.install()
    page.goto(page.home + "/desk/?scope=team")


def open_matter(page, matter):
    page.goto(f"{page.home}/desk/m/{matter.reference}/?scope=team")


def look_again(page):
    """Let the time of the page's own next look come."""
    with page.expect_response("**/desk/rows/*"):
        page.clock.fast_forward(NEXT_LOOK)


def places(page):
    """Return where each row of the list stands."""
    rows = page.locator("[data-rows] li")
    return rows.evaluate_all("all => all.map(row => [row.id, row.getBoundingClientRect().top])")


def test_a_row_that_a_colleague_took_says_so_where_it_stands(people, sign_in):
    matters = [send(by) for by in (people.otto, people.maria, people.maria)]
    taken = matters[1]
    aino, eero = sign_in(people.aino, "fi"), sign_in(people.eero, "sv")
    open_list(aino)
    before = places(aino)
    aino.locator(f"#open-{taken.reference}").focus()
    open_matter(eero, taken)
    with eero.expect_navigation():
        eero.locator("form[action*='/catch/'] button").click()
    look_again(aino)

    row = aino.locator(f"#row-{taken.reference}")
    expect(row).to_have_class("taken")
    expect(row).to_contain_text("Eero otti")
    expect(row.locator("a")).to_be_focused()
    assert places(aino) == before
    look(aino, "fi")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "Kiireellinen, uusi: Jalka puutuu"), ("sv", "Brådskande, nytt: Jalka puutuu")],
)
def test_a_new_urgent_matter_is_announced_and_moves_nothing(people, sign_in, language, said):
    first = send(people.otto)
    send(people.otto, "Kyynärpää on kipeä.")
    page = sign_in(people.aino, language)
    open_list(page)
    before = places(page)
    news = page.locator("#news").element_handle()
    page.locator(f"#open-{first.reference}").hover()
    urgent = send(people.maria, "Jalka puutuu", warned=True)
    look_again(page)

    link = page.locator("#news a")
    expect(link).to_contain_text(said)
    # Read out, since it comes into a live region that was there before it.
    assert news.evaluate("region => region.isConnected && region.getAttribute('role') === 'status'")
    assert places(page) == before
    said_already = link.element_handle()
    look_again(page)
    assert said_already.evaluate("link => link.isConnected"), "The same news is read out again and again."
    look(page, language)
    link.click()
    expect(page.locator("#matter-title")).to_contain_text("Jalka puutuu")
    assert urgent.reference in page.url


def test_of_two_who_press_catch_one_has_it_and_the_other_is_told_who(people, sign_in):
    matter = send(people.otto)
    pages = {
        people.aino: sign_in(people.aino, "fi", viewport=PHONE),
        people.eero: sign_in(people.eero, "sv", viewport=PHONE),
    }
    for page in pages.values():
        open_matter(page, matter)
    # Both are on their way before either has an answer.
    for page in pages.values():
        page.locator("form[action*='/catch/'] button").evaluate("button => button.click()")
    for page in pages.values():
        page.locator(".toast, .messages .notice").first.wait_for()
    matter.refresh_from_db()
    winner = matter.caught_by
    loser = pages.pop(people.eero if winner == people.aino else people.aino)

    expect(loser.locator(".messages .notice")).to_contain_text(winner.professional.name)
    expect(loser.locator("form[action*='/catch/']")).to_have_count(0)
    look(loser, "fi" if winner == people.eero else "sv")
    expect(pages[winner].locator(".toast button")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "options", "said"),
    [
        ("fi", {}, "Asiakas on sillä välin kirjoittanut"),
        ("sv", {"viewport": PHONE}, "Kunden har skrivit under tiden"),
    ],
)
def test_a_letter_that_came_meanwhile_is_read_before_the_reply_goes(people, sign_in, language, options, said):
    matter = caught(people.eero, people)
    page = sign_in(people.eero, language, **options)
    page.clock.install()
    page.route("**/letters/**", lambda route: route.abort())  # the letter must not come to the page by itself
    open_matter(page, matter)
    page.locator("#reply_body").fill(REPLY)
    conversations.write_letter(
        matter_id=matter.pk,
        body="Nyt jalka ei kanna.",
        client_uuid=uuid4(),
        by=people.otto,
        at=timezone.now(),
    )
    look_again(page)
    expect(page.locator("#looking a")).to_be_visible()
    expect(page.locator("#reply_body")).to_have_value(REPLY)
    with page.expect_navigation():
        page.locator("#send").click()

    expect(page.locator("#matter .notice.danger")).to_contain_text(said)
    expect(page.locator("#matter [data-error-summary]")).to_be_focused()
    expect(page.locator("#matter .talk")).to_contain_text("Nyt jalka ei kanna.")
    expect(page.locator("#reply_body")).to_have_value(REPLY)
    assert not Message.objects.filter(from_client=False).exists()
    look(page, language)
    with page.expect_navigation():
        page.locator("#send").click()
    assert [one.body for one in Message.objects.filter(from_client=False)] == [REPLY]


def test_a_colleagues_reply_is_read_before_ones_own_goes(people, sign_in):
    matter = caught(people.eero, people)
    aino, eero = sign_in(people.aino, "sv"), sign_in(people.eero, "fi")
    for page, words in ((aino, "Jag ringer dig."), (eero, REPLY)):
        open_matter(page, matter)
        page.locator("#reply_body").fill(words)
    for page in (aino, eero):
        with page.expect_navigation():
            page.locator("#send").click()

    expect(eero.locator("#matter .notice.danger")).to_contain_text("Aino Koski on sillä välin vastannut")
    expect(eero.locator("#reply_body")).to_have_value(REPLY)
    look(eero, "fi")
    with eero.expect_navigation():
        eero.locator("#send").click()
    assert [one.body for one in Message.objects.order_by("seq")] == ["Jag ringer dig.", REPLY]


def test_two_who_look_at_one_matter_see_each_others_names(people, sign_in):
    matter = send(people.otto)
    aino, eero = sign_in(people.aino, "fi"), sign_in(people.eero, "sv")
    aino.clock.install()
    open_matter(aino, matter)
    expect(aino.locator("#looking")).not_to_contain_text("Eero")
    open_matter(eero, matter)
    expect(eero.locator("#looking")).to_contain_text("Aino")
    look_again(aino)

    expect(aino.locator("#looking")).to_contain_text("Eero")
    look(aino, "fi")
