"""Whom a search finds: typing mistakes forgiven, å ä ö right, and nobody hidden come upon by browsing."""

from datetime import date

import pytest

from koppi.people.codes import BornInTheFuture, WrongCheck
from koppi.people.queries import BadSearch, find_clients, read_search

from .factories import NINE, make_client, test_code

BORN = date(1982, 5, 17)


def found(text):
    return [client.name for client in find_clients(read_search(text, NINE)).clients]


@pytest.fixture
def people(db):
    for name, born in (
        ("Anna Hämäläinen", BORN),
        ("Anni Hämeenaho", date(1950, 1, 1)),
        ("Sven Åström", date(1961, 11, 2)),
        ("Leif Astrom", date(1970, 3, 3)),
        ("Matti Virtanen", date(1990, 6, 6)),
    ):
        make_client(name, born)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hamalainen", "Anna Hämäläinen"),
        ("hämäläinen anna", "Anna Hämäläinen"),
        ("HÄMÄLÄINEN", "Anna Hämäläinen"),
        ("Hämäläinenn", "Anna Hämäläinen"),
        ("Hämelainen", "Anna Hämäläinen"),
        ("Hämälänen 17.5.1982", "Anna Hämäläinen"),
        ("17.5.82 Hammalainen", "Anna Hämäläinen"),
        ("Anna 170582", "Anna Hämäläinen"),
        ("1982-05-17 hämäläinen", "Anna Hämäläinen"),
        ("Virtannen Mati", "Matti Virtanen"),
    ],
)
def test_a_name_is_found_as_people_type_it(people, typed, name):
    assert found(typed)[0] == name


def test_who_is_written_just_so_comes_first_and_the_other_is_not_lost(people):
    assert found("Åström") == ["Sven Åström", "Leif Astrom"]
    assert found("Astrom") == ["Leif Astrom", "Sven Åström"]


def test_another_birth_date_finds_nobody_of_the_name(people):
    assert found("Hämäläinen 18.5.1982") == []


def test_a_birth_date_alone_finds_those_born_then(people):
    assert found("17.5.1982") == ["Anna Hämäläinen"]


def test_whoever_is_hidden_is_found_by_the_code_or_by_name_and_day_and_never_by_browsing(people):
    code = test_code(date(1982, 5, 17))
    make_client("Salla Hämäläinen", hetu=code, non_disclosure=True)

    assert found("Hämäläinen") == ["Anna Hämäläinen"]
    assert found("17.5.1982") == ["Anna Hämäläinen"]
    assert found("Anna 17.5.1982") == ["Anna Hämäläinen"]
    assert found("Salla Hämäläinen 17.5.1982")[0] == "Salla Hämäläinen"
    assert found(code) == ["Salla Hämäläinen"]


def test_a_name_that_many_have_shows_a_dozen_and_says_that_there_are_more(people):
    for number in range(50):
        make_client(f"Eka{number} Korhonen", date(1950, 1, 1 + number % 28))

    many = find_clients(read_search("Korhonen", NINE))

    assert len(many.clients) == 12
    assert many.more


def test_a_human_of_several_rows_is_one(people):
    first = make_client("Kaisa Niemi", BORN)
    make_client("Kaisa Niemi", BORN, person_id=first.person_id)

    assert [client.pk for client in find_clients(read_search("Kaisa Niemi", NINE)).clients] == [first.pk]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", BadSearch),
        ("   ", BadSearch),
        ("å", BadSearch),
        ("12", BadSearch),
        ("%_\\", BadSearch),
        ("Maria 31.2.1982", BadSearch),
        ("Maria 17.5.2082", BadSearch),
        ("170582-901X", WrongCheck),
        (test_code(date(2026, 11, 24)), BornInTheFuture),
    ],
)
def test_what_cannot_be_looked_for_is_said(typed, error):
    with pytest.raises(error):
        read_search(typed, NINE)


@pytest.mark.parametrize("typed", ["x" * 120, "' or 1=1 --", "%%%%aa", "🙂🙂 aa", "a" * 60 + " 17.5.1982"])
def test_anything_else_finds_nobody(people, typed):
    assert found(typed) == []


def test_a_search_takes_the_same_few_statements_however_many_it_finds(people, django_assert_num_queries):
    with django_assert_num_queries(3):
        found("Hämäläinen")
    for number in range(20):
        make_client(f"Eka{number} Hämäläinen", BORN)

    with django_assert_num_queries(3):
        found("Hämäläinen")
