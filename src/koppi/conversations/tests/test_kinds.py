"""What a county may write on cards and templates, and what is refused in words."""

import pytest
from django.utils.translation import override

from koppi.conversations.kinds import INSTRUCTION_CARDS, RECORDING_TEMPLATES, TEXT_MODULES
from koppi.conversations.models import TextModule
from koppi.handbook.models import LANGUAGES
from koppi.matters.tests.factories import NINE, make_owner

from .factories import make_card, make_template


def said(kind, row, **changes):
    content = {**kind.content_of(row), **changes}
    with override("en"):
        return [(problem.field, str(problem.said)) for problem in kind.problems(row.code, content, NINE)]


def three(fi, sv, en):
    return {"fi": fi, "sv": sv, "en": en}


def test_what_is_in_force_can_be_written_again_as_it_is(topic, nurses):
    card = make_card(topics=[topic.code], team=nurses, professions=["doctor"], register="patient")

    assert said(INSTRUCTION_CARDS, card) == []
    assert said(RECORDING_TEMPLATES, make_template()) == []


@pytest.mark.parametrize(
    ("kind", "make"), [(INSTRUCTION_CARDS, make_card), (RECORDING_TEMPLATES, make_template)]
)
def test_a_text_without_its_swedish_twin_is_refused_in_words(db, kind, make):
    assert said(kind, make(), title=three("Kipu", " ", "Pain")) == [
        ("title", "The Swedish text is missing: Title.")
    ]


def test_a_topic_a_team_or_a_profession_that_is_not_there_is_refused_in_words(db):
    card = make_card()

    found = said(INSTRUCTION_CARDS, card, topics=["kuu"], team="kuu", professions=["astronaut"])

    assert [field for field, _said in found] == ["topics", "team", "professions"]
    assert "“kuu”" in found[0][1]


def test_a_template_has_the_same_headings_in_each_language(db):
    template = make_template()

    assert said(RECORDING_TEMPLATES, template, body=three("Syy\nTilanne", "Orsak", "Why\nNow")) == [
        ("body", "Each language needs the same headings: Finnish has 2, Swedish 1, English 2.")
    ]
    assert said(RECORDING_TEMPLATES, template, body=three(": vihje", "Orsak", "Why")) == [
        ("body", "A line begins with a colon: write the heading before it.")
    ]
    long = "\n".join(f"Otsikko {number}" for number in range(13))
    assert said(RECORDING_TEMPLATES, template, body=three(long, long, long)) == [
        ("body", "At most 12 headings.")
    ]


def test_a_change_becomes_the_next_version_with_all_it_says(topic, nurses):
    card = make_card(topics=[topic.code], team=nurses)
    content = {
        **INSTRUCTION_CARDS.content_of(card),
        "professions": ["nurse"],
        "owner": make_owner("other").code,
    }
    type(card).objects.filter(pk=card.pk).update(valid_to=NINE)

    begun = INSTRUCTION_CARDS.begin(card.code, content, version=2, at=NINE)

    assert INSTRUCTION_CARDS.content_of(INSTRUCTION_CARDS.at(card.code, NINE)) == content
    assert (begun.version, begun.team, begun.professions) == (2, nurses, ["nurse"])


def test_a_placeholder_that_nothing_fills_is_refused_by_its_name(db):
    module = TextModule.objects.create(
        code="hello", owner=make_owner(), valid_from=NINE, **{f"title_{one}": "Hei" for one in LANGUAGES}
    )

    assert said(TEXT_MODULES, module, body=three("Hei {name}", "Hej {namn}", "Hello {name}")) == [
        ("body", "Nothing is known to put in the place of {namn}.")
    ]
