"""A whole talk about a segment: told at home, two people at one screen, and read at home again.

Five screens, the client's three and the talk's two; each has one thing to do.
"""

import pytest
from playwright.sync_api import expect

from koppi.handbook.models import Owner
from koppi.segments.content import install_ways
from koppi.segments.models import SegmentPeriod, WayOfWorking
from tests.journeys.seeing import look, photo, see_everything, tab_to
from tests.journeys.test_rule_change import write

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("monday")]

PHONE = {"viewport": {"width": 320, "height": 640}}
MOST_SCREENS = 9


def arrive(page, language, screens):
    """See that a page, once it is whole, may be used by anybody, and count it."""
    page.wait_for_load_state()
    look(page, language)
    see_everything(page, "main")
    screens.append(page.url)
    photo(page, f"segment-{language}-{len(screens)}")


@pytest.mark.parametrize(("hers", "his"), [("fi", "sv"), ("sv", "fi")])
def test_two_people_talk_and_agree(people, sign_in, hers, his):
    install_ways(WayOfWorking, Owner)
    matter = write(people.maria)
    screens = []

    # Maria tells at home, on a small phone, how she sees it.
    home = sign_in(people.maria, hers, **PHONE)
    home.goto(home.home + "/my-data/segments/")
    arrive(home, hers, screens)
    with home.expect_navigation():
        home.locator("main a.button.primary").click()
    arrive(home, hers, screens)
    home.fill("[name=strengths]", "Kuoro torstaisin. Naapuri auttaa.")
    for name, value in (("coping", "2"), ("need", "4"), ("duration", "lasting")):
        home.check(f"[name={name}][value='{value}']")
    home.locator("main form .button.primary").click()
    expect(home).to_have_url(home.home + "/my-data/segments/")

    # Aino opens the talk from the matter; what Maria said stands there, and her dot is drawn.
    desk = sign_in(people.aino, his)
    desk.goto(f"{desk.home}/desk/m/{matter.reference}/")
    with desk.expect_navigation():
        desk.locator(f"a[href^='/desk/m/{matter.reference}/segment/']").click()
    arrive(desk, his, screens)
    expect(desk.locator("[name=strengths]")).to_have_value("Kuoro torstaisin. Naapuri auttaa.")
    expect(desk.locator("svg .client")).to_have_count(1)

    # Aino marks hers by keyboard alone, and the talk begins where they differ.
    tab_to(desk, "[name=professional_coping]")
    for _step in range(5):
        desk.keyboard.press("ArrowRight")
    desk.check("[name=professional_coping][value='5']")
    desk.check("[name=professional_need][value='5']")
    tab_to(desk, "button[value=show]")
    desk.keyboard.press("Enter")
    expect(desk.locator("svg .pro")).to_have_count(1)
    expect(desk.locator(".keep .notice.yours")).to_contain_text("Aino")
    arrive(desk, his, screens)
    assert not SegmentPeriod.objects.exists()

    # They agree on what the professional chooses with the client.
    desk.check("[name=segment][value=collaboration]")
    desk.fill("[name=why]", "Arki sujuu kuoron ja naapurin kanssa, mutta palveluja on monta.")
    desk.locator("button[value=agree]").click()
    expect(desk.locator(".toast")).to_be_visible()
    period = SegmentPeriod.objects.get()
    assert (period.segment, period.client_view.dot, period.professional_view.dot) == (
        "collaboration",
        (2, 4),
        (5, 5),
    )

    # Maria reads it at home.
    home.reload()
    expect(home.locator("main")).to_contain_text("Arki sujuu kuoron ja naapurin kanssa")
    arrive(home, hers, screens)
    assert len(screens) <= MOST_SCREENS
