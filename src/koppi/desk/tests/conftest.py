from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from koppi.intake import content
from koppi.intake.actions import Said, receive_contact
from koppi.intake.models import Contact, Statement
from koppi.matters.models import Matter
from koppi.matters.tests.factories import LONG_AGO, MINUTE, NINE, make_owner, make_professional, make_shift
from koppi.matters.tests.fixtures import *  # noqa: F403

TEN_PAST = NINE + 10 * MINUTE


@pytest.fixture(autouse=True)
def ten_past_nine():
    """Everything on the desk happens ten minutes after the client wrote."""
    with time_machine.travel(TEN_PAST, tick=False):
        yield


@pytest.fixture
def sit_down(db):
    """A function that signs a professional in, in English unless told otherwise."""

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


@pytest.fixture
def told(topic, maria, resident, aino, eero, lea, olli):
    """A matter from a whole contact: words, an affirmed statement, how to reach, support."""
    for warning in content.STATEMENTS[:2]:
        Statement.objects.create(
            code=warning.code,
            guidance=warning.guidance,
            owner=make_owner(warning.owner),
            valid_from=LONG_AGO,
            **warning.text.fields("text"),
            **warning.short.fields("short"),
        )
    receive_contact(
        said=Said(
            about=maria,
            topic=topic,
            registers=("patient",),
            words="Kurkku on kipeä ja rintaa puristaa.",
            title="Kurkkukipu",
            since="3d",
            affirmed=("chest-pain",),
            reach={"by": "phone", "phone": "+358401234567", "times": [], "voicemail": True, "email": ""},
            support={"language": "sv", "interpreter": "", "support": ["hearing"], "more": ""},
            language="sv",
        ),
        key=uuid4(),
        channel=Contact.Channel.FORM,
        by=resident,
        at=NINE,
    )
    return Matter.objects.get(client=maria)


@pytest.fixture
def head(nurses):
    """The nurses' team lead."""
    person = make_professional("Helmi Alho", nurses, roles=["team_lead"])
    make_shift(person)
    return person.user
