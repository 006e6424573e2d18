"""What somebody has typed is never lost, never sent twice, and never shown to somebody else."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from koppi.conversations import actions as conversations
from koppi.conversations.models import Draft, Message
from koppi.identity.models import Session
from koppi.intake import rules
from koppi.intake.actions import submit_contact
from koppi.intake.models import Contact, ContactDraft
from koppi.intake.tests.factories import make_draft
from koppi.matters.actions import catch_matter
from koppi.matters.models import Matter
from tests.journeys.seeing import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 320, "height": 640}
WORDS = "Olkapää ei nouse. Över axeln gör det ont. 😟"
REPLY = "Hei Otto, soitan sinulle iltapäivällä."
STATUS = "[data-autosave-status]"
NOTHING_LOST = {
    "fi": "Kaikki kirjoittamasi on tallessa.",
    "sv": "Inget av det du skrivit har försvunnit.",
}


@pytest.fixture
def draft(people):
    """Otto's message, of which only his own words are missing."""
    return make_draft(people.otto, at=timezone.now(), words=None)


@pytest.fixture
def ready(people):
    """Otto's message, which only waits to be sent."""
    return make_draft(people.otto, at=timezone.now())


@pytest.fixture
def matter(people):
    """A matter of Otto's that Eero has caught."""
    draft = make_draft(people.otto, at=timezone.now())
    contact = submit_contact(draft_uuid=draft.uuid, by=people.otto, at=timezone.now())
    found = Matter.objects.get(matter_contacts__contact=contact)
    catch_matter(matter_id=found.pk, by=people.eero, at=timezone.now())
    return found


def question(page, draft, step="words"):
    """Open one question of a draft."""
    page.goto(f"{page.home}/contact/{draft.uuid}/{step}/")
    return page.locator(f"main form [name={step}]")


def press(page, selector="main form .button.primary"):
    with page.expect_navigation():
        page.locator(selector).first.click()


def write_and_wait(page, field, words):
    """Type, and wait until the page says that it is saved."""
    field.press_sequentially(words[:3])
    field.fill(words)
    expect(page.locator(STATUS).first).to_have_attribute("data-kind", "")


def wait_until_kept(page, address, words):
    """Ask for a page again and again until it shows the words."""
    assert page.evaluate(
        """async ([page, words]) => {
          for (let tries = 200; tries; tries--) {
            if ((await (await fetch(page)).text()).includes(words)) return true;
          }
        }""",
        [address, words],
    )


def sign_in_by_code(page, code):
    """Go in through the front door, from wherever its page was reached."""
    if "/sign-in/" not in page.url:
        page.goto(page.home + "/sign-in/")
    page.locator("[name=code]").fill(code)
    press(page)


def words_kept(draft):
    return rules.raw_of(ContactDraft.objects.get(uuid=draft.uuid).answers, "words")["words"][0]


def everything_said(page):
    """What stands on a page and in its fields, also the hidden ones."""
    fields = page.locator("input, textarea").evaluate_all("all => all.map(one => one.value).join(' ')")
    return f"{page.locator('body').inner_text()} {fields}"


# A browser that was closed


def test_words_typed_before_the_browser_was_closed_wait_in_the_next_one(people, sign_in, draft):
    first = sign_in(people.otto, "fi")
    write_and_wait(first, question(first, draft), WORDS)
    first.context.close()

    second = sign_in(people.otto, "fi", viewport=PHONE)
    second.goto(second.home + "/contact/")
    look(second, "fi")
    press(second, "main .button.primary")
    expect(question(second, draft)).to_have_value(WORDS)
    press(second)
    question(second, draft, "check")
    expect(second.locator("main")).to_contain_text(WORDS)
    press(second, "form[action$='/send/'] .button.primary")

    assert second.url.endswith("/sent/")
    assert Contact.objects.get().words == WORDS


def test_the_last_words_before_leaving_the_page_are_kept(people, sign_in, draft):
    page = sign_in(people.otto, "sv")
    question(page, draft).fill(WORDS)
    address = page.url
    press(page, "main .question p a")

    wait_until_kept(page, address, WORDS)
    expect(question(page, draft)).to_have_value(WORDS)


def test_words_written_while_a_slow_saving_is_on_its_way_are_kept_too(people, sign_in, matter):
    page = sign_in(people.eero, "fi")
    address = f"{page.home}/desk/m/{matter.reference}/"
    page.goto(address)
    # The words arrive, but that they did is never heard.
    page.route("**/reply/draft/", lambda route: route.fetch(), times=1)
    page.locator("#reply_body").fill(REPLY)
    wait_until_kept(page, address, REPLY)
    page.locator("#reply_body").press_sequentially(" T. Eero")
    press(page, "a[href*='/notices/']")

    wait_until_kept(page, address, f"{REPLY} T. Eero")


# A sign-in that has ended


def test_words_come_back_after_signing_in_again(people, new_browser, draft):
    language = "fi"
    page = new_browser(language, viewport=PHONE)
    sign_in_by_code(page, people.codes["otto"])
    field = question(page, draft)
    Session.objects.all().delete()
    field.fill(WORDS)
    expect(page.locator(STATUS)).to_have_attribute("data-kind", "trouble")
    look(page, language)
    press(page)
    look(page, language)
    assert WORDS not in everything_said(page)
    sign_in_by_code(page, people.codes["otto"])
    look(page, language)
    expect(page.locator("main blockquote")).to_contain_text(WORDS)
    press(page)

    assert page.url.endswith("/since/")
    assert words_kept(draft) == WORDS


def test_a_page_from_before_the_sign_in_hands_the_words_back(people, new_browser, draft):
    page = new_browser("fi")
    sign_in_by_code(page, people.codes["otto"])
    field = question(page, draft)
    Session.objects.all().delete()
    other = page.context.new_page()
    other.home = page.home
    sign_in_by_code(other, people.codes["otto"])
    field.fill(WORDS)
    press(page)

    expect(page.locator("textarea[readonly]")).to_have_value(WORDS)
    look(page, "fi")
    press(page, "main .button.primary")
    expect(page.locator("[name=words]")).to_be_visible()


def test_nobody_else_who_signs_in_meanwhile_sees_the_words(people, new_browser, draft):
    page = new_browser("fi")
    sign_in_by_code(page, people.codes["otto"])
    field = question(page, draft)
    Session.objects.all().delete()
    field.fill(WORDS)
    press(page)
    sign_in_by_code(page, people.codes["maria"])

    for path in ("/", "/sign-in/continue/", "/my/", "/contact/", f"/contact/{draft.uuid}/words/"):
        page.goto(page.home + path)
        assert WORDS not in everything_said(page), path
    assert not ContactDraft.objects.filter(user=people.maria).exists()


def test_a_reply_is_sent_once_after_signing_in_again(people, new_browser, matter):
    page = new_browser("sv")
    page.goto(f"{page.home}/sign-in/professionals/?next=/desk/m/{matter.reference}/")
    press(page, f"button[name=user][value='{people.eero.pk}']")
    page.locator("#reply_body").fill(REPLY)
    Session.objects.all().delete()
    press(page, "#send")
    look(page, "sv")
    press(page, f"button[name=user][value='{people.eero.pk}']")
    expect(page.locator("main blockquote")).to_contain_text(REPLY)
    look(page, "sv")
    press(page)

    assert f"/m/{matter.reference}/" in page.url
    expect(page.locator("#matter .talk")).to_contain_text(REPLY)
    assert [message.body for message in Message.objects.all()] == [REPLY]


def test_a_colleague_who_signs_in_meanwhile_sees_nothing_of_the_reply(people, new_browser, matter):
    page = new_browser("fi")
    address = f"/desk/m/{matter.reference}/"
    page.goto(f"{page.home}/sign-in/professionals/?next={address}")
    press(page, f"button[name=user][value='{people.eero.pk}']")
    page.locator("#reply_body").fill(REPLY)
    Session.objects.all().delete()
    press(page, "#send")
    press(page, f"button[name=user][value='{people.aino.pk}']")

    for path in (address, "/sign-in/continue/"):
        page.goto(page.home + path)
        assert REPLY not in everything_said(page), path
    assert not Message.objects.exists()


# A connection that drops


@pytest.mark.parametrize(("language", "options"), [("fi", {}), ("sv", {"viewport": PHONE})])
def test_a_dropped_connection_is_said_and_loses_nothing(people, sign_in, draft, language, options):
    page = sign_in(people.otto, language, **options)
    field = question(page, draft)
    dropped, not_sent = (
        page.locator("#koppi-words").get_attribute(f"data-{one}") for one in ("dropped", "not-sent")
    )
    page.context.set_offline(True)
    field.fill(WORDS)
    expect(page.locator(STATUS)).to_have_text(dropped)
    page.locator("main form .button.primary").click()
    expect(page.locator(STATUS)).to_have_text(not_sent)
    expect(field).to_have_value(WORDS)
    look(page, language)
    page.context.set_offline(False)
    expect(page.locator(STATUS)).to_have_attribute("data-kind", "")
    assert words_kept(draft) == WORDS
    press(page)

    assert page.url.endswith("/since/")


def test_a_letter_and_a_reply_wait_for_the_connection(people, sign_in, matter):
    for page, address, by in (
        (sign_in(people.otto, "sv", viewport=PHONE), f"/my/{matter.reference}/", people.otto),
        (sign_in(people.eero, "fi"), f"/desk/m/{matter.reference}/?scope=mine", people.eero),
    ):
        page.goto(page.home + address)
        form = page.locator("form:has(textarea[name=body])").first
        page.context.set_offline(True)
        form.locator("textarea").fill(REPLY)
        send = form.locator("#send, .button.primary").last
        send.click()
        expect(form.locator(STATUS)).to_have_attribute("data-kind", "trouble")
        expect(form.locator("textarea")).to_have_value(REPLY)
        page.context.set_offline(False)
        expect(form.locator(STATUS)).to_have_attribute("data-kind", "")
        assert not Message.objects.filter(written_by=by).exists()
        with page.expect_navigation():
            send.click()

        assert Message.objects.get(written_by=by).body == REPLY


# A hand that presses twice


@pytest.mark.parametrize("script", [True, False])
def test_a_message_sent_with_a_double_click_is_one(people, sign_in, ready, script):
    page = sign_in(people.otto, "fi", java_script_enabled=script)
    page.goto(f"{page.home}/contact/{ready.uuid}/check/")
    page.locator("form[action$='/send/'] .button.primary").dblclick()
    expect(page).to_have_url(re.compile("/sent/"))
    page.go_back()
    page.goto(f"{page.home}/contact/{ready.uuid}/check/")

    assert page.url.endswith("/sent/")
    assert Contact.objects.count() == 1
    assert Matter.objects.filter(client=people.otto_client).count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_letter_and_a_reply_sent_with_a_double_click_are_one_each(people, sign_in, matter, script):
    resident = sign_in(people.otto, "fi", java_script_enabled=script)
    worker = sign_in(people.eero, "fi", java_script_enabled=script)
    for page, address, by in (
        (resident, f"/my/{matter.reference}/", people.otto),
        (worker, f"/desk/m/{matter.reference}/", people.eero),
    ):
        page.goto(page.home + address)
        form = page.locator("form:has(textarea[name=body])").first
        form.locator("textarea").fill(REPLY)
        # Without a script the second press breaks off the way of the first: either may arrive.
        form.locator("#send, .button.primary").last.dblclick()
        expect(page.locator("main")).to_contain_text(REPLY)
        page.wait_for_load_state()
        assert Message.objects.filter(written_by=by).count() == 1
        page.go_back()
        # Chromium fills the old words in again; others do not.
        form.locator("textarea").fill(REPLY)
        with page.expect_navigation():
            form.locator("#send, .button.primary").last.click()
        assert Message.objects.filter(written_by=by).count() == 1


# Two windows


def test_the_later_of_two_windows_is_told_and_overwrites_nothing_unseen(people, sign_in, draft):
    language = "sv"
    first = sign_in(people.otto, language, viewport=PHONE)
    field = question(first, draft)
    second = first.context.new_page()
    second.home = first.home
    late = question(second, draft)
    write_and_wait(first, field, WORDS)
    late.fill("Aivan muuta.")
    expect(second.locator(STATUS)).to_have_attribute("data-kind", "trouble")
    look(second, language)
    assert words_kept(draft) == WORDS
    press(second)
    look(second, language)

    expect(second.locator("#theirs + dl")).to_contain_text(WORDS)
    expect(late).to_have_value("Aivan muuta.")
    assert words_kept(draft) == WORDS
    press(second)
    assert words_kept(draft) == "Aivan muuta."


@pytest.mark.parametrize("side", ["resident", "worker"])
def test_the_later_window_of_a_letter_is_told_and_its_words_go_as_a_new_one(people, sign_in, matter, side):
    by, address = {
        "resident": (people.otto, f"/my/{matter.reference}/"),
        "worker": (people.eero, f"/desk/m/{matter.reference}/"),
    }[side]
    conversations.save_draft(matter_id=matter.pk, kind="reply", body="Kesken", by=by, at=timezone.now())
    first = sign_in(by, "sv")
    second = first.context.new_page()
    forms = []
    for page in (first, second):
        page.goto(first.home + address)
        forms.append(page.locator("form:has(textarea[name=body])").first)
    write_and_wait(first, forms[0].locator("textarea"), WORDS)
    forms[1].locator("textarea").fill(REPLY)
    expect(forms[1].locator(STATUS)).to_have_attribute("data-kind", "trouble")
    look(second, "sv")
    assert Draft.objects.get().body == WORDS
    press(first, "#send, form:has(textarea[name=body]) .button.primary")
    press(second, "#send, form:has(textarea[name=body]) .button.primary")
    expect(second.locator("[data-error-summary]")).to_be_focused()
    expect(forms[1].locator("textarea")).to_have_value(REPLY)
    press(second, "#send, form:has(textarea[name=body]) .button.primary")

    assert [one.body for one in Message.objects.order_by("seq")] == [WORDS, REPLY]


# A reply that waits


def test_a_reply_waits_for_its_writer_and_no_colleague_sees_it(people, sign_in, matter):
    eero, aino = sign_in(people.eero, "fi"), sign_in(people.aino, "sv")
    address = f"{eero.home}/desk/m/{matter.reference}/"
    eero.goto(address)
    write_and_wait(eero, eero.locator("#reply_body"), REPLY)
    aino.goto(address)

    assert REPLY not in everything_said(aino)
    write_and_wait(aino, aino.locator("#reply_body"), "Något annat.")
    eero.reload()
    expect(eero.locator("#reply_body")).to_have_value(REPLY)
    assert "Något annat." not in everything_said(eero)
    assert Draft.objects.count() == 2


# What was typed wrong


@pytest.mark.parametrize(
    ("language", "options", "said"),
    [("fi", {}, "Viimeinen merkki"), ("sv", {"viewport": PHONE}, "Det sista tecknet")],
)
def test_a_wrong_identity_code_stays_in_its_field_with_the_reason(
    people, new_browser, language, options, said
):
    page = new_browser(language, **options)
    page.goto(page.home + "/sign-in/")
    sign_in_by_code(page, "021161-935X")

    expect(page.locator("[name=code]")).to_have_value("021161-935X")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-error-summary]")).to_contain_text(said)
    expect(page.locator("[data-error-summary]")).to_contain_text(NOTHING_LOST[language])
    look(page, language)


@pytest.mark.parametrize(
    ("language", "options", "said"),
    [("fi", {"viewport": PHONE}, "Kirjoita muutama sana"), ("sv", {}, "Skriv några ord")],
)
def test_a_missing_answer_is_asked_for_and_the_rest_stays(people, sign_in, draft, language, options, said):
    page = sign_in(people.otto, language, **options)
    question(page, draft)
    page.locator("[name=title]").fill("Olkapää")
    press(page)

    expect(page.locator("[name=title]")).to_have_value("Olkapää")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-error-summary]")).to_contain_text(said)
    expect(page.locator("[data-error-summary]")).to_contain_text(NOTHING_LOST[language])
    look(page, language)
    page.locator("[data-error-summary] a").first.click()
    expect(page.locator("[name=words]")).to_be_focused()
