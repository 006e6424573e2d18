"""An appointment meets the limit by which care must begin, or says why it does not."""

from datetime import timedelta

import pytest

from koppi.access.second_lock import acting
from koppi.appointments import rules
from koppi.appointments.actions import book, cancel, move, note_arrived, note_held, note_missed
from koppi.appointments.errors import DelayUnexplained
from koppi.conversations.models import Message
from koppi.matters.actions import assess_matter, join_matters
from koppi.matters.models import Delay
from koppi.matters.queries import care_at_risk, care_limit
from koppi.matters.tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    make_client,
    make_matter,
    make_professional,
    resident_of,
)
from koppi.people.scope import facts_of

from .factories import free, make_hours

TEN = NINE + HOUR
WEEK = 7 * DAY


@pytest.fixture(autouse=True)
def long_writing_up(monkeypatch):
    """A pass ends by the database's clock, and these tests happen long ago."""
    monkeypatch.setattr(rules, "WRITING_UP", timedelta(days=36_500))


@pytest.fixture
def nurse(nurses):
    return make_professional("Liisa Sorsa", nurses)


@pytest.fixture
def times(nurse, nurses):
    """A nurse's times: Mondays at 10.00, 10.30, 11.00 and 11.30, six weeks ahead."""
    make_hours(nurse, nurses)
    return free()


@pytest.fixture
def young(topic, aino):
    """A matter of somebody young, whose care must begin within 14 days."""
    matter = make_matter(topic, make_client("Nea Nuori", birth_date=NINE.date().replace(year=2010)))
    assess(matter, aino)
    return matter


def assess(matter, by, profession="nurse", at=NINE):
    assess_matter(matter_id=matter.pk, need="Yskä", urgency=0, profession=profession, by=by, at=at)


def take(matter, slot, by, at=NINE, **more):
    return book(matter_id=matter.pk, slot_id=slot.pk, by=by, at=at, **more)


def at_risk(by):
    return [row.reference for row in care_at_risk(by=by)]


def last_letter(matter):
    return Message.objects.filter(conversation__matter=matter).order_by("-seq").first().body


def late(times):
    """Return the first time after the 14 days."""
    return next(slot for slot in times if slot.starts_at > NINE + 15 * DAY)


def test_what_took_place_meets_the_limit_with_the_moment_it_did(young, times, aino, nurse, again):
    event = take(young, times[4], aino)
    note_arrived(event_id=event.pk, by=nurse.user, at=event.starts_at - 2 * MINUTE)

    note_held(event_id=event.pk, by=nurse.user, at=event.starts_at + HOUR)

    clock = young.clocks.get(rule="H3")
    assert clock.met_at == event.starts_at - 2 * MINUTE
    matter = again(young)
    assert (matter.care_due_at, matter.care_time_at) == (None, None)


def test_what_was_cancelled_or_missed_leaves_the_limit_running(young, times, aino, nurse, lea, again):
    event = take(young, times[0], aino)
    assert again(young).care_time_at == event.starts_at
    assert at_risk(lea) == []

    note_missed(event_id=event.pk, by=nurse.user, at=event.starts_at + HOUR)

    assert care_limit(young.pk).rule == "H3"
    assert at_risk(lea) == [young.reference]
    event = take(young, times[4], aino, at=TEN + HOUR)
    assert at_risk(lea) == []
    cancel(event_id=event.pk, by=aino, at=TEN + HOUR)
    assert again(young).care_time_at is None
    assert at_risk(lea) == [young.reference]


def test_a_professional_who_books_after_the_limit_says_why_and_the_client_is_told(
    young, times, aino, lea, again
):
    slot = late(times)
    with pytest.raises(DelayUnexplained) as refusal:
        take(young, slot, aino)
    assert refusal.value.limit == care_limit(young.pk).due_at
    assert not Delay.objects.exists()

    event = take(young, slot, aino, delay="no_times")

    delay = Delay.objects.get()
    assert (delay.why, delay.told_on, delay.clock.rule) == ("no_times", NINE.date(), "H3")
    assert delay.told in last_letter(young)
    assert "17.3.2025" in delay.told
    assert again(young).care_time_at == event.starts_at
    assert at_risk(lea) == [young.reference], "a time after the limit is still at risk"


def test_moving_past_the_limit_is_explained_and_a_refusal_leaves_the_old_time(young, times, aino):
    event = take(young, times[4], aino)
    with pytest.raises(DelayUnexplained):
        move(event_id=event.pk, slot_id=late(times).pk, by=aino, at=NINE, explanation="Koulutus.")
    event.refresh_from_db()
    assert event.state == "booked"

    move(event_id=event.pk, slot_id=late(times).pk, by=aino, at=NINE, explanation="Koulutus.", delay="away")

    delay = Delay.objects.get()
    assert "Koulutus." in delay.told
    assert "Koulutus." in last_letter(young) and "17.3.2025" in last_letter(young)


def test_a_client_who_chooses_a_later_time_does_so_by_their_own_wish(young, times, aino):
    resident = resident_of(young.client)
    event = take(young, times[4], resident)

    with acting(facts_of(resident)):
        move(event_id=event.pk, slot_id=late(times).pk, by=resident, at=NINE)

    assert Delay.objects.get().why == "client"


def test_a_time_within_the_limit_needs_no_reason(young, times, aino):
    take(young, times[4], aino, delay="no_times")

    assert not Delay.objects.exists()


def test_a_nurse_does_not_keep_what_calls_for_a_doctor(topic, times, aino, lea):
    matter = make_matter(topic, make_client("Otto Öhman", birth_date=NINE.date().replace(year=1950)))
    assess(matter, aino, profession="doctor")

    take(matter, times[0], aino)

    assert at_risk(lea) == [matter.reference]


def test_an_assessment_that_calls_for_somebody_else_shows_that_the_time_no_longer_keeps_it(
    topic, times, aino, lea
):
    matter = make_matter(topic, make_client("Otto Öhman", birth_date=NINE.date().replace(year=1950)))
    assess(matter, aino)
    take(matter, times[0], aino)
    assert at_risk(lea) == []

    assess(matter, aino, profession="doctor", at=NINE + MINUTE)

    assert at_risk(lea) == [matter.reference]


def test_the_visit_of_the_young_begins_the_doctors_limit(young, times, aino, nurse, lea):
    event = take(young, times[0], aino)

    note_held(event_id=event.pk, by=nurse.user, at=event.starts_at + HOUR, also_needed="doctor")

    assert care_limit(young.pk).rule == "H3-doctor"
    assert young.clocks.get(rule="H3-doctor").started_at == event.starts_at
    assert at_risk(lea) == [young.reference]


def test_the_time_goes_along_to_the_older_matter(topic, times, aino, lea, again):
    client = make_client("Otto Öhman", birth_date=NINE.date().replace(year=1950))
    older, newer = make_matter(topic, client), make_matter(topic, client)
    assess(newer, aino)
    event = take(newer, times[0], aino)

    join_matters(newer_id=newer.pk, older_id=older.pk, by=aino, at=NINE)

    assert again(older).care_time_at == event.starts_at
    assert again(newer).care_time_at is None
    assert at_risk(lea) == []
