"""What property tests of clocks are tried on."""

from datetime import UTC, datetime, time

from hypothesis import assume
from hypothesis import strategies as st

from koppi.deadlines.calendars import OfficeHours, Opening

MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC))


@st.composite
def office_weeks(draw):
    """Any week an office could keep, closed days and odd hours included."""
    week = []
    for _day in range(5):
        opens = draw(st.integers(0, 22 * 4))
        closes = draw(st.integers(opens + 1, 23 * 4))
        opening = Opening(time(opens // 4, opens % 4 * 15), time(closes // 4, closes % 4 * 15))
        week.append(draw(st.sampled_from([None, opening])))
    assume(any(week))
    return OfficeHours((*week, None, None))
