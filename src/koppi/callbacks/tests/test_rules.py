"""Which hours are offered, and when we try again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from koppi.callbacks.rules import Span, coming_hours, hour_at, hours_of, next_try, offers
from koppi.deadlines.calendars import to_local

MONDAY = date(2025, 3, 3)
WEEK = [Span(day, 9, 11, 2) for day in range(5)] + [Span(0, 13, 15, 1)]
HALF = timedelta(minutes=30)


def at(hour, minute=0, day=3, month=3, year=2025):
    """Return a moment of Helsinki's winter, two hours before UTC."""
    return datetime(year, month, day, hour - 2, minute, tzinfo=UTC)


def begins(found):
    return [to_local(one.starts_at).strftime("%d.%m. %H") for one in found]


def test_a_day_has_an_hour_for_each_whole_hour_of_its_spans():
    hours = hours_of(MONDAY, WEEK)

    assert begins(hours) == ["03.03. 09", "03.03. 10", "03.03. 13", "03.03. 14"]
    assert [hour.places for hour in hours] == [2, 2, 1, 1]


@pytest.mark.parametrize(
    "day",
    [date(2025, 3, 8), date(2025, 4, 18), date(2025, 4, 21), date(2025, 12, 24), date(2025, 5, 1)],
    ids=["Saturday", "Good Friday", "Easter Monday", "Christmas Eve", "1 May"],
)
def test_nobody_is_promised_a_call_on_a_day_that_is_no_working_day(day):
    assert hours_of(day, [Span(weekday, 9, 11, 2) for weekday in range(7)]) == []


def test_the_hours_of_three_days_with_hours_are_offered_and_the_hour_under_way_until_its_last_minutes():
    assert begins(coming_hours(WEEK, at(10, 44)))[:3] == ["03.03. 10", "03.03. 13", "03.03. 14"]
    assert begins(coming_hours(WEEK, at(10, 45)))[:2] == ["03.03. 13", "03.03. 14"]
    assert begins(coming_hours(WEEK, at(16)))[-1] == "06.03. 10"
    assert coming_hours([], at(9)) == []


def test_a_weekend_and_a_holiday_are_stepped_over():
    thursday_before_easter = at(16, day=17, month=4) - timedelta(hours=1)  # summer time

    assert begins(coming_hours(WEEK, thursday_before_easter))[0] == "22.04. 09"


def test_an_hour_on_a_clock_change_day_is_as_long_as_any_other():
    # 30.3.2025 and 26.10.2025 are Sundays, so that no working day ever has a skipped or a doubled hour.
    for day in (date(2025, 3, 28), date(2025, 3, 31), date(2025, 10, 24), date(2025, 10, 27)):
        hours = hours_of(day, [Span(day.weekday(), 0, 24, 1)])
        assert len(hours) == 24
        assert {hour.ends_at - hour.starts_at for hour in hours} == {timedelta(hours=1)}


def test_only_a_moment_that_begins_an_hour_is_one():
    assert hour_at(WEEK, at(9)).places == 2
    assert hour_at(WEEK, at(9, 30)) is None
    assert hour_at(WEEK, at(12)) is None


def test_what_is_taken_is_not_offered_and_the_rest_says_how_many_are_free():
    found = offers(hours_of(MONDAY, WEEK), {at(9): 2, at(10): 1}, due_at=at(16))

    assert [(offer.starts_at, offer.free) for offer in found] == [(at(10), 1), (at(13), 1), (at(14), 1)]


def test_an_hour_after_the_due_time_is_offered_only_when_nothing_else_is_free():
    hours = hours_of(MONDAY, WEEK)

    in_time = offers(hours, {}, due_at=at(11))
    late = offers(hours, {at(9): 2, at(10): 2}, due_at=at(11))

    assert begins(in_time) == ["03.03. 09", "03.03. 10"]
    assert begins(late) == ["03.03. 13", "03.03. 14"]
    assert [offer.late for offer in [*in_time, *late]] == [False, False, True, True]


def test_a_client_who_asks_for_another_time_sees_the_later_ones_too_each_called_late():
    found = offers(hours_of(MONDAY, WEEK), {}, due_at=at(11), own_wish=True)

    assert [offer.late for offer in found] == [False, False, True, True]


def test_of_late_hours_the_next_eight_are_enough():
    hours = hours_of(MONDAY, [Span(0, 8, 20, 1)])

    assert len(offers(hours, {}, due_at=at(8))) == 8
    assert len(offers(hours, {}, due_at=at(9), own_wish=True)) == 9


@pytest.mark.parametrize(
    ("tried", "again"),
    [
        (at(9, 10), (at(9, 40), at(10))),  # within the promised hour
        (at(9, 40), (at(10, 10), at(10, 40))),  # the team still calls
        (at(10, 45), (at(13), at(14))),  # in the team's next hour
        (at(14, 45), (at(9, day=4), at(10, day=4))),  # the next day
        (at(10, 45, day=7), (at(9, day=10), at(10, day=10))),  # over the weekend
    ],
)
def test_we_try_again_within_the_hour_or_when_the_team_calls_next(tried, again):
    ends = tried.replace(minute=0) + timedelta(hours=1)

    assert next_try(tried, apart=HALF, window_ends=ends, spans=WEEK) == again


def test_a_team_that_has_given_up_its_hours_still_tries_again():
    assert next_try(at(9, 40), apart=HALF, window_ends=at(10), spans=[]) == (at(10, 10), at(10, 40))
