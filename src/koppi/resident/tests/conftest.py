import pytest
import time_machine

from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import install_topics, make_draft, make_resident
from koppi.matters.models import Matter
from koppi.matters.tests.factories import NINE


@pytest.fixture
def nine():
    """It is nine on a Monday."""
    with time_machine.travel(NINE, tick=False):
        yield NINE


@pytest.fixture
def teams(db):
    return install_topics()


@pytest.fixture
def residents(db):
    """Maria, her client row and her account."""
    return make_resident()


@pytest.fixture
def maria(residents):
    return residents[0]


@pytest.fixture
def user(residents):
    return residents[1]


@pytest.fixture
def browser(client, user):
    """A browser in which Maria is signed in, in English."""
    client.force_login(user)
    client.cookies["koppi_language"] = "en"
    return client


@pytest.fixture
def stranger(db):
    """Somebody else's account."""
    return make_resident("Otto Öhman")[1]


@pytest.fixture
def matter(teams, user):
    """A matter that Maria opened at nine."""
    submit_contact(draft_uuid=make_draft(user).uuid, by=user, at=NINE)
    return Matter.objects.get()
