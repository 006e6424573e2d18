import pytest

from koppi.matters.tests.factories import NINE
from koppi.resident import rules, words
from koppi.resident.rules import promise_code, stage_line


def names(line):
    return [(place.name, place.state) for place in line]


@pytest.mark.parametrize(
    ("register", "reached", "line"),
    [
        ("patient", ["received"], "received:now caught:next assessed:next next:next done:next"),
        ("patient", ["received", "caught"], "received:done caught:now assessed:next next:next done:next"),
        (
            "patient",
            ["received", "caught", "assessed"],
            "received:done caught:done assessed:now next:next done:next",
        ),
        ("patient", ["received", "caught", "next"], "received:done caught:done next:now done:next"),
        ("patient", ["received", "done"], "received:done done:now"),
        ("social", ["received", "caught"], "received:done caught:now next:next done:next"),
    ],
)
def test_the_ball_rests_at_the_furthest_stage_and_what_never_was_is_not_shown(register, reached, line):
    shown = stage_line(register, dict.fromkeys(reached, NINE))

    assert names(shown) == [tuple(place.split(":")) for place in line.split()]


@pytest.mark.parametrize(
    ("state", "waiting_for", "rule", "is_late", "code"),
    [
        ("open", "", "H1", False, "answer"),
        ("open", "", "P1", False, "answer"),
        ("open", "", "P1", True, "answer_late"),
        ("open", "", "N1", False, "go_on"),
        ("open", "", "N1", True, "go_on_late"),
        ("waiting", "client", "R1", False, "client"),
        ("waiting", "client", "R1", True, "client"),
        ("waiting", "appointment", "R1", False, "appointment"),
        ("waiting", "provider", "R1", False, "go_on"),
        ("closed", "", "", False, "closed"),
    ],
)
def test_what_a_client_may_expect_next(state, waiting_for, rule, is_late, code):
    assert promise_code(state=state, waiting_for=waiting_for, rule=rule, is_late=is_late) == code


@pytest.mark.parametrize(
    ("rule", "is_late", "code"),
    [("H1", False, "assess"), ("H1", True, "assess_late"), ("P1", False, "answer"), ("N1", False, "go_on")],
)
def test_somebody_who_has_been_answered_is_not_promised_an_answer_again(rule, is_late, code):
    said = promise_code(state="open", waiting_for="", rule=rule, is_late=is_late, is_answered=True)

    assert said == code


def test_only_what_waits_for_the_client_is_their_turn():
    assert rules.is_your_turn(state="waiting", waiting_for="client")
    assert not rules.is_your_turn(state="waiting", waiting_for="appointment")
    assert not rules.is_your_turn(state="open", waiting_for="")


def test_every_stage_has_words():
    assert set(words.STAGES) == {name for line in rules.STAGES.values() for name in line}
