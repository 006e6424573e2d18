"""Who steps in for whom: three links at most, never in a circle, and said when the absence is written."""

from itertools import pairwise

import pytest

from koppi.identity.models import User
from koppi.people.actions import start_absence
from koppi.people.errors import SubstitutesInACircle, TooManySubstitutes
from koppi.people.models import Absence
from koppi.people.rules import links_after
from koppi.people.tests.factories import HOUR, NINE, make_professional, make_team


@pytest.mark.parametrize(
    ("named", "links"),
    [
        ({}, [2]),
        ({2: 3, 3: 4}, [2, 3, 4]),
        ({2: 1}, None),
        ({2: 3, 3: 1}, None),
        ({2: 3, 3: 2}, None),
        ({5: 1}, [2]),
    ],
)
def test_links_go_on_until_somebody_is_there(named, links):
    assert links_after(1, 2, named.get) == links


@pytest.fixture
def five(db):
    team = make_team()
    return [make_professional(f"Hoitaja {number}", team) for number in range(5)]


def away(person, substitute, since=NINE, hours=8):
    return start_absence(
        professional=person,
        starts_at=since,
        ends_at=since + hours * HOUR,
        substitute=substitute,
        by=User.objects.system(),
        at=NINE,
    )


def test_two_who_name_each_other_for_the_same_time_are_told(five):
    away(five[0], five[1])
    with pytest.raises(SubstitutesInACircle):
        away(five[1], five[0])

    away(five[1], five[0], since=NINE + 8 * HOUR)

    assert Absence.objects.count() == 2


def test_a_fourth_link_is_refused(five):
    for one, other in pairwise(reversed(five[1:])):
        away(other, one)
    with pytest.raises(TooManySubstitutes):
        away(five[0], five[1])

    away(five[0], five[2])
