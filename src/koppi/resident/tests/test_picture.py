"""A resident's own picture: both registers, nobody else's, the same statements however long the history."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from koppi.appointments.actions import book
from koppi.appointments.tests.factories import free, make_hours
from koppi.identity.models import User
from koppi.matters.actions import close_matter
from koppi.matters.tests.factories import DAY, NINE, make_matter, make_professional, make_shift
from koppi.people.actions import name_own_person
from koppi.plans.actions import write_paper
from koppi.segments.tests.factories import make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]


@pytest.fixture
def liisa(matter):
    """A nurse of the matter's team at work, who is Maria's own."""
    person = make_professional("Liisa Koski", matter.team)
    make_shift(person)
    name_own_person(
        client=matter.client, professional=person, register="patient", by=User.objects.system(), at=NINE
    )
    return person


@pytest.fixture
def whole(matter, liisa):
    """Have a segment, a summary, a plan and an appointment."""
    make_segment(matter, liisa.user)
    for kind, content in (("summary", {"text": "Asuu kotona."}), ("plan", {"goals": "Kuoroon torstaisin"})):
        write_paper(
            matter_id=matter.pk, kind=kind, content=content, with_client=True, seen=0, key=uuid4(),
            by=liisa.user, at=NINE,
        )  # fmt: skip
    make_hours(liisa, matter.team)
    book(matter_id=matter.pk, slot_id=free()[0].pk, by=liisa.user, at=NINE)
    return matter


def test_the_main_things_are_read_from_the_top_to_the_bottom(browser, client, stranger, whole):
    page = browser.get("/my/picture/").content.decode()

    place = page.index("<h1>")
    for words in (
        "Liisa Koski",
        "How we work with you",
        "Lasting care",
        "Asuu kotona.",
        f"/my/{whole.reference}/",
        "Your appointments",
        "Kuoroon torstaisin",
        "You wrote it together.",
    ):
        place = page.index(words, place)
    client.force_login(stranger)
    page = client.get("/my/picture/").content.decode()
    assert "Liisa Koski" not in page and "Asuu kotona." not in page


def test_it_takes_as_many_statements_after_thirty_matters_as_after_three(browser, whole, liisa):
    counts, days = [], iter(range(100, 0, -1))
    for more in (3, 27):
        for at in (NINE - next(days) * DAY for _ in range(more)):
            one = make_matter(whole.topic, whole.client, at=at)
            close_matter(
                matter_id=one.pk, outcome="own_care", by=liisa.user, at=at,
                without_assessment="not_a_care_need",
            )  # fmt: skip
        browser.get("/my/picture/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/my/picture/")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 40, counts
