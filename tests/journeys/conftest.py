"""A browser, people, and a way to sign in as any of them, for every journey."""

import threading

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from koppi.ui.tests.browsing import chromium
from tests.county import TEN_PAST, make_people

PATIENCE_SECONDS = 10


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def monday():
    """Let it be the small county's Monday, ten past nine, from where the time goes on; ask for it first."""
    with time_machine.travel(TEN_PAST):
        yield


@pytest.fixture
def people(transactional_db):
    return make_people()


@pytest.fixture
def new_browser(browser, live_server):
    """Return a function that opens a page as nobody has signed in on it: other cookies, other windows."""

    def opened(language, **options):
        context = browser.new_context(**options)
        context.add_cookies([{"name": "koppi_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)  # the machine may be busy with other tests
        page.home = live_server.url
        return page

    yield opened
    for context in browser.contexts:
        # Nothing more leaves a page, not even what it says as it closes; what is on its way comes to its end.
        context.set_offline(True)
        context.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE_SECONDS)


@pytest.fixture
def sign_in(new_browser):
    """Return a function that opens a page as somebody who has signed in.

    With ``clock=True`` the browser's time is the server's, and `page.clock` moves it on.
    """

    def signed_in(user, language, clock=False, **options):
        client = Client()
        client.force_login(user)
        page = new_browser(language, **options)
        page.context.add_cookies(
            [{"name": "koppi", "value": client.cookies["koppi"].value, "url": page.home}]
        )
        if clock:
            page.clock.install(time=timezone.now())
        return page

    return signed_in
