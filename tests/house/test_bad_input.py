"""Bad input over HTTP, in each language: a clear answer, nothing lost, nothing leaked, nothing half made.

The list itself is in `bad_input`.
"""

import re
from collections import Counter
from html import unescape
from urllib.parse import unquote

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as house
from django.db import transaction
from django.test import Client
from django.utils.translation import gettext, ngettext, override

from tests.county import TEN_PAST, make_county
from tests.house.bad_input import ROWS

pytestmark = pytest.mark.slow

LANGUAGES = ("fi", pytest.param("sv", marks=pytest.mark.slow), pytest.param("en", marks=pytest.mark.slow))
# What must stand in no log and no address, besides what a row types.
SECRETS = ("Lindqvist", "Öhman", "lumitöissä", "puutu")
# What looking leaves behind on purpose, and what belongs to a letter or a contact that was really sent.
NOT_COUNTED = ("access.reading", "desk.look", "identity.session", "identity.tally")
COMES_ALONG = (
    "ledger.event",
    "notices.delivery",
    "notices.notice",
    "conversations.conversation",
    "matters.clock",
)


def undone():
    """Return a transaction of the tests' own kind: what insists on committing itself may do so in it."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The county, made once: every request is undone."""
    with django_db_blocker.unblock(), time_machine.travel(TEN_PAST, tick=False), undone():
        yield make_county(tmp_path_factory.mktemp("files"))
        transaction.set_rollback(True)


@pytest.fixture
def county(built, settings):
    settings.MEDIA_ROOT = built.folder
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    with undone():
        yield built
        transaction.set_rollback(True)


def counted():
    """Return how many rows each model of the house has."""
    return Counter(
        {
            model._meta.label_lower: model._default_manager.count()
            for app in apps.get_app_configs()
            if app.name.startswith("koppi.")
            for model in app.get_models()
            if model._meta.managed and model._meta.label_lower not in NOT_COUNTED
        }
    )


def files_on_disk():
    return sum(1 for path in house.MEDIA_ROOT.rglob("*") if path.is_file())


def sentence(row, language):
    """Return what a row must say in a language."""
    with override(language):
        if isinstance(row.says, tuple):
            said = ngettext(*row.says, row.values.get("over", row.values.get("limit")))
        else:
            said = gettext(row.says)
        # A value may be a word that each language has its own for.
        return said % row.values if row.values else said


def words_of(answer):
    page = unescape(answer.content.decode())
    if answer["Content-Type"] == "application/json":
        page = answer.json()["said"]
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<body")[2] or page).split()), page


def addresses_of(answer, page):
    """Return every address that the answer leads to or shows."""
    shown = re.findall(r'(?:href|action|src|data-\w+)="([^"]*)"', page)
    return [unquote(one) for one in [*(url for url, _ in getattr(answer, "redirect_chain", ())), *shown]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case)
def test_bad_input_is_answered_clearly_and_loses_and_leaks_nothing(county, log, row, language):
    browser = Client()
    if row.role:
        browser.force_login(getattr(county, row.role))
    browser.cookies["koppi_language"] = language
    before, files_before = counted(), files_on_disk()

    answer = row.send(browser, county)

    chain = getattr(answer, "redirect_chain", [])
    text, page = words_of(answer)
    assert (chain[0][1] if chain else answer.status_code) == row.status
    assert not chain or answer.status_code == 200
    if answer["Content-Type"].startswith("text/html"):
        assert f'<html lang="{language}"' in page
    if row.says:
        assert sentence(row, language) in page
        assert language == "en" or sentence(row, "en") not in text
    # Nothing lost
    if row.typed and row.shown:
        assert row.typed in page
    # Nothing leaked
    short = row.typed[:60]
    for secret in (*SECRETS, *([short] if short else [])):
        assert secret not in log.getvalue()
        assert not [one for one in addresses_of(answer, page) if secret in one]
    # Nothing half made
    made = {name: count - before[name] for name, count in counted().items() if count != before[name]}
    if row.adds:
        made = {name: count for name, count in made.items() if name not in COMES_ALONG}
    assert made == row.adds
    assert files_on_disk() - files_before == row.adds.get("files.storedfile", 0)
    if row.then:
        row.then(county, page)


def test_the_log_that_is_searched_does_hear(county, log):
    Client().get("/no-such-page/")

    assert "/no-such-page/" in log.getvalue()
