"""Who is at work, who leads, who steps in."""

from datetime import timedelta

import pytest

from koppi.identity.models import User
from koppi.people.models import Absence, Professional
from koppi.people.queries import (
    is_away,
    next_shift,
    on_shift,
    shift_end,
    shift_leads,
    substitute_of,
)
from koppi.people.rules import stand_in
from koppi.people.tests.factories import HOUR, NINE, make_professional, make_shift, make_team

DAY = timedelta(days=1)


def away(person, substitute=None, since=NINE - DAY, until=NINE + DAY):
    return Absence.objects.create(professional=person, starts_at=since, ends_at=until, substitute=substitute)


# Who steps in: the rule


def chain(**next_of):
    """Tell who names whom; those not named are here."""
    return lambda person: next_of.get(person)


@pytest.mark.parametrize(
    ("away_ones", "who"),
    [
        ({"a": ("b",)}, "b"),
        ({"a": ("b",), "b": ("c",)}, "c"),
        ({"a": ("b",), "b": ("c",), "c": ("d",)}, "d"),
        ({"a": ("b",), "b": ("c",), "c": ("d",), "d": ("e",)}, None),  # three at most
        ({"a": ("b",), "b": ("a",)}, None),  # they name each other
        ({"a": ("b",), "b": ("c",), "c": ("b",)}, None),
        ({"a": (None,)}, None),  # nobody was named
        ({"a": ("b",), "b": (None,)}, None),
        ({}, None),  # not away at all
    ],
)
def test_who_steps_in(away_ones, who):
    assert stand_in("a", chain(**away_ones)) == who


# The same with rows


@pytest.fixture
def team(db):
    return make_team("saaristo")


@pytest.fixture
def liisa(team):
    return make_professional("Liisa Koski", team)


@pytest.fixture
def petri(team):
    return make_professional("Petri Virtanen", team)


@pytest.fixture
def omar(team):
    return make_professional("Omar Hassan", team)


def test_a_substitute_who_is_away_is_skipped(liisa, petri, omar):
    away(liisa, petri)
    away(petri, omar)

    assert substitute_of(liisa, NINE) == omar
    assert substitute_of(omar, NINE) is None


def test_a_substitute_who_has_left_does_not_step_in(liisa, petri):
    away(liisa, petri)
    petri.ended_at = NINE - DAY
    petri.save()

    assert substitute_of(liisa, NINE) is None


def test_somebody_is_away_from_the_first_moment_to_the_last(liisa, petri):
    absence = away(liisa, petri)

    assert is_away(liisa, absence.starts_at)
    assert not is_away(liisa, absence.ends_at)
    assert substitute_of(liisa, absence.ends_at) is None


def test_on_shift_are_those_at_work_and_not_away(team, liisa, petri, omar):
    make_shift(liisa)
    make_shift(petri, starts_at=NINE + HOUR)
    make_shift(omar)
    away(omar)
    make_shift(make_professional("Eeva Ström", make_team("kaupunki")))

    assert on_shift(team, NINE) == [liisa]


def test_an_old_member_is_not_on_shift(team, liisa):
    make_shift(liisa)
    liisa.memberships.update(until=NINE)

    assert on_shift(team, NINE) == []


def test_the_shift_has_its_end_and_a_next_one(liisa):
    first = make_shift(liisa)
    second = make_shift(liisa, starts_at=first.ends_at + 14 * HOUR)

    assert shift_end(liisa, NINE) == first.ends_at
    assert shift_end(liisa, first.ends_at) is None
    assert next_shift(liisa, NINE) == second
    assert next_shift(liisa, second.starts_at) is None


def test_somebody_is_always_told_in_a_team_with_members(team, liisa, petri, omar):
    """From the one who leads the shift out to everybody."""
    assert shift_leads(make_team("tyhja"), NINE) == []
    assert shift_leads(team, NINE) == [omar, liisa, petri]  # all, by family name

    make_shift(liisa)
    assert shift_leads(team, NINE) == [liisa]  # those on shift

    petri.roles = [Professional.Role.SHIFT_LEAD]
    petri.save()
    assert shift_leads(team, NINE) == [petri]  # the team's lead, though at home

    make_shift(omar, leads=True)
    assert shift_leads(team, NINE) == [omar]  # who leads this very shift

    make_shift(petri)
    assert shift_leads(team, NINE) == [omar, petri]


def test_a_deactivated_account_is_told_nothing(team, liisa, petri):
    User.objects.filter(pk=petri.user_id).update(is_active=False)

    assert shift_leads(team, NINE) == [liisa]
