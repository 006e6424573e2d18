"""Sequences of answers to a questionnaire drawn by lot, beside the plainest reckoning there is."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ..reading import read
from ..response import Answer, Given
from ..rules import settle
from .test_reading import CORE, expression, extension, question, questionnaire

WEIGHTS = {"never": 0, "often": 2, "always": 3}
OPTIONS = [
    {"valueCoding": {"code": code}, **extension(CORE + "ordinalValue", valueDecimal=weight)}
    for code, weight in WEIGHTS.items()
]
LENGTH = 6


@some.composite
def forms(draw):
    """Draw questions of which each may wait for an earlier one, be required or not."""
    items, plain = [], []
    for at in range(LENGTH):
        item = question(f"q{at}", "choice", answerOption=OPTIONS, required=draw(some.booleans()))
        condition = None
        if at and draw(some.booleans()):
            condition = (draw(some.integers(0, at - 1)), draw(some.sampled_from(["=", "!="])),
                         draw(some.sampled_from(sorted(WEIGHTS))))  # fmt: skip
            coding = {"code": condition[2]}
            item["enableWhen"] = [
                {"question": f"q{condition[0]}", "operator": condition[1], "answerCoding": coding}
            ]
        items.append(item)
        plain.append((item["required"], condition))
    counted = question("sum", "integer", **expression("%resource.item.where(linkId='sum').exists().not()"))
    return read(questionnaire(*items, {**counted, "type": "boolean"})), plain


def reckon(plain, answers):
    """Return which questions are asked, by reading them from the top."""
    asked = []
    for at, (_required, condition) in enumerate(plain):
        if condition:
            question_at, operator, code = condition
            answered = answers.get(question_at) if question_at in asked else None
            if (answered == code) != (operator == "="):
                continue
        asked.append(at)
    return asked


@settings(max_examples=60, deadline=None)
@given(forms(), some.lists(some.tuples(some.integers(0, LENGTH - 1), some.sampled_from([*WEIGHTS, None]))))
def test_whatever_is_answered_in_any_order_hidden_holds_nothing_required_is_required_and_scores_add_up(
    drawn, sequence
):
    form, plain = drawn
    answers, sheet = {}, settle(form, ())
    for at, code in sequence:
        answers[at] = code
        listed = [Given(f"q{n}", (Answer("Coding", {"code": said}),)) for n, said in answers.items() if said]
        sheet = settle(form, tuple(listed))

    asked = reckon(plain, answers)
    standing = {one.link_id for one in sheet.given}
    assert sheet.asked_ids - {"sum"} == {f"q{at}" for at in asked}
    assert standing - {"sum"} == {f"q{at}" for at in asked if answers.get(at)}
    assert {fault.link_id for fault in sheet.faults if fault.code == "required"} == {
        f"q{at}" for at in asked if plain[at][0] and not answers.get(at)
    }
    weights = [WEIGHTS[answers[at]] for at in asked if answers.get(at)]
    assert sheet.weight == (sum(map(Decimal, weights)) if weights else None)


OPERATORS = [
    ("integer", "Integer", 5, "Integer", {"=": 0, "!=": 1, ">": 0, "<": 1, ">=": 0, "<=": 1}, 4),
    ("integer", "Integer", 5, "Integer", {"=": 1, "!=": 0, ">": 0, "<": 0, ">=": 1, "<=": 1}, 5),
    ("date", "Date", "2026-05-01", "Date", {"=": 0, "!=": 1, ">": 1, "<": 0, ">=": 1, "<=": 0}, "2026-05-02"),
    ("time", "Time", "10:00:00", "Time", {"=": 0, "!=": 1, ">": 0, "<": 1, ">=": 0, "<=": 1}, "09:59:59"),
]


@pytest.mark.parametrize(("kind", "name", "limit", "given_as", "verdicts", "answer"), OPERATORS)
def test_every_comparison_says_what_fhir_says(kind, name, limit, given_as, verdicts, answer):
    for operator, opens in verdicts.items():
        condition = {"question": "q", "operator": operator, f"answer{name}": limit}
        form = read(questionnaire(question("q", kind), question("then", enableWhen=[condition])))

        sheet = settle(form, (Given("q", (Answer(given_as, answer),)),))

        assert ("then" in sheet.asked_ids) == bool(opens), operator


LIMITS = [
    ("integer", extension(CORE + "minValue", valueInteger=3), "Integer", 2, "too_small"),
    ("integer", extension(CORE + "maxValue", valueInteger=3), "Integer", 4, "too_large"),
    ("string", extension(CORE + "minLength", valueInteger=3), "String", "ab", "too_short"),
    ("string", {"maxLength": 3}, "String", "abcd", "too_long"),
    ("string", extension(CORE + "regex", valueString="[0-9]{5}"), "String", "1234", "pattern"),
    ("decimal", extension(CORE + "maxDecimalPlaces", valueInteger=1), "Decimal", Decimal("1.25"), "decimals"),
    ("choice", {"answerOption": OPTIONS}, "Coding", {"code": "sometimes"}, "not_offered"),
    ("date", {}, "Date", "2026-02-30", "type"),
]


@pytest.mark.parametrize(("kind", "said", "name", "answer", "code"), LIMITS)
def test_an_answer_beyond_a_limit_is_told(kind, said, name, answer, code):
    form = read(questionnaire(question("q", kind, **said)))

    sheet = settle(form, (Given("q", (Answer(name, answer),)),))

    assert [fault.code for fault in sheet.faults] == [code]


def test_each_round_of_a_group_decides_for_itself():
    condition = {"question": "q", "operator": "=", "answerBoolean": True}
    group = question("g", "group", repeats=True, item=[
        question("q", "boolean"), question("then", required=True, enableWhen=[condition])])  # fmt: skip
    rounds = [Given("g", (), (Given("q", (Answer("Boolean", said),)),)) for said in (True, False, True)]

    sheet = settle(read(questionnaire(group)), tuple(rounds))

    assert [fault.address for fault in sheet.faults] == [
        (("g", 0), ("then", 0)),
        (("g", 2), ("then", 0)),
    ]


def test_an_answer_of_danger_is_seen_and_only_while_it_is_asked():
    danger = [{"valueCoding": {"code": "yes"}, **extension("urn:koppi:fhir:danger", valueBoolean=True)}]
    condition = {"question": "q", "operator": "=", "answerBoolean": True}
    form = read(questionnaire(
        question("q", "boolean"), question("d", "choice", answerOption=danger, enableWhen=[condition])
    ))  # fmt: skip
    chosen = Given("d", (Answer("Coding", {"code": "yes"}),))

    seen = [
        settle(form, (Given("q", (Answer("Boolean", said),)), chosen)).in_danger for said in (True, False)
    ]

    assert seen == [True, False]


def test_expressions_that_never_rest_are_told_and_end():
    never = "iif(%resource.item.where(linkId='a').answer.exists(), {}, true)"
    form = read(questionnaire(question("a", "boolean", **expression(never))))

    assert "unsettled" in {fault.code for fault in settle(form, ()).faults}
