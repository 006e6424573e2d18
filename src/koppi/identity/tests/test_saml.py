"""Residents by SAML: let in when everything is right, refused plainly when anything is not."""

import base64
import zlib
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from koppi.identity.models import ProviderSession, SpentAnswer, User, WaitingAnswer
from koppi.identity.providers import once, rules
from koppi.ledger.models import Event
from koppi.people.models import Client
from koppi.people.tests.factories import make_client, make_municipality, test_code

from .fake_saml import ACS, IDP, NAMES, SLO, SP, SSO, FakeSaml, by_redirect, signed
from .fakes import pem_of, person

pytestmark = pytest.mark.django_db

NOON = "2026-11-23T12:00:00Z"
CODE = test_code(date(1982, 5, 17), 901)
START = "/sign-in/with/residents/"
ANSWER = "/sign-in/saml/residents/answer/"
FINISH = "/sign-in/saml/residents/finish/"
LOGOUT = "/sign-in/saml/residents/logout/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def fake(settings, tmp_path):
    fake = FakeSaml(tmp_path)
    settings.SIGN_IN_PROVIDERS = {"residents": fake.provider, "professionals": None}
    return fake


@pytest.fixture
def maria(db):
    return make_client("Maria Lindqvist", hetu=CODE)


def inflated(text):
    return etree.fromstring(zlib.decompress(base64.b64decode(text), -15))


def begin(browser, target=""):
    """Go to the provider; return the id of the request it gets."""
    answer = browser.get(START, {"next": target} if target else {})
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer["Location"]).query)
    return inflated(query["SAMLRequest"][0]).get("ID")


def post(browser, xml):
    """Post an answer as the provider's page does, from another site: the browser sends no cookie along."""
    sent = {"SAMLResponse": base64.b64encode(xml.encode()).decode(), "RelayState": "koppi"}
    answer = Browser(enforce_csrf_checks=True).post(ANSWER, sent)
    assert answer.status_code == 303 and not answer.cookies
    return browser.get(answer["Location"])


def come_back(browser, fake, request_id, attributes=None, key="honest", outer=None, **changes):
    """Come back with an answer, honest but for what is changed."""
    told = fake.assertion(request_id, timezone.now(), attributes or person(CODE), **changes)
    return post(browser, fake.response(request_id, timezone.now(), signed(told, key), **outer or {}))


def signed_in(browser):
    return int(browser.session.get("_auth_user_id", 0))


def refused_as(code):
    event = Event.objects.filter(kind="sign_in.refused").latest("id")
    return event.data == {"who": "residents", "code": code} and event.by_id is None


def test_a_resident_is_let_in_and_comes_back_to_the_page(client, fake, maria):
    answer = come_back(client, fake, begin(client, "/my/"))

    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert signed_in(client) == User.objects.get(person_id=maria.person_id).pk


def test_the_request_is_signed_and_asks_for_the_levels(client, fake):
    url = client.get(START)["Location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    request = inflated(query["SAMLRequest"])

    assert url.startswith(f"{SSO}?")
    assert request.get("AssertionConsumerServiceURL") == ACS
    asked = [one.text for one in request.iter("{*}AuthnContextClassRef")]
    assert asked == list(fake.provider.levels)
    message = urlencode({name: query[name] for name in ("SAMLRequest", "RelayState", "SigAlg")})
    assert query["SigAlg"] == Constants.RSA_SHA256
    certificate = pem_of("koppi")[1]
    signature = base64.b64decode(query["Signature"])
    assert Utils.validate_binary_sign(message, signature, certificate, query["SigAlg"])


def test_somebody_new_and_a_turvakielto(client, fake):
    make_municipality("905")
    told = person(CODE, "Åsa", "Öhman", **{rules.MUNICIPALITY: "905", rules.NON_DISCLOSURE: "1"})

    come_back(client, fake, begin(client), told)

    new = Client.objects.get()
    assert (new.name, new.non_disclosure, new.municipality) == ("Åsa Öhman", True, None)


def test_nothing_of_an_answer_stays(client, fake, maria, caplog):
    with caplog.at_level("DEBUG"):
        come_back(client, fake, begin(client))

    assert not WaitingAnswer.objects.exists()
    rows = str(list(SpentAnswer.objects.values())) + str(list(ProviderSession.objects.values()))
    for text in (rows, caplog.text, str(list(Event.objects.values()))):
        for secret in (CODE, "Lindqvist", "somebody"):
            assert secret not in text


def test_what_waits_between_two_requests_is_sealed(client, fake, maria):
    told = signed(fake.assertion(begin(client), timezone.now(), person(CODE)))
    request_id = etree.fromstring(told).find(".//{*}SubjectConfirmationData").get("InResponseTo")
    xml = fake.response(request_id, timezone.now(), told)

    answer = Browser().post(ANSWER, {"SAMLResponse": base64.b64encode(xml.encode()).decode()})

    sealed = bytes(WaitingAnswer.objects.get().sealed)
    assert CODE.encode() not in sealed and b"Lindqvist" not in sealed
    assert CODE not in answer["Location"]


def test_a_response_signed_as_well_is_believed(client, fake, maria):
    request_id = begin(client)
    told = signed(fake.assertion(request_id, timezone.now(), person(CODE)))

    post(client, signed(fake.response(request_id, timezone.now(), told)))

    assert signed_in(client)


# Answers that are not believed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"audience": "https://another.example"}, "audience"),
        ({"audience": ""}, "audience"),
        ({"recipient": "https://another.example/acs"}, "recipient"),
        ({"recipient": f"https://another.example/?{ACS}"}, "recipient"),
        ({"in_response_to": ""}, "unsolicited"),
        ({"level": "http://ftn.ficora.fi/2017/loa1"}, "level"),
        ({"level": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"}, "level"),
        ({"key": "forger"}, "signature"),
        ({"outer": {"destination": "https://another.example/acs"}}, "recipient"),
        ({"outer": {"status": "Responder", "inner": "AuthnFailed"}}, "cancelled"),
        ({"outer": {"status": "Requester"}}, "provider_error"),
        ({"attributes": {"x": "y"}}, "no_identity_code"),
        ({"attributes": person("170582-901X")}, "bad_identity_code"),
        ({"attributes": person("131052-308T")}, "practice"),
        ({"attributes": person(CODE, given="")}, "incomplete"),
    ],
)
def test_an_answer_that_is_not_right_lets_nobody_in(client, fake, maria, changes, code):
    answer = come_back(client, fake, begin(client), **changes)

    assert answer.status_code in (200, 403, 503)
    assert not signed_in(client) and refused_as(code)
    assert Client.objects.count() == 1


def test_somebody_too_weak_may_identify_otherwise_the_next_time(client, fake, maria):
    come_back(client, fake, begin(client), level="weak")

    url = client.get(START)["Location"]
    assert inflated(parse_qs(urlsplit(url).query)["SAMLRequest"][0]).get("ForceAuthn") == "true"


def test_an_unsigned_answer_is_refused(client, fake, maria):
    request_id = begin(client)

    told = fake.assertion(request_id, timezone.now(), person(CODE))
    post(client, fake.response(request_id, timezone.now(), told))

    assert not signed_in(client) and refused_as("unsigned")


def test_an_unsigned_assertion_in_a_signed_response_is_refused(client, fake, maria):
    request_id = begin(client)

    told = fake.assertion(request_id, timezone.now(), person(CODE))
    post(client, signed(fake.response(request_id, timezone.now(), told)))

    assert not signed_in(client) and refused_as("unsigned")


def test_a_weak_signature_is_refused(client, fake, maria):
    request_id = begin(client)
    told = fake.assertion(request_id, timezone.now(), person(CODE))

    weak = signed(told, algorithm=Constants.RSA_SHA1, digest=Constants.SHA1)
    post(client, fake.response(request_id, timezone.now(), weak))

    assert not signed_in(client) and refused_as("algorithm")


def test_a_changed_answer_is_refused(client, fake, maria):
    request_id = begin(client)
    told = signed(fake.assertion(request_id, timezone.now(), person(test_code(number=955))))

    post(client, fake.response(request_id, timezone.now(), told.replace("Lindqvist", "Lindqvis7")))

    assert not signed_in(client) and refused_as("signature")


@pytest.mark.parametrize("place", ["before", "after", "within", "object"])
def test_a_wrapped_signature_lets_nobody_in(client, fake, maria, place):
    """The honest, signed assertion is about somebody else; an evil one beside it or around it says Maria."""
    request_id = begin(client)
    at = timezone.now()
    honest = signed(fake.assertion(request_id, at, person(test_code(number=955), "Otto", "Öhman")))
    evil = fake.assertion(request_id, at, person(CODE))
    if place == "before":
        both = evil + honest
    elif place == "after":
        both = honest + evil
    elif place == "within":
        both = evil.replace("</saml:Assertion>", f"{honest}</saml:Assertion>")
    else:
        signature = honest[honest.index("<ds:Signature") : honest.index("</ds:Signature>")]
        bare = honest.replace(f"{signature}</ds:Signature>", "")
        moved = f"{signature}<ds:Object>{bare}</ds:Object></ds:Signature>"
        both = evil.replace("<saml:Subject>", f"{moved}<saml:Subject>", 1)

    post(client, fake.response(request_id, at, both))

    assert not signed_in(client)
    assert Event.objects.filter(kind="sign_in.refused").exists()


def test_a_comment_does_not_cut_a_code_short(client, fake, maria):
    request_id = begin(client)
    told = person(f"{CODE}<!-- x -->9")

    post(
        client,
        fake.response(request_id, timezone.now(), signed(fake.assertion(request_id, timezone.now(), told))),
    )

    assert not signed_in(client)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    "xml",
    [
        f"{BOMB}<x>&c;</x>",
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        "<x/>",
        "not xml",
        "",
        "<" + "a" * 200_000,
        f'<samlp:Response {NAMES} ID="_1" Version="2.0"/>',
    ],
)
def test_what_is_no_answer_is_refused(client, fake, maria, xml):
    begin(client)

    assert post(client, xml).status_code == 403

    assert not signed_in(client)


def test_an_entity_in_an_honest_answer_is_not_expanded(client, fake, maria):
    request_id = begin(client)
    told = signed(fake.assertion(request_id, timezone.now(), person(CODE)))

    post(client, BOMB + fake.response(request_id, timezone.now(), told))

    assert not signed_in(client) and refused_as("malformed")


@pytest.mark.parametrize("body", [{}, {"SAMLResponse": "%%%"}, {"SAMLResponse": "AAAA"}])
def test_a_form_without_an_answer_is_refused(client, fake, body):
    answer = client.post(ANSWER, body)

    assert answer["Location"] == f"{FINISH}?refused=malformed"


# Clocks


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"before": 60}, ""),
        ({"before": 61}, "not_yet"),
        ({"after": -59}, ""),
        ({"after": -60}, "expired"),
        ({"confirmed_after": 1}, ""),
        ({"confirmed_after": 0}, "recipient"),
    ],
)
def test_clocks_may_be_a_minute_apart_and_no_more(client, fake, maria, changes, code):
    come_back(client, fake, begin(client), **changes)

    assert bool(signed_in(client)) == (not code)
    assert not code or refused_as(code)


# Once, and in the browser it began in


def test_an_answer_cannot_be_posted_again(client, fake, maria):
    request_id = begin(client)
    xml = fake.response(
        request_id, timezone.now(), signed(fake.assertion(request_id, timezone.now(), person(CODE)))
    )
    post(client, xml)
    client.post("/sign-out/")

    answer = post(client, xml)

    assert (answer.status_code, signed_in(client)) == (400, 0)
    assert refused_as("replayed")


def test_a_used_answer_is_remembered_until_it_would_have_expired(client, fake, maria, noon):
    come_back(client, fake, begin(client))
    spent = SpentAnswer.objects.get(kind="assertion")
    assert (spent.until - timezone.now()).total_seconds() == 360

    noon.shift(400)
    come_back(client, fake, begin(client))

    assert SpentAnswer.objects.filter(kind="assertion").count() == 1


def test_an_answer_to_one_browser_lets_nobody_in_elsewhere(client, fake, maria):
    thief = Browser()

    answer = come_back(thief, fake, begin(client))

    assert (answer.status_code, signed_in(thief)) == (403, 0)
    assert refused_as("unsolicited")


def test_an_answer_nobody_asked_for_is_refused(client, fake, maria):
    come_back(client, fake, "_not_ours")

    assert not signed_in(client) and refused_as("unsolicited")


def test_a_finish_opens_once_and_for_two_minutes(client, fake, maria, noon):
    handle = once.seal({"request": "x"}, at=timezone.now())
    once.unseal(handle, at=timezone.now())
    with pytest.raises(rules.Refused):
        once.unseal(handle, at=timezone.now())

    handle = once.seal({"request": "x"}, at=timezone.now())
    noon.shift(121)
    with pytest.raises(rules.Refused) as refused:
        once.unseal(handle, at=timezone.now())
    assert refused.value.code == "late"


@pytest.mark.parametrize("query", ["", "?answer=x", "?refused=nonsense", "?answer=%00"])
def test_a_finish_that_leads_nowhere_is_refused(client, fake, query):
    assert client.get(FINISH + query).status_code == 400


def test_what_one_wrote_waits_behind_a_refusal(client, fake, maria):
    come_back(client, fake, begin(client))
    client.session.flush()
    client.cookies.pop("koppi", None)
    client.post("/contact/018f0000-0000-7000-8000-000000000009/words/", {"words": "It hurts more."})

    page = come_back(client, fake, begin(client, "/my/"), key="forger", headers=None).content.decode()
    assert "/sign-in/?next=/my/" in page
    answer = come_back(client, fake, begin(client, "/my/"))

    assert "It hurts more." in client.get(answer["Location"]).content.decode()


# Logout


def message(kind, inside, **more):
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    return (
        f'<samlp:{kind} {NAMES} ID="_{kind}1" Version="2.0" IssueInstant="2026-11-23T12:00:00Z"'
        f' Destination="http://testserver{LOGOUT}"{attributes}><saml:Issuer>{IDP}</saml:Issuer>{inside}'
        f"</samlp:{kind}>"
    )


def wish(name_id="somebody", *sessions):
    inside = f"<saml:NameID>{name_id}</saml:NameID>"
    inside += "".join(f"<samlp:SessionIndex>{one}</samlp:SessionIndex>" for one in sessions)
    return message("LogoutRequest", inside)


def test_our_session_ends_before_the_provider_is_told(client, fake, maria):
    come_back(client, fake, begin(client))

    page = client.post("/sign-out/").content.decode()

    assert not signed_in(client) and not ProviderSession.objects.exists()
    url = page.split('content="0;url=')[1].split('"')[0].replace("&amp;", "&")
    query = parse_qs(urlsplit(url).query)
    asked = inflated(query["SAMLRequest"][0])
    assert url.startswith(SLO) and "Signature" in query
    assert asked.find("{*}NameID").text == "somebody"
    assert asked.find("{*}SessionIndex").text == "session-1"


def test_the_providers_answer_to_our_logout_leads_to_the_page(client, fake, maria):
    status = (
        '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
    )
    told = message("LogoutResponse", status, InResponseTo="_x")

    assert client.get(LOGOUT, by_redirect("SAMLResponse", told))["Location"] == "/signed-out/"


def test_the_provider_ends_the_right_session_and_is_answered(client, fake, maria):
    come_back(client, fake, begin(client))
    other = Browser()
    come_back(other, fake, begin(other), session="session-2")

    answer = client.get(LOGOUT, by_redirect("SAMLRequest", wish("somebody", "session-1")))

    assert not signed_in(client) and signed_in(other)
    assert answer["Location"].startswith(f"{SLO}?SAMLResponse=") and "Signature=" in answer["Location"]


def test_without_a_session_named_all_of_the_person_end(client, fake, maria):
    come_back(client, fake, begin(client))
    other = Browser()
    come_back(other, fake, begin(other), session="session-2")
    third = Browser()
    code = test_code(date(1970, 1, 1), 902)
    come_back(third, fake, begin(third), person(code, "Eeva", "Ström"), name_id="another")

    Browser().get(LOGOUT, by_redirect("SAMLRequest", wish()))

    assert not signed_in(client) and not signed_in(other) and signed_in(third)


@pytest.mark.parametrize("change", ["forger", "unsigned", "changed"])
def test_a_logout_that_is_not_the_providers_ends_nothing(client, fake, maria, change):
    come_back(client, fake, begin(client))
    query = by_redirect("SAMLRequest", wish(), "forger" if change == "forger" else "honest")
    if change == "unsigned":
        del query["Signature"], query["SigAlg"]
    if change == "changed":
        query["RelayState"] = "other"

    assert Browser().get(LOGOUT, query).status_code == 403
    assert signed_in(client)


def test_a_logout_is_not_played_again(client, fake, maria):
    query = by_redirect("SAMLRequest", wish())
    come_back(client, fake, begin(client))
    Browser().get(LOGOUT, query)
    come_back(client, fake, begin(client))

    assert Browser().get(LOGOUT, query).status_code == 400
    assert signed_in(client)


def test_our_metadata_says_where_we_are(client, fake):
    answer = client.get("/sign-in/saml/residents/metadata/")
    told = etree.fromstring(answer.content)

    assert answer["Content-Type"] == "application/samlmetadata+xml"
    assert told.get("entityID") == SP
    sp = told.find("{*}SPSSODescriptor")
    assert (sp.get("AuthnRequestsSigned"), sp.get("WantAssertionsSigned")) == ("true", "true")
    assert sp.find("{*}AssertionConsumerService").get("Location") == ACS
    assert b"PRIVATE" not in answer.content
