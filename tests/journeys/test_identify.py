"""Residents identify themselves at real providers, in a real browser, and leave again."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from koppi.config.providers import Provider
from koppi.identity.models import ProviderSession, Session
from koppi.identity.tests import fake_saml
from koppi.identity.tests.fakes import LEVELS, pem_of
from koppi.ledger.models import Event
from koppi.people.models import Client
from koppi.people.tests.factories import test_code
from tests.journeys.seeing import look, photo
from tests.providers.running import running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE = test_code(date(1982, 5, 17), 901)
SIGNED_OUT = {"fi": "Olet kirjautunut ulos", "sv": "Du har loggat ut"}
STOPPED = {"fi": "Tunnistautuminen keskeytyi", "sv": "Identifieringen avbröts"}
STRONGER = {"fi": "Tarvitaan vahva tunnistautuminen", "sv": "Du behöver identifiera dig starkare"}


@pytest.fixture(scope="session")
def openid(live_server):
    """An OpenID provider, once for each process of tests."""
    with running("oidc.mjs", "koppi", "a secret", live_server.url) as issuer:
        yield Provider("oidc", issuer, "koppi", "a secret", LEVELS)


@pytest.fixture(scope="session")
def saml(live_server, tmp_path_factory):
    """A SAML provider, once for each process of tests."""
    folder = tmp_path_factory.mktemp("saml")
    for name, part in (("idp.key", 0), ("idp.crt", 1)):
        (folder / name).write_text(pem_of("real provider")[part])
    (folder / "koppi.crt").write_text(pem_of("koppi")[1])
    with running("saml.mjs", folder, fake_saml.SP, live_server.url) as issuer:
        metadata = folder / "metadata.xml"
        told = fake_saml.metadata("real provider", issuer, f"{issuer}/sso", f"{issuer}/slo")
        metadata.write_text(told)
        key = "\n".join(pem_of("koppi"))
        yield issuer, Provider("saml", str(metadata), fake_saml.SP, key, LEVELS)


def provider(request, settings, kind):
    """Let residents be sent to one of the providers; return its address."""
    given = request.getfixturevalue(kind)
    address, facts = (given.address, given) if kind == "openid" else given
    settings.SIGN_IN_PROVIDERS = {"residents": facts, "professionals": None}
    return address


def to_the_provider(page, language):
    page.goto(page.home + "/my/")
    look(page, language)
    page.locator("main a.button.primary").first.click()
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1"))


def identify(page, press="on", **told):
    for name, value in ({"code": CODE, "given": "Åsa", "family": "Nygård"} | told).items():
        page.locator(f"[name={name}]").fill(value)
    page.locator(f"[name=go][value={press}]").click()
    page.wait_for_url(page.home + "/**")


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("kind", ["openid", "saml"])
def test_a_resident_goes_to_the_provider_and_comes_back_to_the_page(
    people, new_browser, settings, request, kind, language
):
    provider(request, settings, kind)
    page = new_browser(language)

    to_the_provider(page, language)
    identify(page)

    assert page.url == page.home + "/my/"
    look(page, language)
    asa = Client.objects.get(given_name="Åsa", family_name="Nygård")
    assert asa.birth_date == date(1982, 5, 17)
    assert ProviderSession.objects.get().user.person_id == asa.person_id

    page.locator("form[action='/sign-out/'] button").click()
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1|/signed-out/$"))
    assert not Session.objects.exclude(user=None).exists()
    if kind == "openid":
        page.locator("button[name=logout], button[value=yes]").first.click()
    page.wait_for_url(page.home + "/signed-out/**")
    expect(page.locator("h1")).to_have_text(SIGNED_OUT[language])


@pytest.mark.parametrize("kind", ["openid", "saml"])
def test_leaving_at_the_provider_ends_the_session_here(people, new_browser, settings, request, kind):
    address = provider(request, settings, kind)
    page = new_browser("fi")
    to_the_provider(page, "fi")
    identify(page)

    elsewhere = page.context.new_page()
    if kind == "openid":
        elsewhere.goto(f"{address}/session/end?client_id=koppi")
        elsewhere.locator("button[name=logout], button[value=yes]").first.click()
        elsewhere.wait_for_load_state()
    else:
        elsewhere.goto(f"{address}/slo")

    assert Event.objects.filter(kind="sign_in.ended_by_provider").count() == 1
    page.goto(page.home + "/my/")
    assert "/sign-in/" in page.url


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("kind", ["openid", "saml"])
def test_stopping_and_too_weak_an_identification_are_said_and_tried_again(
    people, new_browser, settings, request, kind, language
):
    provider(request, settings, kind)
    page = new_browser(language)

    to_the_provider(page, language)
    identify(page, press="stop")
    look(page, language)
    expect(page.locator("h1")).to_have_text(STOPPED[language])
    photo(page, f"{language}-identify-{kind}-stopped")

    page.locator("main a.button.primary").first.click()
    page.locator("main a.button.primary").first.click()
    identify(page, acr="http://ftn.ficora.fi/2017/loa1")
    look(page, language)
    expect(page.locator("h1")).to_have_text(STRONGER[language])
    assert not Session.objects.exclude(user=None).exists()

    page.locator("main a.button.primary").first.click()
    page.locator("main a.button.primary").first.click()
    identify(page)
    page.wait_for_url(page.home + "/my/")
