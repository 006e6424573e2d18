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
    wrong = axe_violations(page)
    assert not wrong, f"{page.url}: {wrong}"


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
    trouble = page.evaluate(FOCUS)
    assert not trouble, f"{page.url}: {trouble}"


def tab_through(page):
    """Press Tab from the top of a page to its end, seeing the focus on every stop; return their number."""
    for stops in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return stops
        see_focus(page)
    raise AssertionError(f"Tab does not come to an end on {page.url}")


def tab_to(page, selector, most=60):
    """Press Tab until the focus is on what a selector finds, seeing the focus on every stop."""
    for _ in range(most):
        page.keyboard.press("Tab")
        see_focus(page)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{most} steps do not lead to {selector} on {page.url}")


# What of a page cannot be pressed or read in this window: each control is scrolled to, and must then lie
# within the window with nothing over it; nothing but a row of a list may cut its words short.
OUT_OF_REACH = """root => {
  const wrong = [];
  const say = (why, one) => wrong.push(`${why}: ${one.outerHTML.slice(0, 120)}`);
  const within = document.querySelector(root);
  const mayCut = ".rows, .vh, textarea, svg, select";
  const controls = "a[href], button, input:not([type=hidden]), textarea, select, summary";
  for (const one of within.querySelectorAll(controls)) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.matches(".skip, .vh")) continue;
    one.scrollIntoView({ block: "center" });
    const box = one.getClientRects()[0];
    if (box.left < -1 || box.right > innerWidth + 1) say("outside", one);
    const on = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const label = one.labels?.[0];
    if (!on || !(one.contains(on) || label?.contains(on))) say("covered", one);
    if (one.scrollWidth > one.clientWidth + 1 && one.matches(".button, summary")) say("too wide", one);
  }
  for (const one of within.querySelectorAll("*")) {
    const style = getComputedStyle(one);
    const may = style.overflowX === "visible" || style.overflowX === "auto" || one.closest(mayCut);
    if (!may && one.scrollWidth > one.clientWidth + 1) say("cut", one);
  }
  scrollTo(0, 0);
  return wrong;
}"""


def see_everything(page, root="body"):
    """See that every control of a page can be reached in its window, and that no words are cut."""
    wrong = page.evaluate(OUT_OF_REACH, root)
    assert not wrong, f"{page.url}: {wrong}"
