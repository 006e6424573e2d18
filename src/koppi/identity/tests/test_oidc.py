"""Residents by OpenID Connect: let in when everything is right, refused plainly when anything is not."""

import base64
import hashlib
import json
import logging
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from koppi.identity.models import ProviderSession, SpentAnswer, User
from koppi.identity.providers import oidc, rules
from koppi.ledger.models import Event
from koppi.people.models import Client, Municipality
from koppi.people.tests.factories import make_client, make_municipality, test_code, user_of

from .fakes import CLIENT, fake_oidc, person

pytestmark = pytest.mark.django_db

NOON = "2026-11-23T12:00:00Z"
CODE = test_code(date(1982, 5, 17), 901)
START = "/sign-in/with/residents/"
CALLBACK = "/sign-in/oidc/residents/callback/"


@pytest.fixture(scope="module")
def server():
    with fake_oidc() as running:
        yield running


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def fake(server, settings):
    server.answers, server.userinfo, server.keys, server.is_down = {}, {}, ["honest"], False
    oidc._forget(server.issuer)
    settings.SIGN_IN_PROVIDERS = {"residents": server.provider(), "professionals": None}
    return server


@pytest.fixture
def maria(db):
    return make_client("Maria Lindqvist", hetu=CODE)


def begin(browser, target=""):
    """Go to the provider; return what it is asked."""
    answer = browser.get(START, {"next": target} if target else {})
    assert answer.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def come_back(browser, fake, asked, attributes=None, key="honest", header=None, **changes):
    """Come back with an answer, honest but for what is changed."""
    claims = fake.claims(asked["nonce"], timezone.now(), attributes or person(CODE), **changes)
    code = fake.give(fake.sign(claims, key, header))
    return browser.get(CALLBACK, {"code": code, "state": asked["state"]})


def signed_in(browser):
    return int(browser.session.get("_auth_user_id", 0))


def refused_as(code):
    """Tell whether the last refusal was written down with a code and nothing else."""
    event = Event.objects.filter(kind="sign_in.refused").latest("id")
    return event.data == {"who": "residents", "code": code} and event.by_id is None


def test_a_resident_is_let_in(client, fake, maria):
    asked = begin(client)
    answer = come_back(client, fake, asked)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client) == User.objects.get(person_id=maria.person_id).pk
    assert Event.objects.filter(kind="sign_in.succeeded", by_id=signed_in(client)).count() == 1


def test_the_provider_is_asked_for_a_code_with_pkce_state_nonce_and_level(client, fake):
    asked = begin(client)

    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"http://testserver{CALLBACK}"
    assert asked["acr_values"].startswith("http://ftn.ficora.fi/2017/loa2 ")
    assert len(asked["state"]) > 40 and len(asked["nonce"]) > 40

    come_back(client, fake, asked)
    shown = base64.urlsafe_b64encode(hashlib.sha256(fake.asked[-1]["code_verifier"].encode()).digest())
    assert asked["code_challenge"] == shown.decode().rstrip("=")


def test_somebody_new_becomes_a_client_with_the_names_told(client, fake):
    make_municipality("905")
    told = person(CODE, "Åsa", "Öhman", **{rules.MUNICIPALITY: "905", rules.NON_DISCLOSURE: "0"})

    come_back(client, fake, begin(client), told)

    new = Client.objects.get()
    assert (new.name, new.birth_date) == ("Åsa Öhman", date(1982, 5, 17))
    assert (new.municipality.code, new.non_disclosure) == ("905", False)


def test_a_name_that_has_changed_is_taken_over(client, fake, maria):
    come_back(client, fake, begin(client), person(CODE, family="Ström"))

    maria.refresh_from_db()
    assert maria.name == "Maria Ström"
    event = Event.objects.get(kind="client.updated_by_provider")
    assert (event.client_id, event.data) == (maria.pk, {"fields": ["family_name"]})


def test_with_a_turvakielto_no_place_and_no_phone_stays(client, fake, maria):
    maria.municipality, maria.phone = make_municipality("905"), "040 123 4567"
    maria.save()
    told = person(CODE, **{rules.MUNICIPALITY: "905", rules.NON_DISCLOSURE: "1"})

    come_back(client, fake, begin(client), told)
    maria.refresh_from_db()
    assert (maria.non_disclosure, maria.municipality, maria.phone) == (True, None, "")

    # A later answer without it neither ends it nor brings the municipality back.
    come_back(client, fake, begin(client), person(CODE, **{rules.MUNICIPALITY: "905"}))
    maria.refresh_from_db()
    assert (maria.non_disclosure, maria.municipality) == (True, None)


def test_somebody_new_with_a_turvakielto_has_no_place(client, fake):
    make_municipality("905")
    told = person(CODE, **{rules.MUNICIPALITY: "905", rules.NON_DISCLOSURE: "1"})

    come_back(client, fake, begin(client), told)

    assert (Client.objects.get().non_disclosure, Client.objects.get().municipality) == (True, None)


def test_what_is_not_in_the_token_is_asked_at_the_userinfo_endpoint(client, fake, maria):
    fake.userinfo = person(CODE)

    come_back(client, fake, begin(client), {"name": "somebody"})

    assert signed_in(client)


def test_userinfo_of_somebody_else_is_refused(client, fake, maria):
    fake.userinfo = {**person(CODE), "sub": "somebody else"}

    come_back(client, fake, begin(client), {"name": "somebody"})

    assert not signed_in(client) and refused_as("subject")


def test_only_the_account_is_kept_of_an_answer(client, fake, maria, caplog):
    with caplog.at_level(logging.DEBUG, logger="koppi"):
        come_back(client, fake, begin(client), sub="subject-of-maria")

    kept = json.dumps(dict(client.session.items()), default=str)
    rows = str(list(ProviderSession.objects.values())) + str(list(SpentAnswer.objects.values()))
    for text in (kept, rows, caplog.text, str(list(Event.objects.values()))):
        for secret in (CODE, "Lindqvist", "subject-of-maria", "session-1", "access"):
            assert secret not in text


# Answers that are not believed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"aud": "another-service"}, "audience"),
        ({"aud": ["another-service", CLIENT]}, "audience"),  # two audiences and no azp
        ({"azp": "another-service"}, "audience"),
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "malformed"),
        ({"exp": None}, "malformed"),
        ({"exp": "soon"}, "malformed"),
        ({"acr": "http://ftn.ficora.fi/2017/loa1"}, "level"),
        ({"acr": None}, "level"),
        ({rules.CODE: None}, "no_identity_code"),
        ({rules.CODE: "170582-901X"}, "bad_identity_code"),
        ({rules.CODE: {"a": "b"}}, "no_identity_code"),
        ({rules.FAMILY_NAME: " "}, "incomplete"),
        ({rules.CODE: "131052-308T"}, "practice"),
    ],
)
def test_an_answer_that_is_not_right_lets_nobody_in(client, fake, maria, changes, code):
    answer = come_back(client, fake, begin(client), **changes)

    assert answer.status_code == 403
    assert not signed_in(client) and refused_as(code)
    assert Client.objects.count() == 1


def test_a_token_signed_by_another_key_is_refused(client, fake, maria):
    answer = come_back(client, fake, begin(client), key="forger", header={"alg": "RS256", "kid": "honest"})

    assert answer.status_code == 403
    assert not signed_in(client) and refused_as("signature")


def test_a_changed_token_is_refused(client, fake, maria):
    asked = begin(client)
    honest = fake.sign(fake.claims(asked["nonce"], timezone.now(), person(test_code(number=955))))
    claims = fake.claims(asked["nonce"], timezone.now(), person(CODE))
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    first, _, last = honest.split(".")

    client.get(CALLBACK, {"code": fake.give(f"{first}.{forged}.{last}"), "state": asked["state"]})

    assert not signed_in(client) and refused_as("signature")


@pytest.mark.parametrize("alg", ["none", "None", "HS256"])
def test_a_token_without_a_real_signature_is_refused(client, fake, maria, alg):
    asked = begin(client)
    parts = ({"alg": alg, "typ": "JWT"}, fake.claims(asked["nonce"], timezone.now(), person(CODE)))
    coded = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts]

    client.get(CALLBACK, {"code": fake.give(".".join([*coded, ""])), "state": asked["state"]})

    assert not signed_in(client) and refused_as("algorithm")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.e30", None, 7])
def test_what_is_no_token_is_refused(client, fake, maria, token):
    asked = begin(client)

    answer = client.get(CALLBACK, {"code": fake.give(token), "state": asked["state"]})

    assert answer.status_code == 403
    assert not signed_in(client)


def test_a_key_that_is_new_to_us_is_asked_for(client, fake, maria, monkeypatch):
    monkeypatch.setattr(oidc, "ANEW_AFTER_SECONDS", 0)
    begin(client)
    come_back(client, fake, begin(client))
    fake.keys = ["newer", "honest"]

    come_back(client, fake, begin(client), key="newer")
    other = Browser()
    come_back(other, fake, begin(other), key="newer")

    assert signed_in(other)


# Clocks, declared to be at most a minute apart


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": -59}, ""),
        ({"exp": -60}, "expired"),
        ({"exp": -61}, "expired"),
        ({"iat": 60}, ""),
        ({"iat": 61}, "not_yet"),
        ({"nbf": 60}, ""),
        ({"nbf": 61}, "not_yet"),
    ],
)
def test_clocks_may_be_a_minute_apart_and_no_more(client, fake, maria, changes, code):
    now = int(timezone.now().timestamp())

    come_back(client, fake, begin(client), **{name: now + value for name, value in changes.items()})

    assert bool(signed_in(client)) == (not code)
    assert not code or refused_as(code)


def test_the_declared_skew_is_a_setting(client, fake, maria, settings):
    settings.SIGN_IN_SKEW_SECONDS = 0
    now = int(timezone.now().timestamp())

    come_back(client, fake, begin(client), iat=now + 1)

    assert not signed_in(client)


def test_somebody_who_took_half_an_hour_is_asked_again(client, fake, maria, noon):
    asked = begin(client)
    noon.shift(1801)

    answer = come_back(client, fake, asked)

    assert (answer.status_code, signed_in(client)) == (400, 0)


# State: once, and in the browser it began in


def test_a_callback_cannot_be_played_again(client, fake, maria):
    asked = begin(client)
    come_back(client, fake, asked)
    client.post("/sign-out/")

    answer = come_back(client, fake, asked)

    assert (answer.status_code, signed_in(client)) == (400, 0)
    assert refused_as("state")


def test_two_web_nodes_that_hold_the_same_session_let_in_once(client, fake, maria):
    """The session is read before either writes it back: the database tells who was first."""
    asked = begin(client)
    session = client.session
    begun = dict(session["providers_begun"])
    come_back(client, fake, asked)
    later = Browser()
    later.get("/")
    session = later.session
    session["providers_begun"] = begun
    session.save()
    later.cookies["koppi"] = session.session_key
    before = len(fake.asked)

    come_back(later, fake, asked)

    assert not signed_in(later) and refused_as("replayed")
    assert len(fake.asked) == before  # the state alone told it, before the provider was asked


@pytest.mark.parametrize("brought", ["of another browser", "used", "none", "empty"])
def test_the_state_alone_refuses_an_answer_that_is_right_otherwise(client, fake, maria, brought):
    """Whoever plants an answer may know the nonce and the verifier: the state is looked at first."""
    used = begin(client)
    come_back(client, fake, used, acr="weak")  # the state is spent, the session stays
    states = {"of another browser": begin(Browser())["state"], "used": used["state"], "empty": ""}
    mine = begin(client)
    before = len(fake.asked)
    code = fake.give(fake.sign(fake.claims(mine["nonce"], timezone.now(), person(CODE))))

    answer = client.get(CALLBACK, {"code": code} | ({"state": states[brought]} if brought in states else {}))

    assert (answer.status_code, signed_in(client)) == (400, 0)
    assert refused_as("state") and len(fake.asked) == before
    come_back(client, fake, mine)
    assert signed_in(client)


def test_a_token_that_was_used_is_refused_under_another_state(client, fake, maria):
    asked = begin(client)
    come_back(client, fake, asked)
    again = begin(client)

    come_back(client, fake, {**again, "nonce": asked["nonce"]})

    assert refused_as("nonce")


def test_an_answer_to_another_browser_lets_nobody_in(client, fake, maria):
    asked = begin(client)
    thief = Browser()

    answer = come_back(thief, fake, asked)

    assert (answer.status_code, signed_in(thief)) == (400, 0)


@pytest.mark.parametrize("state", ["", "x", "\0", "a" * 5000])
def test_a_state_that_nobody_gave_is_refused(client, fake, maria, state):
    begin(client)

    assert client.get(CALLBACK, {"code": "x", "state": state}).status_code == 400
    assert not signed_in(client)


def test_two_windows_begin_and_both_come_back(client, fake, maria):
    first, second = begin(client, "/my/"), begin(client, "/my-data/")

    assert come_back(client, fake, second)["Location"] == "/my-data/"
    assert come_back(client, fake, first)["Location"] == "/my/"


def test_a_session_remembers_only_the_newest_beginnings(client, fake, maria, noon):
    states = []
    for _ in range(7):
        states.append(begin(client)["state"])
        noon.shift(1)

    assert list(client.session["providers_begun"]) == states[-5:]


# What else can happen


def test_somebody_who_stops_is_told_so(client, fake, maria):
    asked = begin(client, "/my/")
    answer = client.get(
        CALLBACK, {"error": "access_denied", "state": asked["state"]}, headers={"accept-language": "en"}
    )

    assert answer.status_code == 200
    assert "You stopped" in answer.content.decode()
    assert "/sign-in/?next=/my/" in answer.content.decode()
    assert refused_as("cancelled")


def test_somebody_too_weak_may_identify_otherwise_the_next_time(client, fake, maria):
    assert "prompt" not in begin(client)
    come_back(client, fake, begin(client), acr="weak")

    assert begin(client)["prompt"] == "login"
    assert "prompt" not in begin(client)


def test_a_provider_that_fails_is_told_apart(client, fake, maria):
    asked = begin(client)

    assert client.get(CALLBACK, {"error": "server_error", "state": asked["state"]}).status_code == 503
    assert refused_as("provider_error")


def test_a_provider_that_is_down_is_told_before_and_after(client, fake, maria):
    asked = begin(client)
    fake.is_down = True
    assert come_back(client, fake, asked).status_code == 503
    assert refused_as("provider_down")

    oidc._forget(fake.issuer)
    assert client.get(START).status_code == 503


def test_an_answer_in_the_name_of_another_issuer_is_refused(client, fake, maria):
    asked = begin(client)

    client.get(CALLBACK, {"code": "x", "state": asked["state"], "iss": "https://evil.example"})

    assert refused_as("issuer")


def test_a_code_that_the_provider_does_not_know_is_refused(client, fake, maria):
    asked = begin(client)

    client.get(CALLBACK, {"code": "stolen", "state": asked["state"]})

    assert not signed_in(client) and refused_as("replayed")


def test_somebody_who_has_died_is_not_let_in(client, fake, maria):
    maria.died_on = date(2026, 1, 1)
    maria.save()

    come_back(client, fake, begin(client))

    assert not signed_in(client) and refused_as("not_a_client")


def test_a_closed_account_stays_closed(client, fake, maria):
    User.objects.filter(pk=user_of(maria).pk).update(is_active=False)

    answer = come_back(client, fake, begin(client))

    assert (answer.status_code, signed_in(client)) == (403, 0)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_refusal_is_said_in_the_readers_language(client, fake, maria, language):
    client.cookies["koppi_language"] = language

    page = come_back(client, fake, begin(client), acr="weak").content.decode()

    said = {"fi": "vahva", "sv": "stark", "en": "strong"}[language]
    assert said in page
    assert f'lang="{language}"' in page


def test_a_real_code_is_taken_where_real_people_are(client, fake, settings):
    settings.DEMO_SIGN_IN = False

    come_back(client, fake, begin(client), person("131052-308T"))

    assert Client.objects.get().birth_date == date(1952, 10, 13)


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/desk/"]
)
def test_the_way_back_never_leaves_the_house(client, fake, maria, way):
    assert come_back(client, fake, begin(client, way))["Location"] == "/"


# What one was writing

WORDS = "It hurts more, and my left leg is numb."


def expire_while_writing(client):
    """Let the session end as time does, and send a letter after that."""
    client.session.flush()
    client.cookies.pop("koppi", None)
    return client.post("/contact/018f0000-0000-7000-8000-000000000009/words/", {"words": WORDS})


def test_what_one_wrote_waits_behind_the_provider(client, fake, maria):
    come_back(client, fake, begin(client))
    sent = expire_while_writing(client)
    assert "kept=yes" in sent["Location"]

    come_back(client, fake, begin(client, "/my/"), acr="weak")
    answer = come_back(client, fake, begin(client, "/my/"))

    assert answer["Location"] == "/sign-in/continue/"
    assert WORDS in client.get(answer["Location"]).content.decode()


def test_what_one_wrote_is_never_shown_to_whom_the_provider_names_instead(client, fake, maria):
    come_back(client, fake, begin(client))
    expire_while_writing(client)

    other = test_code(date(1970, 1, 1), 902)
    answer = come_back(client, fake, begin(client), person(other, "Eeva", "Ström"))

    assert answer["Location"] == "/"
    assert "kept" not in client.session
    assert WORDS not in client.get("/sign-in/continue/", follow=True).content.decode()
    come_back(client, fake, begin(client))
    assert client.get("/sign-in/continue/")["Location"] == "/"


def test_the_other_window_is_not_signed_in_as_two_people(client, fake, maria):
    """One window began as Maria; another has signed in as Eeva since. The later answer decides for both."""
    first = begin(client)
    other = test_code(date(1970, 1, 1), 902)
    come_back(client, fake, begin(client), person(other, "Eeva", "Ström"))
    eeva = signed_in(client)

    come_back(client, fake, first)

    assert signed_in(client) != eeva
    assert signed_in(client) == User.objects.get(person_id=maria.person_id).pk


# Without a provider


def test_without_a_provider_the_addresses_are_not_there(client, fake, settings):
    settings.SIGN_IN_PROVIDERS = {"residents": None, "professionals": None}

    for path in (START, CALLBACK, "/sign-in/with/strangers/", "/sign-in/saml/residents/metadata/"):
        assert client.get(path).status_code == 404
    assert client.post("/sign-in/oidc/residents/logout/").status_code == 404


def test_production_without_a_provider_says_so(client, settings):
    settings.DEMO_SIGN_IN = settings.LOCAL_ACCOUNTS = False
    settings.SIGN_IN_PROVIDERS = {"residents": None, "professionals": None}

    for path in ("/sign-in/", "/sign-in/professionals/"):
        answer = client.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 503
        assert "You cannot sign in here yet" in answer.content.decode()
        assert client.post(path, {"code": CODE}).status_code == 404


def test_production_with_a_provider_has_no_stand_in(client, fake, settings):
    settings.DEMO_SIGN_IN = False

    page = client.get("/sign-in/?next=/my/", headers={"accept-language": "en"}).content.decode()

    assert 'href="/sign-in/with/residents/?next=/my/"' in page
    assert "practice sign-in" not in page and "[name=code]" not in page


def test_the_demo_keeps_its_stand_in_beside(client, fake):
    page = client.get("/sign-in/", headers={"accept-language": "en"}).content.decode()

    assert "/sign-in/with/residents/" in page and "practice sign-in" in page


# The way out


def logout_token(fake, **changes):
    now = int(timezone.now().timestamp())
    honest = {
        "iss": fake.issuer,
        "aud": CLIENT,
        "iat": now,
        "jti": "one",
        "sid": "session-1",
        "sub": "somebody",
        "events": {oidc.LOGOUT_EVENT: {}},
    }
    return {name: value for name, value in (honest | changes).items() if value is not None}


def back_channel(fake, key="honest", **changes):
    token = fake.sign(logout_token(fake, **changes), key, {"alg": "RS256", "kid": "honest"})
    return Browser(enforce_csrf_checks=True).post("/sign-in/oidc/residents/logout/", {"logout_token": token})


def test_our_session_ends_before_the_provider_is_told(client, fake, maria):
    come_back(client, fake, begin(client))

    answer = client.post("/sign-out/")

    assert not signed_in(client) and not ProviderSession.objects.exists()
    page = answer.content.decode()
    assert f'content="0;url={fake.issuer}/end?client_id=koppi-test&amp;post_logout_redirect_uri=' in page
    assert "id_token" not in page


def test_signing_out_works_while_the_provider_is_down(client, fake, maria):
    come_back(client, fake, begin(client))
    oidc._forget(fake.issuer)
    fake.is_down = True

    assert client.post("/sign-out/")["Location"] == "/signed-out/"
    assert not signed_in(client)


def test_the_provider_ends_the_right_session_and_no_other(client, fake, maria):
    come_back(client, fake, begin(client))
    other = Browser()
    come_back(other, fake, begin(other), sid="session-2")

    assert back_channel(fake).status_code == 200

    assert not signed_in(client) and signed_in(other)
    assert Event.objects.filter(kind="sign_in.ended_by_provider").count() == 1


def test_the_provider_ends_every_session_of_a_person(client, fake, maria):
    come_back(client, fake, begin(client))
    other = Browser()
    come_back(other, fake, begin(other), sid="session-2")

    assert back_channel(fake, sid=None).status_code == 200

    assert not signed_in(client) and not signed_in(other)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-service"},
        {"events": {}},
        {"events": None},
        {"nonce": "x"},
        {"jti": None},
        {"sub": None, "sid": None},
        {"iat": 4102444800},
        {"key": "forger"},
    ],
)
def test_a_logout_that_is_not_the_providers_ends_nothing(client, fake, maria, changes):
    come_back(client, fake, begin(client))

    assert back_channel(fake, **changes).status_code == 400

    assert signed_in(client)


def test_a_logout_is_not_played_again(client, fake, maria):
    come_back(client, fake, begin(client))
    back_channel(fake)
    come_back(client, fake, begin(client))

    assert back_channel(fake).status_code == 400
    assert signed_in(client)


def test_municipalities_that_are_not_ours_to_know_are_left_out(client, fake):
    come_back(client, fake, begin(client), person(CODE, **{rules.MUNICIPALITY: "999"}))

    assert Client.objects.get().municipality is None and not Municipality.objects.exists()
