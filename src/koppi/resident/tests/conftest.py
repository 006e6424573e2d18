import pytest
import time_machine

from koppi.chat.actions import enter_with_matter, take_next
from koppi.chat.tests.factories import make_hours, make_place, make_route, watch
from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import install_topics, make_draft, make_resident
from koppi.matters.models import Matter
from koppi.matters.tests.factories import NINE, make_professional


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


@pytest.fixture
def route(maria):
    """A way into the chat that serves where Maria lives."""
    maria.municipality = make_place()
    maria.save()
    make_hours()
    return make_route("health", ["back-limbs"], name_en="Health", invite_en="A nurse answers you.")


@pytest.fixture
def nurse(teams):
    return make_professional("Aino Koski", teams["etela"]).user


@pytest.fixture
def draft(user):
    return make_draft(user, since=None, reach=None, support=None)


@pytest.fixture
def visit(route, matter, user):
    """Maria waits in the chat with her matter."""
    return enter_with_matter(matter_id=matter.pk, route_code="health", by=user, at=NINE)


@pytest.fixture
def page(matter):
    """Where Maria's matter is."""
    return f"/my/{matter.reference}/"


@pytest.fixture
def talk(visit, nurse):
    """A nurse has taken her."""
    watch(nurse, "health")
    return take_next(by=nurse, at=NINE)
