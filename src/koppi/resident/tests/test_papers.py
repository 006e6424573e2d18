"""A client reads what was written with them, and nobody else does."""

from uuid import uuid4

import pytest

from koppi.matters.tests.factories import NINE, make_professional, make_shift
from koppi.plans.actions import write_paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]


def test_a_client_reads_their_own_plan(browser, client, stranger, matter, teams):
    nurse = make_professional("Liisa Koski", matter.team)
    make_shift(nurse)
    write_paper(
        matter_id=matter.pk,
        kind="plan",
        content={"goals": "Kuoroon torstaisin", "deeds": "Liisa soittaa\nMinä kävelen"},
        with_client=True,
        seen=0,
        key=uuid4(),
        by=nurse.user,
        at=NINE,
    )

    shown = browser.get("/my/agreed/").content.decode()
    assert "Kuoroon torstaisin" in shown and "Liisa Koski" in shown and "You wrote it together." in shown
    client.force_login(stranger)
    assert "Kuoroon" not in client.get("/my/agreed/").content.decode()
