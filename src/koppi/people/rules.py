"""Who steps in for whom, how old somebody is, and whether hours overlap."""

from itertools import pairwise

MOST_HOPS = 3
# Under this age a child with a turvakielto, or of somebody with one, is not acted for over the network.
ACTS_ALONE_FROM = 12
# Whoever is younger is a minor: 442/1999 2 §.
ADULT_FROM = 18
LEADS = ["shift_lead", "team_lead"]


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
