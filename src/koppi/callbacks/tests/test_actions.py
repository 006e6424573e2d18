"""A promised call has a place of its own, and what nobody answers is never forgotten."""

import pytest
from django.db import IntegrityError, connection, transaction

from koppi.access.second_lock import acting
from koppi.callbacks import queries
from koppi.callbacks.actions import (
    change_number,
    move_callback,
    note_not_reached,
    note_reached,
    promise_callback,
    remove_hours,
    set_call_rules,
    set_hours,
    withdraw_callback,
)
from koppi.callbacks.errors import (
    AlreadyPromised,
    AlreadyTried,
    HoursOverlap,
    NoSuchWindow,
    NothingPromised,
    WindowFull,
)
from koppi.callbacks.models import Attempt, Callback, CallbackHours, Window
from koppi.conversations.models import Message
from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyClosed, NotAllowed
from koppi.matters.models import Matter
from koppi.matters.tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    events,
    keep_promises_now,
    make_client,
    make_matter,
    resident_of,
    running,
    told,
)
from koppi.notices.models import Delivery
from koppi.people.scope import facts_of

from .factories import PHONE, make_hours

TEN, TWO = NINE + HOUR, NINE + 5 * HOUR
TOMORROW = NINE + DAY


@pytest.fixture(autouse=True)
def hours(nurses):
    return make_hours(nurses)


@pytest.fixture
def lead(aino):
    aino.professional.roles = ["team_lead"]
    aino.professional.save()
    return aino


def promise(matter, by, starts_at=TEN, at=NINE, phone=PHONE, **more):
    return promise_callback(matter_id=matter.pk, starts_at=starts_at, phone=phone, by=by, at=at, **more)


def another(topic, name="Otto Öhman"):
    client = make_client(name)
    return make_matter(topic, client), resident_of(client)


def free(team, starts_at, at=NINE):
    found = queries.offers(team.pk, at, due_at=None)
    return next((offer.free for offer in found if offer.starts_at == starts_at), 0)


def called(by):
    return [row.reference for row in queries.call_queue(by, at=TEN, language="fi").rows]


# Promising


def test_a_promise_takes_a_place_and_moves_no_clock(matter, resident, nurses, again):
    due_at, clocks = matter.due_at, running(matter)

    callback = promise(matter, resident)

    assert (callback.place, callback.try_from, callback.try_by) == (1, TEN, TEN + HOUR)
    assert free(nurses, TEN) == 1
    assert (again(matter).due_at, running(matter)) == (due_at, clocks)
    assert events(matter)[-1] == "callback.promised"


def test_the_last_place_goes_to_one_and_the_next_is_told(matter, resident, topic, nurses):
    promise(matter, resident)
    second, otto = another(topic)
    promise(second, otto)
    third, elsa = another(topic, "Elsa Berg")

    with pytest.raises(WindowFull):
        promise(third, elsa)

    assert free(nurses, TEN) == 0
    assert Callback.objects.promised().count() == 2


def test_the_same_promise_twice_is_one_and_another_is_refused(matter, resident):
    first = promise(matter, resident)

    assert promise(matter, resident) == first
    with pytest.raises(AlreadyPromised):
        promise(matter, resident, starts_at=TWO)


@pytest.mark.parametrize("starts_at", [TEN + 30 * MINUTE, NINE - HOUR, NINE + 9 * HOUR, NINE + 5 * DAY])
def test_a_time_that_is_no_window_or_is_over_is_refused(matter, resident, starts_at):
    with pytest.raises(NoSuchWindow):
        promise(matter, resident, starts_at=starts_at)


def test_a_promise_after_the_due_time_says_so(matter, resident):
    assert not promise(matter, resident).is_late
    moved = move_callback(matter_id=matter.pk, starts_at=TOMORROW, by=resident, at=NINE)
    assert moved.is_late


def test_a_closed_matter_is_promised_nothing(matter, resident, aino):
    matters.close_matter(
        matter_id=matter.pk, outcome="solved", without_assessment="not_a_care_need", by=aino, at=NINE
    )
    with pytest.raises(AlreadyClosed):
        promise(matter, resident)


def test_a_stranger_promises_nothing(matter, topic):
    _, stranger = another(topic)
    with pytest.raises(Matter.DoesNotExist):
        promise(matter, stranger)


def test_places_are_counted_also_where_the_calls_are_out_of_sight(matter, resident, topic, nurses):
    promise(matter, resident)
    second, otto = another(topic)

    with acting(facts_of(otto)):
        assert not Callback.objects.exists()
        assert free(nurses, TEN) == 1
        assert promise(second, otto).place == 2


def test_a_call_is_seen_with_its_matter_and_an_attempt_with_its_call(matter, resident, aino, sari):
    promise(matter, resident)
    note_not_reached(matter_id=matter.pk, number=1, by=aino, at=TEN)

    for user, seen in ((resident, 1), (aino, 1), (sari, 0)):
        with acting(facts_of(user)):
            assert Callback.objects.count() == seen
            assert Attempt.objects.count() == seen


# Moving, changing, withdrawing


def test_moving_frees_the_old_place_and_keeps_the_number(matter, resident, nurses):
    old = promise(matter, resident)

    new = move_callback(matter_id=matter.pk, starts_at=TWO, by=resident, at=NINE)

    assert (new.continues, new.phone, new.try_from) == (old, PHONE, TWO)
    assert (free(nurses, TEN), free(nurses, TWO)) == (2, 1)
    assert events(matter)[-1] == "callback.moved"


def test_a_move_to_a_full_hour_leaves_the_promise_as_it_was(matter, resident, topic):
    promise(matter, resident)
    for name in ("Otto Öhman", "Elsa Berg"):
        promise(*another(topic, name), starts_at=TWO)

    with pytest.raises(WindowFull):
        move_callback(matter_id=matter.pk, starts_at=TWO, by=resident, at=NINE)

    assert queries.promised_call(matter).try_from == TEN


def test_the_number_changes_without_losing_the_place(matter, resident):
    promise(matter, resident)

    change_number(matter_id=matter.pk, phone="+358501112233", by=resident, at=NINE)

    assert queries.promised_call(matter).phone == "+358501112233"
    assert events(matter)[-1] == "callback.number_changed"


def test_whoever_would_rather_write_withdraws_and_the_matter_stays_open(matter, resident, nurses, again):
    promise(matter, resident)

    withdraw_callback(matter_id=matter.pk, by=resident, at=NINE)

    assert free(nurses, TEN) == 2
    assert again(matter).state == Matter.State.OPEN
    with pytest.raises(NothingPromised):
        withdraw_callback(matter_id=matter.pk, by=resident, at=NINE)


# Calling


def test_whoever_reaches_the_client_holds_the_matter_and_no_clock_is_met(matter, resident, aino, again):
    promise(matter, resident)
    clocks = running(matter)

    callback = note_reached(matter_id=matter.pk, by=aino, at=TEN)

    assert callback.state == Callback.State.REACHED
    assert again(matter).caught_by == aino
    assert running(matter) == clocks
    with pytest.raises(NothingPromised):
        note_reached(matter_id=matter.pk, by=aino, at=TEN)


def test_a_call_in_a_colleagues_matter_leaves_it_with_them(matter, resident, aino, eero, again):
    matters.catch_matter(matter_id=matter.pk, by=eero, at=NINE)
    promise(matter, resident)

    note_reached(matter_id=matter.pk, by=aino, at=TEN)

    assert again(matter).caught_by == eero


def test_the_first_try_says_when_the_next_is_and_catches_nothing(matter, resident, aino, again):
    promise(matter, resident)

    attempt = note_not_reached(matter_id=matter.pk, number=1, by=aino, at=TEN + 10 * MINUTE)

    assert (attempt.callback.try_from, attempt.callback.try_by) == (TEN + 40 * MINUTE, TEN + HOUR)
    assert again(matter).caught_by is None
    assert events(matter)[-1] == "callback.tried"
    assert not Message.objects.exists()


def test_the_last_try_tells_the_client_and_leaves_the_matter_with_a_person(matter, resident, aino, again):
    promise(matter, resident)
    clocks = running(matter)

    for number in (1, 2):
        note_not_reached(matter_id=matter.pk, number=number, by=aino, at=TEN + number * 20 * MINUTE)

    after = again(matter)
    assert (after.state, after.caught_by) == (Matter.State.OPEN, aino)
    assert running(matter) == clocks
    letter = Message.objects.get()
    assert not letter.from_client
    assert "10.20" in letter.body
    assert "10.40" in letter.body
    note = Delivery.objects.get(template="tried_to_reach")
    assert (note.channel, note.address) == (Delivery.Channel.SMS, PHONE)
    assert queries.latest_call(matter).state == Callback.State.NOT_REACHED
    assert promise(matter, resident, starts_at=TWO, at=TEN + HOUR).place == 1


def test_a_colleague_who_holds_the_matter_is_told_that_nobody_answered(matter, resident, aino, eero):
    matters.catch_matter(matter_id=matter.pk, by=eero, at=NINE)
    promise(matter, resident)

    for number in (1, 2):
        note_not_reached(matter_id=matter.pk, number=number, by=aino, at=TEN + number * MINUTE)

    assert told(eero) == ["callback.not_reached"]


def test_a_wrong_number_ends_the_tries_at_once_and_no_text_goes_to_it(matter, resident, aino):
    promise(matter, resident)

    note_not_reached(matter_id=matter.pk, number=1, by=aino, at=TEN, wrong_number=True)

    assert queries.latest_call(matter).state == Callback.State.NOT_REACHED
    assert Message.objects.count() == 1
    assert not Delivery.objects.filter(template="tried_to_reach").exists()


def test_no_text_goes_to_whom_non_disclosure_hides(matter, resident, aino):
    matter.client.non_disclosure = True
    matter.client.save()
    promise(matter, resident)

    for number in (1, 2):
        note_not_reached(matter_id=matter.pk, number=number, by=aino, at=TEN)

    assert not Delivery.objects.filter(template="tried_to_reach").exists()


def test_two_presses_are_one_try_and_a_colleagues_try_is_seen_first(matter, resident, aino, eero):
    promise(matter, resident)
    first = note_not_reached(matter_id=matter.pk, number=1, by=aino, at=TEN)

    assert note_not_reached(matter_id=matter.pk, number=1, by=aino, at=TEN) == first
    with pytest.raises(AlreadyTried):
        note_not_reached(matter_id=matter.pk, number=1, by=eero, at=TEN)
    assert Attempt.objects.count() == 1


def test_the_last_press_twice_is_one_letter(matter, resident, aino):
    promise(matter, resident)
    for number in (1, 2, 2):
        note_not_reached(matter_id=matter.pk, number=number, by=aino, at=TEN)

    assert Message.objects.count() == 1


def test_a_resident_notes_no_outcome(matter, resident):
    promise(matter, resident)
    with pytest.raises(NotAllowed):
        note_reached(matter_id=matter.pk, by=resident, at=TEN)
    with pytest.raises(NotAllowed):
        note_not_reached(matter_id=matter.pk, number=1, by=resident, at=TEN)


def test_how_often_a_team_tries_is_its_own_setting(matter, resident, lead, nurses):
    set_call_rules(team_id=nurses.pk, attempts=3, minutes_apart=10, by=lead, at=NINE)
    promise(matter, resident)

    for number in (1, 2):
        attempt = note_not_reached(matter_id=matter.pk, number=number, by=lead, at=TEN + number * 10 * MINUTE)

    assert attempt.callback.state == Callback.State.PROMISED
    assert attempt.callback.try_from == TEN + 30 * MINUTE


# What happens to the matter


def test_a_matter_that_closes_takes_its_call_along(matter, resident, aino, nurses):
    promise(matter, resident)

    matters.close_matter(
        matter_id=matter.pk, outcome="solved", without_assessment="not_a_care_need", by=aino, at=NINE
    )

    assert Callback.objects.get().state == Callback.State.WITHDRAWN
    assert free(nurses, TEN) == 2
    keep_promises_now()


def test_a_client_who_cancels_is_not_called(matter, resident):
    promise(matter, resident)

    matters.cancel_matter(matter_id=matter.pk, by=resident, at=NINE)

    assert not Callback.objects.promised().exists()


def test_a_joined_matters_call_goes_along_unless_the_older_has_one(matter, topic, maria, resident, aino):
    newer = make_matter(topic, maria)
    promise(newer, resident)
    matters.join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE)
    assert queries.promised_call(matter).try_from == TEN

    newest = make_matter(topic, maria)
    promise(newest, resident, starts_at=TWO)
    matters.join_matters(newer_id=newest.pk, older_id=matter.pk, by=aino, at=NINE)
    assert queries.promised_call(matter).try_from == TEN
    assert Callback.objects.promised().count() == 1


def test_a_call_follows_its_matter_into_the_queue_of_another_team(matter, resident, aino, olli, doctors):
    promise(matter, resident)
    offer = matters.offer_handover(
        matter_id=matter.pk, reason="x", to_person=olli.professional, by=aino, at=NINE
    )
    assert [row.reference for row in queries.call_queue(aino, at=TEN, language="fi").now] == [
        matter.reference
    ]

    matters.accept_handover(handover_id=offer.pk, by=olli, at=NINE)

    assert [row.reference for row in queries.call_queue(olli, at=TEN, language="fi").now] == [
        matter.reference
    ]
    assert queries.call_queue(aino, at=TEN, language="fi").rows == []


# The queue


def test_the_queue_is_by_hour_and_in_the_hour_by_urgency(matter, resident, topic, aino):
    second, otto = another(topic)
    third, elsa = another(topic, "Elsa Berg")
    promise(matter, resident)
    promise(second, otto)
    promise(third, elsa, starts_at=TOMORROW)
    matters.set_urgency(matter_id=second.pk, urgency=2, by=aino, at=NINE)

    queue = queries.call_queue(aino, at=TEN + MINUTE, language="fi")

    assert [row.reference for row in queue.now] == [second.reference, matter.reference]
    assert [row.reference for row in queue.later] == [third.reference]


def test_the_queue_costs_the_same_at_any_length(
    matter, resident, topic, aino, django_assert_num_queries, nurses
):
    CallbackHours.objects.update(calls_per_hour=30)
    promise(matter, resident)
    for number in range(12):
        promise(*another(topic, f"Client {number}"))
    aino = type(aino).objects.get(pk=aino.pk)

    with django_assert_num_queries(2):  # who reads, and the calls
        assert len(queries.call_queue(aino, at=TEN, language="sv").rows) == 13


def test_another_teams_calls_are_not_in_the_queue(matter, resident, sari, olli):
    promise(matter, resident)

    for user in (sari, olli):
        assert queries.call_queue(user, at=TEN, language="fi").rows == []


# Settings


def test_a_team_lead_sets_hours_and_overlapping_ones_are_refused_whole(lead, nurses):
    CallbackHours.objects.all().delete()
    given = {"team_id": nurses.pk, "calls_per_hour": 3, "by": lead, "at": NINE}
    assert set_hours(weekdays=[0, 1], opens=9, closes=12, **given) == 2

    with pytest.raises(HoursOverlap):
        set_hours(weekdays=[1, 2], opens=11, closes=13, **given)

    assert CallbackHours.objects.count() == 2
    assert set_hours(weekdays=[1, 2], opens=12, closes=13, **given) == 2


def test_only_the_lead_of_the_team_sets_its_hours(aino, lea, lead, doctors, nurses):
    given = {"weekdays": [6], "opens": 9, "closes": 12, "calls_per_hour": 3, "at": NINE}
    with pytest.raises(NotAllowed):
        set_hours(team_id=doctors.pk, by=lead, **given)
    with pytest.raises(NotAllowed):
        set_hours(team_id=nurses.pk, by=lea, **given)


def test_fewer_places_never_break_a_promise(matter, resident, topic, lead, nurses, hours):
    promise(matter, resident)
    promise(*another(topic))

    remove_hours(team_id=nurses.pk, hours_id=hours[0].pk, by=lead, at=NINE)

    assert Window.objects.get().places == 2
    assert free(nurses, TEN) == 0
    assert Callback.objects.promised().count() == 2


def test_more_places_open_in_an_hour_that_was_full(matter, resident, topic, lead, nurses, hours):
    promise(matter, resident)
    promise(*another(topic))
    remove_hours(team_id=nurses.pk, hours_id=hours[0].pk, by=lead, at=NINE)

    set_hours(team_id=nurses.pk, weekdays=[0], opens=8, closes=16, calls_per_hour=3, by=lead, at=NINE)

    assert promise(*another(topic, "Elsa Berg")).place == 3


# The database itself

BREAKS = {
    "a_place_is_promised_once": "update callbacks_callback set place = 1 where id = {second}",
    "one_promised_call_of_a_matter": "update callbacks_callback set matter_id = {matter} where id = {second}",
    "a_promised_call_has_a_place": "update callbacks_callback set place = null where id = {first}",
    "a_place_is_within_its_window": "update callbacks_window set places = 1 where id = {window}",
    "a_place_is_one_of_its_windows": "update callbacks_callback set places = 9 where id = {second}",
    "a_promised_call_has_an_open_matter": (
        "update callbacks_callback set state = 'promised', ended_at = null, ended_by_id = null, place = 2,"
        " places = 2, matter_id = {closed} where id = {second}"
    ),
    "an_ended_call_is_signed": (
        "update callbacks_callback set state = 'reached', place = null, places = null where id = {first}"
    ),
    "a_call_has_time_to_be_made": "update callbacks_callback set try_by = try_from where id = {first}",
    "a_call_has_a_number": "update callbacks_callback set phone = '040 123' where id = {first}",
    "a_callback_window_once": (
        "insert into callbacks_window (team_id, starts_at, ends_at, places)"
        " select team_id, starts_at, ends_at, 9 from callbacks_window"
    ),
    "callback_hours_do_not_overlap": (
        "insert into callbacks_callbackhours (team_id, weekday, opens, closes, calls_per_hour)"
        " select team_id, weekday, opens + 1, closes, 1 from callbacks_callbackhours"
    ),
    "callbacks_open_before_they_close": "update callbacks_callbackhours set closes = opens",
    "callbacks_have_a_weekday": "update callbacks_callbackhours set weekday = 7 where weekday = 4",
    "an_hour_has_room_for_a_call": "update callbacks_callbackhours set calls_per_hour = 0",
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses_what_breaks_a_promise(name, matter, resident, topic, aino):
    first = promise(matter, resident)
    second = promise(*another(topic))
    closed, elsa = another(topic, "Elsa Berg")
    matters.cancel_matter(matter_id=closed.pk, by=elsa, at=NINE)
    sql = BREAKS[name].format(
        matter=matter.pk, first=first.pk, second=second.pk, window=first.window_id, closed=closed.pk
    )

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
        keep_promises_now()
