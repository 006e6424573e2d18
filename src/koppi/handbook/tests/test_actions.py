"""Changes of rules and texts: proposed, approved, in force at a moment, taken back."""

from datetime import timedelta

import pytest

from koppi.handbook.actions import (
    approve_change,
    call_off_change,
    name_owner,
    propose_change,
    send_back,
    withdraw_change,
)
from koppi.handbook.errors import (
    AlreadySettled,
    BaseHasChanged,
    CodeTaken,
    InForceAlready,
    NobodyOwns,
    NotComplete,
    NothingChanges,
    NotManager,
    NotOwner,
    NotWriter,
    NotYours,
    SomethingPlanned,
)
from koppi.handbook.kinds import kind_of, kinds
from koppi.handbook.models import Change
from koppi.handbook.rules import base_of
from koppi.intake.models import Statement
from koppi.matters.models import Topic
from koppi.matters.tests.factories import DAY, HOUR, LONG_AGO, MINUTE, NINE, make_team
from koppi.people.tests.factories import make_professional

from .factories import change, propose

SECOND = timedelta(seconds=1)


def said(code, at):
    """Return the Finnish name of a topic at a moment, or None."""
    row = Topic.objects.in_force(at).filter(code=code).first()
    return row and row.name_fi


def named(text):
    """Return a name in three languages."""
    return dict.fromkeys(("fi", "sv", "en"), text)


def test_a_change_takes_force_at_its_minute_and_not_before(manager, head):
    noon = NINE + 3 * HOUR
    was = said("skin", NINE)

    done = change("topic", "skin", by=manager, owner=head, wanted_at=noon, name=named("Ihottumat"))

    assert said("skin", noon - MINUTE) == said("skin", noon - timedelta(microseconds=1)) == was
    assert said("skin", noon) == said("skin", noon + MINUTE) == "Ihottumat"
    assert (done.version, done.in_force_at, done.approved_by) == (2, noon, head)


def test_a_change_without_a_moment_takes_force_when_it_is_approved(manager, head):
    proposed = propose("topic", "skin", by=manager, name=named("Ihottumat"))
    assert said("skin", NINE + DAY) != "Ihottumat"

    approve_change(change_id=proposed.pk, by=head, at=NINE + HOUR)

    assert said("skin", NINE + HOUR - SECOND) != "Ihottumat"
    assert said("skin", NINE + HOUR) == "Ihottumat"


def test_a_moment_that_has_passed_when_it_is_approved_is_that_of_the_approval(manager, head):
    proposed = propose("topic", "skin", by=manager, wanted_at=NINE + HOUR, name=named("Ihottumat"))

    done = approve_change(change_id=proposed.pk, by=head, at=NINE + DAY)

    assert done.in_force_at == NINE + DAY
    assert said("skin", NINE + DAY - SECOND) != "Ihottumat"


@pytest.mark.parametrize("language, word", [("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")])
def test_a_text_that_is_missing_in_a_language_is_refused_and_named(manager, language, word):
    with pytest.raises(NotComplete) as refusal:
        propose("topic", "skin", by=manager, name={**named("Ihottumat"), language: "  "})

    assert [(one.field, one.language) for one in refusal.value.problems] == [("name", language)]
    assert str(refusal.value) == f"The {word} text is missing: Name."
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "values, field",
    [
        ({"hint": {"fi": "Ihottuma", "sv": "", "en": "Rash"}}, "hint"),
        ({"name": named("x" * 121)}, "name"),
        ({"name": "Ihottumat"}, "name"),
        ({"registers": "dental"}, "registers"),
        ({"registers": ["patient"]}, "registers"),
        ({"registers": "social"}, "social_team"),
        ({"patient_team": ""}, "patient_team"),
        ({"patient_team": "perhe"}, "patient_team"),
        ({"patient_team": "nowhere"}, "patient_team"),
        ({"statements": ["chest-pain", "chest-pain"]}, "statements"),
        ({"statements": ["no-such"]}, "statements"),
        ({"statements": "stroke"}, "statements"),
        ({"in_form": "yes"}, "in_form"),
        ({"position": -1}, "position"),
        ({"position": True}, "position"),
        ({"position": "3"}, "position"),
        ({"owner": ""}, "owner"),
        ({"owner": "nobody"}, "owner"),
    ],
)
def test_content_that_does_not_hold_is_refused_in_words(manager, values, field):
    with pytest.raises(NotComplete) as refusal:
        propose("topic", "skin", by=manager, **values)

    assert refusal.value.problems[0].field == field
    assert refusal.value.problems[0].said


def test_content_with_an_unknown_or_a_missing_key_is_refused(manager):
    kind = kind_of("topic")
    content = kind.content_of(kind.latest("skin"))

    for odd in ({**content, "colour": "red"}, {"name": content["name"]}, [], "skin"):
        assert kind.problems("skin", odd, NINE)


def test_only_the_owner_approves(manager, head, chief):
    proposed = propose("topic", "skin", by=manager, name=named("Ihottumat"))

    for stranger in (manager, chief):
        with pytest.raises(NotOwner, match="Head of the health stations"):
            approve_change(change_id=proposed.pk, by=stranger, at=NINE)
        with pytest.raises(NotOwner):
            send_back(change_id=proposed.pk, why="no", by=stranger, at=NINE)

    assert Topic.objects.filter(code="skin").count() == 1


def test_content_whose_owner_names_nobody_cannot_be_approved(manager):
    proposed = propose("topic", "skin", by=manager, name=named("Ihottumat"))

    with pytest.raises(NobodyOwns, match="Nobody has been named as Head of the health stations"):
        approve_change(change_id=proposed.pk, by=manager, at=NINE)


def test_an_owner_whose_account_has_ended_is_nobody(manager, head):
    proposed = propose("topic", "skin", by=manager, name=named("Ihottumat"))
    head.is_active = False
    head.save()

    with pytest.raises(NobodyOwns):
        approve_change(change_id=proposed.pk, by=head, at=NINE)


def test_who_had_the_role_before_approves_no_more(manager, head, chief):
    proposed = propose("topic", "skin", by=manager, name=named("Ihottumat"))
    name_owner(owner="head-of-the-health-stations", user=chief, by=manager, at=NINE + HOUR)

    with pytest.raises(NotOwner):
        approve_change(change_id=proposed.pk, by=head, at=NINE + HOUR)
    approve_change(change_id=proposed.pk, by=chief, at=NINE + HOUR)


def test_a_nurse_proposes_nothing_and_names_nobody(teams, head):
    nurse = make_professional("Nina Nurse", make_team(), at=LONG_AGO).user

    with pytest.raises(NotWriter):
        propose("topic", "skin", by=nurse, name=named("Ihottumat"))
    with pytest.raises(NotManager):
        name_owner(owner="chief-physician", user=nurse, by=nurse, at=NINE)
    propose("topic", "skin", by=head, name=named("Ihottumat"))


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(manager, head, chief):
    hers = propose("topic", "skin", by=manager, name=named("Ihottumat"))
    his = propose("topic", "skin", by=chief, name=named("Iho ja kynnet"))
    approve_change(change_id=hers.pk, by=head, at=NINE)

    with pytest.raises(BaseHasChanged):
        approve_change(change_id=his.pk, by=head, at=NINE + HOUR)

    his.refresh_from_db()
    assert his.is_pending and his.content["name"] == named("Iho ja kynnet")
    assert said("skin", NINE + HOUR) == "Ihottumat"


def test_what_was_opened_before_another_change_is_not_proposed_on_top_of_it(manager, head):
    kind = kind_of("topic")
    opened = kind.latest("skin")
    change("topic", "skin", by=manager, owner=head, name=named("Ihottumat"))

    with pytest.raises(BaseHasChanged):
        propose_change(
            kind="topic",
            code="skin",
            content=kind.content_of(opened),
            base=base_of(opened),
            why="-",
            wanted_at=None,
            by=manager,
            at=NINE + HOUR,
        )


def test_a_proposal_that_changes_nothing_is_refused(manager):
    with pytest.raises(NothingChanges):
        propose("topic", "skin", by=manager)


def test_sent_back_with_a_reason_or_withdrawn_a_change_is_settled(manager, head, chief):
    first = propose("topic", "skin", by=manager, name=named("Ihottumat"))
    second = propose("topic", "skin", by=manager, name=named("Iho 2"))
    with pytest.raises(NotYours):
        withdraw_change(change_id=second.pk, by=head, at=NINE)

    send_back(change_id=first.pk, why="Say it shorter.", by=head, at=NINE)
    withdraw_change(change_id=second.pk, by=manager, at=NINE)

    for settled in (first, second):
        for act in (approve_change, call_off_change):
            with pytest.raises((AlreadySettled, InForceAlready)):
                act(change_id=settled.pk, by=head, at=NINE)
    assert Topic.objects.filter(code="skin").count() == 1


def test_a_new_item_begins_and_an_item_ends_at_its_minute(manager, head):
    content = {**kind_of("topic").content_of(kind_of("topic").latest("skin")), "name": named("Matkailu")}
    change("topic", "travel", by=manager, owner=head, wanted_at=NINE + HOUR, content=content)
    change("topic", "travel", by=manager, owner=head, at=NINE + DAY, wanted_at=NINE + 2 * DAY, content=None)

    moments = [NINE + HOUR - SECOND, NINE + HOUR, NINE + 2 * DAY - SECOND, NINE + 2 * DAY]
    assert [said("travel", at) for at in moments] == [None, "Matkailu", "Matkailu", None]


def test_a_code_that_is_taken_is_refused(manager):
    content = kind_of("topic").content_of(kind_of("topic").latest("skin"))

    with pytest.raises(CodeTaken):
        propose_change(
            kind="topic",
            code="skin",
            content=content,
            base=None,
            why="-",
            wanted_at=None,
            by=manager,
            at=NINE,
        )


def test_what_is_planned_can_be_called_off_and_what_was_in_force_goes_on(manager, head):
    was = said("skin", NINE)
    planned = change("topic", "skin", by=manager, owner=head, wanted_at=NINE + DAY, name=named("Ihottumat"))

    with pytest.raises(NotOwner):
        call_off_change(change_id=planned.pk, by=manager, at=NINE + HOUR)
    call_off_change(change_id=planned.pk, by=head, at=NINE + HOUR)

    assert said("skin", NINE + DAY) == said("skin", NINE + 9 * DAY) == was
    again = change("topic", "skin", by=manager, owner=head, at=NINE + 2 * HOUR, name=named("Iho ja hiukset"))
    assert (again.version, said("skin", NINE + DAY)) == (3, "Iho ja hiukset")


def test_a_planned_end_can_be_called_off(manager, head):
    ends = change("topic", "skin", by=manager, owner=head, wanted_at=NINE + DAY, content=None)
    assert said("skin", NINE + DAY) is None

    call_off_change(change_id=ends.pk, by=head, at=NINE + HOUR)

    assert said("skin", NINE + DAY)


def test_what_has_taken_force_cannot_be_called_off(manager, head):
    done = change("topic", "skin", by=manager, owner=head, name=named("Ihottumat"))

    with pytest.raises(InForceAlready):
        call_off_change(change_id=done.pk, by=head, at=NINE)


def test_nothing_is_slipped_in_before_what_is_planned(manager, head):
    planned = change("topic", "skin", by=manager, owner=head, wanted_at=NINE + DAY, name=named("Ihottumat"))
    sooner = propose("topic", "skin", by=manager, wanted_at=NINE + HOUR, name=named("Iho 2"))
    later = propose("topic", "skin", by=manager, wanted_at=NINE + 2 * DAY, name=named("Iho 3"))

    with pytest.raises(SomethingPlanned):
        approve_change(change_id=sooner.pk, by=head, at=NINE)
    approve_change(change_id=later.pk, by=head, at=NINE)
    with pytest.raises(SomethingPlanned):
        call_off_change(change_id=planned.pk, by=head, at=NINE)

    assert [said("skin", NINE + days * DAY) for days in (1, 2)] == ["Ihottumat", "Iho 3"]


def test_a_statement_that_topics_still_ask_does_not_end(manager, chief):
    with pytest.raises(NotComplete, match="still asks this"):
        propose("statement", "stroke", by=manager, content=None)

    assert Statement.objects.in_force(NINE + DAY).filter(code="stroke").exists()


def test_a_topic_does_not_ask_a_statement_that_has_ended_meanwhile(manager, chief, head):
    """Both proposals held when they were written; the second to be approved is looked at again."""
    Topic.objects.update(statements=[])
    asks = propose("topic", "skin", by=manager, statements=["stroke"], at=NINE)
    change("statement", "stroke", by=manager, owner=chief, content=None)

    with pytest.raises(NotComplete, match="stroke"):
        approve_change(change_id=asks.pk, by=head, at=NINE + HOUR)


@pytest.mark.parametrize("code", ["topic", "statement", "text-module"])
def test_each_kind_reads_what_it_writes(code, manager):
    kind = kinds()[code]
    for item, content in kind.in_force(NINE).items():
        assert kind.problems(item, content, NINE) == []
        copy = kind.begin(f"{item}-x"[:32], content, version=1, at=NINE)
        assert kind.content_of(kind.latest(copy.code)) == content


def test_a_statement_that_ends_and_begins_again_is_not_asked_over_the_time_between(manager, head, chief):
    for topic in Topic.objects.filter(statements__contains=["allergy"]):
        left = [one for one in topic.statements if one != "allergy"]
        change("topic", topic.code, by=manager, owner=head, statements=left)
    words = {"short": dict.fromkeys(("fi", "sv", "en"), "Allergia")}
    change("statement", "allergy", by=manager, owner=chief, wanted_at=NINE + DAY, content=None)
    change("statement", "allergy", by=manager, owner=chief, at=NINE + HOUR, wanted_at=NINE + 2 * DAY, **words)

    with pytest.raises(NotComplete):
        change("topic", "skin", by=manager, owner=head, at=NINE + 2 * HOUR, statements=["allergy"])
    change("topic", "skin", by=manager, owner=head, at=NINE + 2 * DAY + HOUR, statements=["allergy"])
