"""A professional's day: from the catch to the client who writes back, and a ball passed between two."""

from uuid import uuid4

import pytest

from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import make_draft
from koppi.matters.models import Matter
from koppi.matters.tests.factories import NINE, make_professional, make_shift
from tests.county import TEN_PAST
from tests.journeys.seeing import look, photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What a resident reads when the matter was closed with advice for own care, and when it is open again.
SAID = {
    "fi": ("Sait ohjeet, joilla voit hoitaa vaivaa itse.", "Asia on taas auki."),
    "sv": ("Du fick råd om hur du kan sköta det själv.", "Ärendet är öppet igen."),
}
GREETING = {"fi": "Hei, otin asiasi hoitaakseni.", "sv": "Hej, jag har tagit hand om ditt ärende."}
ONLY_LICENSED = {"fi": "Vain laillistettu ammattihenkilö", "sv": "Bara en legitimerad"}


def tell(user, client, language="fi"):
    """Send a contact about a back that hurts; return its matter."""
    uuid = uuid4()
    support = {"language": language, "interpreter": "", "support": [], "more": ""}
    make_draft(user, at=NINE, uuid=uuid, support=support)
    submit_contact(draft_uuid=uuid, by=user, at=TEN_PAST)
    return Matter.objects.get(client=client)


def open_from(page, matter, scope):
    page.goto(f"{page.home}/desk/?scope={scope}")
    press(page, f"#open-{matter.reference}")


def press(page, selector):
    """Press what leads to another page, and wait for it."""
    with page.expect_navigation():
        page.locator(f"{selector} >> visible=true").last.click()


def take_step(page, noun, **answers):
    """Open a step of the matter (a dialog when there is a script), answer it, and do it."""
    page.locator(f"a[href*='/{noun}/']:visible").first.click()
    form = page.locator("form.step")
    form.wait_for()
    for name, value in answers.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value='{value}']").check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    press(page, "form.step .button.primary")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_day_at_the_desk(monday, people, sign_in, language):
    matter = tell(people.otto, people.otto_client, language)
    veera = make_professional(
        "Veera Lind", people.teams["etela"], profession="practical_nurse", licence="protected_title"
    )
    make_shift(veera)
    eero, aino, helper, otto = (
        sign_in(user, language, clock=True) for user in (people.eero, people.aino, veera.user, people.otto)
    )

    # Catch, and reply with a text module.
    open_from(eero, matter, "team")
    press(eero, "form[action*='/catch/'] button")
    reply = eero.locator("textarea[name=body]:visible").first
    reply.press_sequentially("::h")
    eero.locator("#modules [role=option]").first.wait_for()
    photo(eero, f"day-{language}-modules")
    reply.press("Enter")
    assert reply.input_value() == GREETING[language]
    reply.press_sequentially(" 116117!")
    press(eero, "#send")

    # An internal note stays among professionals.
    eero.locator("#note > summary").click()
    eero.locator("#note textarea[name=body]").fill("Vain meille")
    press(eero, "#note .composer .button")
    assert "Vain meille" in eero.locator(".talk .note").inner_text()

    # A colleague answers; the responsibility stays.
    take_step(eero, "question", to=f"person:{people.aino_person.pk}", question="Riittääkö lepo?")
    open_from(aino, matter, "offered")
    photo(aino, f"day-{language}-asked")
    assert "Riittääkö lepo?" in aino.locator(".talk .question").inner_text()
    take_step(aino, f"question/{matter.consultations.get().pk}/answer", answer="Lepo riittää.")
    eero.reload()
    asked = eero.locator(".talk .question").inner_text()
    assert "Lepo riittää." in asked
    assert "Aino Koski" in asked
    matter.refresh_from_db()
    assert matter.caught_by == people.eero

    # The care need assessment is for those whom the law lets.
    helper.goto(f"{helper.home}/desk/m/{matter.reference}/")
    assert not helper.locator("#card a[href*='/assessment/']").count()
    helper.goto(f"{helper.home}/desk/m/{matter.reference}/assessment/")
    refused = helper.locator("form.step")
    refused.wait_for()
    assert ONLY_LICENSED[language] in refused.inner_text()
    assert not refused.locator("[name=need]").count()
    photo(helper, f"day-{language}-unlicensed")
    token = helper.locator("[name=csrfmiddlewaretoken]").first.input_value()
    forced = helper.request.post(
        f"{helper.home}/desk/m/{matter.reference}/assessment/",
        form={"csrfmiddlewaretoken": token, "need": "Lepo", "urgency": "0", "profession": ""},
    )
    assert forced.status == 403
    assert not matter.assessments.exists()
    take_step(eero, "assessment", need="Ohjeet selän hoitoon", urgency="0", profession="physiotherapist")
    assert "Ohjeet selän hoitoon" in eero.locator("#card").inner_text()
    assert matter.assessments.get().assessed_by == people.eero

    # Closed, with an outcome that the resident reads in plain words; and nothing of what is internal.
    take_step(eero, "closing", outcome="own_care", care="given")
    matter.refresh_from_db()
    assert matter.state == Matter.State.CLOSED
    otto.goto(f"{otto.home}/my/{matter.reference}/")
    photo(otto, f"day-{language}-closed")
    look(otto, language)
    said = otto.locator("body").inner_text()
    assert SAID[language][0] in otto.locator(".promise").inner_text()
    assert f"{GREETING[language]} 116117!" in said
    for internal in ("Vain meille", "Riittääkö lepo?", "Lepo riittää.", "Ohjeet selän hoitoon"):
        assert internal not in said

    # The resident writes back; whoever looks at the worklist sees it come.
    eero.goto(f"{eero.home}/desk/")
    assert not eero.locator(f"#open-{matter.reference}").count()
    otto.locator("textarea[name=body]").fill("Jalka puutuu taas.")
    press(otto, "form:has(textarea[name=body]) .button.primary")
    assert SAID[language][1] in otto.locator("main").inner_text()
    eero.clock.run_for(16_000)
    eero.locator("#news a").wait_for()
    photo(eero, f"day-{language}-news")
    press(eero, "#news a")
    photo(eero, f"day-{language}-back")
    press(eero, f"#open-{matter.reference}")
    assert "Jalka puutuu taas." in eero.locator(".talk").inner_text()
    photo(eero, f"day-{language}-reopened")
    matter.refresh_from_db()
    assert matter.state == Matter.State.OPEN
    assert matter.caught_by is None


def test_a_matter_is_passed_on_without_a_script(monday, people, sign_in):
    matter = tell(people.otto, people.otto_client)
    eero, aino, otto = (
        sign_in(user, "sv" if user is people.aino else "fi", java_script_enabled=False)
        for user in (people.eero, people.aino, people.otto)
    )

    def holder():
        matter.refresh_from_db()
        return matter.caught_by

    open_from(eero, matter, "team")
    press(eero, "form[action*='/catch/'] button")
    take_step(eero, "handover", to=f"person:{people.aino_person.pk}", reason="Tarvitaan fysioterapeutti.")
    assert holder() == people.eero
    otto.goto(f"{otto.home}/my/{matter.reference}/")
    assert "Eero Salo" in otto.locator(".promise").inner_text()

    # Declined: it stays with the giver, who reads why.
    open_from(aino, matter, "offered")
    assert "Tarvitaan fysioterapeutti." in aino.locator(".offer").inner_text()
    photo(aino, "pass-offered")
    take_step(aino, "handover/decline", answer="Olen koulutuksessa kymmeneen.")
    assert holder() == people.eero
    open_from(eero, matter, "mine")
    assert "Olen koulutuksessa kymmeneen." in eero.locator(".talk").inner_text()

    # Offered again and taken: the taker holds it, and nobody else does.
    take_step(eero, "handover", to=f"person:{people.aino_person.pk}", reason="Kymmenen jälkeen?")
    assert holder() == people.eero
    open_from(aino, matter, "offered")
    press(aino, "form[action*='/accept/'] button")
    assert holder() == people.aino
    assert matter.catches.filter(released_at=None).count() == 1
    photo(aino, "pass-accepted")
    eero.goto(f"{eero.home}/desk/?scope=mine")
    assert not eero.locator(f"#open-{matter.reference}").count()
    otto.reload()
    assert "Aino Koski" in otto.locator(".promise").inner_text()
