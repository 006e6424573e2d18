"""Opening hours: many a day, days of their own, weeks that begin and end, and who may change them."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from koppi.deadlines.calendars import DEFAULT_OFFICE_HOURS
from koppi.ledger.models import Event
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import DAY, NINE
from koppi.people import actions
from koppi.people.errors import FromTomorrow, HoursOverlap, NotManager, OfficeHoursAreWhole
from koppi.people.models import County, OpeningException, OpeningHours
from koppi.people.queries import office_hours, opening_today, weeks_of
from koppi.people.tests.factories import open_every_weekday
from koppi.ui.times import HELSINKI

from .conftest import TEN_PAST

TOMORROW = date(2025, 3, 4)
MORNING, AFTERNOON = (time(8), time(11)), (time(12), time(16))
WEEKDAYS = ((MORNING, AFTERNOON),) * 5 + ((), ())
PAGES = ("/desk/hours/", "/desk/hours/phone/", "/desk/hours/phone/day/")


@pytest.fixture
def mirja(db):
    """A manager."""
    return make.make_professional("Mirja Aalto", roles=["manager"]).user


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def change(by, week=WEEKDAYS, valid_from=TOMORROW, way="phone", at=TEN_PAST):
    actions.change_week(way=way, week=week, valid_from=valid_from, by=by, at=at)


@pytest.mark.parametrize(
    ("moment", "open_now", "next_opening"),
    [
        ("2025-03-04T10:59", True, "2025-03-04T12:00"),
        ("2025-03-04T11:00", False, "2025-03-04T12:00"),
        ("2025-03-04T12:00", True, "2025-03-05T08:00"),
        ("2025-03-07T16:00", False, "2025-03-10T08:00"),
        ("2025-03-28T16:00", False, "2025-03-31T08:00"),  # summer time begins on the Sunday
        ("2025-10-24T16:00", False, "2025-10-27T08:00"),  # and ends
    ],
)
def test_a_way_in_opens_more_than_once_a_day(mirja, moment, open_now, next_opening):
    change(mirja)

    today = opening_today("phone", local(moment))

    assert (today.open_now, today.next_opening) == (open_now, local(next_opening))
    assert today.spans == (MORNING, AFTERNOON)


def test_a_new_week_ends_the_old_one_and_what_was_stays(mirja):
    open_every_weekday("phone")
    change(mirja)
    change(mirja, week=((MORNING,),) * 5 + ((), ()), valid_from=date(2025, 4, 1))

    assert opening_today("phone", local("2025-03-03T09:00")).spans == ((time(8), time(16)),)
    assert opening_today("phone", local("2025-03-31T09:00")).spans == (MORNING, AFTERNOON)
    assert opening_today("phone", local("2025-04-01T09:00")).spans == (MORNING,)
    assert [week.valid_from for week in weeks_of("phone")][:2] == [date(2025, 4, 1), TOMORROW]

    # Planned anew from an earlier day on: what was planned for later goes.
    change(mirja, valid_from=date(2025, 3, 20))
    assert opening_today("phone", local("2025-04-01T09:00")).spans == (MORNING, AFTERNOON)
    assert Event.objects.filter(kind="hours.week_changed").count() == 3


def test_a_day_of_its_own_wins_over_the_week_and_a_holiday(mirja):
    change(mirja)
    actions.set_exception(way="phone", day=date(2025, 12, 24), spans=(MORNING,), by=mirja, at=TEN_PAST)
    actions.set_exception(way="phone", day=date(2025, 3, 5), spans=(), by=mirja, at=TEN_PAST)

    assert opening_today("phone", local("2025-12-24T09:00")).open_now
    closed = opening_today("phone", local("2025-03-05T09:00"))
    assert (closed.open_now, closed.spans) == (False, ())
    assert opening_today("phone", local("2025-03-04T16:00")).next_opening == local("2025-03-06T08:00")

    actions.remove_exception(way="phone", day=date(2025, 3, 5), by=mirja, at=TEN_PAST)

    assert opening_today("phone", local("2025-03-05T09:00")).open_now


def test_clocks_count_by_the_office_hours_of_their_moment(mirja):
    open_every_weekday("office", time(8), time(16))
    change(mirja, week=(((time(9), time(15)),),) * 5 + ((), ()), way="office")

    assert office_hours(TEN_PAST) == DEFAULT_OFFICE_HOURS
    assert office_hours(TEN_PAST + DAY).usual_close() == time(15)
    assert office_hours().usual_close() == time(15)  # by the database's clock, years later


@pytest.mark.parametrize(
    "week", [WEEKDAYS, ((),) * 7, ((),) * 5 + ((MORNING,), ())], ids=["split", "none", "weekend only"]
)
def test_office_hours_are_one_span_a_day(mirja, week):
    with pytest.raises(OfficeHoursAreWhole):
        change(mirja, week=week, way="office")


def test_what_is_not_right_changes_nothing(mirja, aino):
    overlap = ((MORNING, (time(10), time(12))),) + ((),) * 6
    with translation.override("en"), pytest.raises(HoursOverlap) as refusal:
        change(mirja, week=overlap)
    assert str(refusal.value) == "The hours overlap: 8.00–11.00 and 10.00–12.00. Write each time once."
    with pytest.raises(FromTomorrow):
        change(mirja, valid_from=date(2025, 3, 3))
    with pytest.raises(NotManager):
        change(aino)
    with pytest.raises(NotManager):
        actions.set_exception(way="phone", day=TOMORROW, spans=(), by=aino, at=TEN_PAST)

    assert not OpeningHours.objects.exists() and not OpeningException.objects.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"opens": time(10), "closes": time(12)}),
        ({"valid_to": TOMORROW}, {"valid_from": date(2025, 3, 3)}),
    ],
)
def test_the_database_refuses_hours_that_overlap(db, first, second):
    usual = {"way": "phone", "weekday": 0, "opens": time(8), "closes": time(11)}
    OpeningHours.objects.create(**{**usual, **first})
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(**{**usual, **second})


def test_the_database_refuses_a_closed_day_with_hours(mirja):
    day = {"way": "phone", "day": TOMORROW, "set_by": mirja, "set_at": NINE}
    OpeningException.objects.create(**day)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningException.objects.create(**day, opens=time(8), closes=time(9))


# The pages


def words(response):
    return response.content.decode()


def test_only_a_manager_finds_the_pages(sit_down, mirja, aino, lea):
    for by, status in ((mirja, 200), (aino, 404), (lea, 404)):
        assert {sit_down(by).get(page).status_code for page in PAGES} == {status}
    desk = sit_down(mirja)
    assert desk.get("/desk/hours/nonsense/").status_code == 404
    assert desk.get("/desk/hours/office/day/").status_code == 404
    assert desk.post("/desk/hours/phone/2025-99-99/remove/").status_code == 404


def test_the_week_is_changed_by_page_and_the_front_page_tells_it(sit_down, mirja, client):
    open_every_weekday("phone")
    County.objects.create(name_fi="Alue", name_sv="Området", name_en="County", phone="06 218 9000")
    desk = sit_down(mirja)
    days = {f"day_{day}": "8–11, 12-16.30" if day < 5 else "" for day in range(7)}

    answer = desk.post("/desk/hours/phone/", {**days, "valid_from": "4.3.2025"}, follow=True)
    desk.post("/desk/hours/phone/day/", {"day": "3.3.2025", "spans": "8.15–9, 10–11"})

    assert "Saved. The new hours begin on 4 March 2025." in words(answer)
    client.cookies["koppi_language"] = "en"
    assert "Today 8.15–9, 10–11." in words(client.get("/"))
    shown = words(desk.get("/desk/hours/"))
    assert "Monday–Friday" in shown
    assert "From 4 March 2025 on" in shown and "8–11, 12–16.30" in shown and "3 March 2025" in shown


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("8–11, 10–12", "The hours overlap: 8.00–11.00 and 10.00–12.00."),
        ("16–8", "It closes before it opens."),
        ("8–25", "We did not understand the hours."),
        ("aamulla", "We did not understand the hours."),
        ("8–16" * 50, "We did not understand the hours."),
    ],
)
def test_hours_that_cannot_be_are_said_beside_the_day(sit_down, mirja, typed, says):
    answer = sit_down(mirja).post("/desk/hours/phone/", {"day_1": typed, "valid_from": "4.3.2025"})

    assert answer.status_code == 422
    assert says in words(answer) and typed in words(answer)
    assert not OpeningHours.objects.exists()
