"""One try too many: who waits, how long, and what happens when nobody can count."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client, RequestFactory

from koppi.identity import actions, limits, one_time
from koppi.identity.limits import Mode, Rate, TooMany
from koppi.identity.models import Tally
from koppi.ledger.models import Event
from koppi.people.tests.factories import make_professional, make_team

from .test_one_time import code_at

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIVE = Rate(5, 15 * MINUTE)
PASSWORD = "kolme-pitkaa-sanaa"
ACCOUNT = "/sign-in/professionals/account/"
TITLES = {
    "fi": "Liian monta yritystä lyhyessä ajassa",
    "sv": "För många försök på kort tid",
    "en": "Too many tries in a short time",
}


def tries(count, at=START, who="liisa", mode=Mode.CLOSED):
    """Return which of some tries at one moment are let through."""
    let = []
    for _ in range(count):
        try:
            limits.take("account", who, rate=FIVE, mode=mode, at=at)
            let.append(True)
        except TooMany:
            let.append(False)
    return let


# The counter


@pytest.mark.django_db
def test_so_many_at_once_and_then_one_in_each_step():
    assert tries(7) == [True] * 5 + [False] * 2
    assert tries(2, START + 3 * MINUTE) == [True, False]
    assert tries(6, START + 60 * MINUTE) == [True] * 5 + [False]


@pytest.mark.django_db
def test_the_refusal_tells_the_very_moment_of_the_next_try():
    tries(5)

    with pytest.raises(TooMany) as refused:
        limits.take("account", "liisa", rate=FIVE, mode=Mode.CLOSED, at=START + MINUTE)

    assert refused.value.until == START + 3 * MINUTE
    assert tries(1, refused.value.until - timedelta(seconds=1)) == [False]
    assert tries(1, refused.value.until) == [True]


@pytest.mark.django_db
def test_knocking_on_a_closed_door_does_not_keep_it_closed():
    tries(5)

    for second in range(180):
        tries(1, START + timedelta(seconds=second))

    assert tries(1, START + 3 * MINUTE) == [True]


@pytest.mark.django_db
def test_each_account_has_its_own_count():
    tries(6)

    assert tries(1, who="eero") == [True]


@pytest.mark.django_db
def test_a_right_answer_forgets_the_wrong_ones():
    tries(4)
    limits.forgive("account", "liisa")

    assert tries(5) == [True] * 5


@pytest.mark.django_db
def test_the_ledger_hears_once_that_a_count_is_full():
    tries(9)
    assert list(Event.objects.filter(kind="sign_in.limited").values_list("data", flat=True)) == [
        {"user": None, "what": "account"}
    ]

    tries(3, START + 3 * MINUTE)
    assert Event.objects.filter(kind="sign_in.limited").count() == 2


@pytest.mark.django_db
def test_neither_a_name_nor_an_address_stands_in_the_count():
    limits.take("network", "identity:sign_in", "192.0.2.0/24", rate=FIVE, mode=Mode.OPEN, at=START)
    tries(1)

    assert not [row for row in Tally.objects.values() if "liisa" in str(row) or "192" in row["bucket"]]


@pytest.mark.django_db
def test_counts_that_have_emptied_are_swept():
    tries(5)

    assert limits.forget_tallies(by=None, at=START + 14 * MINUTE) == 0
    assert limits.forget_tallies(by=None, at=START + 16 * MINUTE) == 1


@pytest.mark.parametrize(("mode", "let"), [(Mode.OPEN, True), (Mode.CLOSED, False)])
def test_without_a_database_each_mode_fails_its_own_way(monkeypatch, mode, let):
    def broken(*args):
        raise OperationalError("the server is away")

    monkeypatch.setattr(limits, "_take", broken)

    assert tries(1, mode=mode) == [let]


# Where somebody comes from


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "192.0.2.77", "", "192.0.2.0/24"),
        (0, "192.0.2.77", "203.0.113.5", "192.0.2.0/24"),
        (1, "127.0.0.1", "203.0.113.5", "203.0.113.0/24"),
        (1, "127.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.0/24"),
        (2, "127.0.0.1", "198.51.100.1, 203.0.113.5", "198.51.100.0/24"),
        (2, "127.0.0.1", "203.0.113.5", "127.0.0.0/24"),
        (1, "127.0.0.1", "nonsense\0", "unknown"),
        (0, "2001:db8:1:2::7", "", "2001:db8:1::/48"),
        (0, "::ffff:192.0.2.77", "", "192.0.2.0/24"),
        (0, "", "", "unknown"),
    ],
)
def test_a_part_of_the_network(settings, proxies, remote, forwarded, network):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})

    assert limits.network_of(request) == network


# Over HTTP


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def liisa(db, clock):
    user = make_professional("Liisa Koski", make_team("saaristo"), username="liisa").user
    user.set_password(PASSWORD)
    user.save()
    return user


def guess(browser, username="liisa", password="wrong", **more):
    return browser.post(ACCOUNT, {"username": username, "password": password}, **more)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_one_guess_too_many_gets_a_plain_page_with_a_time(client, liisa, language):
    client.cookies["koppi_language"] = language
    for _ in range(5):
        assert guess(client).status_code == 422

    answer = guess(client, password=PASSWORD)  # even the right one waits

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "180")
    assert TITLES[language] in page
    assert "9.03" in page
    assert f'<html lang="{language}"' in page
    assert "112" in page


def test_after_three_minutes_the_right_password_works(client, clock, liisa):
    for _ in range(6):
        guess(client)
    clock.shift(3 * MINUTE)

    assert guess(client, password=PASSWORD)["Location"] == "/sign-in/set-up/"


def test_an_unknown_name_waits_just_as_a_known_one(client, liisa):
    answers = [guess(client, "nobody").status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


def test_a_stranger_who_guesses_does_not_lock_out_the_browser_that_was_here_before(clock, liisa):
    mine, stranger = Client(), Client()
    secret = one_time.new_secret()
    actions.add_code_app(user=liisa, secret=secret, code=code_at(START, secret), by=liisa, at=START)
    clock.shift(MINUTE)
    guess(mine, password=PASSWORD)
    mine.post("/sign-in/second/code/", {"code": code_at(START + MINUTE, secret)})
    mine.post("/sign-out/")
    for _ in range(9):
        guess(stranger)

    assert guess(stranger, password=PASSWORD).status_code == 429
    assert guess(mine, password=PASSWORD)["Location"] == "/sign-in/second/"


def test_a_resident_and_a_visitor_of_the_demo_get_no_memory_of_their_accounts(client, liisa):
    client.post("/sign-in/professionals/", {"user": liisa.pk})

    assert "koppi_known" not in client.cookies


def test_a_forged_memory_of_having_been_here_is_not_believed(client, liisa):
    client.cookies["koppi_known"] = f"{liisa.pk}:forged"
    for _ in range(5):
        guess(client)

    assert guess(Client(), password=PASSWORD).status_code == 429


def test_a_guesser_of_many_names_is_slowed_by_the_part_of_the_network(client, liisa, monkeypatch):
    monkeypatch.setattr("koppi.config.limits.LIMITS", _with_network(Rate(3, MINUTE)))

    answers = [
        guess(client, f"name{number}", REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(4)
    ]

    assert answers == [422, 422, 422, 429]
    assert guess(client, REMOTE_ADDR="198.51.100.7").status_code == 422
    assert client.get(ACCOUNT).status_code == 200  # looking is no try


def _with_network(rate):
    from dataclasses import replace

    from koppi.config.limits import LIMITS

    return {name: replace(limit, network=rate if limit.network else None) for name, limit in LIMITS.items()}


@pytest.mark.parametrize(
    "address", ["/sign-in/second/code/", "/sign-in/second/recovery/", "/sign-in/activate/", ACCOUNT]
)
def test_what_a_guess_could_open_is_refused_when_nobody_can_count(client, liisa, monkeypatch, address):
    guess(client, password=PASSWORD)
    broken(monkeypatch)

    answer = client.post(address, {"username": "liisa", "password": PASSWORD, "code": "123456"})

    assert answer.status_code == 429


@pytest.mark.parametrize(
    "address", ["/", "/privacy/", "/sign-in/", "/sign-out/", "/language/", "/sign-in/stay/"]
)
def test_the_way_to_help_is_open_when_nobody_can_count(client, liisa, monkeypatch, address):
    broken(monkeypatch)

    assert client.post(address, {"code": "x"}).status_code != 429
    assert client.get(address).status_code != 429


def broken(monkeypatch):
    def away(*args):
        raise OperationalError("the server is away")

    monkeypatch.setattr(limits, "_take", away)
