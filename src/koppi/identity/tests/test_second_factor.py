"""Local accounts and second factors over HTTP: nobody reaches anything with a password alone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from koppi.identity import actions, one_time
from koppi.identity.forms import NewPasswordForm
from koppi.identity.models import (
    Activation,
    OneTimeCode,
    Passkey,
    ProviderSession,
    RecoveryCode,
    Session,
    User,
)
from koppi.ledger.models import Event
from koppi.people.tests.factories import make_client, make_professional, make_team, user_of

from .keys import SoftKey
from .test_one_time import code_at

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 7, 0, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)
PASSWORD = "kolme-pitkaa-sanaa"
ACCOUNT = "/sign-in/professionals/account/"
CODE, RECOVERY, PASSKEY = "/sign-in/second/code/", "/sign-in/second/recovery/", "/sign-in/second/passkey/"
MINE = "/sign-in/mine/"
NEW_APP, NEW_PASSKEY, CODES = "/sign-in/set-up/app/", "/sign-in/set-up/passkey/", "/sign-in/set-up/codes/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def liisa(clock):
    """A professional with a password and no second factor yet."""
    user = make_professional("Liisa Koski", make_team("saaristo"), username="liisa").user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(liisa):
    """Her code app, whose last code was used a minute ago."""
    secret = one_time.new_secret()
    before = START - 4 * STEP
    actions.add_code_app(user=liisa, secret=secret, code=code_at(before, secret), by=liisa, at=before)
    return secret


def now():
    return datetime.now(UTC)


def show_password(browser, username="liisa", password=PASSWORD, **more):
    return browser.post(ACCOUNT, {"username": username, "password": password, **more}, headers=ENGLISH)


def signed_in(browser):
    return int(browser.session.get("_auth_user_id", 0))


def go_in(secret, browser=None):
    """Return a browser that has shown both."""
    browser = browser or Client()
    show_password(browser)
    browser.post(CODE, {"code": code_at(now(), secret)})
    return browser


def last_event(kind):
    return Event.objects.filter(kind=kind).order_by("-pk").values_list("data", flat=True).first()


def challenge(page):
    return page.context["options"].split('"challenge": "')[1].split('"')[0]


# The password


@pytest.mark.parametrize("username", ["liisa", " Liisa ", "LIISA"])
def test_a_password_alone_signs_nobody_in(client, liisa, secret, username):
    answer = show_password(client, username)

    assert answer["Location"] == "/sign-in/second/"
    assert signed_in(client) == 0
    assert client.get("/desk/").status_code == 302
    assert client.get(MINE).status_code == 302
    assert client.post("/sign-in/stay/").status_code == 401
    assert client.post("/sign-in/mine/end/", {"reference": "others"}).status_code == 302
    assert not Session.objects.filter(user=liisa).exists()


@pytest.mark.parametrize(
    ("username", "password", "why"),
    [
        ("liisa", "not-hers-at-all", "password"),
        ("liisa", PASSWORD + " ", "password"),
        ("nobody", PASSWORD, "username"),
    ],
)
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client, liisa, username, password, why):
    answer = show_password(client, username, password)

    assert answer.status_code == 422
    assert "The username or the password is wrong" in answer.content.decode()
    assert password not in answer.content.decode()
    assert last_event("sign_in.failed")["why"] == why
    assert signed_in(client) == 0


def test_a_resident_has_no_password_way_in(client, clock):
    user = user_of(make_client("Maria Lindqvist"))
    user.set_password(PASSWORD)
    user.save()

    assert show_password(client, user.username).status_code == 422


def test_a_closed_account_has_no_way_in(client, liisa):
    actions.deactivate(user=liisa, by=User.objects.system(), at=START)

    assert show_password(client).status_code == 422


def test_whoever_was_signed_in_before_is_out(client, liisa, secret):
    other = make_professional("Eero Salo", make_team("etela")).user
    client.force_login(other)

    show_password(client)

    assert signed_in(client) == 0


# Half way


@pytest.mark.parametrize("page", [NEW_APP, NEW_PASSKEY, CODES, "/sign-in/set-up/"])
def test_with_a_password_alone_nobody_adds_a_factor_to_an_account_that_has_one(client, secret, page):
    show_password(client)

    assert client.get(page)["Location"] == "/sign-in/second/"
    answer = client.post(page, {"code": "123456"})
    assert answer.status_code == 405 or answer["Location"] == "/sign-in/second/"
    assert RecoveryCode.objects.count() == 0


@pytest.mark.parametrize("page", ["/sign-in/second/", CODE, RECOVERY, PASSKEY, NEW_APP, NEW_PASSKEY, CODES])
def test_a_stranger_is_sent_to_the_beginning(client, page):
    assert client.get(page)["Location"] == "/sign-in/professionals/"
    answer = client.post(page, {"code": "123456"})
    assert answer.status_code == 405 or answer["Location"] == "/sign-in/professionals/"


@pytest.mark.parametrize("page", ["/sign-in/second/", CODE, NEW_APP, CODES])
def test_a_resident_finds_no_such_page(client, clock, page):
    client.force_login(user_of(make_client("Maria Lindqvist")))

    assert client.get(page).status_code == 404


def test_being_half_way_lasts_a_quarter_of_an_hour(client, clock, secret):
    show_password(client)
    clock.shift(timedelta(minutes=15))
    assert client.get(CODE).status_code == 200
    clock.shift(timedelta(seconds=1))

    assert client.post(CODE, {"code": code_at(now(), secret)})["Location"] == "/sign-in/professionals/"


def test_a_new_password_and_a_closed_account_end_being_half_way(client, liisa, secret):
    second = Client()
    show_password(client)
    liisa.set_password("another long one")
    liisa.save()
    assert client.get(CODE)["Location"] == "/sign-in/professionals/"

    show_password(second, password="another long one")
    User.objects.filter(pk=liisa.pk).update(is_active=False)
    assert second.get(CODE)["Location"] == "/sign-in/professionals/"


# One-time codes


def test_password_and_code_sign_in_and_the_key_changes_at_each(client, liisa, secret):
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["koppi"] = planted = session.session_key
    show_password(client, next="/desk/notices/")
    half = client.session.session_key
    assert half != planted

    answer = client.post(CODE, {"code": code_at(START, secret)})

    assert answer["Location"] == "/desk/notices/"
    assert signed_in(client) == liisa.pk
    assert client.session.session_key != half
    assert not Session.objects.filter(session_key=half).exists()
    assert "half_way" not in client.session
    assert last_event("sign_in.succeeded") == {"user": liisa.pk, "way": "local"}


def test_the_same_code_signs_in_once(liisa, secret):
    go_in(secret)
    second = Client()
    show_password(second)

    answer = second.post(CODE, {"code": code_at(START, secret)}, headers=ENGLISH)

    assert answer.status_code == 422
    assert signed_in(second) == 0
    assert "used already" in answer.content.decode()
    assert last_event("sign_in.failed") == {"user": liisa.pk, "way": "local", "why": "code_app"}


def test_the_secret_is_unreadable_at_rest(secret):
    assert secret not in bytes(OneTimeCode.objects.get().secret)


def test_the_first_sign_in_walks_through_a_code_app_and_ten_codes(client, liisa):
    assert show_password(client)["Location"] == "/sign-in/set-up/"
    assert client.get("/sign-in/set-up/").status_code == 200
    page = client.get(NEW_APP)
    key = page.context["key"]
    assert client.get(NEW_APP).context["key"] == key  # loaded anew, the same
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = _secret_of(key)

    assert client.post(NEW_APP, {"code": "000000"}).status_code == 422
    assert signed_in(client) == 0
    answer = client.post(NEW_APP, {"code": code_at(START, secret)})

    assert answer["Location"] == CODES
    assert signed_in(client) == liisa.pk
    shown = client.post(CODES).context["codes"]
    assert len(shown) == 10
    assert client.get(CODES).context["codes"] == []
    assert client.get(CODES).context["after"] == "/desk/"
    kept = str(list(RecoveryCode.objects.values()))
    assert not any(code.replace(" ", "") in kept for code in shown)


def _secret_of(key):
    from base64 import b32decode

    return b32decode(key.replace(" ", ""))


def test_a_session_that_the_directory_may_end_keeps_that_through_every_change_of_key(client, liisa, secret):
    show_password(client)
    half = client.session.session_key
    ProviderSession.objects.create(
        user=liisa, who="professionals", subject="x", session_key=half, began_at=START
    )

    client.post(CODE, {"code": code_at(START, secret)})
    assert ProviderSession.objects.get().session_key == client.session.session_key
    client.post(CODE, {"code": code_at(START + STEP, secret)})
    assert ProviderSession.objects.get().session_key == client.session.session_key
    new = "aivan toinen lause"
    client.post(MINE + "password/", {"current": PASSWORD, "password": new, "again": new})

    assert ProviderSession.objects.get().session_key == client.session.session_key
    assert client.get(MINE).status_code == 200


# Recovery codes


def test_a_recovery_code_signs_in_once_however_it_is_typed(liisa, secret):
    code = actions.renew_recovery_codes(user=liisa, by=liisa, at=START)[3]
    first, again = Client(), Client()
    show_password(first)
    show_password(again)

    first.post(RECOVERY, {"code": f" {code[:5].upper()}-{code[5:]} "})
    answer = again.post(RECOVERY, {"code": code})

    assert (signed_in(first), signed_in(again), answer.status_code) == (liisa.pk, 0, 422)
    assert last_event("factor.used") == {"user": liisa.pk, "factor": "recovery_code", "left": 9}


def test_new_recovery_codes_end_the_old_ones(client, liisa, secret):
    old = actions.renew_recovery_codes(user=liisa, by=liisa, at=START)[0]
    actions.renew_recovery_codes(user=liisa, by=liisa, at=START)
    show_password(client)

    assert client.post(RECOVERY, {"code": old}).status_code == 422


def test_anothers_recovery_code_is_wrong(client, liisa, secret):
    eero = make_professional("Eero Salo", make_team("etela")).user
    code = actions.renew_recovery_codes(user=eero, by=eero, at=START)[0]
    show_password(client)

    assert client.post(RECOVERY, {"code": code}).status_code == 422


# Passkeys


@pytest.fixture
def key(client, liisa):
    """Her passkey, made at her first sign-in; the browser is signed in."""
    key = SoftKey()
    show_password(client)
    page = client.get(NEW_PASSKEY)
    client.post(NEW_PASSKEY, {"name": "work phone", "answer": key.make(challenge(page))})
    return key


def test_the_first_sign_in_can_make_a_passkey_and_the_next_uses_it(client, liisa, key):
    assert signed_in(client) == liisa.pk
    assert Passkey.objects.get(user=liisa).name == "work phone"
    other = Client()
    show_password(other)
    assert other.get("/sign-in/second/")["Location"] == PASSKEY

    answer = other.post(PASSKEY, {"answer": key.sign(challenge(other.get(PASSKEY)))})

    assert (answer["Location"], signed_in(other)) == ("/desk/", liisa.pk)


def test_a_passkeys_answer_works_once(client, liisa, key):
    browsers = Client(), Client()
    show_password(browsers[0])
    answer = key.sign(challenge(browsers[0].get(PASSKEY)))
    browsers[0].post(PASSKEY, {"answer": answer})
    show_password(browsers[1])
    browsers[1].get(PASSKEY)

    assert browsers[1].post(PASSKEY, {"answer": answer}).status_code == 422
    assert signed_in(browsers[1]) == 0


def test_a_key_whose_count_goes_backwards_has_a_twin_and_is_refused(client, liisa, key):
    other = Client()
    for count, allowed in ((5, True), (5, False), (4, False), (6, True)):
        other = Client()
        show_password(other)
        other.post(PASSKEY, {"answer": key.sign(challenge(other.get(PASSKEY)), count=count)})
        assert bool(signed_in(other)) is allowed, count


def test_a_passkey_that_is_there_already_is_not_added_for_another(client, key):
    eero = make_professional("Eero Salo", make_team("etela"), username="eero").user
    eero.set_password(PASSWORD)
    eero.save()
    other = Client()
    show_password(other, "eero")

    page = other.get(NEW_PASSKEY)
    answer = other.post(NEW_PASSKEY, {"name": "x", "answer": key.make(challenge(page))})

    assert answer.status_code == 422
    assert not Passkey.objects.filter(user=eero).exists()


@pytest.mark.parametrize("answer", ["", "{}", "null", "\0", "x" * 30_000])
def test_nonsense_for_a_passkey_is_refused_and_another_try_is_offered(client, liisa, key, answer):
    other = Client()
    show_password(other)
    other.get(PASSKEY)

    refused = other.post(PASSKEY, {"answer": answer}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Try again" in refused.content.decode()
    assert challenge(refused)


# Activation


def test_an_activation_code_leads_to_a_password_and_a_second_factor(client, liisa):
    code = actions.invite(user=liisa, by=User.objects.system(), at=START)
    assert show_password(Client()).status_code == 422  # the old one is good no more

    answer = client.post("/sign-in/activate/", {"username": "Liisa", "code": one_time.grouped(code).upper()})
    assert answer["Location"] == "/sign-in/activate/password/"
    answer = client.post(
        "/sign-in/activate/password/", {"password": "uusi pitka salasana", "again": "uusi pitka salasana"}
    )

    assert answer["Location"] == "/sign-in/set-up/"
    assert signed_in(client) == 0
    assert show_password(Client(), password="uusi pitka salasana")["Location"] == "/sign-in/set-up/"
    again = Client()
    assert again.post("/sign-in/activate/", {"username": "liisa", "code": code}).status_code == 422
    assert last_event("account.activated") == {"user": liisa.pk}


def test_an_activation_code_is_good_for_two_hours(client, clock, liisa):
    code = actions.invite(user=liisa, by=User.objects.system(), at=START)
    clock.shift(timedelta(hours=2))

    answer = client.post("/sign-in/activate/", {"username": "liisa", "code": code}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "ask your administrator" in answer.content.decode()


def test_a_code_that_runs_out_while_one_thinks_gives_no_password(client, clock, liisa):
    code = actions.invite(user=liisa, by=User.objects.system(), at=START)
    client.post("/sign-in/activate/", {"username": "liisa", "code": code})
    clock.shift(timedelta(hours=2))

    answer = client.post("/sign-in/activate/password/", {"password": PASSWORD, "again": PASSWORD})

    assert answer["Location"] == "/sign-in/activate/"
    assert not User.objects.get(pk=liisa.pk).has_usable_password()


def test_a_newer_code_ends_the_older(client, liisa):
    old = actions.invite(user=liisa, by=User.objects.system(), at=START)
    actions.invite(user=liisa, by=User.objects.system(), at=START)

    assert client.post("/sign-in/activate/", {"username": "liisa", "code": old}).status_code == 422
    assert Activation.objects.count() == 1


def test_no_activation_code_lies_in_the_database(liisa):
    code = actions.invite(user=liisa, by=User.objects.system(), at=START)

    assert code not in str(Activation.objects.values().get())


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("lyhyt", "lyhyt", "too short"),
        ("password1234", "password1234", "guessed first"),
        ("uusi pitka salasana", "toinen pitka sana", "not the same"),
        ("", "", "still empty"),
        ("x" * 201, "x" * 201, "200"),
    ],
)
def test_a_poor_password_is_refused_with_the_reason(client, liisa, password, again, said):
    code = actions.invite(user=liisa, by=User.objects.system(), at=START)
    client.post("/sign-in/activate/", {"username": "liisa", "code": code})

    answer = client.post(
        "/sign-in/activate/password/", {"password": password, "again": again}, headers=ENGLISH
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not User.objects.get(pk=liisa.pk).has_usable_password()
    assert len(password) < 6 or f'value="{password}"' not in answer.content.decode()


def test_a_password_that_is_nearly_the_username_is_refused(liisa):
    form = NewPasswordForm(
        {"password": "lisa.koskinen1", "again": "lisa.koskinen1"}, user=User(username="lisa.koskinen")
    )

    assert "password" in form.errors


def test_a_password_may_have_spaces_at_its_ends(client, liisa):
    code = actions.invite(user=liisa, by=User.objects.system(), at=START)
    client.post("/sign-in/activate/", {"username": "liisa", "code": code})
    client.post("/sign-in/activate/password/", {"password": "  kolme sanaa  ", "again": "  kolme sanaa  "})

    assert User.objects.get(pk=liisa.pk).check_password("  kolme sanaa  ")


# Changing


def test_changing_the_password_ends_the_other_sign_ins_at_once(clock, liisa, secret):
    here = go_in(secret)
    clock.shift(STEP)
    there, half = go_in(secret), Client()
    show_password(half)
    new = "aivan toinen lause"

    answer = here.post(MINE + "password/", {"current": PASSWORD, "password": new, "again": new})

    assert answer["Location"] == MINE
    assert [row.session_key for row in Session.objects.filter(user=liisa)] == [here.session.session_key]
    assert here.get(MINE).status_code == 200
    assert there.get(MINE).status_code == 302
    assert half.get(CODE)["Location"] == "/sign-in/professionals/"
    assert last_event("account.password_changed") == {"user": liisa.pk}


def test_the_password_is_changed_only_by_who_knows_it(liisa, secret):
    browser = go_in(secret)

    answer = browser.post(
        MINE + "password/",
        {"current": "guess", "password": "aivan toinen lause", "again": "aivan toinen lause"},
    )

    assert answer.status_code == 422
    assert User.objects.get(pk=liisa.pk).check_password(PASSWORD)


def test_a_password_sent_after_the_sign_in_ended_is_kept_nowhere(liisa, secret):
    browser = go_in(secret)
    Session.objects.all().delete()

    browser.post(MINE + "password/", {"current": PASSWORD, "password": "aivan toinen lause", "again": "x"})

    assert "kept" not in browser.session


def test_factors_change_only_after_a_fresh_proof(clock, liisa, secret):
    browser = go_in(secret)
    assert browser.get(NEW_PASSKEY).status_code == 200
    clock.shift(timedelta(minutes=16))
    assert browser.get(NEW_PASSKEY)["Location"] == "/sign-in/second/"
    before = browser.session.session_key

    answer = browser.post(CODE, {"code": code_at(now(), secret)})

    assert answer["Location"] == NEW_PASSKEY
    assert browser.session.session_key != before
    assert browser.get(NEW_PASSKEY).status_code == 200


def test_the_last_factor_stays_and_another_can_be_taken_away(client, clock, liisa, key):
    passkey = Passkey.objects.get()
    remove = f"{MINE}passkey/{passkey.pk}/remove/"
    assert client.post(remove).status_code == 409
    assert client.get(remove).status_code == 409
    page = client.get(NEW_APP)
    client.post(NEW_APP, {"code": code_at(now(), _secret_of(page.context["key"]))})

    assert client.get(remove).status_code == 200
    assert client.post(remove)["Location"] == MINE
    assert client.post(remove).status_code == 404
    assert client.post(MINE + "app/remove/").status_code == 409
    assert last_event("factor.removed")["factor"] == "passkey"


def test_nobody_takes_away_anothers_passkey(client, liisa, key):
    eero = make_professional("Eero Salo", make_team("etela")).user
    other = Client()
    other.force_login(eero)

    assert other.post(f"{MINE}passkey/{Passkey.objects.get().pk}/remove/").status_code == 404
    assert Passkey.objects.exists()


def test_lost_factors_are_reset_and_every_sign_in_ends(liisa, secret):
    browser = go_in(secret)

    actions.reset_factors(user=liisa, by=User.objects.system(), at=START)

    assert browser.get(MINE).status_code == 302
    assert show_password(browser)["Location"] == "/sign-in/set-up/"
    assert last_event("factor.reset") == {"user": liisa.pk}


# My sign-ins


def test_the_list_shows_each_browser_and_ends_one_or_all(clock, liisa, secret):
    browsers = []
    for _ in range(3):
        browsers.append(go_in(secret, Client(headers={"user-agent": "Mozilla/5.0 (Windows) Firefox/132.0"})))
        clock.shift(STEP)
    page = browsers[0].get(MINE, headers=ENGLISH)
    rows = page.context["sign_ins"]
    assert [row.is_this for row in rows] == [True, False, False]
    assert rows[0].browser == "Firefox, Windows"
    assert not [one for one in browsers if one.session.session_key in page.content.decode()]

    browsers[0].post(MINE + "end/", {"reference": rows[1].reference})
    assert len(browsers[0].get(MINE).context["sign_ins"]) == 2
    browsers[0].post(MINE + "end/", {"reference": "others"})

    assert [one.get(MINE).status_code for one in browsers] == [200, 302, 302]


@pytest.mark.parametrize("reference", ["", "x", "\0", "0" * 24, "9" * 5000])
def test_ending_what_is_not_there_says_so(liisa, secret, reference):
    browser = go_in(secret)

    page = browser.post(MINE + "end/", {"reference": reference}, follow=True, headers=ENGLISH)

    assert "had ended already" in page.content.decode()
    assert signed_in(browser) == liisa.pk
