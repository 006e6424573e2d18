"""Which looks deserve a second look: each rule on its own, and what it leaves alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from koppi.access.signals import AROUND_SHIFT, LISTS, MANY_CLIENTS, RELATION_LASTS, Line, Signal, signals_of
from koppi.people.tests.factories import NINE

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
USUAL = Line(
    at=NINE,
    what="matter",
    why="own_team",
    reader_name=("Liisa", "Koski"),
    client_names=(("Maria", "Lindqvist"),),
    colleagues=frozenset({("liisa", "koski"), ("omar", "hassan")}),
    shifts=((NINE - HOUR, NINE + HOUR),),
    clients_that_hour=MANY_CLIENTS,
)


def test_a_usual_look_says_nothing():
    assert signals_of(USUAL) == []


@pytest.mark.parametrize(
    ("changes", "signal"),
    [
        ({"client_names": (("Antti", "KOSKI"),)}, Signal.OWN_NAME),
        ({"client_names": (("Omar", "Hassan"),)}, Signal.COLLEAGUE),
        ({"why": "none"}, Signal.NO_RELATION),
        ({"why": ""}, Signal.NO_RELATION),
        ({"matter_closed_at": NINE - RELATION_LASTS - SECOND}, Signal.RELATION_ENDED),
        ({"clients_that_hour": MANY_CLIENTS + 1}, Signal.MANY_CLIENTS),
        ({"at": NINE - HOUR - AROUND_SHIFT - SECOND}, Signal.OUTSIDE_SHIFT),
        ({"at": NINE + HOUR + AROUND_SHIFT}, Signal.OUTSIDE_SHIFT),
        ({"shifts": ()}, Signal.OUTSIDE_SHIFT),
    ],
)
def test_each_rule_finds_its_kind_and_no_other(changes, signal):
    assert signals_of(replace(USUAL, **changes)) == [signal]


@pytest.mark.parametrize(
    "changes",
    [
        {"matter_closed_at": NINE - RELATION_LASTS},
        {"at": NINE - HOUR - AROUND_SHIFT},
        {"shifts": None},
        {"client_names": (("Omar", "Lindqvist"),)},
    ],
)
def test_what_is_just_within_a_rule_says_nothing(changes):
    assert signals_of(replace(USUAL, **changes)) == []


def test_one_who_opens_their_own_data_is_found_by_the_name_and_is_no_colleague():
    assert signals_of(replace(USUAL, client_names=(("Liisa", "Koski"),))) == [Signal.OWN_NAME]


@pytest.mark.parametrize("what", sorted(LISTS))
def test_of_a_list_only_the_hour_counts(what):
    everything = replace(
        USUAL, client_names=(("Omar", "Koski"),), why="none", clients_that_hour=999, shifts=()
    )

    assert signals_of(replace(everything, what=what)) == [Signal.OUTSIDE_SHIFT]
