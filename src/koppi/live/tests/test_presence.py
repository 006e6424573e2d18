"""Who is here is a fact that ends by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from koppi.live import presence
from koppi.live.actions import sweep_presence
from koppi.live.models import Presence
from koppi.live.rules import Nudge

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TALK = "conversation:1"


def after(seconds):
    return NINE + timedelta(seconds=seconds)


def test_who_is_here_is_here_until_their_time_is_over():
    presence.here(TALK, "user:7", NINE, seconds=60)
    presence.writing(TALK, "user:8", NINE, seconds=8)

    assert presence.present(TALK, after(1)) == [
        presence.Present("user:7", after(60), None),
        presence.Present("user:8", after(8), after(8)),
    ]
    assert [one.who for one in presence.present(TALK, after(8))] == ["user:7"]
    assert presence.present(TALK, after(60)) == []
    assert presence.present("conversation:2", after(1)) == []


def test_who_writes_and_is_here_is_one():
    presence.here(TALK, "user:7", NINE)
    presence.writing(TALK, "user:7", NINE)
    assert presence.present(TALK, NINE) == [presence.Present("user:7", after(60), after(8))]


def test_the_others_hear_when_it_is_news_and_not_each_time_it_is_said(nudges):
    for second in range(0, 100, 25):
        presence.here(TALK, "user:7", after(second))
        assert presence.present(TALK, after(second))
    assert nudges == [Nudge(TALK, None, "presence")]

    presence.here(TALK, "user:7", after(1000))
    assert len(nudges) == 2


def test_who_goes_on_writing_is_told_again(nudges):
    for second in range(0, 24, 3):
        presence.writing(TALK, "user:7", after(second))
        assert presence.present(TALK, after(second))[0].writing_until > after(second)
    assert len(nudges) == 4  # of eight times that it was said


def test_who_leaves_or_stops_is_told_once(nudges):
    presence.here(TALK, "user:7", NINE)
    presence.writing(TALK, "user:7", NINE)
    presence.stopped(TALK, "user:7", NINE)
    assert presence.present(TALK, NINE)[0].writing_until is None
    presence.gone(TALK, "user:7", NINE)
    presence.gone(TALK, "user:7", NINE)
    assert presence.present(TALK, NINE) == []
    assert len(nudges) == 4


def test_it_is_asked_in_one_statement(django_assert_num_queries):
    for number in range(5):
        presence.here(TALK, f"user:{number}", NINE)
    with django_assert_num_queries(1):
        assert len(presence.present(TALK, NINE)) == 5


def test_what_is_over_is_swept():
    presence.here(TALK, "user:7", NINE)
    presence.writing(TALK, "user:7", NINE)
    assert sweep_presence(by=None, at=after(30)) == 1
    assert Presence.objects.get().doing == "here"


def test_the_table_costs_no_log():
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence from pg_class where relname = 'live_presence'")
        assert cursor.fetchone() == ("u",)
