"""Nobody in the queue is ever lost: the matter is there, with a team and clocks, before anybody talks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from koppi.access.second_lock import acting
from koppi.callbacks.actions import promise_callback
from koppi.callbacks.tests.factories import PHONE
from koppi.callbacks.tests.factories import make_hours as make_calling_hours
from koppi.chat import queries
from koppi.chat.actions import (
    begin_watch,
    close_for_the_day,
    end_talk,
    end_watch,
    enter_with_matter,
    give_up_on_absent,
    go_on_as_messages,
    note_seen,
    take,
    take_next,
)
from koppi.chat.errors import (
    AlreadyInChat,
    ChatClosed,
    HandsFull,
    NobodyWaits,
    NotOnWatch,
    OutsideArea,
    QueueFull,
    TakenAlready,
    VisitOver,
    WatchNotOffered,
)
from koppi.chat.models import Route, Visit, Watch
from koppi.conversations.actions import reply, write_letter
from koppi.conversations.models import Message
from koppi.intake.models import Contact
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyClosed, NotAllowed, NotYours
from koppi.matters.models import Matter
from koppi.matters.tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    events,
    keep_promises_now,
    running,
)
from koppi.notices.models import Delivery
from koppi.people.actions import start_absence
from koppi.people.scope import facts_of

from .factories import enter, make_hours, make_neighbour, make_route, watch

SECOND = timedelta(seconds=1)
CLOSES = NINE + 6 * HOUR  # 15.00


@pytest.fixture(autouse=True)
def hours(db):
    return make_hours()


@pytest.fixture(autouse=True)
def route(topic):
    return make_route(topics=[topic.code])


@pytest.fixture(autouse=True)
def colleagues(aino, eero, lea, olli):
    return [aino, eero, lea, olli]


def of(visit):
    return Visit.objects.get(pk=visit.pk)


def called(visit):
    return list(Event.objects.filter(data__visit=visit.pk).order_by("id").values_list("kind", flat=True))


# Entering


def test_whoever_enters_has_a_matter_with_a_team_and_its_clocks_at_once(topic, nurses):
    visit = enter(topic)

    matter = visit.matter
    assert (matter.register, matter.team, matter.state) == ("patient", nurses, "open")
    assert running(matter) == ["H1", "P1"]
    assert Contact.objects.get(matter_contacts__matter=matter).channel == "chat"
    assert (visit.state, visit.urgent, visit.entered_at) == ("waiting", False, NINE)
    assert events(matter) == ["matter.opened", "visit.entered"]
    keep_promises_now()


def test_the_matter_stands_in_the_teams_worklist_too(topic, aino):
    visit = enter(topic)

    matters.catch_matter(matter_id=visit.matter_id, by=aino, at=NINE)

    assert of(visit).state == "waiting"


def test_only_the_matter_of_the_routes_own_register_opens(topic, social, sari):
    make_route("sosiaali", [topic.code], register="social")

    visit = enter(topic, route="sosiaali", register="social")

    assert Matter.objects.count() == 1
    assert (visit.register, visit.matter.team) == ("social", social)


def test_the_same_key_twice_is_one_visit(topic):
    client, by = make_neighbour()
    key = uuid4()

    first = enter(topic, client=client, by=by, key=key)

    assert enter(topic, client=client, by=by, key=key, at=NINE + MINUTE) == first
    assert enter(topic, client=client, by=by, key=key, at=CLOSES + HOUR) == first, (
        "a retry finds what was sent"
    )
    assert (Visit.objects.count(), Matter.objects.count()) == (1, 1)


def test_a_client_is_in_the_chat_once(topic):
    client, by = make_neighbour()
    first = enter(topic, client=client, by=by)

    with pytest.raises(AlreadyInChat) as refusal:
        enter(topic, client=client, by=by, at=NINE + MINUTE)

    assert refusal.value.visit == first


@pytest.mark.parametrize("at", [NINE - 2 * HOUR, CLOSES, CLOSES - 10 * MINUTE, NINE + 5 * DAY])
def test_a_closed_chat_lets_nobody_in_and_opens_nothing(topic, at):
    client, by = make_neighbour()

    with pytest.raises(ChatClosed):
        enter(topic, client=client, by=by, at=at)

    assert not Matter.objects.exists() and not Contact.objects.exists()


def test_whoever_lives_elsewhere_is_told(topic):
    client, by = make_neighbour(served=False)

    with pytest.raises(OutsideArea):
        enter(topic, client=client, by=by)


def test_a_queue_that_is_full_says_so(topic, route):
    route.most_waiting = 1
    route.save()
    enter(topic)

    with pytest.raises(QueueFull):
        enter(topic, name="Elsa Berg")


def test_a_route_may_have_a_team_of_its_own(topic, route, doctors):
    route.team = doctors
    route.save()

    assert enter(topic).matter.team == doctors


def test_an_open_matter_becomes_live_again(topic, aino):
    visit = enter(topic)
    end_talk(matter_id=visit.matter_id, by=visit.entered_by, at=NINE)

    again = enter_with_matter(
        matter_id=visit.matter_id, route_code="terveys", by=visit.entered_by, at=NINE + HOUR
    )

    assert (again.matter_id, again.state) == (visit.matter_id, "waiting")
    with pytest.raises(AlreadyInChat):
        enter_with_matter(
            matter_id=visit.matter_id, route_code="terveys", by=visit.entered_by, at=NINE + HOUR
        )


def test_a_matter_of_the_other_register_or_a_closed_one_does_not_enter(topic, aino):
    visit = enter(topic)
    make_route("sosiaali", [topic.code], register="social")
    matters.cancel_matter(matter_id=visit.matter_id, by=visit.entered_by, at=NINE)

    with pytest.raises(AlreadyClosed):
        enter_with_matter(matter_id=visit.matter_id, route_code="terveys", by=visit.entered_by, at=NINE)
    matters.reopen_matter(matter_id=visit.matter_id, by=aino, at=NINE)
    with pytest.raises(NotAllowed):
        enter_with_matter(matter_id=visit.matter_id, route_code="sosiaali", by=visit.entered_by, at=NINE)


# Watch and taking


def test_urgent_statements_first_then_the_longest_wait(topic, aino):
    first = enter(topic, name="Otto Öhman")
    second = enter(topic, name="Elsa Berg", at=NINE + MINUTE)
    urgent = enter(topic, name="Aarne Lahti", at=NINE + 2 * MINUTE, affirmed=["stroke"])
    watch(aino, capacity=3)

    taken = [take_next(by=aino, at=NINE + (3 + step) * MINUTE) for step in range(3)]

    assert taken == [urgent, first, second]
    assert [visit.seat for visit in taken] == [1, 2, 3]


def test_taking_catches_the_matter_and_begins_the_talk(topic, aino):
    visit = enter(topic)
    watch(aino)

    take_next(by=aino, at=NINE + 4 * MINUTE)

    visit = of(visit)
    assert (visit.state, visit.taken_by, visit.seat, visit.arrived_at) == ("talking", aino, 1, None)
    assert visit.matter.caught_by == aino and visit.catch == visit.matter.catch
    event = Event.objects.get(kind="visit.called")
    assert (event.data["waited"], event.data["route"]) == (240, "terveys")
    keep_promises_now()


def test_nobody_takes_without_a_watch_or_with_full_hands(topic, aino):
    visit, other = enter(topic), enter(topic, name="Elsa Berg")
    with pytest.raises(NotOnWatch):
        take(visit_id=visit.pk, by=aino, at=NINE)
    watch(aino, capacity=1)
    take(visit_id=visit.pk, by=aino, at=NINE)

    with pytest.raises(HandsFull):
        take(visit_id=other.pk, by=aino, at=NINE)
    with pytest.raises(HandsFull):
        take_next(by=aino, at=NINE)
    assert take(visit_id=visit.pk, by=aino, at=NINE) == visit, "what one has one has"


def test_the_slower_hand_learns_who_was_faster(topic, aino, eero):
    visit = enter(topic)
    watch(aino)
    watch(eero)
    take(visit_id=visit.pk, by=aino, at=NINE)

    with pytest.raises(TakenAlready) as refusal:
        take(visit_id=visit.pk, by=eero, at=NINE)

    assert refusal.value.who == "Aino Koski"
    with pytest.raises(NobodyWaits):
        take_next(by=eero, at=NINE)


def test_what_a_colleague_caught_from_the_worklist_is_theirs_to_take(topic, aino, eero):
    visit = enter(topic)
    matters.catch_matter(matter_id=visit.matter_id, by=aino, at=NINE)
    watch(aino)
    watch(eero)

    with pytest.raises(TakenAlready):
        take(visit_id=visit.pk, by=eero, at=NINE)
    with pytest.raises(NobodyWaits):
        take_next(by=eero, at=NINE)
    assert take_next(by=aino, at=NINE) == visit


def test_the_other_register_sees_nobody(topic, sari):
    visit = enter(topic)
    make_route("sosiaali", [topic.code], register="social")
    with pytest.raises(WatchNotOffered):
        watch(sari, "terveys")
    watch(sari, "sosiaali")

    with pytest.raises(NobodyWaits):
        take_next(by=sari, at=NINE)
    with pytest.raises(Visit.DoesNotExist):
        take(visit_id=visit.pk, by=sari, at=NINE)


def test_a_watch_has_at_most_the_room_that_its_routes_allow(aino, route):
    assert watch(aino, capacity=9).capacity == 3
    changed = begin_watch(route_codes=["terveys"], capacity=1, by=aino, at=NINE + HOUR)
    assert changed.capacity == 1 and Watch.objects.count() == 1


def test_less_room_ends_no_talk(topic, aino):
    for name in ("Otto Öhman", "Elsa Berg"):
        enter(topic, name=name)
    watch(aino, capacity=2)
    take_next(by=aino, at=NINE)
    take_next(by=aino, at=NINE)

    watch(aino, capacity=1)

    assert Visit.objects.talking().count() == 2


def test_whoever_goes_away_is_on_watch_no_more_and_keeps_their_talks(topic, aino, lea):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE)

    end_watch(by=aino, at=NINE + HOUR)

    assert of(visit).taken_by == aino
    assert Watch.objects.standing().count() == 0
    assert end_watch(by=aino, at=NINE + HOUR) is None


# Being there


def test_a_client_who_waits_at_the_page_arrives_when_called(topic, aino):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE + 20 * SECOND)

    assert note_seen(visit=of(visit), by=visit.entered_by, at=NINE + 25 * SECOND)
    assert of(visit).arrived_at == NINE + 25 * SECOND
    assert not note_seen(visit=of(visit), by=visit.entered_by, at=NINE + 30 * SECOND)
    assert not Delivery.objects.filter(template="your_turn").exists()


def test_a_client_who_writes_has_arrived(topic, aino):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE)

    write_letter(
        matter_id=visit.matter_id, body="Olen täällä", client_uuid=uuid4(), by=visit.entered_by, at=NINE
    )

    assert of(visit).arrived_at == NINE


def test_the_turn_is_told_to_whoever_left_the_page_and_agreed(topic, aino):
    visit = enter(topic, turn_by="sms", turn_address="+358401234567")
    watch(aino)

    take_next(by=aino, at=NINE + 10 * MINUTE)

    sent = Delivery.objects.get(template="your_turn")
    assert (sent.address, sent.channel) == ("+358401234567", "sms")
    end_talk(matter_id=visit.matter_id, by=aino, at=NINE + 11 * MINUTE)
    assert of(visit).turn_address == ""


def test_who_does_not_come_goes_on_by_messages_and_is_told_so(topic, aino, koppi):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE + 10 * MINUTE)

    assert give_up_on_absent(by=koppi, at=NINE + 14 * MINUTE) == 0
    assert give_up_on_absent(by=koppi, at=NINE + 15 * MINUTE) == 1
    assert give_up_on_absent(by=koppi, at=NINE + 16 * MINUTE) == 0

    visit = of(visit)
    assert (visit.state, visit.how, visit.seat) == ("ended", "left", None)
    assert visit.matter.caught_by == aino, "the matter stays in the hands that called"
    assert "klo 9.10" in Message.objects.get().body or "9.10" in Message.objects.get().body
    assert Delivery.objects.filter(template="new_message").count() == 1


# Following the holder


def test_a_talk_follows_an_accepted_hand_over(topic, aino, eero):
    visit = enter(topic)
    watch(aino, capacity=1)
    take_next(by=aino, at=NINE)
    offer = matters.offer_handover(
        matter_id=visit.matter_id, reason="Haava", to_person=eero.professional, by=aino, at=NINE
    )
    assert of(visit).taken_by == aino, "the giver keeps it until then"

    matters.accept_handover(handover_id=offer.pk, by=eero, at=NINE + MINUTE)

    visit = of(visit)
    assert (visit.state, visit.taken_by, visit.seat) == ("talking", eero, None)
    keep_promises_now()
    enter(topic, name="Elsa Berg")
    assert take_next(by=aino, at=NINE + 2 * MINUTE).seat == 1, "the giver has room again"


def test_a_talk_that_is_let_go_of_waits_at_its_old_place(topic, aino, eero):
    visit = enter(topic)
    later = enter(topic, name="Elsa Berg", at=NINE + MINUTE)
    watch(aino)
    watch(eero)
    take_next(by=aino, at=NINE + 2 * MINUTE)

    matters.release_matter(matter_id=visit.matter_id, why="", by=aino, at=NINE + 3 * MINUTE)

    keep_promises_now()
    assert (of(visit).state, of(visit).taken_by, of(visit).seat) == ("waiting", None, None)
    assert take_next(by=eero, at=NINE + 4 * MINUTE) == visit
    assert take_next(by=eero, at=NINE + 4 * MINUTE) == later


def test_a_holder_who_is_away_leaves_the_talk_to_the_next(topic, aino, eero, lea, koppi):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE)

    matters.send_on(professional=aino.professional, by=koppi, at=NINE + MINUTE)

    keep_promises_now()
    assert of(visit).state == "waiting"


def test_an_answer_to_somebody_who_waits_begins_the_talk(topic, eero):
    visit = enter(topic)

    reply(matter_id=visit.matter_id, body="Hei", client_uuid=uuid4(), by=eero, at=NINE + MINUTE)

    assert (of(visit).state, of(visit).taken_by, of(visit).seat) == ("talking", eero, None)
    keep_promises_now()


def test_a_talk_moves_no_clock_and_an_answer_meets_the_promise(topic, aino):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE)
    assert "P1" in running(visit.matter)

    reply(matter_id=visit.matter_id, body="Hei", client_uuid=uuid4(), by=aino, at=NINE + MINUTE)

    assert "P1" not in running(visit.matter)
    assert "H1" in running(visit.matter), "only an assessment meets it"


def test_closing_the_matter_ends_the_talk(topic, aino):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE)

    matters.close_matter(
        matter_id=visit.matter_id,
        outcome="solved",
        without_assessment="not_a_care_need",
        by=aino,
        at=NINE + HOUR,
    )

    assert (of(visit).state, of(visit).how) == ("ended", "professional")
    keep_promises_now()


def test_a_matter_that_its_client_cancels_leaves_the_queue(topic):
    visit = enter(topic)

    matters.cancel_matter(matter_id=visit.matter_id, by=visit.entered_by, at=NINE + MINUTE)

    assert (of(visit).state, of(visit).how) == ("ended", "client")


def test_a_joined_matter_takes_its_talk_along(topic, aino):
    client, by = make_neighbour()
    older = enter(topic, client=client, by=by)
    go_on_as_messages(matter_id=older.matter_id, by=by, at=NINE)
    newer = enter(topic, client=client, by=by, at=NINE + MINUTE)
    watch(aino)
    take_next(by=aino, at=NINE + 2 * MINUTE)

    matters.join_matters(newer_id=newer.matter_id, older_id=older.matter_id, by=aino, at=NINE + 3 * MINUTE)

    keep_promises_now()
    visit = of(newer)
    assert (visit.matter_id, visit.state, visit.taken_by) == (older.matter_id, "talking", aino)


def test_a_talk_that_is_about_somebody_else_goes_on_in_the_new_matter(topic, aino):
    visit = enter(topic)
    child, _ = make_neighbour("Vilma Öhman")
    watch(aino)
    take_next(by=aino, at=NINE)

    new = matters.correct_client(
        matter_id=visit.matter_id, client=child, reason="Lapsen asia", by=aino, at=NINE + MINUTE
    )

    keep_promises_now()
    visit = of(visit)
    assert (visit.matter_id, visit.client, visit.state, visit.taken_by) == (new.pk, child, "talking", aino)


# Ending


def test_either_side_may_end_the_talk_and_the_matter_stays(topic, aino):
    for by_client, how in ((True, "client"), (False, "professional")):
        visit = enter(topic, name=f"Otto {how}")
        watch(aino)
        take_next(by=aino, at=NINE)

        end_talk(matter_id=visit.matter_id, by=visit.entered_by if by_client else aino, at=NINE + MINUTE)

        visit = of(visit)
        assert (visit.state, visit.how) == ("ended", how)
        assert (visit.matter.state, visit.matter.caught_by) == ("open", aino)
        with pytest.raises(VisitOver):
            end_talk(matter_id=visit.matter_id, by=visit.entered_by, at=NINE + MINUTE)


def test_a_colleague_does_not_end_anothers_talk(topic, aino, eero):
    visit = enter(topic)
    with pytest.raises(NotAllowed):
        end_talk(matter_id=visit.matter_id, by=eero, at=NINE)
    watch(aino)
    take_next(by=aino, at=NINE)

    with pytest.raises(NotYours):
        go_on_as_messages(matter_id=visit.matter_id, by=eero, at=NINE)


def test_who_would_rather_write_leaves_the_queue_and_the_clocks_run_on(topic):
    visit = enter(topic)

    go_on_as_messages(matter_id=visit.matter_id, by=visit.entered_by, at=NINE + MINUTE)

    visit = of(visit)
    assert (visit.how, visit.matter.state, running(visit.matter)) == ("as_messages", "open", ["H1", "P1"])


def test_a_promised_call_ends_the_wait(topic, nurses):
    make_calling_hours(nurses)
    visit = enter(topic)

    promise_callback(
        matter_id=visit.matter_id, starts_at=NINE + HOUR, phone=PHONE, by=visit.entered_by, at=NINE
    )

    assert of(visit).how == "called_back"


def test_at_closing_time_who_waits_becomes_the_teams_and_hears_by_when(topic, koppi, nurses):
    visit = enter(topic)
    assert close_for_the_day(by=koppi, at=CLOSES - MINUTE) == 0

    assert close_for_the_day(by=koppi, at=CLOSES) == 1
    assert close_for_the_day(by=koppi, at=CLOSES + MINUTE) == 0

    visit = of(visit)
    assert visit.how == "closed_for_the_day"
    assert (visit.matter.team, visit.matter.caught_by, running(visit.matter)) == (nurses, None, ["H1", "P1"])
    assert "16" in Message.objects.get().body


def test_at_closing_time_a_talk_goes_on_while_something_is_said(topic, aino, koppi):
    visit = enter(topic, at=CLOSES - HOUR)
    watch(aino)
    take_next(by=aino, at=CLOSES - 20 * MINUTE)
    reply(matter_id=visit.matter_id, body="Hei", client_uuid=uuid4(), by=aino, at=CLOSES - MINUTE)

    assert close_for_the_day(by=koppi, at=CLOSES) == 0
    assert Watch.objects.standing().count() == 0, "nobody new comes to whoever was on watch"
    assert close_for_the_day(by=koppi, at=CLOSES + 14 * MINUTE) == 1

    visit = of(visit)
    assert (visit.how, visit.matter.caught_by) == ("as_messages", aino)


def test_what_somebody_caught_and_nobody_called_stays_with_them(topic, aino, koppi):
    visit = enter(topic)
    matters.catch_matter(matter_id=visit.matter_id, by=aino, at=NINE)

    close_for_the_day(by=koppi, at=CLOSES)

    assert (of(visit).how, of(visit).matter.caught_by) == ("as_messages", aino)


def end(route, at):
    """Let a route have ended at a moment."""
    Route.objects.filter(pk=route.pk).update(valid_to=at)


def go_on_as(route, at, **values):
    """Let the next version of a route have begun at a moment."""
    end(route, at)
    return make_route(route.code, route.topics, version=route.version + 1, valid_from=at, **values)


def test_who_waits_in_a_route_that_ends_keeps_their_place_to_the_end_of_its_day(topic, route, koppi, nurses):
    visit = enter(topic)
    end(route, NINE + HOUR)

    assert close_for_the_day(by=koppi, at=NINE + HOUR) == 0
    assert close_for_the_day(by=koppi, at=CLOSES - MINUTE) == 0
    assert close_for_the_day(by=koppi, at=CLOSES) == 1

    visit = of(visit)
    assert (visit.how, visit.matter.team, visit.matter.caught_by) == ("closed_for_the_day", nurses, None)
    assert running(visit.matter) == ["H1", "P1"]


def test_who_waits_in_a_route_that_ended_yesterday_is_the_teams(topic, route, koppi):
    visit = enter(topic)
    end(route, NINE + 15 * HOUR)  # midnight

    close_for_the_day(by=koppi, at=NINE + DAY)

    assert of(visit).how == "closed_for_the_day"


def test_a_route_that_ended_lets_nobody_in_and_is_answered_while_somebody_waits(
    topic, route, aino, eero, lea
):
    visit = enter(topic)
    watch(aino)
    later = NINE + HOUR
    end(route, later)

    with pytest.raises(ChatClosed):
        enter(topic, name="Elsa Berg", at=later)
    with pytest.raises(ChatClosed):
        enter_with_matter(matter_id=visit.matter_id, route_code="terveys", by=visit.entered_by, at=later)
    assert queries.routes_for(visit.client, later) == []
    [shown] = queries.overview(lea, later).routes
    assert (shown.has_ended, shown.waiting, shown.watching) == (True, 1, 1)
    assert queries.at_hand(eero, later).is_offered
    assert watch(eero, at=later).routes == ["terveys"]
    assert take_next(by=aino, at=later) == visit

    end_talk(matter_id=visit.matter_id, by=aino, at=later + MINUTE)
    assert queries.offered_to(eero, later + MINUTE) == [] == queries.overview(lea, later + MINUTE).routes
    with pytest.raises(WatchNotOffered):
        watch(aino, at=later + MINUTE)
    assert not queries.at_hand(eero, NINE + DAY).is_offered
    with translation.override("en"):
        assert queries.led_routes(lea, NINE + DAY) == [("terveys", "terveys (ended)")]


def test_shorter_hours_send_nobody_away_who_came_in_by_the_longer(topic, route, koppi, aino):
    early = enter(topic)
    watch(aino)
    go_on_as(route, NINE + HOUR, closes=12)
    late = enter(topic, name="Elsa Berg", at=NINE + 2 * HOUR)

    assert close_for_the_day(by=koppi, at=NINE + 3 * HOUR) == 1  # noon
    assert (of(early).state, of(late).how) == ("waiting", "closed_for_the_day")
    assert Watch.objects.standing().count() == 1, "somebody still waits on it"
    assert close_for_the_day(by=koppi, at=CLOSES) == 1
    assert Watch.objects.standing().count() == 0


def test_longer_hours_hold_for_everybody_at_once(topic, route, koppi):
    Route.objects.filter(pk=route.pk).update(closes=12)
    visit = enter(topic)
    go_on_as(route, NINE + HOUR, closes=14)

    assert close_for_the_day(by=koppi, at=NINE + 4 * HOUR) == 0
    assert close_for_the_day(by=koppi, at=NINE + 5 * HOUR) == 1
    assert of(visit).route.version == 1


def test_a_version_that_was_called_off_is_no_way_in(topic, route, eero):
    end(route, NINE)
    make_route("peruttu", [topic.code], valid_from=NINE, valid_to=NINE)

    assert not queries.at_hand(eero, NINE + DAY).is_offered
    assert "peruttu" not in [row.code for row in queries.routes_in_use(NINE)]


# The keys


@pytest.mark.parametrize(
    "broken",
    [
        "update matters_catch set released_at = now(), release = 'returned' where id = {catch};"
        " update matters_matter set catch_id = null, caught_by_id = null, uncaught_since = now()"
        " where id = {matter}",
        "update chat_visit set taken_by_id = {other} where id = {visit}",
        "insert into chat_visit (matter_id, client_id, register, route_id, state, urgent, entered_by_id,"
        " entered_at, turn_by, turn_address, how) select matter_id, client_id, register, route_id, 'waiting',"
        " false, entered_by_id, entered_at, '', '', '' from chat_visit where id = {visit}",
        "update chat_visit set state = 'waiting' where id = {visit}",
        "update chat_visit set how = 'client' where id = {visit}",
        "update chat_visit set seat = 0 where id = {visit}",
    ],
)
def test_no_shortcut_breaks_a_talk(topic, aino, eero, broken):
    visit = enter(topic)
    watch(aino)
    take_next(by=aino, at=NINE)
    keep_promises_now()
    visit = of(visit)
    values = {"catch": visit.catch_id, "matter": visit.matter_id, "visit": visit.pk, "other": eero.pk}

    with pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(broken.format(**values))
        keep_promises_now()


# The second lock


def test_the_visit_is_seen_with_its_matter(topic, aino, sari):
    visit = enter(topic)
    _stranger, other = make_neighbour("Elsa Berg")

    for user, seen in ((aino, True), (visit.entered_by, True), (sari, False), (other, False)):
        with acting(facts_of(user)):
            assert Visit.objects.filter(pk=visit.pk).exists() == seen


def test_all_of_it_works_behind_the_second_lock(topic, aino, eero):
    client, by = make_neighbour()
    with acting(facts_of(by)):
        visit = enter(topic, client=client, by=by)
        mine = queries.my_visit(visit.matter_id, by=by, at=NINE)
    assert (mine.place, mine.state) == (1, "waiting")
    with acting(facts_of(aino)):
        watch(aino)
        assert queries.console(aino, NINE).waiting[0].reference == visit.matter.reference
        take_next(by=aino, at=NINE)
        reply(matter_id=visit.matter_id, body="Hei", client_uuid=uuid4(), by=aino, at=NINE)
    with acting(facts_of(by)):
        note_seen(visit=of(visit), by=by, at=NINE)
        write_letter(matter_id=visit.matter_id, body="Hei hei", client_uuid=uuid4(), by=by, at=NINE)
    with acting(facts_of(aino)):
        assert queries.console(aino, NINE).talks[0].unread == 1
        matters.release_matter(matter_id=visit.matter_id, why="", by=aino, at=NINE + MINUTE)
    with acting(facts_of(eero)):
        watch(eero)
        take_next(by=eero, at=NINE + 2 * MINUTE)
        end_talk(matter_id=visit.matter_id, by=eero, at=NINE + 3 * MINUTE)
    keep_promises_now()
    assert called(visit) == [
        "visit.entered",
        "visit.called",
        "visit.arrived",
        "visit.returned",
        "visit.called",
        "visit.ended",
    ]


def test_absence_ends_the_watch(aino, lea):
    watch(aino)
    lea.professional.roles = ["team_lead", "shift_lead"]
    lea.professional.save()

    start_absence(professional=aino.professional, starts_at=NINE, ends_at=NINE + DAY, by=lea, at=NINE)

    assert Watch.objects.standing().count() == 0
