"""When the ways in are open, holidays included."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from koppi.deadlines.calendars import DEFAULT_OFFICE_HOURS
from koppi.people.models import OpeningHours
from koppi.people.queries import office_hours, opening_today
from koppi.people.tests.factories import open_every_weekday

pytestmark = pytest.mark.django_db


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Helsinki"))


def test_without_hours_the_office_keeps_the_usual_ones():
    assert office_hours() == DEFAULT_OFFICE_HOURS


def test_the_county_sets_its_office_hours():
    open_every_weekday("office", time(8), time(15, 30))
    open_every_weekday("phone", time(7), time(18))

    hours = office_hours()

    assert {(day.opens, day.closes) for day in hours.week[:5]} == {(time(8), time(15, 30))}
    assert hours.week[5:] == (None, None)


@pytest.mark.parametrize(
    ("moment", "open_now", "opens", "next_opening"),
    [
        ("2026-11-23T07:59:59", False, time(8), "2026-11-23T08:00"),  # a Monday, just before
        ("2026-11-23T08:00", True, time(8), "2026-11-24T08:00"),
        ("2026-11-23T15:59", True, time(8), "2026-11-24T08:00"),
        ("2026-11-23T16:00", False, time(8), "2026-11-24T08:00"),
        ("2026-11-27T17:00", False, time(8), "2026-11-30T08:00"),  # Friday evening
        ("2026-11-28T12:00", False, None, "2026-11-30T08:00"),  # Saturday
        ("2026-12-24T10:00", False, None, "2026-12-28T08:00"),  # Christmas Eve, a Thursday
        ("2026-06-19T10:00", False, None, "2026-06-22T08:00"),  # Midsummer Eve
        ("2026-04-02T17:00", False, time(8), "2026-04-07T08:00"),  # before Easter
        ("2026-03-28T12:00", False, None, "2026-03-30T08:00"),  # the night summer time begins
    ],
)
def test_a_way_in_is_open_on_its_hours_and_closed_on_holidays(moment, open_now, opens, next_opening):
    open_every_weekday("phone")

    today = opening_today("phone", at(moment))

    assert (today.open_now, today.opens, today.next_opening) == (open_now, opens, at(next_opening))


def test_a_way_in_may_be_open_on_saturdays():
    OpeningHours.objects.create(way="phone", weekday=5, opens=time(10), closes=time(14))

    today = opening_today("phone", at("2026-11-28T12:00"))

    assert (today.open_now, today.closes) == (True, time(14))
    assert today.next_opening == at("2026-12-05T10:00")


def test_a_way_in_without_hours_is_closed_and_promises_nothing():
    today = opening_today("walk_in", at("2026-11-23T12:00"))

    assert (today.open_now, today.opens, today.closes, today.next_opening) == (False, None, None, None)
