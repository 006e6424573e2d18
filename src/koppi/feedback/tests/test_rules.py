"""When somebody is asked, and what is in the middle."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from koppi.feedback import rules
from koppi.matters.tests.factories import NINE

SECOND = timedelta(seconds=1)


def test_a_request_may_be_answered_for_two_weeks():
    assert rules.is_open(NINE, None, NINE + rules.OPEN_FOR - SECOND)
    assert not rules.is_open(NINE, None, NINE + rules.OPEN_FOR)
    assert not rules.is_open(NINE, NINE, NINE)


def test_who_has_answered_is_left_alone_for_a_month():
    assert rules.may_ask_again(None, NINE)
    assert not rules.may_ask_again(NINE, NINE + rules.REST - SECOND)
    assert rules.may_ask_again(NINE, NINE + rules.REST)


@pytest.mark.parametrize(
    ("counts", "middle"),
    [
        ({}, None),
        ({3: 1}, 3),
        ({1: 1, 5: 1}, 1),
        ({1: 2, 5: 3}, 5),
        ({1: 1, 2: 1, 4: 1}, 2),
        ({2: 7, 4: 7}, 2),
    ],
)
def test_the_middle_answer(counts, middle):
    assert rules.middle_ease(counts) == middle


@given(some.lists(some.integers(1, 5), min_size=1))
def test_at_most_half_of_the_answers_lie_on_either_side_of_the_middle(answers):
    middle = rules.middle_ease(Counter(answers))

    assert middle in answers
    assert sum(answer < middle for answer in answers) <= len(answers) / 2
    assert sum(answer > middle for answer in answers) <= len(answers) / 2
