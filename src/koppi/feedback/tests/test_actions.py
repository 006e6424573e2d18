"""Somebody is asked once, answers once, and is not known by the answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from koppi.access.second_lock import acting
from koppi.deadlines.calendars import day_of
from koppi.feedback import rules
from koppi.feedback.actions import ask, give, go_along, keep, withdraw
from koppi.feedback.errors import CodeInWords, NothingAsked
from koppi.feedback.models import Feedback, FeedbackRequest
from koppi.feedback.queries import feedback_of_teams, open_request
from koppi.ledger.models import Event
from koppi.matters.actions import catch_matter, close_matter
from koppi.matters.models import Matter
from koppi.matters.tests.factories import HOUR, NINE, make_client, make_matter, resident_of
from koppi.people.scope import facts_of

from .factories import make_feedback

WORDS = "Sain heti ajan. Kiitos! 🌞"


@pytest.fixture
def asked(matter, aino):
    return ask(matter=matter, about="chat", subject="terveys", by=aino, at=NINE)


def answer(matter, resident, *, at=NINE + HOUR, helped="yes", ease=2, words=WORDS):
    give(matter_id=matter.pk, helped=helped, ease=ease, words=words, by=resident, at=at)


def test_an_answer_stands_alone(matter, asked, resident):
    answer(matter, resident)

    given = Feedback.objects.get()
    assert (given.helped, given.ease, given.words) == ("yes", 2, WORDS)
    assert (given.team_id, given.register, given.subject) == (matter.team_id, matter.register, "terveys")
    assert given.day == day_of(NINE)
    asked.refresh_from_db()
    assert (asked.answered_at, asked.draft) == (NINE + HOUR, {})


def test_no_column_leads_from_an_answer_to_anybody():
    names = {field.name for field in Feedback._meta.get_fields()}

    assert names == {"uuid", "about", "subject", "register", "team", "day", "helped", "ease", "words"}


def test_the_ledger_knows_that_somebody_answered_and_not_what(matter, asked, resident):
    answer(matter, resident)

    event = Event.objects.get(kind="feedback.given")
    assert event.data == {"request": asked.pk}


def test_nobody_answers_twice(matter, asked, resident):
    answer(matter, resident)

    with pytest.raises(NothingAsked):
        answer(matter, resident, helped="no")
    assert Feedback.objects.get().helped == "yes"


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_once_one_answers(matter, asked, resident):
    def press(_number):
        try:
            answer(matter, resident)
        except NothingAsked:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 1
    assert Feedback.objects.count() == 1


def test_nobody_answers_when_the_time_is_over(matter, asked, resident):
    with pytest.raises(NothingAsked):
        answer(matter, resident, at=NINE + rules.OPEN_FOR)


def test_nobody_answers_what_was_never_asked(matter, resident):
    with pytest.raises(NothingAsked):
        answer(matter, resident)


def test_nobody_answers_about_somebody_elses_matter(matter, asked):
    with pytest.raises(Matter.DoesNotExist):
        answer(matter, resident_of(make_client("Otto Öhman")))


def test_an_identity_code_is_refused_and_the_words_are_still_theirs(matter, asked, resident):
    keep(matter_id=matter.pk, draft={"words": WORDS}, by=resident, at=NINE)

    with pytest.raises(CodeInWords):
        answer(matter, resident, words="Olen 010190-900A")
    assert not Feedback.objects.exists()
    assert open_request(matter, NINE).draft == {"words": WORDS}


def test_what_is_begun_is_kept_part_by_part(matter, asked, resident):
    keep(matter_id=matter.pk, draft={"helped": "partly"}, by=resident, at=NINE)
    keep(matter_id=matter.pk, draft={"words": WORDS}, by=resident, at=NINE)

    assert open_request(matter, NINE).draft == {"helped": "partly", "words": WORDS}


def test_a_request_that_stands_is_asked_anew_and_keeps_what_was_begun(matter, asked, resident, aino):
    keep(matter_id=matter.pk, draft={"words": WORDS}, by=resident, at=NINE)

    again = ask(matter=matter, about="chat", subject="mieli", by=aino, at=NINE + HOUR)

    assert (again.pk, again.asked_at, again.draft) == (asked.pk, NINE + HOUR, {"words": WORDS})


def test_who_has_answered_is_asked_again_after_a_month_only(matter, asked, resident, aino):
    answer(matter, resident, at=NINE)

    assert ask(matter=matter, about="chat", subject="terveys", by=aino, at=NINE + timedelta(days=29)) is None
    assert ask(matter=matter, about="chat", subject="terveys", by=aino, at=NINE + timedelta(days=30))


def test_what_is_asked_goes_along_with_a_matter_that_is_joined(matter, asked, aino, topic):
    other = make_matter(topic, matter.client)

    go_along(by=aino, at=NINE, matter_id=matter.pk, into=other.pk)

    assert open_request(other, NINE).pk == asked.pk


def test_what_is_asked_there_already_stays(matter, asked, aino, topic):
    other = make_matter(topic, matter.client)
    standing = ask(matter=other, about="chat", subject="terveys", by=aino, at=NINE)

    go_along(by=aino, at=NINE, matter_id=matter.pk, into=other.pk)

    assert list(FeedbackRequest.objects.all()) == [standing]


def test_nothing_is_asked_where_it_was_about_somebody_else(matter, asked, aino):
    withdraw(by=aino, at=NINE, matter_id=matter.pk)

    assert open_request(matter, NINE) is None


def test_a_closed_matter_may_still_be_answered_about(matter, asked, aino, resident):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    close_matter(
        matter_id=matter.pk, outcome="guided", without_assessment="not_a_care_need", by=aino, at=NINE
    )

    answer(matter, resident)

    assert Feedback.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"helped": "", "ease": None, "words": ""},
        {"helped": "maybe"},
        {"ease": 0},
        {"ease": 6},
    ],
)
def test_the_database_refuses_what_is_no_answer(nurses, change):
    given = make_feedback(nurses, ease=3)

    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=given.pk).update(**change)


def test_the_database_refuses_words_in_an_answered_request(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackRequest.objects.filter(pk=asked.pk).update(answered_at=NINE, draft={"words": WORDS})


def test_the_database_refuses_two_open_requests(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackRequest.objects.create(matter=asked.matter, about="chat", subject="mieli", asked_at=NINE)


# Who reads it


def test_three_answers_are_shown_and_two_only_counted(nurses, aino):
    for ease in (1, 2):
        make_feedback(nurses, ease=ease, words=WORDS)

    [few] = feedback_of_teams(by=aino, since=day_of(NINE))
    assert (few.count, few.is_shown, few.weeks, few.words) == (2, False, [], [])

    make_feedback(nurses, helped="no", ease=5)
    [read] = feedback_of_teams(by=aino, since=day_of(NINE))
    [week] = read.weeks
    assert (read.count, week.count, dict(week.helped), week.middle) == (3, 3, {"yes": 2, "no": 1}, 2)
    assert [one.words for one in read.words] == [WORDS, WORDS]


def test_it_takes_three_statements_however_much_was_said(nurses, aino, django_assert_num_queries):
    for number in range(40):
        make_feedback(nurses, ease=1 + number % 5, words=WORDS, day=day_of(NINE + timedelta(days=number % 3)))
    feedback_of_teams(by=aino, since=day_of(NINE))

    with django_assert_num_queries(3):
        feedback_of_teams(by=aino, since=day_of(NINE))


@pytest.mark.django_db(transaction=True)
def test_the_second_lock_shows_answers_to_their_team_alone(matter, asked, nurses, olli, aino, resident):
    make_feedback(nurses)

    def seen(user):
        with transaction.atomic(), acting(facts_of(user)), connection.cursor() as cursor:
            cursor.execute("select count(*) from feedback_feedback")
            return cursor.fetchone()[0]

    assert (seen(aino), seen(olli), seen(resident)) == (1, 0, 0)
