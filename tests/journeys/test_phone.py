"""A call at the desk, with the keys alone and counted; without a script; and with the connection gone."""

import re

import pytest

from koppi.appointments.models import CareEvent
from koppi.appointments.tests.factories import make_hours as make_reception
from koppi.intake.models import Contact, ContactDraft
from koppi.matters.models import Assessment, Matter
from tests.county import TEN_PAST, make_county
from tests.journeys.seeing import look, see_focus

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "Selkä kipeytyi lumitöissä lauantaina."
NEED = "Lepo ja särkylääke riittävät."
MOST = 12
MOST_TO_BOOK = 8


class Hands:
    """Two hands at a keyboard: every key that is not a letter of an answer is counted, chords key by key."""

    def __init__(self, page):
        self.page, self.presses = page, []

    def press(self, *keys):
        for key in keys:
            self.presses += key.split("+")
            self.page.keyboard.press(key)

    def go(self, key):
        """Press a key that leads to another page, and see the page."""
        with self.page.expect_navigation():
            self.press(key)
        self.page.wait_for_load_state()

    def write(self, text):
        """Write the words of an answer into the field that has the focus."""
        see_focus(self.page)
        assert self.page.evaluate("document.activeElement.matches('textarea, input')")
        self.page.keyboard.type(text)


@pytest.fixture
def county(monday, tmp_path, transactional_db):
    return make_county(tmp_path)


@pytest.fixture
def desk(county, sign_in):
    page = sign_in(county.aino, "fi", clock=True)
    page.goto(page.home + "/desk/")
    return page


def name_of_focus(page):
    return page.evaluate("document.activeElement.name || document.activeElement.id")


def until_read_aloud(hands, county):
    """From hello to where the statements have been read aloud: who, what about, in what words."""
    page = hands.page
    hands.go("p")
    hands.write(county.codes["otto"])
    hands.go("Enter")
    assert page.locator("h2").first.inner_text() == "Otto Öhman"
    assert name_of_focus(page) == "topic"
    with page.expect_response("**/phone/**"):
        hands.press("s")  # "Selkä, nivelet tai lihakset": of two topics with the letter the first
    hands.press("Tab")
    hands.write(WORDS)
    page.locator("[name=none]").wait_for()
    hands.press("Tab", "Space")
    assert name_of_focus(page) == "none"
    assert page.locator("[name=affirmed]").first.is_hidden()


def test_from_hello_to_a_closed_matter_in_twelve_presses(county, desk):
    hands = Hands(desk)
    until_read_aloud(hands, county)
    hands.press("3", "4", "n")
    assert name_of_focus(desk) == "need"
    hands.write(NEED)
    hands.go("Enter")

    matter = Matter.objects.get(
        client=county.otto_client, subject__startswith="Selkä kipeytyi lumitöissä laua"
    )
    assert (matter.state, matter.outcome, matter.urgency) == ("closed", "solved", 0)
    assert Assessment.objects.get(matter=matter).need == NEED
    assert Contact.objects.get(matter_contacts__matter=matter).words == WORDS
    assert "on suljettu" in desk.locator("[role=status]").last.inner_text()
    assert len(hands.presses) <= MOST, hands.presses


def test_without_single_keys_it_is_a_few_tabs_more(county, desk):
    hands = Hands(desk)
    until_read_aloud(hands, county)
    hands.press("Tab")
    assert name_of_focus(desk) == "urgency"
    hands.press("ArrowDown", "Tab")
    assert name_of_focus(desk) == "end"
    hands.press("Space", "Tab")
    assert name_of_focus(desk) == "need"
    hands.write(NEED)
    hands.go("Enter")

    matter = Matter.objects.get(
        client=county.otto_client, subject__startswith="Selkä kipeytyi lumitöissä laua"
    )
    assert (matter.state, matter.outcome) == ("closed", "solved")
    assert len(hands.presses) <= MOST + 2, hands.presses


def test_an_appointment_takes_eight_presses_more(county, desk):
    make_reception(county.aino_person, county.teams["etela"], weekdays=[2], at=TEN_PAST)
    hands = Hands(desk)
    until_read_aloud(hands, county)
    hands.press("2", "0")
    hands.go("Enter")
    called = len(hands.presses)
    assert called <= MOST, hands.presses

    assert desk.url.endswith("/appointment/")
    hands.go("Enter")

    matter = Matter.objects.get(
        client=county.otto_client, subject__startswith="Selkä kipeytyi lumitöissä laua"
    )
    event = CareEvent.objects.get(matter=matter)
    assert event.client_id == county.otto_client.pk
    assert matter.state == "waiting"
    assert len(hands.presses) - called <= MOST_TO_BOOK, hands.presses


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_without_a_script_a_call_takes_a_press_more_and_loses_nothing(county, sign_in, language):
    page = sign_in(county.aino, language, java_script_enabled=False)
    page.goto(page.home + "/desk/phone/")
    page.fill("[name=words]", WORDS)
    page.fill("[name=sought]", county.codes["otto"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[name=words]").input_value() == WORDS

    page.select_option("[name=topic]", "back-limbs")
    page.locator("noscript button, button[value=look]").first.click()
    page.wait_for_load_state()
    page.locator("[name=affirmed]").first.check()
    page.check("[name=urgency][value='2']")
    page.check("[name=end][value=leave]")
    page.locator("main .button.primary").click()
    page.wait_for_load_state()

    matter = Matter.objects.get(
        client=county.otto_client, subject__startswith="Selkä kipeytyi lumitöissä laua"
    )
    assert (matter.priority, matter.caught_by) == (2, None)


def test_what_was_typed_outlives_a_dropped_connection_and_an_expired_sign_in(county, desk, sign_in):
    desk.goto(desk.home + "/desk/phone/")
    address = desk.url
    desk.fill("[name=sought]", county.codes["otto"])
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    desk.context.set_offline(True)
    desk.fill("[name=words]", WORDS)
    desk.clock.run_for(3_000)
    desk.locator("[data-autosave-status][data-kind=trouble]").wait_for()
    desk.context.set_offline(False)
    with desk.expect_response("**/draft/"):
        desk.clock.run_for(40_000)
    assert ContactDraft.objects.get(uuid=re.findall(r"[0-9a-f-]{36}", address)[0])
    desk.context.clear_cookies(name="koppi")

    again = sign_in(county.aino, "fi")
    again.goto(address)
    assert again.locator("[name=words]").input_value() == WORDS
    look(again, "fi")
    again.go_back()
    again.go_forward()
    assert again.locator("[name=words]").input_value() == WORDS


def test_an_affirmed_statement_tells_at_once_whom_to_call(county, desk):
    desk.goto(f"{desk.home}/desk/phone/{county.call.uuid}/")
    notices = desk.locator("main .notice.danger")
    assert not notices.filter(visible=True).count()

    desk.locator("[name=affirmed][value=stroke]").check()
    assert "112" in notices.filter(visible=True).inner_text()
    desk.locator("[name=affirmed][value=broken]").check()
    assert notices.filter(visible=True).count() == 2
    look(desk, "fi")
