import pytest
import time_machine
from django.test import Client

from koppi.matters.tests.factories import MINUTE, NINE
from koppi.matters.tests.fixtures import *  # noqa: F403

TEN_PAST = NINE + 10 * MINUTE


@pytest.fixture(autouse=True)
def ten_past_nine():
    """Everything on the desk happens ten minutes after the client wrote."""
    with time_machine.travel(TEN_PAST, tick=False):
        yield


@pytest.fixture
def sit_down(db):
    """A function that signs a professional in, in Finnish unless told otherwise."""

    def sit(user, language="en", **kwargs):
        browser = Client(**kwargs)
        browser.force_login(user)
        browser.cookies["koppi_language"] = language
        return browser

    return sit


@pytest.fixture
def desk(sit_down, aino):
    """Aino at her desk."""
    return sit_down(aino)
