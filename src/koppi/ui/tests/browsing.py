"""A real browser for tests, and axe-core in it."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = os.environ.get("KOPPI_TEST_BROWSER", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[4] / "tests/vendor/axe-core/axe.min.js"
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What a page that is right in one language and in light colours may still have wrong in others.
OF_COLOURS_AND_WORDS = {
    "type": "rule",
    "values": [
        "color-contrast",
        "link-in-text-block",
        "target-size",
        "html-has-lang",
        "valid-lang",
        "document-title",
        "button-name",
        "link-name",
        "label",
    ],
}


@contextmanager
def chromium():
    """Have a browser while the block runs.

    Playwright keeps an event loop in this thread; Django would otherwise refuse its own database work here.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def launch(playwright):
    """Start Chromium: the system's own if it is there, else the one playwright has installed."""
    path = CHROMIUM if Path(CHROMIUM).exists() else None
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def axe_violations(page, rules=ALL):
    """Return what axe finds wrong on the page as it stands: "rule: element" lines, empty when all is well."""
    # Through the debugger, not as a <script>: the page's own content security policy stays on.
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})",
        rules,
    )
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
