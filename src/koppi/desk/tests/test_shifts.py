"""The shift calendar: planning a team's week, and what happens to the balls of somebody whose shift goes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from koppi.desk import organising
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.matters.models import Handover, Matter
from koppi.matters.tests import factories as make
from koppi.people import actions
from koppi.people.errors import AlreadyAway, NotYourTeam, ShiftIsOver, ShiftsOverlap, SkippedHour
from koppi.people.models import Shift
from koppi.people.queries import next_shift, shift_leads

from .conftest import TEN_PAST

MONDAY = date(2025, 3, 3)
TUESDAY = date(2025, 3, 4)
EIGHT, FOUR = time(8), time(16)
NIGHT = (time(21), time(7))


@pytest.fixture
def mirja(db):
    """A manager."""
    return make.make_professional("Mirja Aalto", roles=["manager"]).user


def words(response):
    return response.content.decode()


def plan(person, days, by, starts=EIGHT, ends=FOUR, leads=False, at=TEN_PAST):
    return actions.add_shifts(
        professional=person.professional, days=days, starts=starts, ends=ends, leads=leads, by=by, at=at
    )


def address(team, more="", week=MONDAY):
    return f"/desk/teams/{team.pk}/shifts/{more}?week={week.isoformat()}"


def test_a_lead_plans_a_week_by_page(sit_down, lea, aino, nurses):
    typed = {
        "person": aino.professional.pk,
        "days": ["2025-03-04", "2025-03-06"],
        "hours": "8–16.15",
        "leads": "on",
    }

    answer = sit_down(lea).post(address(nurses, "new/"), typed, follow=True)

    assert "Saved: 2 shifts." in words(answer)
    planned = list(Shift.objects.filter(professional=aino.professional, starts_at__gt=TEN_PAST))
    assert [shift.starts_at for shift in planned] == [
        datetime(2025, 3, 4, 6, 0, tzinfo=UTC),
        datetime(2025, 3, 6, 6, 0, tzinfo=UTC),
    ]
    assert planned[0].ends_at == datetime(2025, 3, 4, 14, 15, tzinfo=UTC)
    assert words(answer).count("8–16.15") == 2
    assert Event.objects.filter(kind="shifts.added").count() == 1


def test_who_leads_a_shift_is_told_of_the_urgent(lea, aino, eero, nurses):
    plan(eero, [TUESDAY], lea, leads=True)

    leads = shift_leads(nurses, datetime(2025, 3, 4, 8, 0, tzinfo=UTC))

    assert leads == [eero.professional]


def test_a_member_looks_and_does_not_plan(sit_down, aino, olli, eero, nurses, doctors, mirja, lea):
    (shift,) = plan(eero, [TUESDAY], lea)
    desk = sit_down(aino)

    page = words(desk.get(address(nurses)))
    assert "Eero Salo" in page and "Add a shift" not in page
    for more in ("new/", f"{shift.pk}/"):
        assert desk.get(address(nurses, more)).status_code == 404
    for more in ("new/", "copy/", f"{shift.pk}/", f"{shift.pk}/remove/"):
        assert desk.post(address(nurses, more)).status_code == 404
    assert sit_down(olli).get(address(nurses)).status_code == 404
    assert "Add a shift" in words(sit_down(mirja).get(address(nurses)))
    with pytest.raises(NotYourTeam):
        plan(eero, [date(2025, 3, 5)], aino)
    assert Shift.objects.filter(starts_at__gt=TEN_PAST).count() == 1


def test_overlapping_shifts_are_refused_in_words_and_none_is_planned(sit_down, lea, aino, nurses):
    plan(aino, [TUESDAY], lea)
    typed = {"person": aino.professional.pk, "days": ["2025-03-05", "2025-03-04"], "hours": "15–21"}

    answer = sit_down(lea).post(address(nurses, "new/"), typed)

    assert answer.status_code == 409
    assert "Aino Koski has a shift at that time already: 4.3. 8.00–16.00." in words(answer)
    assert Shift.objects.filter(starts_at__gt=TEN_PAST).count() == 1


def test_a_night_ends_the_next_day_and_meets_the_morning(lea, aino):
    (night,) = plan(aino, [TUESDAY], lea, *NIGHT)
    assert night.ends_at - night.starts_at == timedelta(hours=10)

    with pytest.raises(ShiftsOverlap):
        plan(aino, [date(2025, 3, 5)], lea, time(6), FOUR)
    plan(aino, [date(2025, 3, 5)], lea, time(7), FOUR)


def test_the_nights_of_the_clocks_are_as_long_as_they_are(lea, aino):
    (spring,) = plan(aino, [date(2025, 3, 29)], lea, *NIGHT)
    (autumn,) = plan(aino, [date(2025, 10, 25)], lea, *NIGHT)
    (twice,) = plan(aino, [date(2026, 10, 24)], lea, time(22), time(3, 30))

    assert spring.ends_at - spring.starts_at == timedelta(hours=9)
    assert autumn.ends_at - autumn.starts_at == timedelta(hours=11)
    assert twice.ends_at - twice.starts_at == timedelta(hours=6, minutes=30)
    with pytest.raises(SkippedHour):
        plan(aino, [date(2025, 3, 30)], lea, time(3, 30), FOUR)
    with pytest.raises(SkippedHour):
        plan(aino, [date(2026, 3, 28)], lea, time(21), time(3, 30))


@pytest.mark.parametrize("hours", ["8", "25–7", "8–8", "kahdeksan", "8–16.75", "8–16, 17–18"])
def test_hours_that_nobody_understands_come_back(sit_down, lea, aino, nurses, hours):
    typed = {"person": aino.professional.pk, "days": ["2025-03-04"], "hours": hours}

    answer = sit_down(lea).post(address(nurses, "new/"), typed)

    assert answer.status_code == 422 and hours in words(answer)


def test_what_is_over_stays_as_it_was(lea, aino):
    with pytest.raises(ShiftIsOver):
        plan(aino, [date(2025, 2, 28)], lea)
    (shift,) = plan(aino, [TUESDAY], lea)
    later = TEN_PAST + timedelta(days=3)
    with pytest.raises(ShiftIsOver):
        actions.remove_shift(shift_id=shift.pk, by=lea, at=later)
    with pytest.raises(ShiftIsOver):
        actions.change_shift(
            shift_id=shift.pk, day=date(2025, 3, 7), starts=EIGHT, ends=FOUR, leads=False, by=lea, at=later
        )


def test_nobody_is_planned_to_work_while_away_and_the_calendar_says_so(sit_down, lea, aino, eero, nurses):
    make.be_away(
        aino.professional,
        since=TEN_PAST + timedelta(hours=15),
        until=TEN_PAST + timedelta(days=2),
        substitute=eero.professional,
    )

    with pytest.raises(AlreadyAway):
        plan(aino, [TUESDAY], lea)
    assert "Away" in words(sit_down(lea).get(address(nurses)))
    assert "Eero Salo steps in" in words(sit_down(lea).get(address(nurses)))


def test_the_week_before_is_copied_but_for_what_does_not_fit(sit_down, lea, aino, eero, nurses):
    plan(aino, [TUESDAY, date(2025, 3, 6)], lea, leads=True)
    plan(eero, [TUESDAY], lea)
    plan(aino, [date(2025, 3, 13)], lea, time(9), time(17))
    make.be_away(eero.professional, since=TEN_PAST + timedelta(days=7), until=TEN_PAST + timedelta(days=9))

    answer = sit_down(lea).post(address(nurses, "copy/", date(2025, 3, 10)), follow=True)

    next_week = Shift.objects.filter(starts_at__gt=datetime(2025, 3, 10, tzinfo=UTC))
    tuesday = next_week.filter(
        professional=aino.professional, starts_at__lt=datetime(2025, 3, 12, tzinfo=UTC)
    )
    assert tuesday.last().starts_at == datetime(2025, 3, 11, 6, 0, tzinfo=UTC) and tuesday.last().leads
    assert not next_week.filter(
        professional=eero.professional, starts_at__lt=TEN_PAST + 9 * make.DAY
    ).exists()
    # The Mondays of Aino, Eero and Lea were there, too; Eero is away on both of his days.
    assert "3 shifts were copied." in words(answer) and "3 were left out" in words(answer)
    again = sit_down(lea).post(address(nurses, "copy/", date(2025, 3, 10)), follow=True)
    assert "0 shifts were copied." in words(again)


def test_a_week_copied_over_the_clock_change_keeps_the_wall_clock(lea, aino, nurses):
    plan(aino, [date(2025, 3, 25)], lea)

    actions.copy_week(team=nurses, monday=date(2025, 3, 31), by=lea, at=TEN_PAST)

    copied = Shift.objects.get(
        professional=aino.professional, starts_at__gt=datetime(2025, 3, 30, tzinfo=UTC)
    )
    assert copied.starts_at == datetime(2025, 4, 1, 5, 0, tzinfo=UTC)


def test_the_calendar_costs_the_same_however_many_work_there(sit_down, lea, aino, eero, nurses, doctors):
    def cost():
        desk = sit_down(lea)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address(nurses)).status_code == 200
        return len(asked)

    few = cost()
    for number in range(8):
        person = make.make_professional(f"Uusi Nimi{'abcdefgh'[number]}", nurses)
        plan(person.user, [TUESDAY, date(2025, 3, 5)], lea)
        make.be_away(person, since=TEN_PAST + timedelta(days=3), until=TEN_PAST + timedelta(days=4))

    assert cost() == few


# A shift goes, and its holder has balls


@pytest.fixture
def evening():
    """Ten in the evening: nobody is at work any more."""
    at = TEN_PAST + timedelta(hours=13)
    with time_machine.travel(at, tick=False):
        yield at


def test_who_is_at_home_and_would_be_late_has_it_back_in_the_team(matter, lea, aino, evening):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    (shift,) = plan(aino, [TUESDAY], lea, at=evening)
    plan(aino, [date(2025, 3, 10)], lea, at=evening)

    _shift, returned = organising.remove_shift(shift_id=shift.pk, by=lea, at=evening)

    matter.refresh_from_db()
    assert returned == 1 and matter.caught_by is None
    assert make.told(aino)[-2:] == ["matters.returned", "handed.back"]
    assert "shift.changed" in make.told(aino)
    assert "matters.returned" in make.told(lea)
    assert make.events(matter)[-1] == "matter.sent_on"


def test_what_can_wait_until_they_are_back_stays_in_hand(matter, lea, aino, evening):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    (shift,) = plan(aino, [TUESDAY], lea, at=evening)
    plan(aino, [TUESDAY], lea, time(16), time(20), at=evening)
    due_at = Matter.objects.get(pk=matter.pk).due_at
    assert due_at < next_shift(aino.professional, evening).starts_at + timedelta(hours=8)

    # It is due at nine, so the evening shift is too late for it; a later end of the same morning is not.
    _changed, returned = organising.change_shift(
        shift_id=shift.pk, day=TUESDAY, starts=EIGHT, ends=time(12), leads=False, by=lea, at=evening
    )

    matter.refresh_from_db()
    assert returned == 0 and matter.caught_by == aino


def test_with_no_shift_ahead_what_was_due_in_the_one_that_went_is_returned(matter, lea, aino, evening):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    (shift,) = plan(aino, [TUESDAY], lea, at=evening)

    _shift, returned = organising.remove_shift(shift_id=shift.pk, by=lea, at=evening)

    matter.refresh_from_db()
    assert returned == 1 and matter.caught_by is None


def test_who_is_at_work_sees_to_it_themselves(matter, lea, aino):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    (shift,) = plan(aino, [TUESDAY], lea)

    _shift, returned = organising.remove_shift(shift_id=shift.pk, by=lea, at=TEN_PAST)

    matter.refresh_from_db()
    assert returned == 0 and matter.caught_by == aino
    assert make.told(aino)[-1] == "shift.changed"


def test_who_goes_home_now_lets_go_of_what_falls_due(sit_down, matter, lea, aino, eero, nurses):
    matters.offer_handover(
        matter_id=matter.pk, reason="Ehditkö?", to_person=eero.professional, by=aino, at=TEN_PAST
    )
    shift = Shift.objects.get(professional=aino.professional)

    answer = sit_down(lea).post(address(nurses, f"{shift.pk}/remove/"), follow=True)

    matter.refresh_from_db()
    shift.refresh_from_db()
    assert shift.ends_at == TEN_PAST
    assert "1 matter that would have been late went back to its team." in words(answer)
    assert matter.caught_by is None and matter.meant_for == eero.professional
    assert not Handover.objects.pending().exists()


def test_an_offer_ends_before_a_shift_that_was_cut_short(matter, lea, aino, eero):
    offer = matters.offer_handover(
        matter_id=matter.pk, reason="Ehditkö?", to_person=eero.professional, by=aino, at=TEN_PAST
    )
    shift = Shift.objects.get(professional=aino.professional)

    organising.change_shift(
        shift_id=shift.pk, day=MONDAY, starts=EIGHT, ends=time(10), leads=False, by=lea, at=TEN_PAST
    )

    offer.refresh_from_db()
    shift.refresh_from_db()
    assert offer.expires_at == shift.ends_at


def test_a_shift_during_an_absence_is_not_the_next_one(lea, aino):
    plan(aino, [TUESDAY, date(2025, 3, 6)], lea)
    make.be_away(aino.professional, since=TEN_PAST + timedelta(hours=15), until=TEN_PAST + timedelta(days=2))

    assert next_shift(aino.professional, TEN_PAST).starts_at == datetime(2025, 3, 6, 6, 0, tzinfo=UTC)
