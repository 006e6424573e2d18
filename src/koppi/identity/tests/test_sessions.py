"""How long a sign-in lasts, whose it is, and how it is ended."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from koppi.identity import actions
from koppi.identity.errors import NoSuchSignIn
from koppi.identity.models import Session, User
from koppi.ledger.models import Event
from koppi.people.tests.factories import make_client, make_professional, make_team, user_of

pytestmark = pytest.mark.django_db

NINE = "2026-11-23T07:00:00Z"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def liisa(clock):
    return make_professional("Liisa Koski", make_team("saaristo")).user


def signed_in(user):
    browser = Client(headers={"user-agent": FIREFOX})
    if user.is_professional:
        browser.post("/sign-in/professionals/", {"user": user.pk})
    else:
        browser.post("/sign-in/", {"person": str(user.person_id)})
    return browser


def is_in(browser):
    return browser.post("/sign-in/stay/").status_code == 200


def last_event(kind):
    return Event.objects.filter(kind=kind).order_by("-pk").values_list("data", flat=True).first()


def test_a_sign_in_tells_whose_it_is_and_how_it_came_about(liisa):
    browser = signed_in(liisa)

    row = Session.objects.get(user=liisa)
    assert (row.way, row.browser) == ("demo", "firefox linux")
    assert row.since == row.seen_at
    assert row.session_key == browser.cookies["koppi"].value
    assert last_event("sign_in.succeeded") == {"user": liisa.pk, "way": "demo"}


@pytest.mark.parametrize(("kind", "hours"), [("professional", 12), ("resident", 4)])
def test_a_sign_in_ends_for_good_however_much_it_is_used(clock, liisa, settings, kind, hours):
    settings.SESSION_COOKIE_AGE = 30 * 60
    browser = signed_in(liisa if kind == "professional" else user_of(make_client("Maria Lindqvist")))

    for _ in range(hours * 3 - 1):
        clock.shift(timedelta(minutes=20))
        assert is_in(browser)
    clock.shift(timedelta(minutes=19, seconds=59))
    assert is_in(browser)
    clock.shift(timedelta(seconds=1))
    assert not is_in(browser)


def test_the_page_knows_both_ends(clock, liisa):
    page = signed_in(liisa).get("/desk/").content.decode()

    assert 'data-session-expires="2026-11-23T09:30:00+02:00"' in page
    assert 'data-session-ends="2026-11-23T21:00:00+02:00"' in page


def test_a_sign_in_that_knows_no_end_gets_one(clock, liisa):
    browser = Client()
    browser.force_login(liisa)

    browser.get("/desk/")

    assert browser.session["ends"] == browser.session["since"] + 12 * 3600


def test_ending_one_sign_in_ends_it_at_once_and_no_other(clock, liisa):
    here, there = signed_in(liisa), signed_in(liisa)
    reference = Session.objects.get(session_key=there.session.session_key).reference

    actions.end_session(reference=reference, by=liisa, at=Session.objects.first().since)

    assert (is_in(here), is_in(there)) == (True, False)
    assert last_event("sign_in.ended") == {"user": liisa.pk, "why": "asked", "count": 1}


def test_nobody_ends_anothers_sign_in(clock, liisa):
    other = user_of(make_client("Maria Lindqvist"))
    browser = signed_in(liisa)

    with pytest.raises(NoSuchSignIn):
        actions.end_session(
            reference=Session.objects.get().reference, by=other, at=Session.objects.get().since
        )

    assert is_in(browser)


def test_ending_the_others_keeps_this_one(clock, liisa):
    here, *others = signed_in(liisa), signed_in(liisa), signed_in(liisa)

    actions.end_sessions(
        user=liisa, by=liisa, at=Session.objects.first().since, keep=here.session.session_key
    )

    assert is_in(here)
    assert [is_in(one) for one in others] == [False, False]


def test_an_account_that_is_closed_has_no_sign_ins(clock, liisa):
    signed_in(liisa)

    actions.deactivate(user=liisa, by=User.objects.system(), at=Session.objects.get().since)

    assert not Session.objects.filter(user=liisa).exists()


def test_what_names_a_sign_in_on_a_page_is_not_its_key(liisa):
    signed_in(liisa)
    row = Session.objects.get()

    assert row.session_key not in row.reference
    assert len(row.reference) == 24


def test_the_database_refuses_a_sign_in_without_a_beginning(liisa):
    with pytest.raises(IntegrityError, match="a_sign_in_has_a_beginning"), transaction.atomic():
        Session.objects.create(session_key="k", expire_date="2026-11-24T00:00:00Z", user=liisa)
