"""The outbox: none lost, none sent twice where the carrier knows our key, and nothing guessed."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from koppi.identity.models import User
from koppi.notices import actions, outbox, rules
from koppi.notices.carriers.outcomes import NotSent, Refused, Sent, Unknown
from koppi.notices.models import Delivery
from koppi.notices.rules import ASKS, MOST_TRIES, next_ask, next_try
from koppi.notices.texts import text_of
from koppi.people.models import Client
from koppi.people.tests.factories import NINE, make_client

from .factories import Recorder, queue

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def system(db):
    return User.objects.system()


@pytest.fixture
def by(monkeypatch):
    """Have one carrier take everything, or one for each channel."""

    def use(carrier, **others):
        monkeypatch.setattr(outbox, "carrier_of", lambda channel: others.get(channel, carrier))
        return carrier

    return use


def deliver(at=NINE):
    return actions.deliver_outbox(by=None, at=at)


def kill(channel="email"):
    """Take a message as a worker does that dies before it hears from the carrier."""
    return outbox._claim(NINE, [])


# Sent


def test_the_same_key_is_one_message(by):
    carrier = by(Recorder(Sent(carrier_id="c-1")))
    assert queue() is True
    assert queue(address="other@example.test") is False

    assert deliver() == 1
    assert deliver(NINE + MINUTE) == 0
    assert [(one.key, one.address) for one in carrier.sent] == [("k1", "maria@example.test")]
    sent = Delivery.objects.get()
    assert (sent.state, sent.sent_at, sent.carrier_id) == ("sent", NINE, "c-1")
    assert queue() is False


def test_nothing_leaves_before_its_time_or_after_it(by):
    carrier = by(Recorder())
    queue(send_after=NINE + MINUTE)
    queue("k2", send_before=NINE)

    assert deliver() == 0
    assert Delivery.objects.get(key="k2").why == "late"
    assert deliver(NINE + MINUTE) == 1
    assert carrier.keys == ["k1"]


def test_a_demo_tells_on_the_console_and_says_no_address_there(settings, tmp_path, capsys):
    settings.DATA = tmp_path
    queue(channel="sms", address="+358401234567", language="sv")

    assert deliver() == 1
    words = text_of("new_message", "sv").body
    line = json.loads((Path(tmp_path) / "outbox.jsonl").read_text())
    assert (line["key"], line["to"], line["text"]) == ("k1", "+358401234567", words)
    said = capsys.readouterr().out
    assert words in said and "401234567" not in said


# Not sent


def test_what_was_not_sent_is_tried_later_and_later_and_then_given_up(by, caplog):
    by(Recorder(NotSent("status 503")))
    queue()
    at, waits = NINE, []
    for _ in range(MOST_TRIES):
        assert deliver(at) == 0
        delivery = Delivery.objects.get()
        waits.append(delivery.send_after - at)
        at = delivery.send_after

    assert waits[:-1] == sorted(waits[:-1]) and waits[0] == MINUTE
    assert (delivery.state, delivery.why, delivery.tries) == ("given_up", "tries", MOST_TRIES)
    assert deliver(at + timedelta(days=9)) == 0
    assert "maria" not in caplog.text


def test_what_is_refused_is_not_tried_again(by):
    carrier = by(Recorder(Refused("recipient 550")))
    queue()

    deliver()
    deliver(NINE + timedelta(days=2))
    assert (Delivery.objects.get().why, len(carrier.sent)) == ("refused", 1)


def test_no_carrier_is_trouble_not_silence(settings):
    settings.CONSOLE_CARRIES = False
    queue(channel="sms")

    assert deliver() == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("waiting", 1)


def test_a_channel_that_fails_rests_and_does_not_hold_up_the_others(by):
    broken, fine = Recorder(NotSent("down")), Recorder()
    by(fine, email=broken)
    for number in range(8):
        queue(f"mail-{number}")
    queue("sms-1", channel="sms")

    assert deliver() == 1
    assert (len(broken.sent), fine.keys) == (outbox.ENOUGH, ["sms-1"])


def test_one_that_is_refused_does_not_make_its_channel_rest(by):
    carrier = by(Recorder(*[Refused("no")] * 5, Sent()))
    for number in range(6):
        queue(f"k{number}")

    assert deliver() == 1
    assert len(carrier.sent) == 6


# Unknown


@pytest.mark.parametrize("trouble", [Unknown("ReadTimeout"), RuntimeError("maria@example.test")])
def test_what_nobody_knows_stays_unknown_and_is_never_sent_by_guess(by, trouble, caplog):
    carrier = by(Recorder(trouble, Sent()))
    queue()

    assert deliver() == 0
    for days in range(1, 4):
        deliver(NINE + timedelta(days=days))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.unknown_at, delivery.ask_after) == ("unknown", NINE, None)
    assert len(carrier.sent) == 1
    assert "maria" not in caplog.text


def test_where_the_carrier_knows_our_key_the_unknown_is_sent_again_by_it(by):
    carrier = by(Recorder(Unknown("ReadTimeout"), Sent(), repeats_safely=True))
    queue()

    deliver()
    assert deliver(NINE + MINUTE) == 1
    assert carrier.keys == ["k1", "k1"]


@pytest.mark.parametrize(
    ("found", "state", "tried"),
    [
        (Sent(carrier_id="c-7"), "sent", 1),
        (Refused("told so"), "given_up", 1),
        (NotSent("not there"), "waiting", 1),
    ],
)
def test_where_the_carrier_can_be_asked_it_is_asked(by, found, state, tried):
    carrier = by(Recorder(Unknown("ReadTimeout"), can_be_asked=True, found=found))
    queue()

    deliver()
    assert Delivery.objects.get().ask_after == NINE + ASKS[0]
    deliver(NINE + ASKS[0])
    delivery = Delivery.objects.get()
    assert (delivery.state, len(carrier.asked), len(carrier.sent)) == (state, 1, tried)


def test_a_carrier_that_does_not_know_either_leaves_it_to_a_person_in_the_end(by):
    carrier = by(Recorder(Unknown("x"), can_be_asked=True, found=Unknown("hm")))
    queue()
    at = NINE
    deliver(at)
    for wait in ASKS:
        assert Delivery.objects.get().ask_after is not None
        at += wait
        deliver(at)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.ask_after, delivery.unknown_at) == ("unknown", None, NINE)
    assert (len(carrier.asked), len(carrier.sent)) == (len(ASKS), 1)


def test_a_worker_killed_while_it_sent_leaves_it_unknown_once_its_claim_is_over(by):
    carrier = by(Recorder())
    queue()
    kill()

    deliver(NINE + MINUTE)
    assert (Delivery.objects.get().state, carrier.sent) == ("sending", [])
    deliver(NINE + outbox.CLAIM_HOLDS + MINUTE)
    assert (Delivery.objects.get().state, carrier.sent) == ("unknown", [])


def test_a_worker_killed_while_it_sent_is_repeated_where_the_key_is_known(by):
    carrier = by(Recorder(repeats_safely=True))
    queue()
    kill()
    over = NINE + outbox.CLAIM_HOLDS + MINUTE

    deliver(over)
    assert deliver(over + MINUTE) == 1
    assert carrier.keys == ["k1"]


def test_a_worker_that_was_only_slow_still_says_what_it_knows(by):
    by(Recorder())
    queue()
    slow = kill()
    deliver(NINE + outbox.CLAIM_HOLDS + MINUTE)

    assert outbox._write_down(slow, Sent(carrier_id="late"), NINE + timedelta(hours=1))
    assert Delivery.objects.get().state == "sent"


def test_a_slow_worker_does_not_undo_what_a_later_one_knows(by):
    by(Recorder(repeats_safely=True))
    queue()
    slow = kill()
    over = NINE + outbox.CLAIM_HOLDS + MINUTE
    deliver(over)
    deliver(over + MINUTE)

    assert not outbox._write_down(slow, NotSent("x"), over + MINUTE)
    assert Delivery.objects.get().state == "sent"


def test_the_claim_is_there_for_all_to_see_before_the_carrier_is_called(by):
    seen = []

    class Looking(Recorder):
        def send(self, parcel):
            row = Delivery.objects.get(key=parcel.key)
            seen.append((row.state, row.claimed_until, row.tries, len(connection.savepoint_ids)))
            return super().send(parcel)

    by(Looking())
    queue()
    before = len(connection.savepoint_ids)
    deliver()
    assert seen == [("sending", NINE + outbox.CLAIM_HOLDS, 1, before)]


# Quiet hours


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        # In winter Helsinki is two hours ahead, in summer three.
        ("2025-01-15T18:59", False),
        ("2025-01-15T19:00", True),
        ("2025-01-16T04:59", True),
        ("2025-01-16T05:00", False),
        ("2025-07-15T17:59", False),
        ("2025-07-15T18:00", True),
        ("2025-07-16T04:00", False),
        # The night that has no 3 o'clock: from 2.59 the wall goes to 4.00, and 7.00 is at 4.00 UTC.
        ("2025-03-30T00:59", True),
        ("2025-03-30T01:00", True),
        ("2025-03-30T03:59", True),
        ("2025-03-30T04:00", False),
        # The night that has 3 o'clock twice, and 7.00 is at 5.00 UTC again.
        ("2025-10-25T17:59", False),
        ("2025-10-25T18:00", True),
        ("2025-10-26T00:30", True),
        ("2025-10-26T01:30", True),
        ("2025-10-26T04:59", True),
        ("2025-10-26T05:00", False),
    ],
)
def test_the_wall_says_when_telephones_stay_silent(moment, quiet):
    assert rules.is_quiet(datetime.fromisoformat(moment).replace(tzinfo=UTC), (21, 7)) is quiet


def test_quiet_hours_may_lie_within_a_day_or_not_be():
    noon = datetime(2025, 1, 15, 10, tzinfo=UTC)
    assert rules.is_quiet(noon, (12, 13)) and not rules.is_quiet(noon, (13, 14))
    assert not rules.is_quiet(noon, None)


def test_at_night_a_text_message_waits_and_the_rest_and_an_awaited_one_leave(by):
    carrier = by(Recorder())
    night, morning = datetime(2025, 3, 29, 22, tzinfo=UTC), datetime(2025, 3, 30, 4, tzinfo=UTC)
    queue("sms", channel="sms", at=night)
    queue("turn", channel="sms", template="your_turn", at=night)
    queue("mail", at=night)
    queue("suomifi", channel="suomifi", address="", at=night)

    deliver(night)
    assert sorted(carrier.keys) == ["mail", "suomifi", "turn"]
    deliver(morning - MINUTE)
    assert len(carrier.keys) == 3
    deliver(morning)
    assert carrier.keys[-1] == "sms"
    assert Delivery.objects.get(key="sms").tries == 1


# Whom nothing reaches any more


@pytest.mark.parametrize("channel", ["email", "sms", "suomifi"])
def test_nothing_is_sent_to_somebody_who_has_died(by, channel):
    carrier = by(Recorder())
    maria = make_client("Maria Lindqvist")
    queue(channel=channel, person_id=maria.person_id)
    Client.objects.filter(pk=maria.pk).update(died_on=NINE.date())

    assert deliver() == 0
    delivery = Delivery.objects.get()
    assert (carrier.sent, delivery.why, delivery.given_up_at, delivery.address) == ([], "dead", NINE, "")


@pytest.mark.parametrize(("channel", "leaves"), [("email", 0), ("sms", 0), ("suomifi", 1)])
def test_under_non_disclosure_only_what_has_no_address_leaves(by, channel, leaves):
    by(Recorder())
    maria = make_client("Maria Lindqvist")
    queue(channel=channel, person_id=maria.person_id)
    Client.objects.filter(pk=maria.pk).update(non_disclosure=True)

    assert deliver() == leaves
    assert Delivery.objects.get().why == ("" if leaves else "hidden")


def test_a_county_may_send_nothing_at_all_under_non_disclosure(by, settings):
    settings.NON_DISCLOSURE_CHANNELS = ()
    by(Recorder())
    maria = make_client("Maria Lindqvist")
    queue(channel="suomifi", person_id=maria.person_id)
    Client.objects.filter(pk=maria.pk).update(non_disclosure=True)

    assert deliver() == 0


def test_an_order_given_while_one_is_on_its_way_takes_the_address_away(by):
    by(Recorder())
    maria = make_client("Maria Lindqvist")
    queue(person_id=maria.person_id)
    queue("k2", person_id=maria.person_id, channel="suomifi", address="")
    kill()

    actions.forget_addresses(person_id=maria.person_id, by=None, at=NINE)
    assert set(Delivery.objects.values_list("address", "state")) == {("", "sending"), ("", "waiting")}


def test_withdrawing_reaches_each_channel_and_nothing_that_has_left(by):
    by(Recorder())
    queue("a")
    queue("a-sms", channel="sms")
    queue("b")
    assert actions.withdraw_delivery(key="a", at=NINE)
    assert not actions.withdraw_delivery(key="a", at=NINE)

    assert deliver() == 1
    assert Delivery.objects.filter(why="withdrawn").count() == 2


# Rules and keys


@pytest.mark.parametrize("tries", range(1, MOST_TRIES))
def test_every_failure_but_the_last_has_a_next_try(tries):
    assert next_try(tries, NINE) > NINE
    assert next_try(MOST_TRIES, NINE) is None


def test_the_carrier_is_asked_later_and_later_and_then_no_more():
    moments = [next_ask(asks, NINE) for asks in range(len(ASKS))]
    assert moments == sorted(moments) and next_ask(len(ASKS), NINE) is None


def test_nothing_that_has_left_goes_anywhere_and_the_rest_may_be_sent():
    assert not any(rules.may_move("sent", state) for state in rules.MOVES)
    assert rules.may_move("unknown", "sent") and rules.may_move("given_up", "waiting")
    assert not rules.may_move("unknown", "sending")


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "sent"},
        {"state": "unknown"},
        {"state": "sending", "claimed_until": NINE},
        {"state": "given_up", "given_up_at": NINE},
        {"state": "waiting", "sent_at": NINE},
        {"why": "tries"},
        {"ask_after": NINE},
    ],
)
def test_the_database_knows_what_each_state_is(broken):
    queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**broken)


# Side by side


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_message_once(by):
    carrier = by(Recorder())
    for number in range(20):
        queue(f"k{number}")
    start, counts = threading.Barrier(4), []

    def work():
        try:
            start.wait()
            counts.append(deliver())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 20
    assert sorted(carrier.keys) == sorted({*carrier.keys}) and len(carrier.keys) == 20
