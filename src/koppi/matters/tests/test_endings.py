"""Outcomes keep their codes; their words are the county's, and a closed matter keeps those of its time."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from koppi.ledger.models import Event
from koppi.matters.actions import cancel_matter, close_matter, reopen_matter
from koppi.matters.content import ENDINGS, install_endings
from koppi.matters.errors import NotAllowed, WayToCloseGone
from koppi.matters.kinds import CLOSING_REASONS
from koppi.matters.models import ClosingReason, Outcome
from koppi.matters.queries import closing_choices, how_it_ended, matter_events
from koppi.matters.rules import ADVICE_ENDS, ENDED_BY_PEOPLE

from .factories import HOUR, MINUTE, NINE, everything, make_owner, make_reason


def rename(code, name, at):
    """Let the county call an outcome otherwise from a moment on."""
    old = ClosingReason.objects.get(code=code, valid_to=None)
    ClosingReason.objects.filter(pk=old.pk).update(valid_to=at)
    return make_reason(code, old.outcome, name=name, version=old.version + 1, valid_from=at)


def close(matter, by, outcome, at=NINE + HOUR):
    close_matter(matter_id=matter.pk, outcome=outcome, without_assessment="not_reached", by=by, at=at)
    matter.refresh_from_db()
    return matter


def said(code, **changes):
    content = {**CLOSING_REASONS.content_of(CLOSING_REASONS.latest(code)), **changes}
    with override("en"):
        return [
            (problem.field, str(problem.said)) for problem in CLOSING_REASONS.problems(code, content, NINE)
        ]


def in_register(register, is_advice=False):
    """Return what closing asks of a matter: who works on it, and whether its client is known."""
    return SimpleNamespace(works_in=register, is_advice=is_advice)


# What Koppi comes with


def test_every_outcome_has_words_from_the_first_day_and_people_choose_only_theirs(db):
    rows = ClosingReason.objects.in_force(NINE)

    assert {row.code: row.outcome for row in rows} == {outcome: outcome for outcome in Outcome.values}
    assert {row.code for row in rows if row.offered} == ENDED_BY_PEOPLE
    assert {row.owner_id for row in rows} == {"process-owner-of-client-intake"}
    for row, ending in zip(rows.order_by("position"), ENDINGS, strict=True):
        assert (row.code, row.name_sv, row.told_fi) == (ending.outcome, ending.name["sv"], ending.told["fi"])


def test_installing_the_first_words_again_changes_nothing_of_the_countys(db):
    rename("solved", "Hoidettu", NINE)

    install_endings(ClosingReason, type(make_owner()))

    assert ClosingReason.objects.filter(code="solved").count() == 2
    assert ClosingReason.objects.count() == len(ENDINGS) + 1


# What is offered


def test_a_register_is_offered_its_own_reasons_in_their_order(db):
    make_reason("jarjesto", position=11)
    make_reason("kela", registers="social", position=12)
    make_reason("tyoterveys", "moved_on", registers="patient", position=1)
    make_reason("vanha", valid_to=NINE)

    social, patient = (
        [code for code, _name in closing_choices(in_register(register), NINE)]
        for register in ("social", "patient")
    )

    assert social[:4] == ["solved", "guided", "jarjesto", "kela"]
    assert patient[:4] == ["solved", "tyoterveys", "guided", "jarjesto"]
    assert not {"joined", "continued", "wrong_client", "vanha"} & {*social, *patient}


def test_advice_ends_only_as_advice_can(db):
    make_reason("jarjesto", position=11)
    make_reason("puhelin", "not_reached")

    codes = {code for code, _name in closing_choices(in_register("patient", is_advice=True), NINE)}

    assert codes == {*ADVICE_ENDS, "jarjesto"}


def test_a_minute_before_its_time_the_old_name_is_offered_and_then_the_new_one(db):
    rename("solved", "Hoidettu", NINE)

    with override("en"):
        before, after = (
            dict(closing_choices(in_register("patient"), at))["solved"] for at in (NINE - MINUTE, NINE)
        )

    assert (before, after) == ("Solved at once", "Hoidettu (en)")


def test_without_rows_the_words_that_koppi_comes_with_are_offered(db):
    ClosingReason.objects.all().delete()

    with override("sv"):
        assert closing_choices(in_register("patient"), NINE)[0] == ("solved", "Löst genast")


# Closing


def test_a_reason_of_the_countys_is_counted_as_its_outcome(matter, aino):
    reason = make_reason()

    close(matter, aino, "jarjesto")

    assert (matter.outcome, matter.closed_as) == ("guided", reason)
    data = Event.objects.get(kind="matter.closed").data
    assert (data["outcome"], data["reason"], data["reason_version"]) == ("guided", "jarjesto", 1)


def test_a_closed_matter_keeps_the_words_it_was_closed_by(matter, aino, resident):
    close(matter, aino, "solved")

    rename("solved", "Hoidettu", NINE + 2 * HOUR)
    (line,) = [line for line in matter_events(matter) if line.kind == "matter.closed"]

    with override("sv"):
        assert how_it_ended(matter).name == "Löst genast"
    assert line.ended.told == "Asiasi ratkesi."
    reopen_matter(matter_id=matter.pk, by=aino, at=NINE + 3 * HOUR)
    matter.refresh_from_db()
    assert matter.closed_as is None
    close(matter, aino, "solved", at=NINE + 4 * HOUR)
    assert how_it_ended(matter).name == "Hoidettu (fi)"
    assert [line.ended.name for line in matter_events(matter) if line.kind == "matter.closed"] == [
        "Ratkaistu heti",
        "Hoidettu (fi)",
    ]


def test_what_follows_from_another_action_keeps_its_words_too(matter, resident):
    cancel_matter(matter_id=matter.pk, by=resident, at=NINE + HOUR)
    matter.refresh_from_db()

    assert matter.closed_as.code == "cancelled"


@pytest.mark.parametrize(
    "values", [{"offered": False}, {"registers": "social"}], ids=["not offered", "of the other register"]
)
def test_a_way_to_close_that_is_not_offered_here_is_refused_and_nothing_changes(matter, aino, values):
    make_reason(**values)
    before = everything(matter)

    with pytest.raises(WayToCloseGone):
        close(matter, aino, "jarjesto")

    assert everything(matter) == before


def test_a_reason_that_has_ended_or_is_planned_closes_nothing(matter, aino):
    make_reason("vanha", valid_to=NINE + HOUR)
    make_reason("tuleva", valid_from=NINE + 2 * HOUR)

    for code in ("vanha", "tuleva", "joined"):
        with pytest.raises(NotAllowed):
            close(matter, aino, code)


def test_a_matter_closed_before_there_were_rows_is_told_by_the_first_words(matter, aino):
    ClosingReason.objects.all().delete()

    close(matter, aino, "guided")

    assert matter.closed_as is None
    with override("en"):
        assert how_it_ended(matter).told == "You got advice on how to go on."
        assert [line.ended.name for line in matter_events(matter) if line.kind == "matter.closed"] == [
            "Guided onwards"
        ]


# What a county may write


def test_what_is_in_force_can_be_written_again_as_it_is(db):
    make_reason()

    assert [said(code) for code in ("solved", "joined", "jarjesto")] == [[], [], []]


def test_a_name_without_its_swedish_twin_is_refused_in_words(db):
    name = {"fi": "Hoidettu", "sv": "", "en": "Cared for"}

    assert said("solved", name=name) == [("name", "The Swedish text is missing: Name.")]


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("solved", {"outcome": "guided"}, "outcome"),
        ("jarjesto", {"outcome": "joined"}, "outcome"),
        ("joined", {"offered": True}, "offered"),
    ],
)
def test_outcomes_are_counted_so_they_stay_what_they_are(db, code, changes, field):
    make_reason()

    assert [where for where, _said in said(code, **changes)] == [field]


def test_a_way_to_close_is_left_in_each_register(db):
    ClosingReason.objects.filter(offered=True).exclude(code__in=("solved", "guided")).update(offered=False)
    ClosingReason.objects.filter(code="guided").update(registers="patient")

    assert said("guided", offered=False) == []
    assert said("solved", offered=False) == [
        ("offered", "At least one way to close must be left in each register.")
    ]
    assert said("solved", registers="patient")[0][0] == "offered"


def test_an_outcomes_own_words_never_end_and_the_countys_own_reason_may(db):
    make_reason()

    assert [one.field for one in CLOSING_REASONS.check_end("solved", NINE)] == ["offered"]
    assert list(CLOSING_REASONS.check_end("jarjesto", NINE)) == []
