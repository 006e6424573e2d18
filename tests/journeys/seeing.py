"""What every page must be, wherever a journey comes to it.

`KOPPI_TEST_PHOTOS` names a folder for pictures of the way, to look at afterwards.
"""

import os
from pathlib import Path

from koppi.ui.tests.browsing import axe_violations


def look(page, language):
    """See that a page is in its language, fits its window, and that axe finds nothing."""
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )
    assert axe_violations(page) == [], page.url


def photo(page, name):
    """Keep a picture of the window, when somebody wants them."""
    if folder := os.environ.get("KOPPI_TEST_PHOTOS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


# Where the focus is, and whether somebody who looks at the page can see that. A ring may be drawn by
# the box around a control; a focused thing counts as hidden when something lies over all of it.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nothing has the focus";
  const said = at.outerHTML.slice(0, 160);
  const drawn = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  let ring = at;
  while (ring && !drawn(ring)) ring = ring.parentElement;
  if (!ring && at.id !== "main") return "no ring: " + said;
  const box = at.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  if (right <= left || bottom <= top) return "outside the window: " + said;
  const shares = [0.1, 0.5, 0.9];
  const bare = shares.some((x) => shares.some((y) => {
    const on = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
    return on && (at.contains(on) || ring?.contains(on));
  }));
  return bare ? "" : "covered: " + said;
}"""


def see_focus(page):
    """See that something has the focus, that it has a ring, and that nothing hides it."""
    assert page.evaluate(FOCUS) == "", page.url


def tab_to(page, selector, most=60):
    """Press Tab until the focus is on what a selector finds, seeing the focus on every stop."""
    for _ in range(most):
        page.keyboard.press("Tab")
        see_focus(page)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{most} steps do not lead to {selector} on {page.url}")
