"""What clients said of a team: for its lead, without anybody's name, and not while two might be guessed."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from koppi.deadlines.calendars import day_of
from koppi.desk.queries import feedback_read
from koppi.feedback.tests.factories import make_feedback
from koppi.matters.tests.factories import NINE
from koppi.people.scope import scope_of

from .conftest import TEN_PAST

WORDS = "Odotus oli pitkä.\nMuuten kiitos!"
TODAY = day_of(NINE)


@pytest.fixture
def given(nurses, doctors):
    """Three answers of this week, one of the week before, one too old, and one of another team."""
    make_feedback(nurses, helped="yes", ease=1, words=WORDS)
    make_feedback(nurses, helped="yes", ease=2)
    make_feedback(nurses, helped="no", ease=4)
    make_feedback(nurses, helped="partly", ease=None, words="Ihan hyvä.", day=TODAY - timedelta(days=7))
    make_feedback(nurses, helped="no", words="Vanha.", day=TODAY - timedelta(days=22))
    make_feedback(doctors, helped="no", words="Toisten.")


def test_a_lead_reads_each_week_and_the_words_newest_first(given, head):
    with override("en"):
        [team] = feedback_read(by=head, at=TEN_PAST)
        rows = [[str(cell) for cell in row] for row in team.rows]

    assert team.count == 4 and team.is_shown
    assert rows == [
        ["week 10", "3", "2", "0", "1", "Easy"],
        ["week 9", "1", "0", "1", "0", "–"],
    ]
    assert [(one.answers, one.words) for one in team.words] == [
        ("Got help. Very easy", WORDS),
        ("Got help in part", "Ihan hyvä."),
    ]


def test_the_page_is_a_leads(given, sit_down, head, aino):
    shown = sit_down(head).get("/desk/feedback/").content.decode()

    assert "Odotus oli pitkä." in shown and "Toisten." not in shown and "Vanha." not in shown
    assert "/desk/feedback/" in sit_down(head).get("/desk/administration/").content.decode()
    assert sit_down(aino).get("/desk/feedback/").status_code == 404


def test_two_answers_are_counted_and_not_shown(nurses, sit_down, head):
    for _number in range(2):
        make_feedback(nurses, words=WORDS)

    shown = sit_down(head).get("/desk/feedback/").content.decode()

    assert "There are 2 answers." in shown and "Odotus" not in shown


def test_a_lead_without_answers_is_told_so(sit_down, head):
    assert "Nobody has answered yet." in sit_down(head).get("/desk/feedback/").content.decode()


def test_it_costs_the_same_however_much_was_said(given, nurses, head, django_assert_num_queries):
    for number in range(30):
        make_feedback(nurses, ease=1 + number % 5, words=WORDS)
    scope_of(head)

    with django_assert_num_queries(3):
        feedback_read(by=head, at=TEN_PAST)
