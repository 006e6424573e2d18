"""An appointment holds its time, tells its client, and lets the matter go on when it is over."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from koppi.access.models import Pass
from koppi.access.second_lock import acting
from koppi.appointments import hours, queries, rules
from koppi.appointments.actions import (
    book,
    cancel,
    cancel_withdrawn,
    move,
    note_arrived,
    note_held,
    note_missed,
    remind,
)
from koppi.appointments.errors import (
    AlreadyBooked,
    ClientBusy,
    NotWaiting,
    NotYet,
    PatternsOverlap,
    RoomsOverlap,
    SlotGone,
    SlotNotForYou,
    SlotOver,
    SlotTaken,
    TooLateToChange,
    WeBook,
)
from koppi.appointments.models import CareEvent, Pattern, Slot
from koppi.conversations.models import Message
from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyClosed, NotAllowed
from koppi.matters.models import Matter, Topic
from koppi.matters.tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    events,
    keep_promises_now,
    make_client,
    make_matter,
    make_professional,
    resident_of,
    running,
    told,
)
from koppi.notices.models import Delivery
from koppi.people import actions as people
from koppi.people.models import Client
from koppi.people.scope import facts_of

from .factories import free, make_hours, make_room

TEN = NINE + HOUR
WEEK = 7 * DAY


@pytest.fixture(autouse=True)
def long_writing_up(monkeypatch):
    """A pass ends by the database's clock, and these tests happen long ago."""
    monkeypatch.setattr(rules, "WRITING_UP", timedelta(days=36_500))


@pytest.fixture
def times(olli, doctors):
    """A doctor's times: Mondays at 10.00, 10.30, 11.00 and 11.30."""
    make_hours(olli.professional, doctors)
    return free()


def take(matter, slot, by, at=NINE, **more):
    return book(matter_id=matter.pk, slot_id=slot.pk, by=by, at=at, **more)


def letters(matter):
    return list(
        Message.objects.filter(conversation__matter=matter).order_by("seq").values_list("body", flat=True)
    )


def test_times_are_drawn_six_weeks_ahead_once(times, koppi):
    assert times[0].starts_at == TEN
    assert times[-1].starts_at <= NINE + 6 * WEEK + DAY
    count = Slot.objects.count()

    assert hours.draw_times(by=koppi, at=NINE + HOUR) == 0
    assert hours.draw_times(by=koppi, at=NINE + WEEK) == 0, "Easter Monday"
    assert hours.draw_times(by=koppi, at=NINE + 2 * WEEK) == 4
    assert Slot.objects.count() == count + 4


def test_a_booked_time_is_told_the_client_and_the_matter_waits_for_it(matter, times, aino, olli, again):
    event = take(matter, times[0], aino, bring="Ota passi mukaan.")

    matter = again(matter)
    assert (matter.state, matter.waiting_for, matter.caught_by) == ("waiting", "appointment", aino)
    assert events(matter)[-4:] == ["appointment.booked", "matter.caught", "matter.answered", "matter.waits"]
    assert "answer" not in running(matter)
    (letter,) = letters(matter)
    assert "10" in letter and "Olli Nurmi" in letter and "Ota passi mukaan." in letter
    assert times[0].pk not in {slot.pk for slot in free()}
    assert Pass.objects.filter(matter_id=matter.pk, professional=olli, why="appointment").exists()
    assert event.remind_at is None  # an hour ahead


def test_a_time_is_booked_once(matter, times, topic, aino, eero):
    take(matter, times[0], aino)
    other = make_matter(topic, make_client("Otto Öhman"))

    with pytest.raises(SlotTaken) as refusal:
        take(other, times[0], eero)

    assert "varata" in str(refusal.value)
    assert not CareEvent.objects.filter(matter=other).exists()


def test_the_database_itself_refuses_two_at_once(matter, times, topic, aino):
    event = take(matter, times[0], aino)
    other = make_matter(topic, make_client("Otto Öhman"))
    same = {
        field.attname: getattr(event, field.attname)
        for field in CareEvent._meta.concrete_fields
        if field.name not in ("id", "matter", "client")
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        CareEvent.objects.create(**same, matter=other, client=other.client)
    later = {**same, "slot_id": times[1].pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        CareEvent.objects.create(**later, matter=other, client=other.client)


def test_an_appointment_is_at_the_time_of_its_slot(matter, times, aino):
    event = take(matter, times[0], aino)

    with pytest.raises(IntegrityError), transaction.atomic():
        CareEvent.objects.filter(pk=event.pk).update(ends_at=event.ends_at + MINUTE)
        keep_promises_now()


def test_the_same_booking_twice_is_one(matter, times, aino):
    assert take(matter, times[0], aino) == take(matter, times[0], aino, at=NINE + MINUTE)


def test_one_client_is_in_one_place_at_a_time(matter, times, topic, nurses, aino, eero):
    make_hours(eero.professional, nurses)
    take(matter, times[0], aino)
    other = make_matter(topic, matter.client)
    same_time = next(slot for slot in free() if slot.starts_at == TEN)

    with pytest.raises(ClientBusy):
        take(other, same_time, aino)


def test_a_room_is_promised_once(nurses, doctors, olli, eero):
    room = make_room(doctors.unit)
    make_hours(olli.professional, doctors, room=room)

    with pytest.raises(RoomsOverlap):
        make_hours(eero.professional, nurses, weekdays=[1, 0], room=room, opens=11 * 60)

    assert not Pattern.objects.filter(professional=eero.professional).exists()


def test_reception_hours_do_not_overlap(times, olli, doctors):
    with pytest.raises(PatternsOverlap):
        make_hours(olli.professional, doctors, opens=11 * 60, closes=13 * 60)
    make_hours(olli.professional, doctors, opens=12 * 60, closes=13 * 60)


def test_only_a_lead_or_they_themselves_set_a_professionals_hours(olli, doctors, aino):
    with pytest.raises(NotAllowed):
        make_set(olli, doctors, by=aino)
    make_set(olli, doctors, by=olli)


def make_set(whose, team, by):
    return hours.set_hours(
        professional_id=whose.professional.pk, team_id=team.pk, weekdays=[2], opens=480, closes=540,
        minutes=30, manner="phone", bookers=["team"], valid_from=NINE.date(), by=by, at=NINE,
    )  # fmt: skip


def test_a_time_that_has_begun_or_was_withdrawn_is_refused_in_words(matter, times, aino):
    with pytest.raises(SlotOver) as refusal:
        take(matter, times[0], aino, at=TEN)
    assert str(refusal.value)
    Slot.objects.filter(pk=times[1].pk).update(withdrawn_at=NINE, withdrawn="away")
    with pytest.raises(SlotGone):
        take(matter, times[1], aino)


def test_who_may_book(matter, resident, aino, nurses, eero, social, sari):
    make_hours(eero.professional, nurses, bookers=["team"])
    make_hours(sari.professional, social, bookers=["resident", "team"])
    own = make_professional("Outi Oma", nurses)
    make_hours(own, nurses, bookers=["contact_person"])
    team_only = next(slot for slot in free() if slot.professional_id == eero.professional.pk)
    others = free(register="social")[0]
    owns = next(slot for slot in free() if slot.professional_id == own.pk)

    for slot, by in [
        (team_only, resident),
        (others, aino),
        (others, resident),
        (owns, aino),
        (owns, resident),
    ]:
        with pytest.raises(SlotNotForYou):
            take(matter, slot, by)


@pytest.mark.parametrize("booking", ["assessed", "team", "contact_person"])
def test_the_topic_says_that_a_client_does_not_book(booking, matter, times, resident, aino):
    Topic.objects.update(booking=booking)

    with pytest.raises(WeBook) as refusal:
        take(matter, times[0], resident)

    assert "Kirjoita" in str(refusal.value)
    matters.assess_matter(matter_id=matter.pk, need="Yskä", urgency=0, profession="doctor", by=aino, at=NINE)
    if booking == "assessed":
        assert take(matter, times[0], resident)
    else:
        with pytest.raises(WeBook):
            take(matter, times[0], resident)


def test_of_a_topic_for_own_people_no_other_professional_books(matter, times, aino):
    Topic.objects.update(booking="contact_person")

    with pytest.raises(SlotNotForYou):
        take(matter, times[0], aino)


def test_a_client_books_one_time_by_themselves_and_whoever_holds_it_hears(
    matter, times, aino, resident, again
):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    take(matter, times[0], resident)

    assert told(aino) == ["appointment.booked"]
    assert again(matter).state == Matter.State.OPEN
    with pytest.raises(AlreadyBooked):
        take(matter, times[1], resident)


def test_somebody_elses_matter_is_not_there(times, topic, resident, matter, aino):
    other = make_matter(topic, make_client("Otto Öhman"))
    event = take(other, times[0], aino)

    with pytest.raises(Matter.DoesNotExist):
        take(other, times[1], resident)
    with pytest.raises(CareEvent.DoesNotExist):
        cancel(event_id=event.pk, by=resident, at=NINE)
    with acting(facts_of(resident)):
        assert not CareEvent.objects.exists()
        assert times[0].pk not in {slot.pk for slot in free()}, "taken, though they may not see by whom"


def test_a_resident_acts_under_the_second_lock(matter, times, resident):
    with acting(facts_of(resident)):
        event = take(matter, times[4], resident)
        event = move(event_id=event.pk, slot_id=times[5].pk, by=resident, at=NINE)
        cancel(event_id=event.pk, by=resident, at=NINE)

    assert CareEvent.objects.count() == 2
    assert not Pass.objects.filter(matter_id=matter.pk, until__gt=NINE).exists()


def test_a_move_takes_the_new_time_and_frees_the_old_one(matter, times, aino):
    old = take(matter, times[0], aino)

    new = move(
        event_id=old.pk, slot_id=times[5].pk, by=aino, at=NINE, explanation="Lääkäri on koulutuksessa."
    )

    old.refresh_from_db()
    assert (old.state, old.why, new.continues) == ("cancelled", "moved", old)
    assert times[0].pk in {slot.pk for slot in free()}
    letter = letters(matter)[-1]
    assert "Lääkäri on koulutuksessa." in letter and "10" in letter
    assert new.bring == old.bring


def test_a_move_to_a_taken_time_leaves_the_old_one(matter, times, topic, aino):
    old = take(matter, times[0], aino)
    take(make_matter(topic, make_client("Otto Öhman")), times[1], aino)

    with pytest.raises(SlotTaken):
        move(event_id=old.pk, slot_id=times[1].pk, by=aino, at=NINE)

    old.refresh_from_db()
    assert old.state == "booked"


def test_what_is_cancelled_is_free_again_and_the_matter_goes_on(matter, times, aino, again):
    event = take(matter, times[0], aino)

    cancel(event_id=event.pk, by=aino, at=NINE + MINUTE, explanation="Lääkäri sairastui.")

    assert times[0].pk in {slot.pk for slot in free()}
    assert again(matter).state == Matter.State.OPEN
    assert "Lääkäri sairastui." in letters(matter)[-1]
    with pytest.raises(NotWaiting):
        cancel(event_id=event.pk, by=aino, at=NINE + MINUTE)


def test_a_client_cancels_in_time_and_not_too_late(matter, times, resident, aino, again):
    event = take(matter, times[4], aino)  # a week ahead
    last = event.starts_at - timedelta(hours=24)

    with pytest.raises(TooLateToChange) as refusal:
        cancel(event_id=event.pk, by=resident, at=last + MINUTE)
    with pytest.raises(TooLateToChange):
        move(event_id=event.pk, slot_id=times[5].pk, by=resident, at=last + MINUTE)
    assert "Soita" in str(refusal.value)
    cancel(event_id=event.pk, by=resident, at=last)

    assert told(aino)[-1] == "appointment.cancelled"
    assert again(matter).state == Matter.State.OPEN
    assert len(letters(matter)) == 1, "whoever cancelled needs no letter about it"


def test_arrived_then_held(matter, times, aino, olli, again):
    event = take(matter, times[0], aino)

    note_arrived(event_id=event.pk, by=olli, at=TEN - MINUTE)
    event = note_held(event_id=event.pk, by=olli, at=TEN + HOUR)

    assert (event.state, event.held_at) == ("fulfilled", TEN - MINUTE)
    assert again(matter).state == Matter.State.OPEN
    assert Pass.objects.filter(professional=olli, why="appointment", until__gt=TEN + HOUR).exists()


def test_a_no_show_is_noted_after_it_began_and_the_holder_hears(matter, times, aino, olli, again):
    event = take(matter, times[0], aino)

    for early in (note_missed, note_held):
        with pytest.raises(NotYet):
            early(event_id=event.pk, by=olli, at=TEN - MINUTE)
    note_missed(event_id=event.pk, by=olli, at=TEN + 15 * MINUTE)

    assert told(aino)[-1] == "appointment.missed"
    assert again(matter).state == Matter.State.OPEN


def test_no_resident_notes_what_came_of_it(matter, times, aino, resident):
    event = take(matter, times[0], aino)

    for action in (note_arrived, note_held, note_missed):
        with pytest.raises(NotAllowed):
            action(event_id=event.pk, by=resident, at=TEN)


def test_an_absence_cancels_what_was_booked_and_tells_the_reason_at_once(
    matter, times, aino, olli, koppi, again
):
    event = take(matter, times[0], aino)
    people.start_absence(
        professional=olli.professional, starts_at=NINE, ends_at=NINE + 2 * WEEK, by=olli, at=NINE
    )

    assert [slot for slot in free() if slot.starts_at < NINE + 2 * WEEK] == []
    assert cancel_withdrawn(by=koppi, at=NINE + MINUTE) == 1
    assert cancel_withdrawn(by=koppi, at=NINE + MINUTE) == 0

    event.refresh_from_db()
    assert (event.state, event.why) == ("cancelled", "away")
    assert "poissa" in letters(matter)[-1]
    assert told(aino)[-1] == "appointment.cancelled"
    assert again(matter).state == Matter.State.OPEN


def test_who_is_back_sooner_gets_the_times_again(times, olli, koppi):
    absence = people.start_absence(
        professional=olli.professional, starts_at=NINE, ends_at=NINE + 2 * WEEK, by=olli, at=NINE
    )
    people.end_absence(absence_id=absence.pk, by=olli, at=NINE + DAY)

    starts = [slot.starts_at for slot in free(at=NINE + DAY)]
    assert TEN + WEEK in starts and len(starts) == len(set(starts))


def test_who_leaves_has_no_times(times, olli, koppi):
    people.end_professional(professional=olli.professional, by=koppi, at=NINE)

    assert free() == []
    assert hours.draw_times(by=koppi, at=NINE + WEEK) == 0


def test_hours_that_end_keep_today_and_drop_the_rest(times, olli, koppi):
    pattern = Pattern.objects.get()

    hours.end_hours(pattern_id=pattern.pk, by=olli, at=NINE)

    assert {slot.starts_at.date() for slot in free()} == {NINE.date()}
    assert hours.draw_times(by=koppi, at=NINE + 2 * WEEK) == 0


def test_a_closed_matter_books_nothing(matter, times, aino):
    matters.cancel_matter(matter_id=matter.pk, by=resident_of(matter.client), at=NINE)

    with pytest.raises(AlreadyClosed):
        take(matter, times[0], aino)


def test_a_matter_that_its_client_cancels_frees_its_time(matter, times, aino, resident):
    take(matter, times[0], resident)

    matters.cancel_matter(matter_id=matter.pk, by=resident, at=NINE)

    assert CareEvent.objects.get().why == "matter_ended"
    assert times[0].pk in {slot.pk for slot in free()}


def test_the_appointment_goes_along_when_its_matter_is_joined(matter, times, topic, aino):
    newer = make_matter(topic, matter.client)
    event = take(newer, times[0], resident_of(matter.client))
    matters.catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    matters.catch_matter(matter_id=newer.pk, by=aino, at=NINE)

    matters.join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE)

    event.refresh_from_db()
    assert event.matter_id == matter.pk


# Reminders


def reminders():
    return Delivery.objects.filter(template="appointment_reminder", sent_at=None, given_up_at=None)


@pytest.fixture
def reached(monkeypatch, matter):
    """Leave the outbox a line for the client without the contact form that a resident would have sent."""
    from koppi.appointments import actions
    from koppi.notices.actions import queue_delivery

    def note(*, matter, template, key, at):
        queue_delivery(
            person_id=matter.client.person_id, channel="email", address="maria@example.test",
            template=template, language="fi", key=key, at=at,
        )  # fmt: skip

    monkeypatch.setattr(actions, "note_to_client", note)


def test_a_reminder_leaves_a_day_before_once(matter, times, aino, koppi, reached):
    event = take(matter, times[4], aino)

    assert remind(by=koppi, at=event.starts_at - 25 * HOUR) == 0
    assert remind(by=koppi, at=event.starts_at - 24 * HOUR) == 1
    assert remind(by=koppi, at=event.starts_at - 23 * HOUR) == 0
    assert reminders().count() == 1


@pytest.mark.parametrize("change", ["cancel", "move"])
def test_what_was_cancelled_or_moved_never_reminds(change, matter, times, aino, koppi, reached):
    event = take(matter, times[4], aino)
    day_before = event.starts_at - 24 * HOUR
    remind(by=koppi, at=day_before)  # it stands in the outbox and has not left

    if change == "cancel":
        cancel(event_id=event.pk, by=aino, at=day_before)
    else:
        move(event_id=event.pk, slot_id=times[8].pk, by=aino, at=day_before)

    assert not reminders().exists()
    assert remind(by=koppi, at=day_before + HOUR) == 0


def test_nobody_is_reminded_of_the_appointment_of_somebody_who_has_died(matter, times, aino, koppi, reached):
    event = take(matter, times[4], aino)
    Client.objects.filter(pk=matter.client_id).update(died_on=NINE.date())

    assert remind(by=koppi, at=event.starts_at - 24 * HOUR) == 0
    assert not reminders().exists()


def test_a_reminder_that_comes_too_late_is_not_sent(matter, times, aino, koppi, reached):
    event = take(matter, times[4], aino)

    assert remind(by=koppi, at=event.starts_at + MINUTE) == 0
    assert not reminders().exists()


# Pages ask


def test_a_day_list_holds_the_day_in_order(matter, times, topic, aino, olli):
    take(matter, times[1], aino)
    take(make_matter(topic, make_client("Otto Öhman")), times[0], aino)
    gone = take(make_matter(topic, make_client("Elsa Ek")), times[2], aino)
    cancel(event_id=gone.pk, by=aino, at=NINE)

    rows = queries.day_list(olli.professional, NINE.date())

    assert [row.client_name for row in rows] == ["Otto Öhman", "Maria Lindqvist"]


def test_old_bookings_are_kept_twelve_years(matter, times, aino):
    from koppi.retention import queries as retention
    from koppi.retention import rules as kept

    event = take(matter, times[0], aino)
    rule = kept.rule_for("bookings", event.ends_at.date())
    twelve = event.ends_at.date().replace(year=event.ends_at.year + 12)

    assert not retention.due_records(rule, twelve, archive=False).exists()
    assert retention.due_records(rule, twelve + timedelta(days=1), archive=False).get() == event


def test_a_database_error_of_another_kind_is_not_hidden(matter, times, aino, monkeypatch):
    from koppi.appointments import actions

    monkeypatch.setattr(actions, "of_database", lambda error: None)
    take(matter, times[0], aino)
    with pytest.raises(DatabaseError):
        take(make_matter(matter.topic, make_client("Otto Öhman")), times[0], aino)
