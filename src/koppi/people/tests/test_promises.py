"""Our own promises are versions: a clock starts by the one in force, and tells it whenever it is read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from koppi.deadlines.arithmetic import due
from koppi.deadlines.calendars import DEFAULT_OFFICE_HOURS
from koppi.deadlines.explanations import explain
from koppi.deadlines.rules import NoRuleInForce
from koppi.deadlines.statutes import rule_version
from koppi.deadlines.statutes.local import local_promises
from koppi.deadlines.tests.strategies import MOMENTS, office_weeks
from koppi.handbook.models import Owner
from koppi.matters.queries import due_explained
from koppi.matters.tests.factories import DAY, HOUR, MINUTE, NINE, make_matter, make_owner
from koppi.matters.tests.fixtures import *  # noqa: F403
from koppi.people.content import FIRST, PROMISES, install_promises
from koppi.people.kinds import LOCAL_PROMISES
from koppi.people.models import LocalPromise
from koppi.people.queries import (
    alert_after,
    clock_rule,
    clock_rule_version,
    clock_rules,
    offer_stands,
    steady_promises,
)


def change(code, at, **changes):
    """Let the county promise something else from a moment on."""
    old = LocalPromise.objects.get(code=code, valid_to=None)
    LocalPromise.objects.filter(pk=old.pk).update(valid_to=at)
    columns = {
        field.attname: getattr(old, field.attname)
        for field in LocalPromise._meta.concrete_fields
        if field.attname != "id"
    }
    return LocalPromise.objects.create(
        **{**columns, "version": old.version + 1, "valid_from": at, "valid_to": None, **changes}
    )


def said(code, **changes):
    content = {**LOCAL_PROMISES.content_of(LOCAL_PROMISES.latest(code)), **changes}
    with override("en"):
        return [
            (problem.field, str(problem.said)) for problem in LOCAL_PROMISES.problems(code, content, NINE)
        ]


# As it begins


@pytest.mark.parametrize("rule", local_promises(), ids=lambda rule: rule.code)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_county_begins_with_the_promises_of_the_page_of_clocks(db, rule, language):
    row = LocalPromise.objects.get(code=rule.code).as_rule()

    with override(language):
        assert (str(row.title), str(row.duty)) == (str(rule.title), str(rule.duty))
    for name in (
        "version",
        "limit",
        "calendar",
        "trigger",
        "registers",
        "valid_from",
        "valid_to",
        "pausable",
    ):
        assert getattr(row, name) == getattr(rule, name)


def test_each_promise_begins_within_its_own_bounds(db):
    for one in PROMISES:
        assert said(one.code) == []
        assert one.amount <= one.most[one.unit]


def test_installing_them_again_changes_nothing_of_the_countys(db):
    change("P1", NINE, amount=48)

    install_promises(LocalPromise, Owner)

    assert LocalPromise.objects.filter(code="P1").count() == 2
    assert LocalPromise.objects.count() == len(PROMISES) + 1


# The version in force


def test_a_minute_before_its_time_the_old_promise_starts_a_clock_and_then_the_new_one(db):
    change("P1", NINE, amount=48)

    rules = [clock_rule("P1", at) for at in (NINE - MINUTE, NINE)]

    assert [(rule.version, rule.limit.amount) for rule in rules] == [(1, 24), (2, 48)]


def test_the_law_is_not_the_countys_to_change(db):
    LocalPromise.objects.filter(code="P1").update(code="H1")

    assert clock_rule("H1", NINE).kind == "statutory"
    assert clock_rule("P1", NINE) is rule_version("P1", 1)


def test_several_rules_are_asked_for_in_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert set(clock_rules(("H1", "P1", "N1"), NINE)) == {"H1", "P1", "N1"}
    with django_assert_num_queries(0):
        clock_rules(("H1",), NINE)


def test_an_old_version_is_still_known_and_an_unknown_one_refused(db):
    change("P1", NINE, amount=48)

    assert clock_rule_version("P1", 1).limit.amount == 24
    with pytest.raises(NoRuleInForce):
        clock_rule_version("P1", 9)
    with pytest.raises(NoRuleInForce):
        clock_rule("X9", NINE)


def test_a_block_that_nobody_changes_reads_them_once(db, django_assert_num_queries):
    with django_assert_num_queries(1), steady_promises():
        clock_rule("P1", NINE)
        alert_after(NINE)


def test_two_versions_of_a_promise_are_never_in_force_together(db):
    row = change("P1", NINE)

    with pytest.raises(IntegrityError, match="one_localpromise_version_in_force"), transaction.atomic():
        LocalPromise.objects.filter(pk=row.pk).update(valid_from=NINE - DAY)


def test_what_is_no_clock_has_a_length_too(db):
    change("alert", NINE, amount=3)

    assert [alert_after(at) for at in (NINE - MINUTE, NINE)] == [timedelta(minutes=10), timedelta(minutes=3)]
    assert offer_stands(NINE) == timedelta(hours=4)
    LocalPromise.objects.all().delete()
    assert offer_stands(NINE) == timedelta(hours=4)


def test_a_running_clock_keeps_its_promise_and_a_new_contact_takes_the_one_in_force(topic, maria):
    old = make_matter(topic, maria, register="social")
    kept = old.clocks.get(rule="P1")

    change("P1", NINE + MINUTE, amount=48)
    before, after = (
        make_matter(topic, maria, at=at, register="social").clocks.get(rule="P1")
        for at in (NINE + MINUTE - timedelta(seconds=1), NINE + MINUTE)
    )

    again = old.clocks.get(rule="P1")
    assert (again.version, again.due_at) == (kept.version, kept.due_at) == (1, NINE + DAY)
    assert (before.version, after.version) == (1, 2)
    assert (before.due_at, after.due_at) == (NINE + DAY + timedelta(seconds=59), NINE + 2 * DAY + MINUTE)
    with override("en"):
        assert any("within 24 hours" in str(one) for one in due_explained(old))


# What it tells


def test_a_due_time_tells_by_which_version_it_was_counted(db):
    old = clock_rule("P1", NINE)
    change("P1", NINE + HOUR, amount=48, owner_id=make_owner("uusi").code)
    kept = due(old, NINE, office=DEFAULT_OFFICE_HOURS).at

    told = explain(clock_rule_version("P1", 1), NINE, kept, office=DEFAULT_OFFICE_HOURS)
    new = explain(clock_rule("P1", NINE + HOUR), NINE + HOUR, office=DEFAULT_OFFICE_HOURS)

    with override("en"):
        words, new_words = [str(one) for one in told], [str(one) for one in new]
    assert "We answer within 24 hours. Weekends and holidays are not counted." in words
    assert (
        "This is our own promise: Answer promise, version 1. It is owned by: Process owner of client intake."
        in words
    )
    assert "In force in this form from 1 January 2023 to 3 March 2025." in words
    assert "It is due by Tue 4 Mar at 9:00." in words
    assert "We answer within 48 hours. Weekends and holidays are not counted." in new_words
    assert any("version 2. It is owned by: uusi" in one for one in new_words)
    with override("sv"):
        assert "Vi svarar inom 48 timmar. Veckoslut och helgdagar räknas inte." in [str(one) for one in new]


@given(MOMENTS, office_weeks(), st.data())
def test_whatever_a_county_promises_is_due_after_its_start_and_a_longer_promise_never_sooner(
    at, office, data
):
    first = data.draw(st.sampled_from([FIRST[code] for code in ("P1", "N1", "R1")]))
    unit = data.draw(st.sampled_from(list(first.most)))
    short, long = sorted(data.draw(st.tuples(*[st.integers(1, first.most[unit])] * 2)))
    owner = Owner(code="o", name_fi="O", name_sv="O", name_en="O")
    row = LocalPromise(code=first.code, unit=unit, owner=owner, valid_from=NINE)

    moments = []
    for amount in (short, long):
        row.amount = amount
        moments.append(due(row.as_rule(), at, office=office).at)

    assert at <= moments[0] <= moments[1]


# What a county may write


def test_a_sentence_without_its_swedish_twin_is_refused_in_words(db):
    duty = {"fi": "Vastaamme.", "sv": "", "en": "We answer."}

    assert said("P1", duty=duty) == [("duty", "The Swedish text is missing: The promise as a sentence.")]


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        ("P1", {"amount": 121}, [("amount", "At most 120 hours.")]),
        (
            "P1",
            {"unit": "minutes"},
            [("unit", "This promise is counted in: hours of office days, working days.")],
        ),
        ("P1", {"unit": "working_days", "amount": 2}, []),
        ("alert", {"unit": "days", "amount": 1}, [("unit", "This promise is counted in: minutes.")]),
        ("alert", {"amount": 241}, [("amount", "At most 240 minutes.")]),
    ],
)
def test_a_promise_stays_within_what_koppi_can_keep(db, code, changes, expected):
    assert said(code, **changes) == expected


def test_no_promise_has_no_length(db):
    assert said("P1", amount=0)[0][0] == "amount"


def test_no_promise_is_made_up_and_none_ends(db):
    content = LOCAL_PROMISES.content_of(LOCAL_PROMISES.latest("P1"))

    assert [one.field for one in LOCAL_PROMISES.problems("P9", content, NINE)] == ["name"]
    assert [one.field for one in LOCAL_PROMISES.check_end("P1", NINE)] == ["name"]
