"""From a resident's words to an answer, in a real browser: each language, without a script, on a phone."""

import pytest

from koppi.matters.models import Matter
from tests.journeys.seeing import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 320, "height": 640}
WORDS = "Selkä kipeytyi lumitöissä – jalka puutuu. 🙂"
# What a person does on each question: click a choice, or write.
ANSWERS = (
    ("topic", "[name=topic][value=back-limbs]", None),
    ("words", "[name=words]", WORDS),
    ("since", "[name=since][value=today]", None),
    ("reach", "[name=by][value=message]", None),
    ("support", "input[name=language][value=fi]", None),
)


def go_on(page):
    page.locator("main .button.primary").first.click()
    page.wait_for_load_state()


def write_contact(page, check):
    """Answer every question as a person would, and send; affirm the first warning statement."""
    page.goto(page.home + "/contact/")
    warned = False
    for _ in range(20):
        step = page.url.rstrip("/").rsplit("/", 1)[-1]
        check()
        if step == "sent":
            return warned
        if step == "warnings":
            page.locator("[name=affirmed]").first.check()
            go_on(page)
            check()
            assert page.locator("main a[href='tel:112'], main a[href='tel:116117']").count()
            warned = True
            page.locator("main .question .button").last.click()
        elif step == "files":
            page.locator("[name=go][value=on]").click()
        elif step == "check":
            page.locator("form[action$='/send/'] .button.primary").click()
        else:
            found = [(selector, text) for name, selector, text in ANSWERS if name == step]
            for selector, text in found:
                field = page.locator(selector)
                field.fill(text) if text else field.check()
            go_on(page)
        page.wait_for_load_state()
    raise AssertionError(f"The form has no end: {page.url}")


@pytest.mark.parametrize(
    ("language", "script", "options"),
    [
        ("fi", True, {}),
        ("sv", False, {"viewport": PHONE}),
        ("en", False, {}),
    ],
)
def test_a_word_is_caught_and_answered_in_each_language(people, sign_in, language, script, options):
    resident = sign_in(people.otto, language, java_script_enabled=script, **options)
    worker = sign_in(people.eero, language, java_script_enabled=script, **options)
    check = (lambda: look(resident, language)) if script else (lambda: None)

    assert write_contact(resident, check)
    matter = Matter.objects.get(client=people.otto_client)
    assert matter.shown_reference in resident.locator("main").inner_text()
    assert matter.priority == Matter.Urgency.URGENT

    worker.goto(worker.home + "/desk/?scope=team")
    worker.locator(f"#open-{matter.reference}").click()
    worker.locator("form[action*='/catch/'] button").first.click()
    worker.wait_for_load_state()
    worker.locator("textarea[name=body]").first.fill("Hei Otto, otin asiasi hoitaakseni.")
    with worker.expect_navigation():
        worker.locator("form:has(textarea[name=body])").first.locator("button:visible").last.click()
    worker.wait_for_load_state()
    matter.refresh_from_db()
    assert matter.caught_by == people.eero

    resident.goto(f"{resident.home}/my/{matter.reference}/")
    check()
    said = resident.locator("main").inner_text()
    assert "Eero Salo" in said
    assert "otin asiasi hoitaakseni" in said
