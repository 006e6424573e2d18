"""Two teams in health care, one in social care, and those who work there; a client with an open matter."""

import pytest

from koppi.matters.models import Matter
from koppi.matters.queries import broken_promises

from . import factories as make


@pytest.fixture
def nurses(db):
    """The team that the topic's matters come to."""
    return make.make_team("sairaanhoitajat")


@pytest.fixture
def doctors(db):
    """Another team of health care."""
    return make.make_team("laakarit")


@pytest.fixture
def social(db):
    """A team of social care."""
    return make.make_team("sosiaali", register="social")


def _at_work(name, team, **values):
    person = make.make_professional(name, team, **values)
    make.make_shift(person)
    return person.user


@pytest.fixture
def aino(nurses):
    """A nurse at work."""
    return _at_work("Aino Koski", nurses)


@pytest.fixture
def eero(nurses):
    """Another nurse of the same team at work."""
    return _at_work("Eero Salo", nurses, skills=["wounds"])


@pytest.fixture
def lea(nurses):
    """The shift lead of the nurses."""
    return _at_work("Lea Virta", nurses, roles=["shift_lead"])


@pytest.fixture
def olli(doctors):
    """A doctor at work."""
    return _at_work("Olli Nurmi", doctors, profession="doctor")


@pytest.fixture
def sari(social):
    """A social worker, who has no licence of health care."""
    return _at_work("Sari Rinne", social, profession="social_worker", licence="none")


@pytest.fixture
def koppi(db):
    """Koppi's own account."""
    return make.koppi()


@pytest.fixture
def topic(nurses, social):
    """A topic of both registers."""
    return make.make_topic(nurses, social_team=social, code="kurkku")


@pytest.fixture
def maria(db):
    """A client."""
    return make.make_client("Maria Lindqvist")


@pytest.fixture
def resident(maria):
    """The account of the client."""
    return make.resident_of(maria)


@pytest.fixture
def matter(topic, maria, aino, eero, lea, olli):
    """The client's open matter, which nobody has caught; everybody is at work."""
    return make.make_matter(topic, maria)


@pytest.fixture
def again():
    """A function that reads a matter anew."""
    return lambda matter: Matter.objects.get(pk=matter.pk)


@pytest.fixture(autouse=True)
def promises_are_kept(request):
    """At the end of every test in a transaction, ask the keys, as a commit would."""
    if "db" not in request.fixturenames or "transactional_db" in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")  # so that this ends before the transaction does
    yield
    make.keep_promises_now()
    assert broken_promises() == []
