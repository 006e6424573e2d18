"""Professionals by the county's directory: the same protocols, and an account that must be there already."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from koppi.identity.models import User
from koppi.identity.providers import oidc, views
from koppi.identity.rules import Way
from koppi.ledger.models import Event
from koppi.people.tests.factories import make_client, make_professional, make_team, test_code, user_of

from .fake_saml import ACS, FakeSaml, signed
from .fakes import fake_oidc
from .test_saml import inflated

pytestmark = pytest.mark.django_db

START = "/sign-in/with/professionals/"
CALLBACK = "/sign-in/oidc/professionals/callback/"
UID = "urn:oid:0.9.2342.19200300.100.1.1"
MFA = "https://refeds.org/profile/mfa"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture(scope="module")
def server():
    with fake_oidc() as running:
        yield running


@pytest.fixture
def openid(server, settings):
    oidc._forget(server.issuer)
    facts = server.provider(levels=("mfa", MFA), username="preferred_username")
    settings.SIGN_IN_PROVIDERS = {"residents": None, "professionals": facts}
    return server


@pytest.fixture
def saml(settings, tmp_path):
    fake = FakeSaml(tmp_path, levels=("mfa", MFA), username=UID)
    settings.SIGN_IN_PROVIDERS = {"residents": None, "professionals": fake.provider}
    return fake


@pytest.fixture
def liisa(db):
    return make_professional("Liisa Koski", make_team("saaristo")).user


@pytest.fixture
def entered(monkeypatch):
    """How everybody came in: who, and whether their second factor was checked."""
    found = []

    def note(request, user, **how):
        found.append((user, how["way"], how["proved"]))
        return real(request, user, **how)

    real = views.enter
    monkeypatch.setattr(views, "enter", note)
    return found


def by_openid(browser, fake, username, **changes):
    url = browser.get(START, {"next": "/desk/"})["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    claims = fake.claims(asked["nonce"], timezone.now(), {"preferred_username": username}, **changes)
    return browser.get(CALLBACK, {"code": fake.give(fake.sign(claims)), "state": asked["state"]})


def by_saml(browser, fake, username, **changes):
    url = browser.get(START)["Location"]
    request = inflated(parse_qs(urlsplit(url).query)["SAMLRequest"][0])
    here = ACS.replace("residents", "professionals")
    told = fake.assertion(request.get("ID"), timezone.now(), {UID: username}, recipient=here, **changes)
    xml = fake.response(request.get("ID"), timezone.now(), signed(told), destination=here)
    answer = Browser().post(here, {"SAMLResponse": base64.b64encode(xml.encode()).decode()})
    return browser.get(answer["Location"])


def refused_as(code):
    event = Event.objects.filter(kind="sign_in.refused").latest("id")
    return event.data == {"who": "professionals", "code": code}


@pytest.mark.parametrize(
    ("changes", "proved"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": MFA}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": None}, False),
    ],
)
def test_a_second_factor_is_believed_only_when_the_directory_tells_of_one(
    client, openid, liisa, entered, changes, proved
):
    by_openid(client, openid, liisa.username, **changes)

    assert entered == ([(liisa, Way.COUNTY, proved)] if changes != {"amr": "mfa"} else [])


def test_a_professional_comes_in_by_openid(client, openid, liisa):
    answer = by_openid(client, openid, liisa.username, amr=["mfa"])

    assert answer["Location"] == "/desk/"
    assert int(client.session["_auth_user_id"]) == liisa.pk


@pytest.mark.parametrize(("level", "proved"), [(MFA, True), ("urn:password", False)])
def test_a_professional_comes_in_by_saml(client, saml, liisa, entered, level, proved):
    by_saml(client, saml, liisa.username, level=level)

    assert entered == [(liisa, Way.COUNTY, proved)]


def test_a_directory_is_not_asked_for_residents_levels(client, saml):
    url = client.get(START)["Location"]
    request = inflated(parse_qs(urlsplit(url).query)["SAMLRequest"][0])

    assert not list(request.iter("{*}AuthnContextClassRef"))


@pytest.mark.parametrize("way", [by_openid, by_saml])
@pytest.mark.parametrize("whose", ["nobody", "", "LIISA", "closed", "resident", "koppi"])
def test_no_account_is_made_by_itself(client, liisa, request, settings, way, whose):
    fake = request.getfixturevalue("openid" if way is by_openid else "saml")
    names = {"LIISA": liisa.username.upper(), "closed": liisa.username}
    if whose == "closed":
        User.objects.filter(pk=liisa.pk).update(is_active=False)
    if whose == "resident":
        names["resident"] = user_of(make_client("Maria Lindqvist", hetu=test_code(number=905))).username
    if whose == "koppi":
        names["koppi"] = User.objects.system().username
    before = User.objects.count()

    answer = way(client, fake, names.get(whose, whose), **({"amr": ["mfa"]} if way is by_openid else {}))

    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session and refused_as("no_account")
    assert User.objects.count() == before


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_somebody_without_an_account_is_told_whom_to_ask(client, openid, language):
    client.cookies["koppi_language"] = language

    page = by_openid(client, openid, "nobody").content.decode()

    said = {"fi": "Pyydä esihenkilöäsi", "sv": "Be din teamledare", "en": "Ask your team leader"}[language]
    assert said in page and "/sign-in/professionals/" in page


def test_a_residents_answer_does_not_open_the_desk(client, openid, liisa, settings):
    """The callback of one kind does not take what was begun for the other."""
    settings.SIGN_IN_PROVIDERS = dict.fromkeys(("residents", "professionals"), openid.provider())
    url = client.get("/sign-in/with/residents/")["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    told = {"preferred_username": liisa.username}
    token = openid.sign(openid.claims(asked["nonce"], timezone.now(), told))

    client.get(CALLBACK, {"code": openid.give(token), "state": asked["state"]})

    assert "_auth_user_id" not in client.session and refused_as("state")
