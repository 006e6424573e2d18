"""Professionals sign in with a password and a second factor, and no limit of time takes what they typed."""

from base64 import b32decode
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from koppi.conversations.models import Message
from koppi.identity import actions, one_time
from koppi.identity.models import Passkey, Session, User
from koppi.identity.tests.test_one_time import code_at
from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import make_draft
from koppi.matters.actions import catch_matter
from koppi.matters.models import Matter
from tests.county import TEN_PAST
from tests.journeys.seeing import look, photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 320, "height": 640}
PASSWORD = "kolme outoa sanaa"
WORDS = "Hei Otto, soitan sinulle iltapäivällä. 😟"
NEXT = "main form .button.primary"


@pytest.fixture
def clock():
    """The server's clock: stands still at ten past nine until it is moved."""
    with time_machine.travel(TEN_PAST, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(clock, people):
    return people


@pytest.fixture
def aino(people):
    """Aino, with a password and nothing else."""
    people.aino.set_password(PASSWORD)
    people.aino.save()
    return people.aino


@pytest.fixture
def new_page(clock, new_browser):
    """Return a function that opens a browser whose clock is the server's."""

    def opened(language, **options):
        page = new_browser(language, **options)
        if options.get("java_script_enabled", True):
            page.clock.install(time=timezone.now())
        return page

    return opened


def press(page, selector=NEXT):
    with page.expect_navigation():
        page.locator(selector).first.click()


def show_password(page, user):
    page.goto(page.home + "/sign-in/professionals/account/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    press(page)


def type_code(page, code):
    page.locator("[name=code]").fill(code)
    press(page)


# The first sign-in


@pytest.mark.parametrize(
    ("language", "options"), [("fi", {"java_script_enabled": False}), ("sv", {"viewport": PHONE})]
)
def test_a_new_professional_comes_in_by_a_code_app_also_without_script(
    people, clock, new_page, language, options
):
    code = actions.invite(user=people.aino, by=User.objects.system(), at=timezone.now())
    page = new_page(language, **options)
    page.goto(page.home + "/sign-in/activate/")
    page.locator("[name=username]").fill(people.aino.username)
    type_code(page, one_time.grouped(code))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    press(page)
    page.goto(page.home + "/desk/")
    assert "/sign-in/professionals/" in page.url  # a password alone opens nothing
    page.goto(page.home + "/sign-in/set-up/")
    press(page, "a[href='/sign-in/set-up/app/']")
    page.locator("main details summary").click()
    photo(page, f"{language}-code-app")
    secret = b32decode(page.locator(".spelled").inner_text().replace(" ", ""))
    type_code(page, code_at(timezone.now(), secret))
    press(page)
    codes = page.locator(".spelled").all_inner_texts()
    if "viewport" in options:
        look(page, language)
    press(page, "main .button.primary")

    assert page.url.endswith("/desk/")
    assert len(codes) == 10
    # The next time: the app; and once without the phone, by paper
    clock.shift(timedelta(seconds=30))
    for answer in (lambda: code_at(timezone.now(), secret), lambda: codes[6]):
        again = new_page(language, **options)
        show_password(again, people.aino)
        if answer() == codes[6]:
            press(again, "a[href='/sign-in/second/recovery/']")
        type_code(again, answer())
        assert again.url.endswith("/desk/")
    assert Session.objects.filter(user=people.aino).count() == 3


def test_a_passkey_is_made_and_used(aino, new_page):
    page = new_page("fi")
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    show_password(page, aino)
    press(page, "a[href='/sign-in/set-up/passkey/']")
    page.locator("[name=name]").fill("työpuhelin")
    press(page)
    press(page)  # ten codes
    press(page, "main .button.primary")
    assert page.url.endswith("/desk/")
    assert Passkey.objects.get(user=aino).name == "työpuhelin"

    page.context.clear_cookies(name="koppi")
    show_password(page, aino)
    assert page.url.endswith("/sign-in/second/passkey/")
    press(page)

    assert page.url.endswith("/desk/")
    assert Passkey.objects.get(user=aino).used_at


def test_a_passkey_that_is_stopped_says_what_to_do(aino, new_page):
    page = new_page("sv")
    show_password(page, aino)
    page.goto(page.home + "/sign-in/set-up/passkey/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('stopped')); }")
    page.locator("[name=name]").fill("telefon")
    page.locator(NEXT).click()

    expect(page.locator("[data-passkey-says=trouble]")).to_be_visible()
    look(page, "sv")
    assert not Passkey.objects.exists()


# The two limits


@pytest.fixture
def matter(people, aino):
    """A matter of Otto's that Aino has caught."""
    draft = make_draft(people.otto, at=timezone.now())
    contact = submit_contact(draft_uuid=draft.uuid, by=people.otto, at=timezone.now())
    found = Matter.objects.get(matter_contacts__contact=contact)
    catch_matter(matter_id=found.pk, by=aino, at=timezone.now())
    return found


@pytest.fixture
def writing(aino, matter, new_page):
    """Aino, who came in by her code app and writes a reply; both clocks are moved together."""
    secret = one_time.new_secret()
    before = timezone.now() - timedelta(minutes=2)
    actions.add_code_app(user=aino, secret=secret, code=code_at(before, secret), by=aino, at=before)
    page = new_page("fi")
    page.secret = secret
    come_in(page, aino)
    page.goto(f"{page.home}/desk/m/{matter.reference}/")
    return page


def come_in(page, user):
    show_password(page, user)
    type_code(page, code_at(timezone.now(), page.secret))


def later(page, clock, **span):
    """Let time pass, on the page and at the server."""
    clock.shift(timedelta(**span))
    page.clock.fast_forward(int(timedelta(**span).total_seconds() * 1000))


def send_after_the_end(page, aino, clock):
    """Press the button as usual, come in again, and go on."""
    press(page, "#send")
    assert "/sign-in/professionals/" in page.url
    assert WORDS not in page.locator("body").inner_text()
    clock.shift(timedelta(seconds=60))
    with page.expect_navigation():
        page.locator("a[href^='/sign-in/professionals/account/']").click()
    page.locator("[name=username]").fill(aino.username)
    page.locator("[name=password]").fill(PASSWORD)
    press(page)
    type_code(page, code_at(timezone.now(), page.secret))
    expect(page.locator("blockquote")).to_contain_text(WORDS)
    press(page)
    assert Message.objects.get().body == WORDS


def test_an_idle_sign_in_warns_goes_on_with_one_press_and_loses_nothing(writing, aino, clock):
    page = writing
    page.locator("#reply_body").fill(WORDS)
    page.locator("#reply_body").blur()  # the draft is saved once, not again when the button takes the focus
    later(page, clock, minutes=26)
    expect(page.locator(".session-warning button")).to_be_visible()
    look(page, "fi")
    page.locator(".session-warning button").click()
    expect(page.locator(".session-warning")).to_have_count(0)

    later(page, clock, minutes=26)  # past the first end
    expect(page.locator("#reply_body")).to_have_value(WORDS)
    later(page, clock, minutes=5)
    expect(page.locator(".session-warning")).to_be_visible()
    expect(page.locator(".session-warning button")).to_have_count(0)
    send_after_the_end(page, aino, clock)


def test_the_last_moment_warns_cannot_be_moved_and_loses_nothing(writing, aino, clock, matter):
    page = writing
    for _ in range(23):  # half an hour short of twelve hours, never idle
        clock.shift(timedelta(minutes=29, seconds=59))
        assert page.evaluate(STAY) == 200
    clock.shift(timedelta(minutes=20))
    page.clock.set_fixed_time(timezone.now())
    page.goto(f"{page.home}/desk/m/{matter.reference}/")
    page.locator("#reply_body").fill(WORDS)
    clock.shift(timedelta(minutes=6))
    page.clock.set_fixed_time(timezone.now())
    expect(page.locator(".session-warning")).to_contain_text("kestänyt pitkään", timeout=20_000)
    expect(page.locator(".session-warning button")).to_have_count(0)
    look(page, "fi")

    clock.shift(timedelta(minutes=6))
    assert page.evaluate(STAY) == 401
    send_after_the_end(page, aino, clock)


STAY = """async () => (await fetch("/sign-in/stay/", {
  method: "POST",
  headers: JSON.parse(document.body.getAttribute("hx-headers")),
})).status"""
