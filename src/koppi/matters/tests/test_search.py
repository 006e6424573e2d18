"""What a search finds: what matches and is within reach, by the definition, whatever is typed."""

import re

import pytest
from django.db import connection

from koppi.access.second_lock import acting
from koppi.matters.actions import catch_matter
from koppi.matters.models import Matter
from koppi.matters.queries import search_matters

from . import factories as make

WORDS = {
    "throat": "Kurkku on kipeä ja kuume nousi yöllä.",
    "fever": "Kuume nousi eilen, kurkku ei ole kipeä.",
    "swedish": "Halsen är öm och febern steg.",
    "apostrophe": "Lääke on nimeltään D'Arsonval, annos 5 mg.",
}
TYPED = [
    "kurkku",
    "kuumeen",
    "kurkku kipeä",
    '"kuume nousi yöllä"',
    '"kuumeen nousi"',
    '"nousi kuumeen"',
    "kuume -yöllä",
    "-kuume",
    "halsen",
    "Lindq",
    "D'Arsonval",
    "kurkku or halsen",
    "t1/kuume",
    "' & (",
    "ja",
]

# The definition: every matter of the county judged one by one, without the index and without the finder.
MATCHES = """
select id from matters_matter
 where search @@ (websearch_to_tsquery('finnish', %(said)s) || websearch_to_tsquery('swedish', %(said)s)
                  || to_tsquery('simple', %(beginnings)s))
"""


@pytest.fixture
def county(nurses, doctors, social, topic, maria, aino, olli):
    """Matters with each of the words: in a nurse's team, in social care, elsewhere, and elsewhere for her."""
    elsewhere = make.make_topic(doctors, code="toinen")
    for words in WORDS.values():
        make.make_matter(topic, maria, words=words)
        make.make_matter(elsewhere, make.make_client("Leena Lindqvist"), words=words)
        make.make_matter(topic, maria, register="social", words=words)
        meant = make.make_matter(elsewhere, make.make_client("Mari Meri"), words=words)
        Matter.objects.filter(pk=meant.pk).update(meant_for=aino.professional)
    return aino


def matching(typed):
    beginnings = " & ".join(f"{word}:*" for word in re.findall(r"\w+", typed))
    with acting(None), connection.cursor() as cursor:
        cursor.execute(MATCHES, {"said": typed, "beginnings": beginnings})
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_finds_what_matches_within_reach_and_nothing_else(county, typed):
    within_reach = set(Matter.objects.in_care_of(county).values_list("pk", flat=True))

    found = {matter.pk for matter in search_matters(by=county, text=typed)}

    assert found == matching(typed) & within_reach


def test_the_words_that_are_typed_find_something_within_reach_and_leave_something(county):
    within_reach = set(Matter.objects.in_care_of(county).values_list("pk", flat=True))

    assert 0 < len(within_reach) < Matter.objects.count()
    assert matching("kurkku") & within_reach
    assert matching("kurkku") - within_reach


def test_a_matter_that_goes_to_another_team_is_found_there(county, nurses, doctors, olli, topic, maria):
    matter = make.make_matter(topic, maria, words="Nilkka nyrjähti.")
    Matter.objects.filter(pk=matter.pk).update(team=doctors)

    assert search_matters(by=county, text="nilkka") == []
    assert search_matters(by=olli, text="nilkka") == [matter]


def test_what_one_holds_is_found_in_whatever_team_it_is(county, nurses, doctors, topic, maria):
    matter = make.make_matter(topic, maria, words="Nilkka nyrjähti.")
    catch_matter(matter_id=matter.pk, by=county, at=make.NINE)
    Matter.objects.filter(pk=matter.pk).update(team=doctors)

    assert search_matters(by=county, text="nilkka") == [matter]
