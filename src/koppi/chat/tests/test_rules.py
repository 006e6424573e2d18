"""The queue's order, the seats and the honest estimate, every case that could go wrong."""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.chat import rules

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
minutes_ago = st.lists(st.integers(0, 59), max_size=30)


def calls(minutes):
    return [NOW - minute * MINUTE for minute in minutes]


def said(estimate):
    """Return an estimate as a number that grows with the wait."""
    return 10_000 if estimate.over_an_hour else estimate.minutes


@pytest.mark.parametrize(("now", "then"), [(now, then) for now in rules.VISIT for then in rules.VISIT])
def test_a_visit_moves_only_where_the_table_says(now, then):
    allowed = {("waiting", "talking"), ("waiting", "ended"), ("talking", "waiting"), ("talking", "ended")}
    assert rules.may_move(now, then) == ((now, then) in allowed)


def test_a_route_is_open_when_the_chat_and_its_own_hours_are():
    day = ((time(8), time(11)), (time(12), time(15)))

    assert rules.within(day, 0, 24) == day
    assert rules.within(day, 9, 13) == ((time(9), time(11)), (time(12), time(13)))
    assert rules.within(day, 15, 20) == ()
    assert rules.within((), 0, 24) == ()


@pytest.mark.parametrize(
    ("clock", "open_now", "lets_in"),
    [
        (time(7, 59), False, False),
        (time(8), True, True),
        (time(14, 44), True, True),
        (time(14, 45), True, False),
        (time(15), False, False),
    ],
)
def test_nobody_new_is_let_in_just_before_closing(clock, open_now, lets_in):
    local = datetime(2025, 3, 3, clock.hour, clock.minute)
    spans = ((time(8), time(15)),)

    assert rules.is_open(spans, local) == open_now
    assert rules.is_open(spans, local, last_entry=15) == lets_in


@pytest.mark.parametrize(
    ("place", "served", "listed", "inside"),
    [
        ("905", True, [], True),
        ("091", False, [], False),
        ("905", True, ["499"], False),
        ("499", True, ["499"], True),
        (None, True, [], False),
    ],
)
def test_a_route_serves_its_own_places_or_all_that_the_county_does(place, served, listed, inside):
    assert rules.in_area(place, served, listed) == inside


def test_urgent_statements_come_first_then_the_longest_wait():
    visits = [
        SimpleNamespace(pk=pk, urgent=urgent, entered_at=NOW + minutes * MINUTE)
        for pk, urgent, minutes in [(1, False, 0), (2, False, 5), (3, True, 9), (4, True, 7), (5, False, 5)]
    ]
    assert [visit.pk for visit in sorted(visits, key=rules.order)] == [4, 3, 1, 2, 5]


@pytest.mark.parametrize(
    ("taken", "capacity", "seat"),
    [
        ([], 1, 1),
        ([1], 1, None),
        ([2], 3, 1),
        ([1, 2], 3, 3),
        ([None], 2, 1),
        ([None, 1], 2, None),
        ([3], 1, None),
    ],
)
def test_a_seat_is_free_while_there_is_room(taken, capacity, seat):
    assert rules.free_seat(taken, capacity) == seat


@given(st.lists(st.one_of(st.none(), st.integers(1, 9)), max_size=9), st.integers(1, 9))
def test_a_seat_is_never_anothers_and_never_beyond_the_room(taken, capacity):
    seat = rules.free_seat(taken, capacity)
    if seat is not None:
        assert seat not in taken and 1 <= seat <= capacity
        assert len(taken) < capacity


def test_the_estimate_says_nothing_when_too_little_is_known():
    assert rules.estimate(1, calls([5, 10]), NOW, on_watch=1) == rules.UNKNOWN
    assert rules.estimate(1, calls([5, 10, 15]), NOW, on_watch=0) == rules.UNKNOWN
    assert not rules.UNKNOWN.is_known
    # What was before the last hour tells nothing of now.
    assert rules.estimate(1, calls([5, 61, 90, 200]), NOW, on_watch=2) == rules.UNKNOWN


def test_six_calls_in_an_hour_are_ten_minutes_for_each_place():
    pace = calls([5, 15, 25, 35, 45, 55])

    assert rules.estimate(1, pace, NOW, on_watch=1).minutes == 10
    assert rules.estimate(2, pace, NOW, on_watch=1).minutes == 20
    assert rules.estimate(3, pace, NOW, on_watch=1).minutes == 30
    assert rules.estimate(7, pace, NOW, on_watch=1).over_an_hour


def test_a_route_that_has_just_opened_is_measured_from_its_opening():
    pace = calls([2, 6, 11])
    assert rules.estimate(1, pace, NOW, on_watch=1, open_for=12 * MINUTE).minutes == 4


def test_nobody_called_for_long_is_said():
    assert rules.estimate(1, calls([40, 41, 42]), NOW, on_watch=1).minutes == 40


@given(minutes_ago, st.integers(1, 30), st.integers(0, 5), st.integers(1, 600))
def test_the_estimate_never_promises_less_than_the_pace(minutes, place, on_watch, open_for):
    found = rules.estimate(place, calls(minutes), NOW, on_watch=on_watch, open_for=open_for * MINUTE)

    if len(minutes) < rules.FEWEST_CALLS or not on_watch:
        assert not found.is_known
        return
    window = max(min(60, open_for), max(minutes))
    assert said(found) >= min(place * window / len(minutes), rules.MOST_SAID)
    assert said(found) >= min(minutes)
    assert found.over_an_hour or 1 <= found.minutes <= rules.MOST_SAID


@given(minutes_ago.filter(lambda found: len(found) >= rules.FEWEST_CALLS), st.integers(1, 30))
def test_who_stands_further_back_is_never_promised_less(minutes, place):
    def at(number):
        return said(rules.estimate(number, calls(minutes), NOW, on_watch=1))

    assert at(place) <= at(place + 1)


def test_somebody_is_here_while_their_page_asks():
    assert rules.is_here(NOW - 59 * timedelta(seconds=1), NOW)
    assert not rules.is_here(NOW - 61 * timedelta(seconds=1), NOW)
    assert not rules.is_here(None, NOW)


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [([], 0.5, None), ([4], 0.9, 4), ([1, 2, 3], 0.5, 2), (range(1, 11), 0.9, 9), ([5, 1], 0.5, 1)],
)
def test_the_middle_and_the_ninetieth_are_values_that_were(values, share, found):
    assert rules.middle(values, share) == found
