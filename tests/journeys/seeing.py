"""What every page must be, wherever a journey comes to it."""

from koppi.ui.tests.browsing import axe_violations


def look(page, language):
    """See that a page is in its language, fits its window, and that axe finds nothing."""
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )
    assert axe_violations(page) == [], page.url
