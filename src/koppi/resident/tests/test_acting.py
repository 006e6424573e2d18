"""For whom a resident is here, and what happens when they may not be any more."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from koppi.conversations.models import Message
from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import make_draft, make_resident
from koppi.matters.models import Matter
from koppi.matters.tests.factories import NINE, let_act
from koppi.people.actions import confirm_mandate
from koppi.people.models import Mandate
from koppi.people.valtuudet import Principal, RegisterDown
from koppi.resident.views import acting

# By the real clock: what a mandate opens, the database decides by its own.
pytestmark = pytest.mark.django_db

WORDS = "Äidin jalka on kipeä."
CHOOSE = "/acting/"


class Register:
    """A register that answers what a test wants."""

    def __init__(self):
        self.facts = type("Facts", (), {"health": "health", "social": "social"})
        self.allowed = {"health", "social"}
        self.is_down = False
        self.asked = 0

    def begin(self, code, at):
        if self.is_down:
            raise RegisterDown
        return "visit-1", "maria-1"

    def choosing_url(self, user, redirect_uri, language):
        return f"https://register.test/{user}?to={redirect_uri}"

    def token(self, code, redirect_uri):
        return "token-1"

    def principals(self, visit, token, at):
        return self.named

    def allows(self, visit, token, code, issue, at):
        self.asked += 1
        if self.is_down:
            raise RegisterDown
        return (visit, token) == ("visit-1", "token-1") and issue in self.allowed


@pytest.fixture
def register(monkeypatch):
    made = Register()
    monkeypatch.setattr(acting, "mandate_register", lambda: made)
    return made


@pytest.fixture
def mother(teams):
    return make_resident("Elsa Lindqvist")[0]


def matter_of(mother, user):
    """Send a message for the mother; return its matter."""
    now = timezone.now()
    who = {"about_whom": str(mother.uuid)}
    draft = make_draft(user, at=now, who=who, words={"words": WORDS, "title": ""})
    submit_contact(draft_uuid=draft.uuid, by=user, at=now)
    return Matter.objects.get(client=mother)


def page(browser, path, **data):
    answer = browser.post(path, data) if data else browser.get(path)
    return answer.status_code, answer.content.decode()


# Choosing


def test_nobody_is_asked_who_is_alone(browser, maria):
    assert browser.get("/").status_code == 200


def test_somebody_who_may_act_is_asked_once(browser, maria, mother):
    let_act(maria, mother, social=False)

    assert browser.get("/")["Location"] == CHOOSE
    status, shown = page(browser, CHOOSE)
    assert status == 200 and "Elsa Lindqvist" in shown and "You may act in health care." in shown

    assert browser.post(CHOOSE, {"who": str(mother.uuid)})["Location"] == "/"
    assert "You are here for <b>Elsa Lindqvist</b>" in page(browser, "/")[1]


def test_the_contact_form_knows_the_choice(browser, maria, mother):
    let_act(maria, mother)
    browser.post(CHOOSE, {"who": str(mother.uuid)})

    shown = page(browser, "/contact/018f0000-0000-7000-8000-00000000000a/who/")[1]

    start = shown.index(f'value="{mother.uuid}"')
    assert "checked" in shown[start : shown.index(">", start)]


@pytest.mark.parametrize("who", ["", "x", "018f0000-0000-7000-8000-000000000009"])
def test_nobody_is_here_for_whom_they_may_not_act(browser, maria, mother, who):
    let_act(maria, mother)

    assert page(browser, CHOOSE, who=who)[0] == 422
    assert acting.FOR not in browser.session


def test_the_way_on_never_leaves_the_house(browser, maria):
    assert browser.post(CHOOSE, {"who": "self", "next": "//evil.example"})["Location"] == "/"
    assert browser.post(CHOOSE, {"who": "self", "next": "/my/"})["Location"] == "/my/"


def test_a_guardian_of_a_shielded_child_is_told_why(browser, maria, teams):
    child, _ = make_resident("Ada Lindqvist", birth_date=date(2020, 1, 1))
    child.non_disclosure = True
    child.save()
    let_act(maria, child, Mandate.Kind.GUARDIAN)

    assert browser.get("/")["Location"] == CHOOSE
    shown = page(browser, CHOOSE)[1]

    assert "661/2009" in shown and "Ada" not in shown
    assert page(browser, CHOOSE, who=str(child.uuid))[0] == 422


# A mandate that ends while one is here


@pytest.mark.parametrize("part", ["", "letter/", "worse/", "cancel/"])
def test_a_mandate_withdrawn_meanwhile_shows_a_plain_page_and_nothing_of_the_client(
    browser, user, maria, mother, part
):
    mandate = let_act(maria, mother)
    matter = matter_of(mother, user)
    assert WORDS in page(browser, f"/my/{matter.reference}/")[1]

    mandate.valid_to = NINE.date() - timedelta(days=1)
    mandate.save()

    for data in ({}, {"body": "Vielä yksi asia.", "key": "018f0000-0000-7000-8000-00000000000b"}):
        status, shown = page(browser, f"/my/{matter.reference}/{part}", **({} if part == "" else data))
        assert status == 403
        assert "You may not act for them any more" in shown
        for secret in (WORDS, "Elsa"):
            assert secret not in shown
    assert not Message.objects.filter(body="Vielä yksi asia.").exists()


def test_in_another_browser_it_is_as_if_it_had_never_been(user, maria, mother):
    mandate = let_act(maria, mother)
    matter = matter_of(mother, user)
    mandate.delete()
    other = Browser()
    other.force_login(user)

    assert other.get(f"/my/{matter.reference}/").status_code == 404


def by_register(browser, register, user, mother):
    """Let somebody choose at the register to act for the mother."""
    from koppi.people import codes

    code = codes.decrypt(mother.identities.get().ciphertext)
    register.named = [Principal(code=code, name="Elsa Lindqvist")]
    browser.get("/acting/register/")
    return browser.get("/acting/register/answer/", {"code": "x"})


@pytest.fixture
def known_mother(teams):
    from koppi.people.tests.factories import make_client, test_code

    return make_client("Elsa Lindqvist", hetu=test_code(date(1955, 1, 30), 906))


@pytest.fixture
def with_codes(maria):
    from koppi.people import codes
    from koppi.people.models import ClientIdentity
    from koppi.people.tests.factories import test_code

    code = test_code(maria.birth_date, 907)
    ClientIdentity.objects.create(
        client=maria,
        ciphertext=codes.encrypt(code),
        keyed_hash=codes.keyed_hash(code),
        valid_from=maria.birth_date,
    )


def test_the_register_is_a_way_to_act_for_somebody(browser, register, user, known_mother, with_codes):
    assert "/acting/register/" in page(browser, CHOOSE)[1]

    assert by_register(browser, register, user, known_mother)["Location"] == "/"

    assert "You are here for <b>Elsa Lindqvist</b>" in page(browser, "/")[1]


def test_what_was_not_begun_here_is_not_taken(browser, register):
    assert browser.get("/acting/register/answer/", {"code": "x"}).status_code == 404
    assert not Mandate.objects.exists()


def test_each_look_and_letter_asks_the_register_again(browser, register, user, known_mother, with_codes):
    by_register(browser, register, user, known_mother)
    matter = matter_of(known_mother, user)
    before = register.asked

    assert WORDS in page(browser, f"/my/{matter.reference}/")[1]
    assert register.asked == before + 2
    register.allowed = set()
    status, shown = page(browser, f"/my/{matter.reference}/cancel/", yes="1")

    assert (status, WORDS in shown) == (403, False)
    matter.refresh_from_db()
    assert matter.state == Matter.State.OPEN
    assert browser.get(f"/my/{matter.reference}/").status_code == 403


def test_a_message_is_not_sent_for_whom_one_may_not_act_any_more(
    browser, register, user, known_mother, with_codes
):
    by_register(browser, register, user, known_mother)
    draft = make_draft(user, who={"about_whom": str(known_mother.uuid)})
    register.allowed = set()

    assert browser.post(f"/contact/{draft.uuid}/send/").status_code == 403
    assert not Matter.objects.exists()


def test_what_the_register_narrows_closes_that_part(browser, register, user, known_mother, with_codes):
    by_register(browser, register, user, known_mother)
    matter = matter_of(known_mother, user)
    register.allowed = {"social"}

    assert browser.get(f"/my/{matter.reference}/").status_code == 403


def test_a_register_that_is_down_shows_nothing_of_another_and_all_of_ones_own(
    browser, register, user, known_mother, with_codes, matter
):
    by_register(browser, register, user, known_mother)
    theirs = matter_of(known_mother, user)
    register.is_down = True

    status, shown = page(browser, f"/my/{theirs.reference}/")

    assert status == 503 and WORDS not in shown and "Elsa" not in shown
    assert browser.get(f"/my/{matter.reference}/").status_code == 200
    assert browser.get("/acting/register/").status_code == 503


def test_a_mandate_of_the_register_opens_nothing_in_another_session(
    browser, register, user, known_mother, with_codes
):
    confirm_mandate(client=known_mother, health=True, social=True, by=user, at=timezone.now())
    matter = matter_of(known_mother, user)

    assert browser.get(f"/my/{matter.reference}/").status_code == 403


@pytest.mark.parametrize("part", ["my-data/{}/", "my-data/sharing/{}/"])
def test_what_else_is_of_a_client_is_asked_about_again_too(
    browser, register, user, known_mother, with_codes, part
):
    by_register(browser, register, user, known_mother)
    path = "/" + part.format(known_mother.uuid)
    assert browser.get(path).status_code == 200
    register.allowed = set()

    status, shown = page(browser, path)

    assert status == 403 and "Elsa" not in shown


def test_without_a_register_its_addresses_are_not_there(browser):
    assert browser.get("/acting/register/").status_code == 404
    assert browser.get("/acting/register/answer/").status_code == 404
