from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppi.intake import rules
from koppi.intake.rules import Facts

ALONE = Facts(statements=("chest-pain",))
PARENT = Facts(acts_for_others=True, statements=("chest-pain",))
CALM = Facts()


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        (PARENT, "who topic warnings words since reach support files check"),
        (ALONE, "topic warnings words since reach support files check"),
        (CALM, "topic words since reach support files check"),
        (Facts(acts_for_others=True), "who topic words since reach support files check"),
        (Facts(topic_is_chosen=False), "topic warnings words since reach support files check"),
    ],
)
def test_only_questions_that_concern_the_writer_are_asked(facts, asked):
    assert " ".join(rules.steps_for(facts)) == asked


@pytest.mark.parametrize("facts", [PARENT, ALONE, CALM])
def test_back_undoes_every_step_forward(facts):
    for step in rules.steps_for(facts)[:-1]:
        assert rules.previous_step(rules.next_step(step, facts), facts) == step


@pytest.mark.parametrize("facts", [PARENT, ALONE, CALM])
def test_the_first_question_has_nothing_before_it_and_the_check_nothing_after(facts):
    first = rules.steps_for(facts)[0]

    assert rules.previous_step(first, facts) is None
    assert rules.next_step(rules.CHECK, facts) == rules.CHECK


@pytest.mark.parametrize("walk", [rules.next_step, rules.previous_step, rules.number_of])
def test_a_question_that_is_not_asked_is_unknown(walk):
    with pytest.raises(rules.UnknownStep):
        walk(rules.WARNINGS, CALM)
    with pytest.raises(rules.UnknownStep):
        walk("nonsense", PARENT)


def test_checking_the_answers_is_not_counted_as_a_question():
    assert rules.number_of(rules.WHO, PARENT) == (1, 8)
    assert rules.number_of(rules.FILES, PARENT) == (8, 8)


def answers(**data):
    return {step: {"data": one, "raw": {}, "tab": "a", "version": 1} for step, one in data.items()}


def test_a_message_without_files_is_whole():
    given = answers(
        topic={"topic": "other"},
        warnings={"affirmed": [], "asked": ["chest-pain"]},
        words={"words": "x", "title": ""},
        since={"since": "today", "on": None},
        reach={},
        support={},
    )

    assert rules.unanswered(given, ALONE) == ()


def test_what_is_not_yet_a_good_answer_is_still_asked():
    given = answers(topic={"topic": "other"}, words=None)

    assert rules.unanswered(given, ALONE) == ("warnings", "words", "since", "reach", "support")


def test_a_new_topic_asks_its_own_warning_statements():
    given = answers(warnings={"affirmed": ["chest-pain"], "asked": ["chest-pain"]})
    other = Facts(statements=("chest-pain", "stroke"))

    assert rules.is_answered(given, "warnings", ALONE)
    assert not rules.is_answered(given, "warnings", other)


def test_a_statement_that_was_worded_anew_is_read_again():
    given = answers(warnings={"affirmed": [], "asked": ["chest-pain"], "versions": {"chest-pain": 1}})

    assert rules.is_answered(given, "warnings", replace(ALONE, versions=(("chest-pain", 1),)))
    assert not rules.is_answered(given, "warnings", replace(ALONE, versions=(("chest-pain", 2),)))


def test_a_statement_of_another_topic_is_not_affirmed_any_more():
    given = answers(warnings={"affirmed": ["chest-pain", "stroke"], "asked": ["chest-pain", "stroke"]})

    assert rules.affirmed_in(given, ALONE) == ("chest-pain",)


@pytest.mark.parametrize(
    ("health", "social", "left"),
    [
        (True, True, ("patient", "social")),
        (True, False, ("patient",)),
        (False, True, ("social",)),
        (False, False, ()),
    ],
)
def test_a_mandate_covers_the_registers_it_names(health, social, left):
    assert rules.covered(("patient", "social"), health=health, social=social) == left


@pytest.mark.parametrize(
    ("writer", "seen", "stale"),
    [
        ("a", 1, False),
        ("a", 5, False),
        ("b", 5, False),
        ("b", 1, True),
        ("", 0, False),
    ],
)
def test_only_another_window_that_has_not_seen_the_answer_is_stale(writer, seen, stale):
    kept = {"words": {"data": {}, "raw": {}, "tab": "a", "version": 5}}

    assert rules.is_stale(kept, "words", tab=writer, version=seen) is stale


def test_nothing_is_stale_before_the_first_answer():
    assert not rules.is_stale({}, "words", tab="a", version=0)


@pytest.mark.parametrize(
    ("title", "topic", "words", "subject"),
    [
        ("Selkäkipu, jalka puutuu", "Selkä", "Koko tarina", "Selkäkipu, jalka puutuu"),
        ("", "Iho", "Ihottuma kädessä. Kutisee öisin.", "Ihottuma kädessä"),
        ("", "Iho", "Ihottuma kädessä\nKutisee", "Ihottuma kädessä"),
        ("", "Iho", "Onko tämä ihottuma? Kutisee.", "Onko tämä ihottuma?"),
        ("", "Iho", "Hei! Käteen tuli ihottumaa. Kutisee.", "Hei! Käteen tuli ihottumaa"),
        ("", "Iho", "Kutisee.", "Iho: Kutisee"),
        ("", "Iho", "   ", "Iho"),
        ("", "Iho", "x" * 200, "Iho"),
        ("", "T" * 79, "jotain", "T" * 79),
    ],
)
def test_a_matter_is_called_by_its_title_or_its_first_words(title, topic, words, subject):
    assert rules.derive_subject(title, topic, words) == subject


@given(st.text(max_size=80), st.text(min_size=1, max_size=60), st.text(max_size=400))
def test_a_subject_fits_and_is_never_cut_in_a_word(title, topic, words):
    subject = rules.derive_subject(" ".join(title.split()), " ".join(topic.split()) or "Muu", words)

    assert len(subject) <= 80
    if subject.endswith("…") and not title.split() and not topic.endswith("…"):
        last = subject.rstrip("…").split(" ")[-1].rstrip(" ,;:–-")
        assert last in " ".join([topic, words]) or last == ""


@given(st.text(max_size=300), st.integers(1, 80))
def test_shortening_keeps_whole_words(text, longest):
    words, short = text.split(), rules.shorten(text, longest)

    assert len(short) <= longest
    kept = short.removesuffix("…").split()
    for whole, one in zip(words, kept[:-1], strict=False):
        assert whole == one


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)


@given(st.dictionaries(st.text(max_size=5), json_values, max_size=4))
def test_the_same_body_has_the_same_fingerprint_in_any_order(body):
    turned = dict(reversed(list(body.items())))

    assert rules.body_hash(body) == rules.body_hash(turned)


def test_another_word_is_another_body():
    first = rules.body_of(answers(words={"words": "a", "title": ""}))
    second = rules.body_of(answers(words={"words": "b", "title": ""}))

    assert rules.body_hash(first) != rules.body_hash(second)


def test_what_was_typed_and_in_which_window_does_not_change_the_body():
    here = {"words": {"data": {"words": "a"}, "raw": {"words": ["a "]}, "tab": "1", "version": 1}}
    there = {"words": {"data": {"words": "a"}, "raw": {"words": ["a"]}, "tab": "2", "version": 9}}

    assert rules.body_of(here) == rules.body_of(there)
