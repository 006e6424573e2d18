import pytest

from .factories import install_topics, make_resident


@pytest.fixture
def teams(db):
    return install_topics()


@pytest.fixture
def maria(db):
    """A client, Maria."""
    return make_resident()[0]


@pytest.fixture
def user(maria):
    """Maria's account."""
    from koppi.matters.tests.factories import resident_of

    return resident_of(maria)
