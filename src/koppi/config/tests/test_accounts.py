"""What an operator does with local accounts at the command line."""

from argparse import ArgumentParser
from datetime import UTC, datetime

import pytest

from koppi.config import accounts
from koppi.identity import actions, one_time
from koppi.identity.errors import NotALocalAccount
from koppi.identity.models import Activation, OneTimeCode, User
from koppi.identity.queries import waiting_activation
from koppi.ledger.models import Event
from koppi.people.models import Professional
from koppi.people.tests.factories import make_professional, make_team

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
LISA = ("add", "Lisa.Koski", "--given-name", "Lisa", "--family-name", "Koski", "--profession", "nurse")


@pytest.fixture
def koppi_account(capsys):
    """Return a function that does as the command line does, and returns what it says."""

    def call(*words):
        parser = ArgumentParser()
        accounts.add_options(parser)
        accounts.do(parser.parse_args(words), at=NOON)
        return capsys.readouterr().out

    return call


def code_in(said):
    return said.split("lisa.koski: ")[1].splitlines()[0]


def test_an_account_is_added_with_a_code_and_no_password(koppi_account):
    team = make_team("etela")

    said = koppi_account(*LISA, "--team", "etela")

    person = Professional.objects.get(user__username="lisa.koski")
    assert person.memberships.get().team == team
    assert not person.user.has_usable_password()
    assert waiting_activation(username="lisa.koski", code=code_in(said), at=NOON)
    assert "/sign-in/activate/" in said


def test_a_code_is_shown_once_and_stands_nowhere(koppi_account):
    code = one_time.as_typed(code_in(koppi_account(*LISA)))

    assert code not in str(list(Activation.objects.values()) + list(Event.objects.values()))
    assert code not in koppi_account("list").replace(" ", "")


@pytest.mark.parametrize(
    "words",
    [
        (*LISA, "--team", "nowhere"),
        ("reset", "nobody", "password"),
        ("reset", "nobody", "factors"),
        ("end", "nobody"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(koppi_account, words):
    before = User.objects.count()

    with pytest.raises(accounts.CannotDo):
        koppi_account(*words)

    assert User.objects.count() <= before + 1  # Koppi's own
    assert not Professional.objects.exists()


def test_a_username_is_taken_once(koppi_account):
    koppi_account(*LISA)

    with pytest.raises(accounts.CannotDo, match="taken"):
        koppi_account(*LISA)


def test_no_account_is_added_where_local_accounts_are_off(koppi_account, settings):
    settings.LOCAL_ACCOUNTS = False

    with pytest.raises(accounts.CannotDo, match="KOPPI_LOCAL_ACCOUNTS"):
        koppi_account(*LISA)

    assert not Professional.objects.exists()


def test_a_password_and_factors_are_reset_and_the_ledger_knows(koppi_account):
    user = make_professional("Lisa Koski", make_team("etela"), username="lisa.koski").user
    user.set_password("kolme-pitkaa-sanaa")
    user.save()
    OneTimeCode.objects.create(user=user, secret=b"x", last_step=0, added_at=NOON)
    assert "lisa.koski: open, password, code app" in koppi_account("list")

    koppi_account("reset", "lisa.koski", "password")
    assert not User.objects.get(pk=user.pk).has_usable_password()
    koppi_account("reset", "lisa.koski", "factors")

    assert "lisa.koski: open, no password\n" in koppi_account("list")
    system = User.objects.system()
    for kind in ("account.invited", "factor.reset"):
        assert Event.objects.get(kind=kind).by_id == system.pk


def test_an_ended_account_is_closed(koppi_account):
    user = make_professional("Lisa Koski", make_team("etela"), username="lisa.koski").user

    koppi_account("end", "lisa.koski")

    assert not User.objects.get(pk=user.pk).is_active
    with pytest.raises(accounts.CannotDo):
        koppi_account("reset", "lisa.koski", "password")
    with pytest.raises(NotALocalAccount):
        actions.invite(user=user, by=User.objects.system(), at=NOON)
