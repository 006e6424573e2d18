"""The register of mandates, by a contract of our own: UNVERIFIED against the real one."""

import base64
import hashlib
import hmac
from datetime import UTC, date, datetime

import pytest
import requests

from koppi.config.providers import MandateRegisterFacts
from koppi.ledger.models import Event
from koppi.people.actions import begin_visit, check_mandate, take_over, withdraw_mandate
from koppi.people.actions.clients import set_non_disclosure
from koppi.people.models import Client, Mandate
from koppi.people.queries import clients_to_act_for, shielded_children
from koppi.people.scope import scope_of
from koppi.people.valtuudet import HEADER, MandateRegister, RegisterDown, signature

from .factories import let_act, make_client, test_code, user_of

HEALTH, SOCIAL = "http://register.test/health", "http://register.test/social"
FACTS = MandateRegisterFacts("https://register.test", "koppi", "the key", "the secret", HEALTH, SOCIAL)
NOON = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ELSA, MARIA = test_code(date(1955, 1, 30), 906), test_code(date(1982, 5, 17), 901)


class Contract:
    """What we take the register to answer: by method and path, as (status, JSON)."""

    def __init__(self):
        self.answers = {
            f"/service/hpa/user/register/koppi/{ELSA}": {"sessionId": "visit-1", "userId": "elsa-1"},
            "/oauth/token": {"access_token": "token-1"},
            "/service/hpa/api/delegate/visit-1": [{"personId": MARIA, "name": "Maria Lindqvist"}],
            f"/service/hpa/api/authorization/visit-1/{MARIA}": {"result": "ALLOWED"},
        }
        self.asked = []
        self.allowed = {HEALTH, SOCIAL}
        self.status = 200

    def request(self, method, url, **how):
        self.asked.append((method, url, how))
        path, _, query = url.removeprefix("https://register.test").partition("?")
        told = self.answers[path]
        if "authorization" in path:
            issue = requests.utils.unquote(query.split("issues=")[1])
            told = told if issue in self.allowed else {"result": "DISALLOWED"}
        answer = requests.Response()
        answer.status_code = self.status
        answer.json = lambda: told
        return answer


@pytest.fixture
def contract(monkeypatch):
    made = Contract()
    monkeypatch.setattr(requests, "request", made.request)
    return made


@pytest.fixture
def register():
    return MandateRegister(FACTS)


@pytest.fixture
def elsa(db):
    return user_of(make_client("Elsa Lindqvist", hetu=ELSA))


def test_a_request_is_signed_over_its_path_and_moment(contract, register):
    register.begin(ELSA, NOON)

    method, url, how = contract.asked[0]
    path = url.removeprefix("https://register.test")
    client, moment, mark = how["headers"][HEADER].split(" ")
    wanted = hmac.new(b"the key", f"{path} {moment}".encode(), hashlib.sha256).digest()
    assert (method, client, moment) == ("GET", "koppi", "2026-11-23T10:00:00.123Z")
    assert base64.b64decode(mark) == wanted
    assert how["allow_redirects"] is False and how["timeout"]


def test_the_signature_is_what_the_published_rule_gives():
    assert signature("koppi", "key", "/p", NOON) == (
        "koppi 2026-11-23T10:00:00.123Z "
        + base64.b64encode(hmac.new(b"key", b"/p 2026-11-23T10:00:00.123Z", hashlib.sha256).digest()).decode()
    )


def test_a_visit_goes_from_the_code_to_the_principals(contract, register, elsa):
    visit, user = begin_visit(register=register, by=elsa, at=NOON)
    url = register.choosing_url(user, "https://koppi.test/acting/register/answer/", "sv")
    token = register.token("the code", "https://koppi.test/acting/register/answer/")
    taken = take_over(register=register, visit=visit, token=token, by=elsa, at=NOON)

    assert url.startswith("https://register.test/oauth/authorize?client_id=koppi&") and ELSA not in url
    assert contract.asked[1][2]["auth"] == ("koppi", "the secret")
    assert contract.asked[2][2]["headers"]["Authorization"] == "Bearer token-1"
    assert [client.name for client in taken] == ["Maria Lindqvist"]
    mandate = Mandate.objects.get()
    assert (mandate.source, mandate.kind) == ("register", "authorised")
    assert (mandate.health, mandate.social, mandate.checked_at) == (True, True, NOON)
    assert (mandate.valid_from, mandate.valid_to) == (TODAY, TODAY)


def test_a_mandate_covers_what_the_register_says_and_no_more(contract, register, elsa):
    contract.allowed = {HEALTH}

    take_over(register=register, visit="visit-1", token="token-1", by=elsa, at=NOON)

    assert (Mandate.objects.get().health, Mandate.objects.get().social) == (True, False)


def test_somebody_whom_the_register_does_not_allow_leaves_no_row(contract, register, elsa):
    contract.allowed = set()

    assert take_over(register=register, visit="visit-1", token="token-1", by=elsa, at=NOON) == []
    assert not Mandate.objects.exists() and Client.objects.count() == 1


def test_a_mandate_withdrawn_meanwhile_ends_at_once(contract, register, elsa):
    (maria,) = take_over(register=register, visit="visit-1", token="token-1", by=elsa, at=NOON)
    contract.allowed = set()

    still = check_mandate(register=register, client=maria, visit="visit-1", token="token-1", by=elsa, at=NOON)

    assert not still
    assert clients_to_act_for(elsa, TODAY) == []
    event = Event.objects.get(kind="mandate.withdrawn")
    assert (event.client_id, event.by_id) == (maria.pk, elsa.pk)


def test_confirming_again_keeps_one_row(contract, register, elsa):
    for _ in range(2):
        take_over(register=register, visit="visit-1", token="token-1", by=elsa, at=NOON)

    assert Mandate.objects.count() == 1


def test_withdrawing_touches_no_mandate_of_the_county(elsa):
    maria = make_client("Maria Lindqvist", hetu=MARIA)
    let_act(Client.objects.get(person_id=elsa.person_id), maria)

    withdraw_mandate(client=maria, by=elsa, at=NOON)

    assert [one.client for one in clients_to_act_for(elsa, TODAY)] == [maria]


@pytest.mark.parametrize(
    "told", [None, [], {}, {"sessionId": 7, "userId": "x"}, {"sessionId": "", "userId": ""}]
)
def test_an_answer_of_another_form_allows_nothing(contract, register, elsa, told):
    contract.answers[f"/service/hpa/user/register/koppi/{ELSA}"] = told

    with pytest.raises(RegisterDown):
        begin_visit(register=register, by=elsa, at=NOON)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 500, 503])
def test_a_register_that_refuses_or_is_down_allows_nothing(contract, register, elsa, status):
    contract.status = status

    with pytest.raises(RegisterDown):
        register.allows("visit-1", "token-1", MARIA, HEALTH, NOON)


def test_a_register_out_of_reach_allows_nothing(monkeypatch, register):
    def broken(*args, **kwargs):
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "request", broken)
    with pytest.raises(RegisterDown):
        register.principals("visit-1", "token-1", NOON)


# A child under 12 with a turvakielto, or of somebody with one


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "hidden", "kind", "opens"),
    [
        (date(2014, 11, 24), "", "guardian", True),
        (date(2014, 11, 24), "child", "guardian", False),
        (date(2014, 11, 24), "guardian", "guardian", False),
        (date(2014, 11, 23), "child", "guardian", True),  # twelve today
        (date(2024, 2, 29), "child", "guardian", False),
        (date(1955, 1, 30), "child", "authorised", True),
    ],
)
def test_nobody_acts_for_a_shielded_child(born, hidden, kind, opens, settings):
    elsa, child = make_client("Elsa Lindqvist", hetu=ELSA), make_client("Ada Lindqvist", born)
    let_act(elsa, child, Mandate.Kind(kind))
    if hidden:
        who = child if hidden == "child" else elsa
        set_non_disclosure(person_id=who.person_id, hidden=True, by=user_of(elsa), at=NOON)
    user = user_of(elsa)

    assert bool(clients_to_act_for(user, TODAY)) == opens
    assert shielded_children(user, TODAY) == (not opens)


@pytest.mark.django_db
def test_a_shielded_child_is_out_of_reach_of_every_query():
    elsa, child = make_client("Elsa Lindqvist", hetu=ELSA), make_client("Ada Lindqvist", date(2026, 1, 1))
    let_act(elsa, child, Mandate.Kind.GUARDIAN)
    user = user_of(elsa)
    assert scope_of(user).health_client_ids == (child.pk,)

    set_non_disclosure(person_id=child.person_id, hidden=True, by=user, at=NOON)

    del user._scope
    assert scope_of(user).health_client_ids == () == scope_of(user).social_client_ids
