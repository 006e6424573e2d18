"""Passes, and the line before the page."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from koppi.access.actions import end_passes, give_pass, log_reading
from koppi.access.models import Pass, Reading
from koppi.access.queries import count_readers
from koppi.people.tests.factories import NINE, make_professional

HOUR = timedelta(hours=1)


@pytest.fixture
def liisa(transactional_db):
    return make_professional("Liisa Koski").user


@pytest.fixture
def petri(db):
    return make_professional("Petri Virtanen").user


def look(reader, clients=(1,), **values):
    defaults = {"register": "patient", "what": "matter", "why": "own_team", "at": NINE}
    log_reading(reader=reader, client_ids=clients, **{**defaults, **values})


# The log


@pytest.mark.django_db(transaction=True)
def test_a_look_leaves_one_line_in_one_statement(liisa, django_assert_num_queries):
    with django_assert_num_queries(1):
        look(liisa, [3, 1, 3], matter_id=7)

    line = Reading.objects.get()
    assert (line.reader_id, line.client_ids, line.matter_id, line.why) == (liisa.pk, [1, 3], 7, "own_team")


@pytest.mark.django_db(transaction=True)
def test_a_look_inside_a_transaction_is_refused_since_it_could_vanish(liisa):
    with pytest.raises(RuntimeError), transaction.atomic():
        look(liisa)

    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_line_that_cannot_be_written_stops_the_page(liisa):
    with pytest.raises(DatabaseError):
        look(liisa, register="x" * 9)


@pytest.mark.django_db
def test_a_list_that_shows_nobody_leaves_no_line(petri):
    look(petri, [])

    assert not Reading.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update access_reading set why = 'x'", "delete from access_reading"])
def test_nobody_changes_the_log(petri, change):
    look(petri)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.django_db
def test_whoever_has_opened_a_matter_counts_once_however_long_ago(petri):
    for _ in range(2):
        look(petri, [1], at=NINE, matter_id=7)
    for number in range(3):
        look(petri, [1, 2], at=NINE + number * HOUR, what="worklist")
        look(petri, [1], at=NINE + HOUR, matter_id=8)

    assert count_readers(7, client_id=1, since=NINE) == 1
    assert count_readers(7, client_id=1, since=NINE + HOUR) == count_readers(7, client_id=2, since=NINE) == 0


# Passes


@pytest.mark.django_db
def test_a_pass_is_in_force_until_it_is_ended(petri):
    give_pass(matter_id=7, register="patient", why="offer", at=NINE, professional=petri)
    assert Pass.objects.in_force().count() == 1

    assert end_passes(matter_id=7, why="offer", at=NINE) == 1
    assert Pass.objects.in_force().count() == 0
    assert end_passes(matter_id=7, why="offer", at=NINE) == 0


@pytest.mark.django_db
def test_the_same_pass_twice_is_one_and_another_can_follow(petri):
    first = give_pass(matter_id=7, register="patient", why="offer", at=NINE, professional=petri)
    assert give_pass(matter_id=7, register="patient", why="offer", at=NINE, professional=petri) == first

    end_passes(matter_id=7, why="offer", at=NINE)
    second = give_pass(matter_id=7, register="patient", why="offer", at=NINE, professional=petri)

    assert second != first


@pytest.mark.django_db
def test_ending_one_holders_pass_leaves_the_others(petri):
    eeva = make_professional("Eeva Ström").user
    for holder in ({"professional": petri}, {"professional": eeva}, {"team_id": 5}):
        give_pass(matter_id=7, register="patient", why="question", at=NINE, **holder)
    give_pass(matter_id=7, register="patient", why="offer", at=NINE, professional=petri)

    assert end_passes(matter_id=7, why="question", at=NINE, professional=petri) == 1
    assert end_passes(matter_id=7, why="question", at=NINE, team_id=5) == 1
    assert set(Pass.objects.in_force().values_list("professional", "why")) == {
        (eeva.pk, "question"),
        (petri.pk, "offer"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("holder", [{}, {"team_id": 5, "professional": True}])
def test_a_pass_is_for_a_person_or_a_team(petri, holder):
    holder = {key: petri if key == "professional" else value for key, value in holder.items()}

    with pytest.raises(DatabaseError), transaction.atomic():
        give_pass(matter_id=7, register="patient", why="offer", at=NINE, **holder)
