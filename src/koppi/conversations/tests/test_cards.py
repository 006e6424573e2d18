"""Instruction cards: at hand for the topic, for whom they are meant, and from the minute that they hold."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from koppi.conversations.queries import cards_for
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import MINUTE, NINE

from .factories import make_card


def codes(*asked, **more):
    return [card.code for card in cards_for(*asked, **more)]


def test_the_cards_of_the_topic_come_before_those_of_every_topic(topic, nurses):
    make_card("kaikille", position=1)
    make_card("muu", topics=["iho"])
    make_card("kurkku-2", topics=["iho", topic.code], position=3)
    make_card("kurkku-1", topics=[topic.code], position=2)

    assert codes(topic, "patient", NINE) == ["kurkku-1", "kurkku-2", "kaikille"]
    assert codes(None, "patient", NINE) == ["kaikille"]


def test_a_card_of_one_register_is_not_at_hand_in_the_other(topic):
    make_card("terveys", register="patient")
    make_card("sosiaali", register="social")
    make_card("yhteinen")

    assert codes(topic, "patient", NINE) == ["terveys", "yhteinen"]
    assert codes(topic, "social", NINE) == ["sosiaali", "yhteinen"]
    assert codes(topic, "advice", NINE) == ["sosiaali", "terveys", "yhteinen"]


def test_a_card_for_one_team_or_profession_is_at_hand_for_them_alone(topic, aino, olli, nurses):
    make_card("tiimin", team=nurses)
    make_card("laakarien", professions=["doctor", "physiotherapist"])

    assert codes(topic, "patient", NINE, by=aino) == ["tiimin"]
    assert codes(topic, "patient", NINE, by=olli) == ["laakarien"]
    assert codes(topic, "patient", NINE) == []


def test_a_minute_before_its_time_the_old_card_is_at_hand_and_then_the_new_one(topic):
    make_card(valid_to=NINE)
    make_card(version=2, valid_from=NINE, valid_to=NINE + MINUTE)

    versions = [
        [card.version for card in cards_for(topic, "patient", at)]
        for at in (NINE - MINUTE, NINE, NINE + MINUTE)
    ]

    assert versions == [[1], [2], []]


def test_two_versions_of_a_card_are_never_in_force_together(db):
    make_card(valid_to=NINE)

    with pytest.raises(IntegrityError, match="one_instructioncard_version_in_force"), transaction.atomic():
        make_card(version=2, valid_from=NINE - MINUTE)


def test_a_card_is_read_in_the_language_of_who_works(topic):
    make_card()

    with override("sv"):
        (card,) = cards_for(topic, "patient", NINE)

    assert (card.title, card.body) == ("Kipu (sv)", "Kysy, missä sattuu. (sv)")


def test_cards_are_asked_for_in_one_statement_however_many(topic, aino, django_assert_num_queries):
    for number in range(5):
        make_card(f"kortti-{number}")
    make.make_topic(topic.patient_team)
    codes(topic, "patient", NINE, by=aino)

    with django_assert_num_queries(1):
        assert len(codes(topic, "patient", NINE, by=aino)) == 5
