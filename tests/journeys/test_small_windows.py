"""At 200 % and at 320 px: nothing scrolls sideways, nothing is cut, every button can be reached."""

import pytest

from tests.county import make_county
from tests.journeys.seeing import look, photo, see_everything, tab_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A window of 1280 × 1024 at 200 %.
ZOOMED = {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2}
NARROW = {"viewport": {"width": 320, "height": 640}}
SMALLEST = {"width": 320, "height": 256}  # the first window at 400 %


@pytest.fixture
def county(monday, tmp_path, transactional_db):
    return make_county(tmp_path)


def walk(page, language, name, addresses):
    """Look at each page as a whole."""
    for number, address in enumerate(addresses):
        answer = page.goto(page.home + address)
        assert answer.status == 200, address
        photo(page, f"{name}-{language}-{number}")
        look(page, language)
        see_everything(page)


def see_dialog(page, language, name, link):
    """Open a step over the page, and look at that."""
    page.locator(link).first.click()
    page.locator("dialog[open] form").wait_for()
    photo(page, name)
    look(page, language)
    see_everything(page, "dialog[open]")


def test_a_residents_pages_at_200_percent(county, sign_in):
    page = sign_in(county.maria, "fi", clock=True, **ZOOMED)
    draft = f"/contact/{county.draft.uuid}"

    walk(
        page,
        "fi",
        "zoom-resident",
        [
            "/",
            f"{draft}/topic/",
            f"{draft}/warnings/",
            f"{draft}/reach/",
            f"{draft}/check/",
            "/my/",
            f"/my/{county.held.reference}/",
            f"/my/{county.fresh.reference}/worse/",
        ],
    )


@pytest.mark.parametrize(
    ("language", "name", "window"), [("sv", "zoom-desk", ZOOMED), ("fi", "narrow-desk", NARROW)]
)
def test_the_desk_in_a_small_window(county, sign_in, language, name, window):
    page = sign_in(county.aino, language, clock=True, **window)
    held = f"/desk/m/{county.held.reference}/"

    walk(
        page,
        language,
        name,
        [
            "/desk/?scope=mine",
            f"/desk/m/{county.fresh.reference}/?scope=team",
            f"/desk/m/{county.offered.reference}/?scope=offered",
            f"{held}handover/",
            f"{held}closing/",
            f"{held}assessment/",
            "/desk/going-home/",
            "/desk/notices/",
            held,
        ],
    )
    assert tab_through(page) > 20
    page.set_viewport_size(SMALLEST)
    assert tab_through(page) > 20
    see_dialog(page, language, f"{name}-{language}-dialog", "a[href*='/handover/']")
