"""A county with its topics, somebody who proposes, and the owners of topics and statements."""

import pytest
from django.utils import translation

from koppi.intake.tests.factories import install_topics
from koppi.matters.tests.factories import LONG_AGO, make_skill, make_team
from koppi.people.tests.factories import make_professional

from .factories import give_role


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def teams(db):
    for code in ("general", "child", "mental", "physio", "oral", "prescriptions", "wound"):
        make_skill(code)
    for code in ("family", "income", "older", "substance"):
        make_skill(code)
    return install_topics(at=LONG_AGO)


@pytest.fixture
def manager(teams):
    """A nurse manager who proposes and owns nothing."""
    return make_professional("Mari Manager", make_team(), roles=["manager"], at=LONG_AGO).user


@pytest.fixture
def chief(teams):
    """The chief physician, who owns the warning statements."""
    user = make_professional("Ylva Chief", make_team(), profession="doctor", at=LONG_AGO).user
    give_role("chief-physician", user)
    return user


@pytest.fixture
def head(teams):
    """The head of the health stations, who owns topics."""
    user = make_professional("Henri Head", make_team(), at=LONG_AGO).user
    give_role("head-of-the-health-stations", user)
    return user
