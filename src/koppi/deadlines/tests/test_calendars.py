"""Finnish days and hours: every holiday, every edge, both nights when the clocks are turned."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.deadlines.calendars import (
    DEFAULT_OFFICE_HOURS,
    HELSINKI,
    NaiveMoment,
    OfficeHours,
    Opening,
    add_months,
    add_office_day_time,
    add_working_days,
    at_local,
    close_of,
    day_of,
    first_close_after,
    holiday_name,
    is_office_hours,
    is_working_day,
    last_close_by,
    limit_day,
    next_opening,
    next_working_day,
    working_day_from,
    working_days_between,
)

DAYS = st.dates(date(2011, 1, 1), date(2045, 12, 31))


def local(text):
    """Return "2026-11-23 8:12" as a moment in Finland."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return at_local(date.fromisoformat(day), time(int(hour), int(minute)))


WEEKDAY_HOLIDAYS = [
    (date(2026, 1, 1), "uudenvuodenpäivä"),
    (date(2026, 1, 6), "loppiainen"),
    (date(2026, 4, 3), "pitkäperjantai"),
    (date(2026, 4, 6), "toinen pääsiäispäivä"),
    (date(2026, 5, 1), "vappu"),
    (date(2026, 5, 14), "helatorstai"),
    (date(2026, 6, 19), "juhannusaatto"),
    (date(2027, 12, 6), "itsenäisyyspäivä"),
    (date(2026, 12, 24), "jouluaatto"),
    (date(2026, 12, 25), "joulupäivä"),
    (date(2025, 12, 26), "tapaninpäivä"),
]


@pytest.mark.parametrize(("day", "name"), WEEKDAY_HOLIDAYS, ids=[name for _day, name in WEEKDAY_HOLIDAYS])
def test_a_holiday_in_the_week_is_no_working_day(day, name):
    assert day.weekday() < 5
    assert not is_working_day(day)
    assert holiday_name(day, "fi").lower() == name


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 6, 20),  # Midsummer Day, a Saturday
        date(2026, 10, 31),  # All Saints, a Saturday
        date(2026, 12, 6),  # Independence Day on a Sunday
        date(2026, 12, 26),  # Second Christmas Day on a Saturday
        date(2026, 4, 4),  # Holy Saturday
        date(2026, 4, 5),  # Easter Sunday
        date(2026, 11, 21),
        date(2026, 11, 22),
    ],
)
def test_saturdays_and_sundays_are_no_working_days(day):
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 2),  # Maundy Thursday
        date(2026, 4, 30),  # May Day Eve
        date(2026, 5, 15),  # the day after Ascension
        date(2026, 6, 18),  # the day before Midsummer Eve
        date(2026, 12, 23),
        date(2026, 12, 28),
        date(2026, 12, 31),  # New Year's Eve
        date(2024, 2, 29),
        date(2026, 12, 7),  # a Monday after Independence Day on a Sunday: nothing moves in Finland
    ],
)
def test_an_ordinary_day_beside_a_holiday_is_a_working_day(day):
    assert is_working_day(day)


@given(DAYS)
def test_only_the_listed_days_of_a_week_are_off(day):
    fixed = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
    easter = _easter(day.year)
    moving = {easter + timedelta(days=ahead) for ahead in (-2, 1, 39)}
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    off = day.weekday() >= 5 or (day.month, day.day) in fixed or day in moving or midsummer_eve

    assert is_working_day(day) is not off


def _easter(year):
    """Return Easter Sunday by the anonymous Gregorian algorithm, apart from the library's own."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def test_holidays_have_names_in_three_languages_and_english_for_others():
    day = date(2026, 12, 24)

    assert [holiday_name(day, lang) for lang in ("fi", "sv", "en", "so")] == [
        "Jouluaatto",
        "Julafton",
        "Christmas Eve",
        "Christmas Eve",
    ]
    assert holiday_name(date(2026, 12, 23), "fi") == ""


# --- counting days ---


def test_opened_on_tuesday_the_seventh_working_day_is_thursday_of_the_next_week():
    assert add_working_days(date(2026, 11, 24), 7) == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),  # zero leaves even a Saturday alone
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # over Christmas
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year
    ],
)
def test_working_days_are_counted_without_the_starting_day(start, count, end):
    assert add_working_days(start, count) == end


def test_the_next_working_day_is_never_the_day_itself():
    assert next_working_day(date(2026, 11, 23)) == date(2026, 11, 24)
    assert working_day_from(date(2026, 11, 23)) == date(2026, 11, 23)
    assert working_day_from(date(2026, 11, 21)) == date(2026, 11, 23)


@given(DAYS, st.integers(0, 60))
def test_adding_and_counting_working_days_agree(day, count):
    end = add_working_days(day, count)

    assert working_days_between(day, end) == count
    assert count == 0 or is_working_day(end)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 23), -1)
    with pytest.raises(ValueError, match="before the start"):
        working_days_between(date(2026, 11, 23), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_numbered_day_or_the_last_of_the_month(start, count, end):
    assert add_months(start, count) == end


@pytest.mark.parametrize(
    ("last", "moved"),
    [
        (date(2026, 11, 21), date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 22), date(2026, 11, 23)),  # Sunday
        (date(2026, 1, 6), date(2026, 1, 7)),  # Epiphany
        (date(2026, 5, 1), date(2026, 5, 4)),  # 1.5., a Friday
        (date(2026, 6, 19), date(2026, 6, 22)),  # Midsummer Eve
        (date(2026, 12, 24), date(2026, 12, 28)),  # Christmas Eve
        (date(2027, 12, 6), date(2027, 12, 7)),  # 6.12., a Monday
        (date(2026, 12, 31), date(2026, 12, 31)),  # New Year's Eve stays
        (date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_a_limit_that_ends_on_a_day_off_ends_on_the_next_working_day(last, moved):
    assert limit_day(last) == moved


# --- moments ---


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(NaiveMoment):
        is_office_hours(datetime(2026, 11, 23, 9))
    with pytest.raises(NaiveMoment):
        day_of(datetime(2026, 11, 23, 9))


def test_the_day_is_the_one_in_helsinki():
    assert day_of(datetime(2026, 11, 22, 22, 30, tzinfo=UTC)) == date(2026, 11, 23)
    assert day_of(datetime(2026, 6, 22, 21, 30, tzinfo=UTC)) == date(2026, 6, 23)


def test_the_wall_clock_follows_summer_and_winter_time():
    assert local("2026-03-27 8:00") == datetime(2026, 3, 27, 6, tzinfo=UTC)
    assert local("2026-03-30 8:00") == datetime(2026, 3, 30, 5, tzinfo=UTC)
    assert local("2026-10-23 16:00") == datetime(2026, 10, 23, 13, tzinfo=UTC)
    assert local("2026-10-26 16:00") == datetime(2026, 10, 26, 14, tzinfo=UTC)


def test_an_hour_that_comes_twice_means_the_first_and_a_skipped_one_lands_after_the_skip():
    assert local("2026-10-25 3:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local("2026-03-29 3:30") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert local("2026-03-29 3:30").astimezone(HELSINKI).time() == time(4, 30)


# --- office hours ---


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 7:59", False),
        ("2026-11-23 8:00", True),
        ("2026-11-23 15:59", True),
        ("2026-11-23 16:00", False),
        ("2026-11-21 12:00", False),  # Saturday
        ("2026-12-24 12:00", False),  # Christmas Eve, a Thursday
        ("2026-03-30 8:00", True),  # the first office day of summer time
        ("2026-10-26 15:59", True),  # the first office day of winter time
    ],
)
def test_the_office_is_open_from_opening_up_to_closing(moment, is_open):
    assert is_office_hours(local(moment)) is is_open


def test_the_same_moment_is_in_office_hours_from_whatever_zone_it_comes():
    assert is_office_hours(datetime(2026, 11, 23, 6, tzinfo=UTC))
    assert not is_office_hours(datetime(2026, 11, 23, 8, tzinfo=UTC) + timedelta(hours=6))


def test_each_weekday_may_have_hours_of_its_own():
    hours = OfficeHours.parse("mon-thu 8-16, fri 8-14:30")

    assert is_office_hours(local("2026-11-26 15:00"), hours)
    assert not is_office_hours(local("2026-11-27 14:30"), hours)
    assert close_of(date(2026, 11, 27), hours) == local("2026-11-27 14:30")
    assert close_of(date(2026, 11, 28), hours) == local("2026-11-28 16:00")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8-16", DEFAULT_OFFICE_HOURS),
        ("Mon–Fri 8:00–16.00", DEFAULT_OFFICE_HOURS),
        ("tue 9-12", OfficeHours.of({1: (time(9), time(12))})),
    ],
)
def test_hours_are_read_as_a_setting_writes_them(text, hours):
    assert OfficeHours.parse(text) == hours


@pytest.mark.parametrize(
    "text", ["", "8", "16-8", "8-8", "mon 8-16, mon-fri 9-15", "noon-4", "25-26", "sat 9-12", "fri-mon 8-16"]
)
def test_hours_that_cannot_be_meant_are_refused(text):
    with pytest.raises(ValueError):
        OfficeHours.parse(text)


def test_office_hours_need_seven_days_and_one_open_weekday():
    with pytest.raises(ValueError, match="seven"):
        OfficeHours((Opening(time(8), time(16)),))
    with pytest.raises(ValueError, match="at least one day"):
        OfficeHours((None,) * 7)


def test_saturday_hours_move_no_clock():
    hours = OfficeHours.parse("mon-sat 8-16")

    assert not is_office_hours(local("2026-11-28 12:00"), hours)
    assert next_opening(local("2026-11-27 17:00"), hours) == local("2026-11-30 8:00")


@pytest.mark.parametrize(
    ("moment", "opens", "closes", "closed"),
    [
        ("2026-11-23 7:00", "2026-11-23 8:00", "2026-11-23 16:00", "2026-11-20 16:00"),
        ("2026-11-23 8:00", "2026-11-24 8:00", "2026-11-23 16:00", "2026-11-20 16:00"),
        ("2026-11-23 16:00", "2026-11-24 8:00", "2026-11-24 16:00", "2026-11-23 16:00"),
        ("2026-12-23 20:00", "2026-12-28 8:00", "2026-12-28 16:00", "2026-12-23 16:00"),
        ("2026-12-28 9:00", "2026-12-29 8:00", "2026-12-28 16:00", "2026-12-23 16:00"),
    ],
)
def test_the_next_opening_and_closing_and_the_last_closing_are_found(moment, opens, closes, closed):
    at = local(moment)

    assert next_opening(at) == local(opens)
    assert first_close_after(at) == local(closes)
    assert last_close_by(at) == local(closed)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 10:00", 24, "2026-11-24 10:00"),
        ("2026-11-20 10:00", 24, "2026-11-23 10:00"),
        ("2026-11-21 10:00", 24, "2026-11-24 0:00"),
        ("2026-11-20 0:00", 24, "2026-11-21 0:00"),  # all of Friday, and not a moment of Monday
        ("2026-12-23 10:00", 24, "2026-12-28 10:00"),
        ("2026-03-27 10:00", 24, "2026-03-30 10:00"),  # summer time begins on the Sunday between
        ("2026-10-23 10:00", 24, "2026-10-26 10:00"),  # summer time ends on the Sunday between
        ("2026-11-23 0:00", 48, "2026-11-25 0:00"),
    ],
)
def test_hours_run_around_the_clock_but_only_on_office_days(start, hours, end):
    reached = add_office_day_time(local(start), timedelta(hours=hours), DEFAULT_OFFICE_HOURS)

    assert reached == local(end)
