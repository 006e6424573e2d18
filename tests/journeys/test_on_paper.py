"""A page that is printed: black on white, whatever the screen's colours are, and nothing to press."""

import pytest

from tests.county import make_county
from tests.journeys.seeing import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Each word that shows, and what lies under it, as it would be printed.
PRINTED = """() => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true});
  const colours = new Set();
  for (const one of [...document.querySelectorAll("body, body *")].filter(shown)) {
    const style = getComputedStyle(one);
    colours.add(style.color + " on " + style.backgroundColor);
  }
  return {
    colours: [...colours],
    pressed: [...document.querySelectorAll("nav, button, .button, .session-warning")].filter(shown).length,
    scheme: getComputedStyle(document.documentElement).colorScheme,
  };
}"""


@pytest.fixture
def county(monday, tmp_path, transactional_db):
    return make_county(tmp_path)


def test_the_log_is_printed_as_words_with_the_day_in_full(county, sign_in):
    page = sign_in(county.maria, "fi", color_scheme="dark", viewport={"width": 794, "height": 1123})

    page.goto(f"{page.home}/my-data/")
    page.emulate_media(media="print", color_scheme="dark")

    printed = page.evaluate(PRINTED)
    assert printed == {"colours": ["rgb(0, 0, 0) on rgba(0, 0, 0, 0)"], "pressed": 0, "scheme": "light"}
    told = page.locator("main").inner_text()
    assert "Maria Lindqvist, 3.3.2025" in told and "Aino Koski" in told
    when = page.locator(".matters time").first
    full = when.evaluate("(one) => getComputedStyle(one, '::after').content")
    assert "2025" in full and when.get_attribute("title") in full
    photo(page, "paper-looks")
