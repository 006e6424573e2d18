"""When a route lets in, in what order people are called, and how long they may expect to wait.

Nothing here knows a database or a clock.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

WAITING, TALKING, ENDED = "waiting", "talking", "ended"
# A talk whose holder lets go of the matter stands in the queue again, at its old place.
VISIT = {
    WAITING: (TALKING, ENDED),
    TALKING: (WAITING, ENDED),
    ENDED: (),
}

MOST_AT_ONCE = 9
MOST_SAID = 60  # minutes; a longer wait is "over an hour"
PACE_OF = timedelta(hours=1)
FEWEST_CALLS = 3  # fewer tell no pace
# A page asks several times a minute while it is open; after this it is taken to have been left.
PRESENT_FOR = timedelta(seconds=60)
SEEN_EVERY = timedelta(seconds=10)
# After closing time a talk goes on live for as long as somebody says something.
QUIET_FOR = timedelta(minutes=15)


def may_move(now, then):
    """Test whether a visit may go from one state to another."""
    return then in VISIT.get(now, ())


def channel_of(visit_id):
    """Return what the pages of a visit listen to."""
    return f"visit:{visit_id}"


def queue_of(route_code):
    """Return what the pages of a route's queue listen to: somebody has come, gone or moved."""
    return f"queue:{route_code}"


def name_in_presence(user_id):
    """Return by which name somebody is known to be at a conversation or to write in it."""
    return f"user:{user_id}"


# Hours


def within(spans, opens, closes):
    """Return a day's openings as far as they lie within a route's own hours.

    :param opens, closes: whole hours on a Finnish wall; 0 and 24 leave the day as it is
    """
    found = []
    for first, last in spans:
        start = max(first, time(opens)) if opens < 24 else None
        end = last if closes >= 24 else min(last, time(closes))
        if start is not None and start < end:
            found.append((start, end))
    return tuple(found)


def is_open(spans, local, *, last_entry=0):
    """Test whether a moment of the day lies within the openings, and so many minutes before they end."""
    now = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    return any(
        _since(opens) <= now < _since(closes) - timedelta(minutes=last_entry) for opens, closes in spans
    )


def _since(moment):
    return timedelta(hours=moment.hour, minutes=moment.minute)


def in_area(municipality, served, listed):
    """Test whether a client lives where a route serves.

    :param municipality: the code of the client's municipality, or None when it is not known
    :param served: whether the county serves it
    :param listed: the codes that the route serves; empty: all that the county serves
    """
    if municipality is None:
        return False
    return municipality in listed if listed else served


# The queue


def order(visit):
    """Return by what the waiting are ordered: urgent statements first, then the longest wait."""
    return (not visit.urgent, visit.entered_at, visit.pk)


def free_seat(taken, capacity):
    """Return the lowest seat that a professional has free, or None.

    Whoever holds more talks than they have room for, since some were handed over to them, has none.

    :param taken: the seats of their talks; None for one that was handed over to them
    """
    if len(taken) >= capacity:
        return None
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long somebody may expect to wait: `minutes`, or over an hour, or nothing is known."""

    minutes: int | None = None
    over_an_hour: bool = False

    @property
    def is_known(self):
        """Whether anything can be said."""
        return self.over_an_hour or self.minutes is not None


UNKNOWN = Estimate()


def estimate(place, calls, at, *, on_watch, open_for=PACE_OF):
    """Return how long a place in the queue may mean, by the real pace of the last hour.

    It never promises less than the pace gives: each place takes as long as a call took on average, and the
    next one at least as long as nobody has been called already. It is rounded up, coarser the longer it is.
    With few calls in the hour, or nobody on watch, it says nothing.

    :param place: 1 is the next
    :param calls: when people were called in the last hour
    :param on_watch: how many professionals are on watch
    :param open_for: how long the route has been open, when that is less than an hour
    """
    recent = sorted(moment for moment in calls if at - PACE_OF < moment <= at)
    if not on_watch or len(recent) < FEWEST_CALLS:
        return UNKNOWN
    window = max(min(PACE_OF, open_for), at - recent[0])
    pace = window / len(recent)
    wait = max(pace, at - recent[-1]) + (place - 1) * pace
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    if minutes > MOST_SAID:
        return Estimate(over_an_hour=True)
    step = 1 if minutes <= 10 else 5
    return Estimate(minutes=ceil(minutes / step) * step)


def is_here(seen_at, at):
    """Test whether somebody's page has asked for news lately."""
    return seen_at is not None and at - seen_at <= PRESENT_FOR


# Figures


def middle(values, share=0.5):
    """Return the value below which a share of them lie (0.5: the median), or None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def minutes_between(first: datetime, last: datetime):
    """Return how many whole minutes lie between two moments."""
    return int((last - first) / timedelta(minutes=1))
