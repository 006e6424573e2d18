"""Times of a weekly pattern, what may become of an appointment, and when to remind."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from koppi.appointments import rules
from koppi.deadlines.calendars import at_local, to_local

SUNDAY, MONDAY = 6, 0
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # summer time begins; ends


def week(weekday=MONDAY, opens=600, closes=720, minutes=30, valid_from=date(2026, 1, 1), valid_to=None):
    return rules.Week(weekday, opens, closes, minutes, valid_from, valid_to)


def walls(found):
    return [to_local(starts_at).strftime("%H.%M") for starts_at, _ in found]


def test_a_pattern_gives_its_times_on_its_weekday_and_none_that_does_not_fit():
    found = rules.times_of(week(opens=600, closes=710), date(2026, 11, 23))

    assert walls(found) == ["10.00", "10.30", "11.00"]
    assert all(ends_at - starts_at == timedelta(minutes=30) for starts_at, ends_at in found)
    assert rules.times_of(week(), date(2026, 11, 24)) == []


@pytest.mark.parametrize(
    ("day", "what"),
    [
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 6, 19), "Midsummer Eve"),
        (date(2026, 12, 24), "Christmas Eve"),
        (date(2027, 1, 6), "Epiphany"),
    ],
)
def test_holidays_and_their_eves_are_closed(day, what):
    assert rules.times_of(week(weekday=day.weekday()), day) == []


def test_a_pattern_holds_from_its_first_day_to_its_last():
    pattern = week(valid_from=date(2026, 11, 16), valid_to=date(2026, 11, 23))

    days = [date(2026, 11, 9) + timedelta(days=7 * number) for number in range(4)]
    assert [bool(rules.times_of(pattern, day)) for day in days] == [False, True, True, False]


def test_the_hour_that_spring_skips_gives_no_times_and_none_overlaps():
    found = rules.times_of(week(SUNDAY, opens=150, closes=300, minutes=45), SPRING)

    # 2.30 ends at 4.15 on the wall; 3.15 does not exist; 4.00 would overlap.
    assert walls(found) == ["02.30"]
    found = rules.times_of(week(SUNDAY, opens=180, closes=300, minutes=30), SPRING)
    assert walls(found) == ["04.00", "04.30"]


def test_a_time_at_half_past_three_when_autumn_repeats_the_hour_is_the_first_of_the_two():
    found = rules.times_of(week(SUNDAY, opens=210, closes=270, minutes=30), AUTUMN)

    assert [starts_at for starts_at, _ in found] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 0, tzinfo=UTC),
    ]
    assert all(ends_at - starts_at == timedelta(minutes=30) for starts_at, ends_at in found)


def test_every_day_of_two_years_gives_times_in_order_that_do_not_overlap():
    day = date(2026, 1, 1)
    while day < date(2028, 1, 1):
        found = rules.times_of(week(day.weekday(), 0, 24 * 60, 40), day)
        assert all(first[1] <= then[0] for first, then in pairwise(found)), day
        assert all(to_local(starts_at).date() == day for starts_at, _ in found)
        day += timedelta(days=1)


def test_days_are_drawn_once_to_the_horizon():
    at = at_local(date(2026, 11, 23), time(9))

    first = rules.days_to_draw(None, at)
    assert first[0] == date(2026, 11, 23) and first[-1] == rules.last_day_ahead(at)
    assert rules.days_to_draw(first[-1], at) == []
    assert rules.days_to_draw(first[-1] - timedelta(days=2), at) == first[-2:]


@pytest.mark.parametrize("now", rules.MOVES)
@pytest.mark.parametrize("then", rules.MOVES)
def test_every_move_of_an_appointment(now, then):
    allowed = {
        ("booked", "arrived"),
        ("booked", "fulfilled"),
        ("booked", "cancelled"),
        ("booked", "noshow"),
        ("arrived", "fulfilled"),
        ("arrived", "cancelled"),
    }
    assert rules.may_become(now, then) == ((now, then) in allowed)


def test_a_reminder_comes_a_day_before_and_not_for_what_was_just_booked():
    starts_at = at_local(date(2026, 11, 25), time(9))

    assert rules.remind_at(starts_at, starts_at - timedelta(hours=25)) == starts_at - timedelta(hours=24)
    assert rules.remind_at(starts_at, starts_at - timedelta(hours=24)) is None


def test_a_client_changes_it_until_the_last_moment_and_not_after():
    starts_at = at_local(date(2026, 11, 25), time(9))
    last = starts_at - timedelta(hours=24)

    assert rules.may_client_change(starts_at, 24, last)
    assert not rules.may_client_change(starts_at, 24, last + timedelta(seconds=1))
    assert rules.may_client_change(starts_at, 0, starts_at)


@pytest.mark.parametrize(
    ("booking", "called_for", "may"),
    [
        ("resident", "", True),
        ("assessed", "", False),
        ("assessed", "nurse", True),
        ("team", "nurse", False),
        ("contact_person", "nurse", False),
    ],
)
def test_the_topic_says_whether_a_client_books(booking, called_for, may):
    assert rules.may_client_book(booking, called_for) is may


def test_of_some_topics_only_the_clients_own_person_books():
    assert rules.bookers_of("assessed", is_own_person=False) == ("team",)
    assert rules.bookers_of("assessed", is_own_person=True) == ("team", "contact_person")
    assert rules.bookers_of("contact_person", is_own_person=False) == ()
    assert rules.bookers_of("contact_person", is_own_person=True) == ("team", "contact_person")


def test_a_call_is_joined_from_a_quarter_of_an_hour_before_until_it_ends():
    starts_at = at_local(date(2026, 11, 25), time(9))
    ends_at = starts_at + timedelta(minutes=30)

    assert not rules.may_join(starts_at, ends_at, starts_at - timedelta(minutes=16))
    assert rules.may_join(starts_at, ends_at, starts_at - timedelta(minutes=15))
    assert not rules.may_join(starts_at, ends_at, ends_at)
