"""The gallery, the error pages and the reader's own look."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from koppi.ui import errors

LANGUAGES = ["fi", "sv", "en"]


@pytest.mark.parametrize(("lang", "heading"), [("fi", "Osat"), ("sv", "Delar"), ("en", "Parts")])
def test_the_gallery_speaks_three_languages(client, lang, heading):
    page = client.get("/ui/", headers={"accept-language": lang}).content.decode()

    assert f'<html lang="{lang}"' in page
    assert f"<h1>{heading}" in page


def test_the_gallery_needs_no_inline_style_or_script(client):
    page = client.get("/ui/").content.decode()

    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"\son[a-z]+=", page)


def test_the_gallery_is_not_there_in_production(client, settings):
    settings.DEMO_SIGN_IN = False

    assert client.get("/ui/").status_code == 404


def test_every_icon_a_page_asks_for_is_drawn(client):
    from koppi.ui.gallery import ICONS

    drawn = set(re.findall(r'<symbol id="([^"]+)"', ICONS.read_text()))
    asked = set(re.findall(r"icons\.svg#([a-z-]+)", client.get("/ui/").content.decode()))

    assert asked <= drawn


def test_a_demo_says_so_on_every_page(client, settings):
    assert 'class="demo"' in client.get("/ui/").content.decode()
    assert 'class="demo"' in client.get("/nowhere/").content.decode()

    settings.DEMO_SIGN_IN = False
    assert 'class="demo"' not in client.get("/nowhere/").content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.page_not_found, 404),
        (errors.too_large, 413),
        (lambda request: errors.too_many(request, until=timezone.now()), 429),
        (errors.server_error, 500),
    ],
)
def test_an_error_page_tells_what_is_safe_without_the_database(view, status, lang):
    # No database fixture: a query would fail the test.
    with override(lang):
        request = RequestFactory().get("/x/")
        request.now = timezone.now()
        response = view(request)

    page = response.content.decode()
    assert response.status_code == status
    assert "112" in page
    assert f'<html lang="{lang}"' in page
    assert "no-store" in response["Cache-Control"]


def test_if_even_the_error_page_breaks_something_is_said(monkeypatch):
    def broken(request):
        raise RuntimeError

    monkeypatch.setattr(errors, "ui", broken)

    response = errors.server_error(RequestFactory().get("/x/"))

    assert response.status_code == 500
    assert "112" in response.content.decode()


OWN_WORDS = "Selkä on kipeä ja jalka puutuu."


def test_an_old_page_hands_back_what_was_written():
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        "/look/",
        {"words": OWN_WORDS, "password": "a long secret of mine"},
        headers={"referer": "http://testserver/here/"},
    )

    page = response.content.decode()
    assert response.status_code == 403
    assert OWN_WORDS in page
    assert "a long secret" not in page
    assert 'href="http://testserver/here/"' in page


def test_a_strangers_page_puts_no_words_on_ours():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/look/", {"words": OWN_WORDS}, headers={"referer": "http://elsewhere.example/"})

    assert response.status_code == 403
    assert OWN_WORDS not in response.content.decode()


def test_the_reader_chooses_the_look_and_keeps_the_page(client):
    response = client.post(reverse("ui:preferences"), {"theme": "dark", "contrast": "more", "next": "/ui/"})

    assert response["Location"] == "/ui/"
    page = client.get("/ui/").content.decode()
    assert 'data-theme="dark" data-contrast="more"' in page


def test_the_device_decides_again_when_the_choice_is_taken_back(client):
    client.post(reverse("ui:preferences"), {"theme": "dark"})
    client.post(reverse("ui:preferences"), {"theme": ""})

    assert "<html" in (page := client.get("/ui/").content.decode())
    assert "data-theme" not in page.split("<head>")[0]


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
)
def test_the_look_never_leads_elsewhere(client, target):
    response = client.post(reverse("ui:preferences"), {"theme": "dark", "next": target})

    assert response["Location"] == "/"


def test_an_invented_look_is_not_kept(client):
    client.post(reverse("ui:preferences"), {"theme": '"><script>'})
    client.cookies["koppi_theme"] = '"><script>'

    assert "data-theme" not in client.get("/ui/").content.decode().split("<head>")[0]
