"""Times read as people say them, in three languages."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.ui import times
from koppi.ui.times import HELSINKI

# A Monday in the third week of November.
NOW = datetime(2026, 11, 23, 8, 40, tzinfo=HELSINKI)


def at(day, hour, minute=0, month=11, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("moment", "fi", "sv", "en"),
    [
        (at(23, 16), "tänään klo 16 mennessä", "i dag senast kl. 16", "today by 16:00"),
        (at(23, 15, 30), "tänään klo 15.30 mennessä", "i dag senast kl. 15.30", "today by 15:30"),
        (at(24, 9, 5), "huomenna klo 9.05 mennessä", "i morgon senast kl. 9.05", "tomorrow by 9:05"),
        (at(25, 14), "keskiviikkona klo 14 mennessä", "senast på onsdag kl. 14", "by Wednesday 14:00"),
        (at(29, 14), "sunnuntaina klo 14 mennessä", "senast på söndag kl. 14", "by Sunday 14:00"),
        (
            at(30, 9),
            "maanantaina 30.11. klo 9 mennessä",
            "senast måndag 30.11 kl. 9",
            "by Monday 30 November at 9:00",
        ),
        (
            at(7, 9, month=1, year=2027),
            "torstaina 7.1.2027 klo 9 mennessä",
            "senast torsdag 7.1.2027 kl. 9",
            "by Thursday 7 January 2027 at 9:00",
        ),
        (at(22, 16), "eilen klo 16 mennessä", "i går senast kl. 16", "yesterday by 16:00"),
        (date(2026, 11, 23), "tämän päivän aikana", "senast i dag", "today"),
        (date(2026, 11, 24), "huomiseen mennessä", "senast i morgon", "by tomorrow"),
        (date(2026, 11, 25), "keskiviikkoon mennessä", "senast på onsdag", "by Wednesday"),
        (date(2026, 11, 27), "perjantaihin mennessä", "senast på fredag", "by Friday"),
        (date(2026, 11, 30), "maanantaihin 30.11. mennessä", "senast måndag 30.11", "by Monday 30 November"),
    ],
)
def test_a_promise_is_said_as_people_say_it(moment, fi, sv, en):
    said = [times.by_time(moment, NOW, lang) for lang in ("fi", "sv", "en")]

    assert said == [fi, sv, en]


@pytest.mark.parametrize(
    ("moment", "fi", "sv", "en"),
    [
        (at(23, 8, 12), "tänään klo 8.12", "i dag kl. 8.12", "today at 8:12"),
        (at(22, 23, 59), "eilen klo 23.59", "i går kl. 23.59", "yesterday at 23:59"),
        (at(24, 0, 0), "huomenna klo 0", "i morgon kl. 0", "tomorrow at 0:00"),
        (at(25, 10), "ke klo 10", "on kl. 10", "Wed 10:00"),
        (at(29, 10), "su klo 10", "sö kl. 10", "Sun 10:00"),
        (at(30, 9), "ma 30.11. klo 9", "må 30.11 kl. 9", "Mon 30 Nov 9:00"),
        (at(20, 9), "pe 20.11. klo 9", "fr 20.11 kl. 9", "Fri 20 Nov 9:00"),
        (at(2, 9, month=1, year=2026), "pe 2.1. klo 9", "fr 2.1 kl. 9", "Fri 2 Jan 9:00"),
        (at(2, 9, month=12, year=2025), "ti 2.12.2025 klo 9", "ti 2.12.2025 kl. 9", "Tue 2 Dec 2025 9:00"),
        (date(2026, 11, 23), "tänään", "i dag", "today"),
        (date(2026, 11, 26), "to", "to", "Thu"),
    ],
)
def test_a_moment_is_said_in_the_fewest_clear_words(moment, fi, sv, en):
    said = [times.when(moment, NOW, lang) for lang in ("fi", "sv", "en")]

    assert said == [fi, sv, en]


@pytest.mark.parametrize(
    ("moment", "fi", "sv", "en"),
    [
        (at(23, 10), "tänään klo 10", "i dag kl. 10", "today at 10:00"),
        (at(24, 10), "huomenna klo 10", "i morgon kl. 10", "tomorrow at 10:00"),
        (at(26, 10), "torstaina klo 10", "på torsdag kl. 10", "on Thursday at 10:00"),
        (at(16, 9), "maanantaina 16.11. klo 9", "måndag 16.11 kl. 9", "on Monday 16 November at 9:00"),
        (date(2026, 11, 26), "torstaina", "på torsdag", "on Thursday"),
    ],
)
def test_a_moment_fits_a_running_sentence(moment, fi, sv, en):
    said = [times.sentence(moment, NOW, lang) for lang in ("fi", "sv", "en")]

    assert said == [fi, sv, en]


@pytest.mark.parametrize(
    ("minutes", "fi", "sv", "en"),
    [
        (0, "odottanut alle minuutin", "väntat under en minut", "waited less than a minute"),
        (1, "odottanut 1 min", "väntat 1 min", "waited 1 min"),
        (25, "odottanut 25 min", "väntat 25 min", "waited 25 min"),
        (60, "odottanut 1 h", "väntat 1 tim", "waited 1 h"),
        (190, "odottanut 3 h 10 min", "väntat 3 tim 10 min", "waited 3 h 10 min"),
        (1440, "odottanut 1 päivän", "väntat 1 dag", "waited 1 day"),
        (2 * 1440 + 600, "odottanut 2 päivää", "väntat 2 dagar", "waited 2 days"),
    ],
)
def test_waiting_is_counted_in_useful_units(minutes, fi, sv, en):
    since = NOW - timedelta(minutes=minutes)

    assert [times.waited(since, NOW, lang) for lang in ("fi", "sv", "en")] == [fi, sv, en]


@pytest.mark.parametrize(
    ("minutes", "fi", "sv", "en"),
    [
        (-30, "", "", ""),
        (0, "", "", ""),
        (25, "25 min yli", "25 min över", "25 min over"),
        (95, "1 h 35 min yli", "1 tim 35 min över", "1 h 35 min over"),
        (1440, "1 päivä yli", "1 dag över", "1 day over"),
        (3 * 1440, "3 päivää yli", "3 dagar över", "3 days over"),
    ],
)
def test_a_passed_due_time_tells_by_how_much(minutes, fi, sv, en):
    due = NOW - timedelta(minutes=minutes)

    assert [times.overdue(due, NOW, lang) for lang in ("fi", "sv", "en")] == [fi, sv, en]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fi", "maanantaina 23.11.2026 klo 8.12"),
        ("sv", "måndag 23.11.2026 kl. 8.12"),
        ("en", "Monday 23 November 2026 at 8:12"),
        ("sv-fi", "måndag 23.11.2026 kl. 8.12"),
        ("de", "Monday 23 November 2026 at 8:12"),
    ],
)
def test_the_exact_moment_is_said_in_full(lang, said):
    assert times.exact(at(23, 8, 12), lang) == said


def test_full_hours_keep_their_minutes_in_the_exact_form():
    assert times.exact(at(23, 8), "fi") == "maanantaina 23.11.2026 klo 8.00"


def test_a_moment_stored_in_universal_time_is_said_in_helsinki():
    from datetime import UTC

    assert times.when(datetime(2026, 11, 22, 22, 30, tzinfo=UTC), NOW, "fi") == "tänään klo 0.30"


def test_every_finnish_weekday_bends_right_before_mennessa():
    week = [times._into_weekday(date(2026, 11, 23) + timedelta(days=n)) for n in range(7)]

    assert week == [
        "maanantaihin",
        "tiistaihin",
        "keskiviikkoon",
        "torstaihin",
        "perjantaihin",
        "lauantaihin",
        "sunnuntaihin",
    ]


@given(
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(HELSINKI)),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(HELSINKI)),
    st.sampled_from(["fi", "sv", "en"]),
)
def test_any_moment_can_be_said_at_any_time(moment, now, lang):
    for say in (times.when, times.short, times.sentence, times.by_time, times.waited, times.ago):
        assert say(moment, now, lang).strip()
