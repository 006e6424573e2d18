"""By when care must begin: the assessment starts the limit, the visit meets it, and a delay is told."""

from datetime import date, timedelta

import pytest

from koppi.matters import rules
from koppi.matters.actions import (
    assess_matter,
    close_matter,
    join_matters,
    note_care,
    record_delay,
)
from koppi.matters.errors import CareMissing, NoLimitRuns, NotLicensed, NotYetTold, ReasonMissing
from koppi.matters.models import Delay, Matter
from koppi.matters.queries import broken_promises, care_at_risk, care_limit

from .factories import DAY, HOUR, MINUTE, NINE, events, make_client, make_matter, make_professional, running

CONTACT_DAY = NINE.date()


def born(years, days=0):
    """Return the birth date of somebody who turns so many years old on the contact day, or days later."""
    return CONTACT_DAY.replace(year=CONTACT_DAY.year - years) + timedelta(days=days)


def assess(matter, by, profession="nurse", at=NINE, **more):
    return assess_matter(
        matter_id=matter.pk, need="sore throat", urgency=0, profession=profession, by=by, at=at, **more
    )


def care(matter):
    """Return the limits for care to begin that run."""
    return [code for code in running(matter) if code in rules.CARE]


@pytest.fixture
def young(topic):
    """A client who turns 23 the day after the contact."""
    return make_matter(topic, make_client("Nea Nuori", birth_date=born(23, days=1)))


@pytest.fixture
def grown(topic):
    """A client who turns 23 on the day of the contact."""
    return make_matter(topic, make_client("Åsa Ek", birth_date=born(23)))


# Which limit


@pytest.mark.parametrize(
    ("profession", "age", "new_or_worse", "codes"),
    [
        ("nurse", 22, True, ("H3", "H2")),
        ("nurse", 22, False, ("H2", "H3")),
        ("doctor", 23, True, ("H2", "H3")),
        ("oral_health", 22, True, ("H5", "H4")),
        ("oral_health", 23, True, ("H4",)),
        ("dentist", 22, False, ("H5-dentist-assessed", "H4")),
        ("dentist", 23, True, ("H4",)),
        ("dental_specialist", 22, True, ("H5-specialist", "H4")),
        ("dental_specialist", 23, True, ("H4-specialist", "H4")),
        ("social_adviser", 22, True, ()),
        ("", 40, True, ()),
    ],
)
def test_the_need_and_the_age_say_which_limit(profession, age, new_or_worse, codes):
    assert rules.care_starts(profession, age=age, new_or_worse=new_or_worse) == codes


@pytest.mark.parametrize(
    ("code", "profession", "called_for", "met"),
    [
        ("H2", "nurse", "nurse", True),
        ("H2", "physiotherapist", "nurse", True),
        ("H2", "nurse", "doctor", False),
        ("H2", "doctor", "doctor", True),
        ("H2", "oral_health", "nurse", False),
        ("H2", "social_adviser", "nurse", False),
        ("H3", "nurse", "doctor", True),
        ("H3-doctor", "nurse", "doctor", False),
        ("H3-doctor", "doctor", "nurse", True),
        ("H4", "oral_health", "oral_health", True),
        ("H5", "doctor", "oral_health", False),
        ("H5", "dentist", "oral_health", True),
        ("H4", "oral_health", "dentist", False),
        ("H4", "dentist", "dentist", True),
        ("H4", "dentist", "dental_specialist", False),
        ("H5-dentist", "oral_health", "oral_health", False),
        ("H5-dentist", "dentist", "oral_health", True),
        ("H5-dentist-assessed", "oral_health", "dentist", False),
        ("H5-dentist-assessed", "dental_specialist", "dentist", True),
        ("H4-specialist", "dentist", "dental_specialist", False),
        ("H4-specialist", "dental_specialist", "dental_specialist", True),
        ("H5-specialist", "dental_specialist", "oral_health", True),
        ("H5-specialist", "doctor", "dental_specialist", False),
    ],
)
def test_which_visit_meets_which_limit(code, profession, called_for, met):
    assert rules.meets_care(code, profession, called_for=called_for) is met


def test_age_counts_on_the_day_of_the_contact_and_not_of_the_assessment(young, grown, aino):
    assess(young, aino, at=NINE + 2 * DAY)  # 23 by now
    assess(grown, aino)

    assert care(young) == ["H3"]
    assert care(grown) == ["H2"]


def test_the_limit_starts_from_the_assessment_and_runs_beside_the_daily_promises(grown, aino, again):
    assess(grown, aino, at=NINE + HOUR)

    matter = again(grown)
    clock = matter.clocks.get(rule="H2")
    assert clock.started_at == NINE + HOUR
    assert clock.due_at.date() == date(2025, 6, 3)
    assert (matter.care_due_at, matter.care_time_at) == (clock.due_at, None)
    assert matter.due_at < clock.due_at
    assert running(matter) == ["H2", "P1"]


def test_a_matter_that_only_waits_for_care_is_kept_in_mind(grown, aino, again):
    from koppi.matters.actions import mark_answered

    assess(grown, aino)
    mark_answered(matter_id=grown.pk, by=aino, at=NINE)

    assert running(grown) == ["H2", "N1"]
    assert again(grown).due_clock.rule == "N1"


def test_assessing_again_does_not_begin_the_limit_anew(grown, aino):
    assess(grown, aino)
    assess(grown, aino, profession="doctor", at=NINE + DAY)

    assert grown.clocks.filter(rule="H2").count() == 1


def test_a_certificate_for_the_young_has_the_long_limit_from_the_first_assessment(young, aino):
    assess(young, aino)
    assess(young, aino, new_or_worse=False, at=NINE + DAY)

    assert care(young) == ["H2"]
    assert young.clocks.get(rule="H2").started_at == NINE
    assert young.clocks.get(rule="H3").ended == "superseded"


def test_another_kind_of_care_has_a_limit_of_its_own(grown, aino):
    assess(grown, aino)
    assess(grown, aino, profession="oral_health", at=NINE + DAY)

    assert care(grown) == ["H4"]
    assert grown.clocks.get(rule="H4").started_at == NINE + DAY


def test_when_nobody_is_needed_any_more_the_limit_ends_with_that_reason(grown, aino, again):
    assess(grown, aino)
    assess(grown, aino, profession="", at=NINE + DAY)

    assert care(grown) == []
    assert grown.clocks.get(rule="H2").ended == "not_needed"
    assert again(grown).care_due_at is None


def test_social_care_has_none_of_these_limits(topic, social):
    matter = make_matter(topic, make_client("Otto Öhman"), register="social")
    worker = make_professional("Siri Sand", social).user

    assess(matter, worker)

    assert care(matter) == []


# Met by the visit


def see(matter, by, profession="nurse", held_at=NINE + DAY, **more):
    return note_care(
        matter_id=matter.pk, profession=profession, held_at=held_at, by=by, at=held_at + HOUR, **more
    )


def test_the_visit_meets_the_limit_when_it_took_place(grown, aino, again):
    assess(grown, aino)

    assert see(grown, aino) == ["H2"]

    assert grown.clocks.get(rule="H2").met_at == NINE + DAY
    assert again(grown).care_due_at is None
    assert events(grown)[-1] == "care.began"


def test_a_nurse_does_not_meet_what_calls_for_a_doctor(grown, aino):
    assess(grown, aino, profession="doctor")

    assert see(grown, aino) == []
    assert care(grown) == ["H2"]


def test_the_doctor_sees_the_young_within_seven_days_of_the_first_visit(young, aino, again):
    assess(young, aino, profession="doctor")

    see(young, aino)

    clock = young.clocks.get(rule="H3-doctor")
    assert (clock.started_at, clock.due_at.date()) == (NINE + DAY, (NINE + 8 * DAY).date())
    assert again(young).care_due_at == clock.due_at
    assert see(young, aino, profession="doctor", held_at=NINE + 3 * DAY) == ["H3-doctor"]
    assert care(young) == []


def test_a_first_visit_to_the_doctor_needs_no_second(young, aino):
    assess(young, aino, profession="doctor")

    see(young, aino, profession="doctor", also_needed="doctor")

    assert care(young) == []


def test_the_visit_itself_may_show_that_the_doctor_is_needed(young, aino):
    assess(young, aino)
    see(young, aino, also_needed="doctor")

    assert care(young) == ["H3-doctor"]
    assess(young, aino, profession="doctor", at=NINE + 2 * DAY)
    assert care(young) == ["H3-doctor"], "assessing again gives no longer limit"


def test_a_dentist_sees_the_young_within_four_weeks_of_the_need(young, aino):
    assess(young, aino, profession="oral_health")

    see(young, aino, profession="oral_health", also_needed="dentist")

    assert young.clocks.get(rule="H5-dentist").due_at.date() == (NINE + DAY + 28 * DAY).date()


@pytest.mark.parametrize(
    ("code", "profession", "called_for", "also_needed", "follows"),
    [
        ("H3", "nurse", "nurse", "", ""),
        ("H3", "nurse", "doctor", "", "H3-doctor"),
        ("H3", "doctor", "doctor", "doctor", ""),
        ("H2", "nurse", "nurse", "doctor", ""),
        ("H4", "oral_health", "oral_health", "dentist", ""),
        ("H4", "dentist", "dentist", "dental_specialist", "H4-specialist"),
        ("H5", "oral_health", "oral_health", "dental_specialist", "H5-specialist"),
        ("H5-dentist", "dentist", "oral_health", "dental_specialist", "H5-specialist"),
        ("H5-dentist", "dental_specialist", "oral_health", "dental_specialist", ""),
    ],
)
def test_which_limit_begins_with_a_visit(code, profession, called_for, also_needed, follows):
    found = rules.follows_visit(code, profession, called_for=called_for, also_needed=also_needed)
    assert found == follows


def test_a_specialist_dentist_has_six_months_from_when_the_need_was_found(grown, aino, again):
    assess(grown, aino, profession="dentist")
    assert care(grown) == ["H4"]

    see(grown, aino, profession="dentist", also_needed="dental_specialist")

    assert care(grown) == ["H4-specialist"]
    clock = grown.clocks.get(rule="H4-specialist")
    assert (clock.started_at, clock.due_at.date()) == (NINE + DAY, date(2025, 9, 4))
    assert see(grown, aino, profession="dentist", held_at=NINE + 2 * DAY) == []
    assert see(grown, aino, profession="dental_specialist", held_at=NINE + 2 * DAY) == ["H4-specialist"]
    assert again(grown).care_due_at is None


def test_a_dentist_that_the_assessment_calls_for_sees_the_young_within_three_months(young, aino):
    assess(young, aino, profession="dentist")

    assert care(young) == ["H5-dentist-assessed"]
    assert see(young, aino, profession="oral_health") == []


# Closing


def close(matter, by, **more):
    close_matter(matter_id=matter.pk, outcome="guided", by=by, at=NINE + HOUR, **more)


@pytest.mark.parametrize("reason", ["", "too busy"])
def test_a_matter_that_waits_for_care_is_not_closed_without_a_reason(reason, grown, aino, again):
    assess(grown, aino)

    with pytest.raises(CareMissing) as refusal:
        close(grown, aino, without_care=reason)

    assert "appointment" in str(refusal.value) or str(refusal.value)
    assert again(grown).state == Matter.State.OPEN
    assert care(grown) == ["H2"]


@pytest.mark.parametrize("reason", rules.NO_CARE)
def test_a_matter_that_waits_for_care_closes_with_a_reason(reason, grown, aino, again):
    assess(grown, aino)

    close(grown, aino, without_care=reason)

    clock = grown.clocks.get(rule="H2")
    assert again(grown).care_due_at is None
    if reason == "given":
        assert clock.met_at == NINE + HOUR
    else:
        assert clock.ended == reason


def test_the_limit_goes_along_when_the_matter_is_joined(topic, aino, again):
    client = make_client("Åsa Ek", birth_date=born(40))
    older, newer = make_matter(topic, client), make_matter(topic, client)
    assess(newer, aino)

    join_matters(newer_id=newer.pk, older_id=older.pk, by=aino, at=NINE + HOUR)

    assert care(older) == ["H2"]
    assert again(older).care_due_at == newer.clocks.get(rule="H2").due_at
    assert again(newer).care_due_at is None


# Delays


def delay(matter, by, **more):
    values = {"why": "no_times", "told": "Ensimmäinen aika on kesällä.", "told_on": CONTACT_DAY, **more}
    return record_delay(matter_id=matter.pk, by=by, at=NINE + HOUR, **values)


def test_a_delay_says_why_and_what_the_client_was_told_and_when(grown, aino):
    assess(grown, aino)

    recorded = delay(grown, aino)

    assert (recorded.clock.rule, recorded.why, recorded.told_on) == ("H2", "no_times", CONTACT_DAY)
    assert events(grown)[-1] == "delay.recorded"


def test_a_delay_without_words_or_from_tomorrow_or_of_nothing_is_refused(grown, aino):
    with pytest.raises(NoLimitRuns):
        delay(grown, aino)
    assess(grown, aino)
    with pytest.raises(ReasonMissing):
        delay(grown, aino, told=" ")
    with pytest.raises(NotYetTold) as refusal:
        delay(grown, aino, told_on=CONTACT_DAY + DAY)
    assert str(refusal.value)
    assert not Delay.objects.exists()


# At risk


def test_what_is_at_risk_comes_soonest_first_and_what_is_booked_in_time_is_not(
    young, grown, topic, aino, lea, sari
):
    booked = make_matter(topic, make_client("Elsa Ek", birth_date=born(50)))
    late = make_matter(topic, make_client("Otto Öhman", birth_date=born(50)))
    for matter in (grown, young, booked, late):
        assess(matter, aino)
    limit = care_limit(booked.pk).due_at
    Matter.objects.filter(pk=booked.pk).update(care_time_at=limit)
    Matter.objects.filter(pk=late.pk).update(care_time_at=limit + MINUTE)
    delay(late, aino)

    rows = care_at_risk(by=lea)

    assert [row.reference for row in rows] == [young.reference, grown.reference, late.reference]
    assert [row.told for row in rows] == [False, False, True]
    assert rows[0].called_for == "nurse"
    assert care_at_risk(by=sari) == []
    Matter.objects.filter(pk__in=[booked.pk, late.pk]).update(care_time_at=None)  # nothing is booked


def test_the_list_of_what_is_at_risk_asks_as_much_of_one_as_of_ten(
    topic, aino, lea, django_assert_num_queries
):
    for number in range(10):
        matter = make_matter(topic, make_client(f"Asiakas {number}", birth_date=born(50)))
        assess(matter, aino)

    care_at_risk(by=lea)
    with django_assert_num_queries(4):
        assert len(care_at_risk(by=lea)) == 10


def test_the_matter_and_its_limits_agree(grown, aino):
    assess(grown, aino)
    assert broken_promises() == []

    Matter.objects.filter(pk=grown.pk).update(care_due_at=NINE)

    assert "a matter knows by when care must begin" in [promise for promise, _ids in broken_promises()]
    Matter.objects.filter(pk=grown.pk).update(care_due_at=care_limit(grown.pk).due_at)


def test_the_promise_of_care_asks_about_every_limit():
    from koppi.matters.queries.promises import PROMISES

    asked = PROMISES["a matter knows by when care must begin"]
    assert all(f"'{code}'" in asked for code in rules.CARE)


# Who may assess


def test_a_protected_title_of_oral_health_assesses_teeth_and_nothing_else(topic, nurses):
    person = make_professional(
        "Outi Hoitaja", nurses, licence="protected_title", profession="oral_health"
    ).user
    teeth, throat = make_matter(topic, make_client("Åsa Ek")), make_matter(topic, make_client("Nea Nuori"))
    Matter.objects.filter(pk=teeth.pk).update(skill=rules.ORAL_SKILL)

    assert assess(teeth, person, profession="dentist")
    with pytest.raises(NotLicensed):
        assess(throat, person)


def test_who_assessed_when_the_law_changed_goes_on_until_august_2027(topic, nurses):
    vappu = make_professional("Vappu Vanha", nurses, licence="protected_title")
    type(vappu).objects.filter(pk=vappu.pk).update(assessed_before=True)
    person = vappu.user
    first, later = make_matter(topic, make_client("Åsa Ek")), make_matter(topic, make_client("Nea Nuori"))

    assert assess(first, person)
    with pytest.raises(NotLicensed):
        assess(later, person, at=NINE.replace(year=2027, month=9, day=1))
