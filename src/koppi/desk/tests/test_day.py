from datetime import datetime

import pytest

from koppi.access.models import Reading
from koppi.desk.actions import settle_absences
from koppi.matters import actions
from koppi.matters.models import Handover
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import DAY, HOUR, NINE
from koppi.people.models import Absence
from koppi.ui.times import HELSINKI

from .conftest import TEN_PAST


@pytest.fixture
def mine(matter, aino):
    actions.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    return matter


def words(response):
    return response.content.decode()


def test_going_home_puts_first_what_is_due_before_one_is_back(desk, mine, aino, topic):
    later = make.make_matter(topic, make.make_client("Myöhempi Ihminen"))
    actions.mark_answered(matter_id=later.pk, by=aino, at=TEN_PAST)
    actions.assess_matter(matter_id=later.pk, need="x", urgency=0, profession="", by=aino, at=TEN_PAST)
    make.make_shift(aino.professional, starts_at=NINE + DAY)

    leaving = desk.get("/desk/going-home/").context["leaving"]

    assert [held.reference for held in leaving.due] == [mine.reference]
    assert [held.reference for held in leaving.rest] == [later.reference]
    assert Reading.objects.get(reader_id=aino.pk, what="going_home").why == "holder"


def test_returning_all_asks_once_and_then_one_can_go(desk, mine, aino, again):
    make.make_shift(aino.professional, starts_at=NINE + DAY)
    assert "Return all to the team?" in words(desk.get("/desk/going-home/all/"))
    assert again(mine).caught_by == aino

    answer = desk.post("/desk/going-home/all/", follow=True)

    assert again(mine).caught_by is None
    assert "1 matter went back to its team." in words(answer)
    assert "You can go." in words(answer)
    assert "Nothing of yours falls due before you are back" in words(answer)
    assert answer.context["leaving"].back_at == NINE + DAY


def test_one_matter_is_returned_or_offered_and_one_stays_on_the_page(desk, mine, eero, again):
    offered = desk.post(
        f"/desk/m/{mine.reference}/handover/?home=1",
        {"to": f"person:{eero.professional.pk}", "reason": "Lähden kotiin"},
    )
    assert offered["Location"] == "/desk/going-home/"
    assert "Offered to Eero Salo" in words(desk.get("/desk/going-home/"))

    desk.post(f"/desk/m/{mine.reference}/release/?home=1")

    assert again(mine).caught_by is None
    assert not Handover.objects.pending().exists()


def test_an_absence_sends_the_matters_on_at_once(desk, mine, aino, eero, again):
    answer = desk.post(
        "/desk/absence/",
        {"first": "3.3.2025", "last": "7.3.2025", "substitute": eero.professional.pk},
        follow=True,
    )

    absence = Absence.objects.get(professional=aino.professional)
    assert (absence.starts_at, absence.settled_at) == (TEN_PAST, TEN_PAST)
    assert absence.ends_at == datetime(2025, 3, 8, tzinfo=HELSINKI)
    assert (again(mine).caught_by, again(mine).meant_for) == (None, eero.professional)
    assert "1 matter was sent on." in words(answer)


def test_an_absence_to_come_sends_them_on_when_it_begins(desk, mine, aino, koppi, again):
    desk.post("/desk/absence/", {"first": "5.3.2025", "last": "7.3.2025", "substitute": ""})
    assert settle_absences(by=koppi, at=TEN_PAST) == 0
    assert again(mine).caught_by == aino

    assert settle_absences(by=koppi, at=NINE + 2 * DAY) == 1

    assert again(mine).caught_by is None
    assert settle_absences(by=koppi, at=NINE + 2 * DAY + HOUR) == 0


def test_an_absence_that_is_refused_sends_nothing_on(desk, mine, aino, again):
    make.be_away(aino.professional, since=NINE + DAY, until=NINE + 2 * DAY)

    answer = desk.post("/desk/absence/", {"first": "3.3.2025", "last": "7.3.2025", "substitute": ""})

    assert answer.status_code == 409
    assert "7.3.2025" in words(answer)
    assert again(mine).caught_by == aino


def test_days_the_wrong_way_round_are_told(desk):
    answer = desk.post("/desk/absence/", {"first": "7.3.2025", "last": "4.3.2025", "substitute": ""})

    assert answer.status_code == 422
    assert "before the first" in words(answer)


def test_only_a_team_lead_sees_the_people(desk, sit_down, aino, eero, nurses):
    assert desk.get("/desk/people/").status_code == 404
    assert desk.get(f"/desk/people/{eero.professional.pk}/end/").status_code == 404

    lead = make.make_professional("Taru Johtaja", nurses, roles=["team_lead"])
    browser = sit_down(lead.user)

    assert "Eero Salo" in words(browser.get("/desk/people/"))
    assert browser.get(f"/desk/people/{lead.pk}/end/").status_code == 404


def test_ending_somebodys_work_sends_on_their_matters_and_shuts_the_door(
    sit_down, mine, aino, eero, nurses, again
):
    lead = make.make_professional("Taru Johtaja", nurses, roles=["team_lead"])
    hers = sit_down(aino)

    sit_down(lead.user).post(
        f"/desk/people/{aino.professional.pk}/end/", {"substitute": eero.professional.pk, "sure": "on"}
    )

    aino.refresh_from_db()
    assert not aino.is_active
    assert (again(mine).caught_by, again(mine).meant_for) == (None, eero.professional)
    assert hers.get("/desk/").status_code == 302


def test_a_lead_of_another_team_ends_nobodys_work(sit_down, aino, doctors, mine):
    lead = make.make_professional("Taru Johtaja", doctors, roles=["team_lead"])

    answer = sit_down(lead.user).post(f"/desk/people/{aino.professional.pk}/end/", {"sure": "on"})

    aino.refresh_from_db()
    assert answer.status_code == 404
    assert aino.is_active


def test_notices_name_no_client_and_can_be_marked_seen(desk, matter, aino, koppi):
    from koppi.notices.actions import tell

    tell([aino], "urgent.uncaught", at=TEN_PAST, reference=matter.reference, urgent=True)

    shown = words(desk.get("/desk/notices/"))
    assert "An urgent matter waits, and nobody has caught it." in shown
    assert "Maria" not in shown

    desk.post("/desk/notices/seen/")
    assert desk.get("/desk/notices/").context["notices"] == []
