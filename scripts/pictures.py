"""Take the pictures of the README: start a demo of its own, live through one matter, look at each page.

Run it by `bin/pictures`, or `bin/pictures home phone` for some of them. The demo comes from its usual seed;
times are those of the day on which the pictures are taken, so take them on a working day in office hours.
"""

import contextlib
import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HOUSE = Path(__file__).resolve().parents[1]
PICTURES = HOUSE / "docs" / "pictures"
WIDE = {"width": 1120, "height": 720}
DESK = {"width": 1360, "height": 800}
TALL = {"width": 1120, "height": 1240}
PHONE = {"width": 375, "height": 720}
COLOURS = 128
PATIENCE_SECONDS = 240
BROWSER = os.environ.get("KOPPI_TEST_BROWSER")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]

FINNISH_SPEAKER = "Anna Lindqvist"
SWEDISH_SPEAKER = "Malin Rosenlund"
WRITER = "Linh Haddad"
PROFESSIONAL = "Maria Nyman"
COLLEAGUE = "Liisa Koski"
MANAGER = "Eeva Holm"


def main(wanted):
    """Take the pictures that are asked for by name, or all."""
    with (
        tempfile.TemporaryDirectory(prefix="koppi-pictures-") as folder,
        served(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        live_through(Camera(browser, address, set(wanted)))
        browser.close()


@contextlib.contextmanager
def served(folder):
    """Run a demo in a folder of its own while the block runs; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith("KOPPI_")}
    env |= {"KOPPI_DATA": str(folder), "KOPPI_PORT": str(port)}
    koppi = subprocess.Popen([Path(sys.executable).with_name("koppi"), "run"], env=env, cwd=HOUSE)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health/ready", koppi)
        yield address
    finally:
        koppi.terminate()
        koppi.wait(60)


def wait_for(address, process):
    """Wait until a page answers.

    :raises RuntimeError: the server has ended, or takes too long
    """
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), direct.open(address, timeout=5):
            return
        time.sleep(0.5)
    raise RuntimeError("The demo did not start; the lines above say why.")


class Camera:
    """A browser in front of the demo, and the pictures it is to take."""

    def __init__(self, browser, address, wanted):
        self.browser, self.address, self.wanted = browser, address, wanted

    def page(self, *, language, size, dark=False):
        """Open a window of somebody who reads a language."""
        context = self.browser.new_context(
            base_url=self.address,
            locale={"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language],
            viewport=size,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            timezone_id="Europe/Helsinki",
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    def again(self, page, *, size, dark):
        """Open another window for whoever is signed in at a page."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="en-GB",
            viewport=size,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            timezone_id="Europe/Helsinki",
            storage_state=page.context.storage_state(),
        )
        return context.new_page()

    def take(self, page, name):
        """Keep what a window shows, in few colours, so that the clone stays small."""
        if self.wanted and name not in self.wanted:
            return
        page.evaluate("document.fonts.ready.then(() => true)")
        page.evaluate("document.activeElement && document.activeElement.blur()")
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        small = shot.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        PICTURES.mkdir(parents=True, exist_ok=True)
        small.save(PICTURES / f"{name}.png", optimize=True)


# The story: a resident writes, a professional catches and answers. The people are of the demo county.

WORDS_SV = (
    "Jag skar mig i foten på ett musselskal i lördags. Såret är ungefär två centimeter och blödde "
    "mycket först, men har slutat nu. Behöver det sys?"
)
WORDS = (
    "I cut my foot on a shell on Saturday. The cut is about two centimetres long. It bled a lot at "
    "first but has stopped now. I do not remember when I last had a tetanus shot. Do I need one?"
)
TITLE = "A cut in my foot"
REPLY = (
    "Thank you for the good description. Your last tetanus shot was eleven years ago, so you need a new "
    "one. I have kept a time for you tomorrow at 9.15, and we will look at the cut together. Until then "
    "keep it clean and dry."
)
WORDS_OF_CALL = "Fever since yesterday, 38.4 this morning, and a dry cough. Drinks well."
NOTE = "Tetanus 2015. Booked for the morning; if it gapes, ask Henrik to look at it."


def live_through(camera):
    """Live through one matter from both sides and take each picture as it comes."""
    front = camera.page(language="fi", size=WIDE)
    sign_in_resident(front, FINNISH_SPEAKER)
    front.goto("/")
    camera.take(front, "home")
    front.set_viewport_size(PHONE)
    camera.take(front, "phone")

    asking = camera.page(language="sv", size=WIDE)
    sign_in_resident(asking, SWEDISH_SPEAKER)
    begin_contact(asking)
    asking.locator("textarea[name=words]").fill(WORDS_SV)
    asking.locator("[data-autosave-status]").get_by_text(re.compile(r"\d")).wait_for()
    camera.take(asking, "question")

    writer = camera.page(language="en", size=WIDE)
    sign_in_resident(writer, WRITER)
    matter = send_contact(writer)
    camera.take(writer, "confirmation")

    others = camera.page(language="en", size=DESK)
    sign_in_professional(others, COLLEAGUE)
    others.goto("/desk/?scope=team")
    others.locator("#roll ul a").first.click()
    others.wait_for_url(re.compile(r"/desk/m/"))
    camera.take(others, "worklist")

    take_call(others)
    camera.take(others, "call")
    manager = camera.page(language="en", size=DESK)
    sign_in_professional(manager, MANAGER)
    open_waiting_change(manager)
    camera.take(manager, "rules")

    desk = camera.page(language="en", size=DESK)
    sign_in_professional(desk, PROFESSIONAL)
    answer(desk, matter)
    camera.take(desk, "matter")

    writer.set_viewport_size(TALL)
    writer.goto(f"/my/{matter}/")
    camera.take(writer, "my-matter")
    writer.set_viewport_size(WIDE)
    writer.goto("/my-data/")
    camera.take(writer, "looks")
    dark = camera.again(writer, size=PHONE, dark=True)
    dark.goto(f"/my/{matter}/")
    camera.take(dark, "dark")


def take_call(page):
    """Stand in the middle of a call: who it is, what it is about, what to read aloud."""
    page.goto("/desk/phone/")
    page.locator("[name=sought]").fill("Lindqvist")
    page.locator(".who .button").first.click()
    page.locator(".found-clients button, .found-clients a").first.click()
    page.locator("[name=topic]").select_option("infection")
    page.locator("[name=none]").wait_for()
    page.locator("[name=words]").fill(WORDS_OF_CALL)


def open_waiting_change(page):
    """Open a change of a topic that waits for its owner, with what last week would have been like."""
    page.goto("/desk/handbook/topic/")
    page.locator("main li", has=page.locator(".quiet", has_text="waits")).locator("a").first.click()
    page.locator("main a[href*='/handbook/changes/']").first.click()
    page.wait_for_url(re.compile(r"/handbook/changes/"))


def begin_contact(page):
    """Go to the question for one's own words about a wound of one's own."""
    page.goto("/contact/new/")
    answer_question(page, "about_whom", "self")
    answer_question(page, "topic", "wound")
    answer_question(page, "affirmed", "none")


def send_contact(page):
    """Answer every question about a wound and send it; return the matter's reference."""
    begin_contact(page)
    page.locator("[name=words]").fill(WORDS)
    page.locator("[name=title]").fill(TITLE)
    go_on(page)
    answer_question(page, "since", "3d")
    answer_question(page, "by", "message")
    answer_question(page, "language", "en")
    go_on(page)
    page.locator("form[action$='/send/'] button.primary").click()
    page.wait_for_url(re.compile(r"/sent/"))
    return page.locator("a[href^='/my/']").first.get_attribute("href").split("/")[2]


def answer_question(page, name, value):
    """Choose an answer where the question is asked, and go on."""
    choice = page.locator(f"input[name='{name}'][value='{value}']")
    if choice.count():
        choice.check()
        go_on(page)


def go_on(page):
    """Press the one primary button and wait for the next page."""
    with page.expect_navigation():
        page.locator("form button.primary").click()


def answer(page, reference):
    """Catch a matter, leave a note, reply, and stand before the next words."""
    page.goto(f"/desk/m/{reference}/")
    with page.expect_navigation():
        page.locator("form[action*='/catch/'] button").click()
    page.locator("#note summary").click()
    page.locator("#note textarea").fill(NOTE)
    with page.expect_navigation():
        page.locator("#note button.primary, #note button[type=submit], #note form button").last.click()
    page.locator("#reply-form textarea").fill(REPLY)
    with page.expect_navigation():
        page.locator("#send").click()


def sign_in_resident(page, name):
    """Sign in as an invented resident of the list."""
    page.goto("/sign-in/")
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_url(re.compile(r"^(?!.*sign-in)"))


def sign_in_professional(page, name):
    """Sign in as an invented professional of the list."""
    page.goto("/sign-in/professionals/")
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_url(re.compile(r"/desk/"))


if __name__ == "__main__":
    main(sys.argv[1:])
