"""The field, its quarters, and the reasons to look again."""

from datetime import date

import pytest

from koppi.segments import rules

DAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("coping", "need", "expected"),
    [
        (1, 1, "self-reliant"),
        (2, 2, "self-reliant"),
        (4, 1, "support"),
        (5, 2, "support"),
        (1, 5, "collaboration"),
        (2, 4, "collaboration"),
        (4, 4, "care"),
        (5, 5, "care"),
        (3, 5, ""),
        (1, 3, ""),
        (3, 3, ""),
        (None, 5, ""),
    ],
)
def test_a_dot_lies_in_one_quarter_or_in_the_middle(coping, need, expected):
    assert rules.quarter(coping, need) == expected


@pytest.mark.parametrize(
    ("one", "other", "segment", "asks"),
    [
        ((5, 5), (4, 4), "care", False),
        ((5, 5), (4, 4), "support", True),
        ((5, 5), (1, 1), "support", False),
        ((3, 5), (3, 5), "support", False),
        ((5, 5), (3, 5), "self-reliant", False),
    ],
)
def test_only_a_choice_beside_both_dots_asks_why(one, other, segment, asks):
    assert rules.needs_reason(segment, one, other) is asks


def test_the_talk_begins_where_the_views_differ_most():
    found = rules.differences((3, 5), (5, 4))

    assert [(one.axis, one.by, one.heavier) for one in found] == [
        ("coping", 2, "professional"),
        ("need", 1, "client"),
    ]
    assert rules.differences((3, None), (3, 4)) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"review_on": DAY}, ("review-passed",)),
        ({"newer_view": (1, 5)}, ("view-changed",)),
        ({"newer_view": (5, 5)}, ()),
        ({"contacts": 4}, ()),
        ({"contacts": 5}, ("many-contacts",)),
        ({"review_on": date(2024, 1, 1), "contacts": 9}, ("review-passed", "many-contacts")),
    ],
)
def test_there_are_reasons_to_look_again(facts, expected):
    quiet = {"review_on": date(2025, 3, 4), "agreed_view": (5, 5), "newer_view": None, "contacts": 0}

    assert rules.why_look_again(today=DAY, **{**quiet, **facts}) == expected


def test_every_reason_to_look_again_has_an_owner():
    assert all(look.owner for look in rules.LOOKS)
