"""Who steps in for whom, how old somebody is, whether hours overlap, and when a shift begins and ends."""

from datetime import datetime, timedelta
from itertools import pairwise

from koppi.deadlines.calendars import HELSINKI, at_local, to_local

MOST_HOPS = 3
# Under this age a child with a turvakielto, or of somebody with one, is not acted for over the network.
ACTS_ALONE_FROM = 12
# Whoever is younger is a minor: 442/1999 2 §.
ADULT_FROM = 18
LEADS = ["shift_lead", "team_lead"]
# Who manages the county or answers for data protection is not given by a manager: an operator does that.
GIVEN_BY_MANAGERS = ("shift_lead", "team_lead")
CONTACT_PERSON, CARE_LEAD, OWN_WORKER = "contact_person", "care_lead", "own_worker"
CASE_MANAGER, OWN_TEAM = "case_manager", "own_team"
# In which registers a client may have somebody of a role, and in this order who is asked first (ASI-12).
OWN_ROLES = {
    CONTACT_PERSON: ("patient", "social"),
    OWN_WORKER: ("social",),
    CARE_LEAD: ("patient",),
    CASE_MANAGER: ("patient", "social"),
    OWN_TEAM: ("patient", "social"),
}
# The roles that lead a minor's care or service, for which a county may ask certain professions (ASI-13).
LEADING_ROLES = (CARE_LEAD, OWN_WORKER)
# Why it ends that somebody is a client's own.
CHANGED, ENDED, LEFT = "changed", "ended", "left"
# What becomes of a naming.
ACCEPTED, DECLINED, WITHDRAWN = "accepted", "declined", "withdrawn"
# The languages that somebody may serve in.
SERVED_IN = ("fi", "sv", "en", "ru", "et", "ar", "so", "vi", "uk", "bs")


def stand_in(start, next_of):
    """Follow substitutes from somebody who is away to the first who is not, or None.

    `next_of(person)` returns None when the person is here, else a one-place tuple with the
    substitute, or `(None,)` when nobody was named. Follows three substitutes at most and
    never comes back to somebody already asked, so two people who name each other end it.
    """
    asked = {start}
    person = start
    for _ in range(MOST_HOPS):
        away = next_of(person)
        if away is None:
            break
        (person,) = away
        if person is None or person in asked:
            return None
        asked.add(person)
    return person if person != start and next_of(person) is None else None


def links_after(start, substitute, next_of):
    """Return who would be asked after somebody names a substitute, in order; None when it comes back to them.

    `next_of(person)` returns the substitute that a person has named for the same time, or None.
    """
    links = [substitute]
    while (person := next_of(links[-1])) is not None:
        if person == start or person in links:
            return None
        links.append(person)
    return links


def age_on(birth_date, day):
    """Return full years on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def overlapping(spans):
    """Return the first two spans that overlap, or None; each is a pair of when it begins and ends.

    Spans that only touch do not: somebody may open at the moment when another closes.
    """
    ordered = sorted(spans)
    for earlier, later in pairwise(ordered):
        if later[0] < earlier[1]:
            return earlier, later
    return None


def is_on_the_clock(day, clock):
    """Test whether a wall clock in Finland shows a time on a day; one is skipped when summer time begins."""
    return to_local(at_local(day, clock)).time() == clock


def shift_moments(day, starts, ends):
    """Return when a shift that begins on a day starts and ends, by the clock on the wall.

    One that ends at an earlier time, or at the same, ends the next day. When an hour comes twice, a shift
    begins with the first and ends with the second: nobody goes home while the other thinks they are there.
    """
    last = day if starts < ends else day + timedelta(days=1)
    return at_local(day, starts), datetime.combine(last, ends.replace(fold=1), HELSINKI)
