"""One look at every page and state in a real browser: axe, the language, the width, and no complaint.

`pages` lists them. Finnish in light colours by every rule of axe; Swedish in dark by those that words and
colours can break. Each page is made narrow as well.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import polib
import pytest
from django.test import Client
from django.test.signals import template_rendered
from django.urls import Resolver404, resolve
from django.utils import timezone

from koppi.config import messages
from koppi.disclosures.actions import record_disclosure
from koppi.identity.models import User
from koppi.intake.tests.factories import make_draft
from koppi.matters.actions import catch_matter
from koppi.matters.tests.factories import make_client, make_professional, resident_of
from koppi.resident.copying import ask_for_copy
from koppi.ui.tests.browsing import ALL, OF_COLOURS_AND_WORDS, axe_violations
from tests.county import make_county, send
from tests.house.test_addresses import names
from tests.journeys.pages import DESK, NO_PAGE, PROVIDERS, RESIDENT
from tests.journeys.seeing import photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
LOOKS = [("fi", "light"), ("sv", "dark")]
# Drawn only while a list is looked at for long, or goes on; `desk/tests` see to them.
LATER = {"desk/_more.html", "desk/_news.html", "desk/_chat_news.html", "desk/_chat_strip_news.html"}
# A language in its own words, and signs' names in the gallery.
NAMES = {"English", "keys", "open", "today"}

# Everything a reader sees or hears in the page's own language: texts, labels, and what the script says.
WORDS = """() => {
  const here = document.documentElement.lang, said = new Set([document.title.split(" – ")[0]]);
  const own = (one) => one.closest("[lang]").lang === here && !one.closest("script, style");
  const seen = (one) => own(one) && one.checkVisibility({ visibilityProperty: true });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (seen(texts.currentNode.parentElement)) said.add(texts.currentNode.data);
  for (const one of document.querySelectorAll("option")) if (own(one)) said.add(one.textContent);
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const one of document.querySelectorAll(`[${name}]`)) if (own(one)) said.add(one.getAttribute(name));
  for (const one of Object.values(document.getElementById("koppi-words").dataset)) said.add(one);
  return [...said].map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
# Whether pressing something leads to another page.
SUBMITS = """one => !one.closest("dialog")
  && !one.matches("summary, [data-dialog], [type=radio], [type=checkbox]")
  && (one.matches("a") || Boolean(one.form))"""


@pytest.fixture
def county(monday, transactional_db, settings, tmp_path, monkeypatch):
    """The small county, with somebody new to it, somebody unknown, and a few looks at Maria's matters."""
    # The tests' little server would not let an answer close its connection.
    monkeypatch.setattr("wsgiref.handlers.is_hop_by_hop", lambda header: False)
    county = make_county(tmp_path)
    settings.MEDIA_ROOT = tmp_path
    settings.SIGN_IN_PROVIDERS = PROVIDERS
    county.newhire = make_professional("Tiina Laine", county.teams["etela"], username="tiina.laine").user
    county.newcomer = resident_of(make_client("Uusi Asukas"))
    county.stranger = User.objects.create(kind="resident", username="stranger", person_id=uuid4())
    for role in ("aino", "lea"):
        browser = Client()
        browser.force_login(getattr(county, role))
        browser.get(f"/desk/m/{county.held.reference}/")
    hide_somebody(county)
    record_disclosure(
        client_id=county.maria_client.pk,
        register="patient",
        data=["letters", "assessment"],
        receiver="Kotihoito Oy Esimerkki",
        purpose="care",
        basis="permission",
        permission_id=1,
        by=county.aino,
        at=timezone.now(),
    )
    add_a_minor(county)
    return county


def hide_somebody(county):
    """Add a client under non-disclosure, with a matter that Aino has caught and a message not yet sent."""
    client = make_client("Salla Suoja", non_disclosure=True, phone="+358409911777", email="salla@example.fi")
    county.salla = resident_of(client)
    _, (county.hidden,) = send(county.salla, timezone.now())
    catch_matter(matter_id=county.hidden.pk, by=county.aino, at=timezone.now())
    ask_for_copy(client_id=client.pk, language="fi", by=county.salla, at=timezone.now())
    county.hidden_draft = make_draft(county.salla, at=timezone.now(), reach=None)


def add_a_minor(county):
    """Add a minor with a matter of her own that Aino has caught."""
    _, (county.minors,) = send(
        resident_of(make_client("Ella Nuori", birth_date=date(2012, 6, 1))), timezone.now()
    )
    catch_matter(matter_id=county.minors.pk, by=county.aino, at=timezone.now())


@pytest.fixture
def drawn():
    """The names of the templates that are drawn meanwhile."""
    found = set()

    def note(template, **_):
        found.add(template.name)

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


@cache
def english(language):
    """Return what is English on a page of another language: texts, and a pattern of those with values.

    A sentence with markup in it is many texts on a page.
    """
    entries = [
        entry
        for package in messages.packages()
        if (path := messages.catalogue_path(package, language)).exists()
        for entry in polib.pofile(str(path))
    ]
    said = {text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values())}
    whole, patterns = set(), []
    for entry in entries:
        for text in filter(None, (entry.msgid, entry.msgid_plural)):
            for part in re.split(r"<[^>]+>", text):
                part = " ".join(part.split())
                if not messages.PLACEHOLDER.search(part):
                    whole.add(part)
                elif len(re.findall(r"[a-z]{2,}", messages.PLACEHOLDER.sub("", part))) > 1:
                    pieces = messages.PLACEHOLDER.split(part)
                    patterns.append(".+".join(re.escape(piece) for piece in pieces))
    parts = {" ".join(part.split()) for text in said for part in re.split(r"<[^>]+>", text)}
    return whole - parts, re.compile("|".join(patterns))


def untranslated(page, language):
    whole, patterns = english(language)
    shown = set(page.evaluate(WORDS)) - NAMES
    return sorted(text for text in shown if text in whole or patterns.fullmatch(text))


class Looker:
    """Goes to each page and writes down what is wrong there."""

    def __init__(self, sign_in, new_browser, county, language, colours):
        self.sign_in, self.new_browser, self.county = sign_in, new_browser, county
        self.language = language
        self.rules = OF_COLOURS_AND_WORDS if colours == "dark" else ALL
        self.options = {"color_scheme": colours, "reduced_motion": "reduce", "viewport": WIDE}
        self.pages = {}
        self.wrong = []

    def page_of(self, role):
        if role not in self.pages:
            if role in ("nobody", "newhire", "hand"):
                page = self.new_browser(self.language, **self.options)
            else:
                page = self.sign_in(getattr(self.county, role), self.language, **self.options)
            page.county, page.status, page.complaints, page.refused = self.county, 0, [], set()
            page.on("response", lambda answer: self._note_status(page, answer))
            page.on("console", lambda said: self._note_complaint(page, said))
            page.on("pageerror", lambda error: page.complaints.append(("", str(error))))
            self.pages[role] = page
        return self.pages[role]

    def _note_status(self, page, answer):
        if answer.request.is_navigation_request():
            page.status = answer.status
            if not answer.ok:
                page.refused.add(answer.url)

    def _note_complaint(self, page, said):
        if said.type in ("error", "warning"):
            page.complaints.append((said.location.get("url"), said.text))

    def complaints(self, page):
        """Give what the browser complained of: not that a page that is no 200 could not be loaded.

        It may say that late, when another page is open already.
        """
        for url, text in page.complaints:
            if not (url in page.refused and text.startswith("Failed to load resource")):
                yield text

    def visit(self, visit, number):
        page = self.page_of(visit.role)
        page.complaints.clear()
        path = visit.path.format(c=self.county)
        try:
            page.set_viewport_size(WIDE)
            page.clock.set_fixed_time(timezone.now())
            page.goto(page.home + path)
            for step in visit.way:
                take(page, step)
            photo(page, f"{self.language}-{visit.page or 'error'}-{number:03}-{visit.role}".replace(":", "-"))
            troubles = list(self.troubles(page, visit, path))
        except Exception as trouble:
            photo(page, f"{self.language}-failed-{number:03}")
            troubles = [f"{type(trouble).__name__}: {str(trouble)[:600]}"]
        self.wrong += [f"{number} {visit}\n    {trouble}" for trouble in troubles]

    def troubles(self, page, visit, path):
        """Give everything that is wrong with the page as it stands."""
        if page.status != visit.status:
            yield f"answers {page.status}, not {visit.status}"
        if visit.page and visit.page not in (name_of(path), name_of(page.url)):
            yield f"{page.url} is another page"
        if (language := page.locator("html").get_attribute("lang")) != self.language:
            yield f"its language is {language}"
        yield from (f"axe: {one}" for one in axe_violations(page, self.rules))
        yield from (f"in English: {one}" for one in untranslated(page, self.language))
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                yield f"{wide} pixels too wide in a window of {size['width']}"
        yield from (f"the browser complains: {one}" for one in self.complaints(page))


def take(page, step):
    """Take one step on a page: press or tick, fill in, or whatever a function does."""
    if callable(step):
        step(page)
    elif isinstance(step, tuple):
        page.locator(step[0]).first.fill(step[1])
    else:
        control = page.locator(step).first
        if control.evaluate(SUBMITS):
            with page.expect_navigation():
                control.click()
        elif control.evaluate("one => one.matches('[type=radio], [type=checkbox]')"):
            control.check()
        else:
            control.click()


def name_of(url):
    """Return the name of an address of ours, or nothing."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def templates_of(*packages):
    return {
        str(path.relative_to(folder))
        for package in packages
        for folder in [Path(messages.SOURCE) / package / "templates"]
        for path in folder.rglob("*.html")
    }


def look_at_all(visits, looker, monkeypatch):
    for number, visit in enumerate(visits):
        with monkeypatch.context() as broken:
            if visit.broken:
                where, error = visit.broken
                broken.setattr(where, _raise(error))
            for where, value in visit.instead:
                broken.setattr(where, value)
            looker.visit(visit, number)
    assert not looker.wrong, "\n" + "\n".join(looker.wrong)


def _raise(error):
    def broken(*args, **kwargs):
        raise error("broken on purpose")

    return broken


@pytest.mark.parametrize(("language", "colours"), LOOKS)
def test_every_page_of_a_resident(sign_in, new_browser, county, drawn, monkeypatch, language, colours):
    look_at_all(RESIDENT, Looker(sign_in, new_browser, county, language, colours), monkeypatch)

    assert templates_of("resident", "identity") - drawn == set()


@pytest.mark.parametrize(("language", "colours"), LOOKS)
def test_every_page_of_the_desk(sign_in, new_browser, county, drawn, monkeypatch, language, colours):
    look_at_all(DESK, Looker(sign_in, new_browser, county, language, colours), monkeypatch)

    assert templates_of("desk") - drawn - LATER == set()


def test_every_address_is_looked_at_or_has_no_page():
    visited = {visit.page for visit in (*RESIDENT, *DESK)} - {""}

    assert visited | NO_PAGE == set(names())
    assert not visited & NO_PAGE
