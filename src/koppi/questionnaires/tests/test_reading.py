import json
import time

import pytest
from django.utils.translation import override

from ..errors import BrokenQuestionnaire
from ..markup import ForbiddenMarkup, words_of
from ..reading import MOST_ITEMS, read
from ..rules import settle

CORE = "http://hl7.org/fhir/StructureDefinition/"
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"


def questionnaire(*items, **more):
    return {"resourceType": "Questionnaire", "status": "active", "item": list(items), **more}


def question(link_id="a", kind="string", **more):
    return {"linkId": link_id, "type": kind, "text": link_id, **more}


def waits(link_id, on, **more):
    condition = {"question": on, "operator": "exists", "answerBoolean": True, **more}
    return question(link_id, enableWhen=[condition])


def extension(url, **value):
    return {"extension": [{"url": url, **value}]}


def expression(text, language="text/fhirpath"):
    return extension(CALCULATED, valueExpression={"language": language, "expression": text})


def deep(levels):
    item = question("deepest")
    for level in range(levels):
        item = question(f"g{level}", "group", item=[item])
    return item


BROKEN = {
    "not json": ("{", "not_json", ""),
    "a number that is none": ('{"resourceType": "Questionnaire", "x": NaN}', "not_json", ""),
    "a list": ([], "not_questionnaire", "resourceType"),
    "another resource": ({"resourceType": "Patient"}, "not_questionnaire", "resourceType"),
    "nothing": (questionnaire(), "empty", "item"),
    "no linkId": (questionnaire({"type": "string"}), "no_link_id", "item[0].linkId"),
    "twice": (questionnaire(question(), question()), "same_link_id", "item[1].linkId"),
    "type": (questionnaire(question(kind="slider")), "unknown_type", "item[0].type"),
    "R5": (questionnaire(question(kind="coding")), "newer", "item[0].type"),
    "STU3": (questionnaire(question(option=[])), "older", "item[0].option"),
    "profile": (
        questionnaire(
            question(), meta={"profile": ["http://hl7.org/fhir/3.0/StructureDefinition/Questionnaire"]}
        ),
        "older",
        "meta.profile[0]",
    ),
    "itself": (questionnaire(waits("a", "a")), "loop", "item[0].enableWhen"),
    "a ring": (questionnaire(waits("a", "b"), waits("b", "a")), "loop", "item[0].enableWhen"),
    "what lies under it": (
        questionnaire({**waits("g", "b"), "type": "group", "item": [question("b")]}),
        "loop",
        "item[0].enableWhen",
    ),
    "asks nobody": (questionnaire(waits("a", "z")), "no_such_question", "item[0].enableWhen[0].question"),
    "operator": (
        questionnaire(question("b"), waits("a", "b", operator="~")),
        "unknown_operator",
        "item[1].enableWhen[0].operator",
    ),
    "larger than true": (
        questionnaire(question("b", "boolean"), waits("a", "b", operator=">")),
        "operator_type",
        "item[1].enableWhen[0].operator",
    ),
    "several and no behaviour": (
        questionnaire(question("b"), question("a", enableWhen=waits("a", "b")["enableWhen"] * 2)),
        "behaviour",
        "item[1].enableBehavior",
    ),
    "too deep": (questionnaire(deep(25)), "too_deep", ".".join(["item[0]"] * 20) + ".item"),
    "no choices": (questionnaire(question(kind="choice")), "options_missing", "item[0]"),
    "choices elsewhere": (
        questionnaire(question(kind="choice", answerValueSet="http://example.org/vs")),
        "value_set_elsewhere",
        "item[0].answerValueSet",
    ),
    "not FHIRPath": (questionnaire(question(**expression("1 +* ("))), "expression", "item[0].extension"),
    "another language": (
        questionnaire(question(**expression("1", "text/cql"))),
        "expression_language",
        "item[0].extension",
    ),
    "a pattern for ever": (
        questionnaire(question(**extension(CORE + "regex", valueString="(a+)+$"))),
        "regex_heavy",
        "item[0].extension",
    ),
    "not a pattern": (
        questionnaire(question(**extension(CORE + "regex", valueString="(a"))),
        "regex",
        "item[0].extension",
    ),
    "must be known": (
        questionnaire(question(modifierExtension=[{"url": "http://example.org/not"}])),
        "modifier",
        "item[0].modifierExtension",
    ),
    "first value": (
        questionnaire(question(kind="integer", initial=[{"valueString": "one"}])),
        "initial_type",
        "item[0].initial[0]",
    ),
    "script": (
        questionnaire(question(_text=extension(CORE + "rendering-xhtml", valueString="<script>x</script>"))),
        "xhtml",
        "item[0].text",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_questionnaire_is_refused_with_place_and_reason(case):
    source, code, place = BROKEN[case]

    with pytest.raises(BrokenQuestionnaire) as refused:
        read(source if isinstance(source, str) else json.dumps(source))

    first = refused.value.flaws[0]
    assert (first.code, first.place) == (code, place)
    said = []
    for language in ("fi", "sv", "en"):
        with override(language):
            said.append(str(first))
    assert len(set(said)) == 3


def test_two_thousand_items_in_one_chain_are_read_and_settled_at_once_and_one_more_is_refused():
    items = [question("0", "boolean"), *(waits(str(n), str(n - 1)) for n in range(1, MOST_ITEMS))]
    begun = time.process_time()

    sheet = settle(read(questionnaire(*items)), ())

    assert time.process_time() - begun < 2
    assert sheet.asked_ids == {"0"}
    with pytest.raises(BrokenQuestionnaire) as refused:
        read(questionnaire(*items, question("more")))
    assert [flaw.code for flaw in refused.value.flaws] == ["too_many"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='java\nscript:alert(1)'>x</a>",
        "<iframe></iframe>",
        "<svg onload=alert(1)></svg>",
        "<b>not closed",
        "</b>",
        "<!DOCTYPE x>",
        "<?php ?>",
        "<a href='data:text/html,x'>x</a>",
    ],
)
def test_markup_that_does_something_is_refused(hostile):
    with pytest.raises(ForbiddenMarkup):
        words_of(hostile)


def test_markup_that_is_allowed_leaves_its_words():
    assert words_of("<p>How <b>are</b>\n you?</p><p>1 &lt; 2</p><img src='/x.png' alt='a face'/>") == (
        "How are you?\n1 < 2\na face"
    )


def test_a_text_speaks_the_readers_language_where_it_is_translated():
    swedish = [{"url": "lang", "valueCode": "sv"}, {"url": "content", "valueString": "Hur mår du?"}]
    translated = {"extension": [{"url": CORE + "translation", "extension": swedish}]}

    words = read(questionnaire(question(_text=translated))).items[0].words

    assert (words.in_language("sv-fi"), words.in_language("fi")) == ("Hur mår du?", "a")
