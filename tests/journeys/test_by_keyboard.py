"""With the keys alone: a resident's whole contact, and a professional's way through the list."""

import pytest

from koppi.appointments.models import CareEvent
from koppi.matters.models import Matter
from koppi.people.models import Shift
from tests.county import make_county
from tests.journeys.seeing import see_focus, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "Selkä kipeytyi lumitöissä. Jalka puutuu."
CONTINUE = "main form .button.primary"
STEPS = ["warnings", "urgent", "words", "since", "reach", "support", "files", "check", "sent"]


def step_of(page):
    return page.url.split("#")[0].rstrip("/").rsplit("/", 1)[-1]


def press(page, key="Enter"):
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def move_to(page, value):
    """Choose one of the group of choices that the focus is in."""
    page.keyboard.press("Space")
    for _ in range(30):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"No choice {value} on {page.url}")


def choose(page, name, value):
    """Come to a group of choices and choose one of them."""
    tab_to(page, f"[name={name}]")
    move_to(page, value)


def begin_at_the_top(page):
    """See that the first stop of a page is the link over its head, and that it leads to the content."""
    tab_to(page, "a.skip", most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    see_focus(page)
    assert page.evaluate("document.activeElement.closest('main') !== null")


ANSWERS = {
    "words": lambda page: (tab_to(page, "[name=words]"), page.keyboard.type(WORDS)),
    "since": lambda page: choose(page, "since", "today"),
    "reach": lambda page: choose(page, "by", "message"),
    "support": lambda page: choose(page, "language", "fi"),
    "warnings": lambda page: (tab_to(page, "[name=affirmed]"), page.keyboard.press("Space")),
}
GO_ON = {
    "urgent": "main .question .buttons:last-child .button",
    "files": "[name=go][value=on]",
    "check": "form[action$='/send/'] .button.primary",
}


def test_a_resident_writes_a_whole_contact_with_the_keys_alone(people, sign_in):
    page = sign_in(people.otto, "fi")
    page.goto(page.home + "/")
    begin_at_the_top(page)
    tab_to(page, "main a[href$='/contact/']")
    press(page)

    begin_at_the_top(page)
    # A question that must be answered is sent empty: the summary is read first, and leads to the field.
    tab_to(page, CONTINUE)
    press(page)
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    see_focus(page)
    tab_to(page, "[data-error-summary] a", most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "topic"
    move_to(page, "back-limbs")
    tab_to(page, CONTINUE)
    press(page)

    seen = []
    while (step := step_of(page)) != "sent":
        seen.append(step)
        assert seen == STEPS[: len(seen)]
        begin_at_the_top(page)
        if step in ANSWERS:
            ANSWERS[step](page)
        if step == "urgent":
            tab_to(page, "main a[href='tel:112'], main a[href='tel:116117']")
        tab_to(page, GO_ON.get(step, CONTINUE))
        press(page)

    matter = Matter.objects.get(client=people.otto_client)
    assert matter.priority == Matter.Urgency.URGENT
    assert matter.matter_contacts.get().contact.words == WORDS
    said = page.locator("main").inner_text()
    assert "Saimme viestisi" in said
    assert matter.shown_reference in said


@pytest.fixture
def county(monday, tmp_path, transactional_db):
    return make_county(tmp_path)


def row_in_focus(page):
    return page.evaluate("document.activeElement.id").removeprefix("open-")


def test_a_professional_works_through_the_list_with_the_keys_alone(county, sign_in):
    page = sign_in(county.aino, "sv", clock=True)
    page.goto(page.home + "/desk/")
    begin_at_the_top(page)

    page.keyboard.press("?")
    sheet = page.locator("#keys")
    assert sheet.is_visible()
    assert all(said in sheet.inner_text() for said in ("j / k", "Enter", "Svara", "Ta emot"))
    page.keyboard.press("2")  # rests while the sheet is open
    page.keyboard.press("?")
    assert not sheet.is_visible()
    assert "scope" not in page.url

    press(page, "2")
    rows = [one.get_attribute("id").removeprefix("open-") for one in page.locator("[data-rows] li a").all()]
    for key, number in (("j", 0), ("j", 1), ("j", -1), ("k", -2), ("k", 0)):
        page.keyboard.press(key)
        see_focus(page)
        assert row_in_focus(page) == rows[number], rows
    assert rows[0] == county.fresh.reference
    press(page)
    assert county.fresh.reference in page.url

    press(page, "c")
    county.fresh.refresh_from_db()
    assert county.fresh.caught_by == county.aino
    page.keyboard.press("r")
    see_focus(page)
    page.keyboard.type("Hej Maria, jag ringer dig i dag. c j ?")
    tab_to(page, "#send")
    press(page)
    assert "jag ringer dig i dag. c j ?" in page.locator(".talk .ours").inner_text()

    press(page, "3")
    assert "scope=mine" in page.url
    page.keyboard.press("j")
    assert row_in_focus(page)


def test_single_keys_that_are_switched_off_do_nothing(county, sign_in):
    page = sign_in(county.aino, "sv", clock=True)
    page.goto(f"{page.home}/desk/m/{county.fresh.reference}/?scope=team")
    tab_to(page, "details.account > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#look-keys")
    page.keyboard.press("ArrowDown")
    tab_to(page, "details.account form:has(#look-keys) button")
    press(page)
    here = page.url

    for key in ("j", "r", "?", "c", "2", "g"):
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")

    assert page.url == here
    assert page.evaluate("document.activeElement === document.body")
    assert not page.locator("#keys").is_visible()
    county.fresh.refresh_from_db()
    assert county.fresh.caught_by is None
    # Everything is still there for Tab and Enter.
    tab_to(page, ".actions form[action*='/catch/'] button")
    press(page)
    county.fresh.refresh_from_db()
    assert county.fresh.caught_by == county.aino


MOST_PRESSES = 8


def test_an_appointment_is_booked_from_the_matter_in_a_few_presses(sign_in, county):
    page = sign_in(county.aino, "fi")
    page.goto(f"{page.home}/desk/m/{county.held.reference}/")
    page.evaluate("document.activeElement.blur()")
    presses = 0

    # The booking page, the second of its times, and Enter.
    for key, leads_on in (("b", True), ("ArrowDown", False), ("Enter", True)):
        if leads_on:
            press(page, key)
        else:
            page.keyboard.press(key)
        presses += 1

    assert presses <= MOST_PRESSES
    assert page.url.split("?")[0].endswith(f"/desk/m/{county.held.reference}/")
    assert CareEvent.objects.get(matter=county.held).starts_at > county.other_time.starts_at


def test_a_lead_plans_a_shift_and_takes_it_away_with_the_keys_alone(county, sign_in):
    page = sign_in(county.lea, "fi", clock=True)
    team = county.teams["etela"]
    page.goto(f"{page.home}/desk/teams/{team.pk}/shifts/?week=2025-03-10")
    begin_at_the_top(page)
    tab_to(page, f"a.add[href*='person={county.eero_person.pk}'][href*='2025-03-11']", most=80)
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] [name=hours]")
    tab_to(page, "dialog [name=days][value='2025-03-12']")
    page.keyboard.press("Space")
    tab_to(page, "dialog [name=hours]")
    page.keyboard.type("21–7")
    tab_to(page, "dialog [name=leads]")
    page.keyboard.press("Space")
    tab_to(page, "dialog .button.primary")
    press(page)

    planned = Shift.objects.filter(professional=county.eero_person, leads=True)
    assert planned.count() == 2
    assert page.locator("td a.shift", has_text="21–7").count() == 2
    tab_to(page, f"a.shift[href$='/{planned.last().pk}/']", most=80)
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] .danger")
    tab_to(page, "dialog .button.danger")
    press(page)
    assert planned.count() == 1
