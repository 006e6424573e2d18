from decimal import Decimal

import pytest

from ..errors import BrokenQuestionnaire
from ..reading import read
from ..response import Answer, Given, read_response, write_response
from ..rules import begin, settle
from .samples import names, needs_samples, sample

pytestmark = needs_samples
REFUSED = {
    "q-enableWhen-with-reference-loop": ("loop", "item[0].enableWhen"),
    "q-with-invalid-xhtml": ("xhtml", "item[0].item[0].text"),
    "q-with-rendering-xhtml-text-with-invalid-tag": ("xhtml", "item[0].text"),
}
COUNTED = "Q1apples", "Q2berries", "Q3cherries", "Q4dates", "Q5figs"


@pytest.mark.parametrize("name", names())
def test_each_sample_begins_and_comes_back_as_it_went_or_is_refused_with_place_and_reason(name):
    try:
        form = read(sample(name))
    except BrokenQuestionnaire as broken:
        assert [(flaw.code, flaw.place) for flaw in broken.flaws] == [REFUSED[name]]
        return

    sheet = settle(form, begin(form))

    assert name not in REFUSED
    assert read_response(form, write_response(form, sheet.given, completed=False)) == sheet.given
    assert "unsettled" not in {fault.code for fault in sheet.faults}


def chosen(link_id, code):
    return Given(link_id, (Answer("Coding", {"system": "http://loinc.org", "code": code}),))


@pytest.mark.parametrize(("fruits", "score"), [(0, 0), (3, 3), (4, 4), (5, 5)])
def test_a_count_decides_what_is_asked_next(fruits, score):
    form = read(sample("enableWhenOnCalculatedValueFromFHIRPath"))
    given = [chosen(link_id, "LA33-6" if at < fruits else "LA32-8") for at, link_id in enumerate(COUNTED)]

    few, many = settle(form, ()), settle(form, tuple(given))

    assert many.scores == {"fruitScore": Decimal(score)}
    assert (many.asked_ids != few.asked_ids) is True


def test_an_expression_over_three_numbers_opens_the_fourth_question():
    form = read(sample("enableWhenExpressionTest"))

    def answered(*numbers):
        under = [Given(f"n{at}", (Answer("Decimal", Decimal(n)),)) for at, n in enumerate(numbers, 1)]
        return settle(form, (Given("middleGroup", (), tuple(under)),)).asked_ids

    assert "q4" not in answered("2", "2.5")
    assert "q4" in answered("2", "2.5", "0.5")


def test_too_many_rounds_of_a_group_are_told():
    form = read(sample("q-with-minOccurs-maxOccurs"))
    given = read_response(form, sample("qr-with-repeating-group-exceed-maxOccurs"))

    faults = {(fault.code, fault.link_id, fault.limit) for fault in settle(form, given).faults}

    assert ("too_many", "1", "3") in faults


@pytest.mark.parametrize(
    ("questions", "answers"),
    [
        ("q-items-under-repeating-choice-item", "qr-items-under-repeating-choice-item"),
        ("hidden-item-questionnaire.R4", "hidden-item-questionnaire-response.R4"),
    ],
)
def test_a_response_written_elsewhere_stands_as_it_is(questions, answers):
    form = read(sample(questions))
    source = sample(answers)

    sheet = settle(form, read_response(form, source))

    assert sheet.faults == ()
    assert flat(write_response(form, sheet.given, completed=True)) == flat(source)


def flat(source, path=()):
    """Return all answers with where they stand, whatever the order of the items."""
    found = set()
    for item in source.get("item", ()):
        where = (*path, item["linkId"])
        found |= flat(item, where)
        for number, answer in enumerate(item.get("answer", ())):
            values = [str(value) for key, value in answer.items() if key.startswith("value")]
            found.add((*where, number, *values))
            found |= flat(answer, (*where, number))
    return found
