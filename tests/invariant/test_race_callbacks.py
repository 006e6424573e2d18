"""Many hands on the last places of an hour at once: none is promised twice, and none is lost."""

import random
from collections import Counter

import pytest

from koppi.callbacks.actions import move_callback, note_not_reached, promise_callback, withdraw_callback
from koppi.callbacks.errors import NothingPromised, WindowFull
from koppi.callbacks.models import Callback, Window
from koppi.callbacks.queries import offers
from koppi.callbacks.tests.factories import PHONE, make_hours
from koppi.matters.errors import Refusal
from koppi.matters.queries import broken_promises
from koppi.matters.tests import factories as make

from .test_race import NINE, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TEN = NINE + make.HOUR
HOURS = [NINE + hours * make.HOUR for hours in (1, 2, 3)]


class Callers:
    """A team that calls so many an hour, and so many clients with a matter each; all committed."""

    def __init__(self, clients, calls):
        self.team = make.make_team("nurses")
        self.nurse = make.make_professional("Aino Koski", self.team).user
        make_hours(self.team, calls=calls, weekdays=[0])
        topic = make.make_topic(self.team)
        self.matters = []
        for number in range(clients):
            client = make.make_client(f"Client {number}")
            self.matters.append((make.make_matter(topic, client).pk, make.resident_of(client)))

    def free(self, starts_at):
        found = {offer.starts_at: offer.free for offer in offers(self.team.pk, NINE, due_at=None)}
        return found.get(starts_at, 0)


def places_are_kept(callers, calls):
    """Check that each place is promised once, within its hour, and that the rest is free."""
    for starts_at in HOURS:
        taken = list(
            Callback.objects.promised().filter(window__starts_at=starts_at).values_list("place", flat=True)
        )
        assert len(taken) == len(set(taken)) <= calls
        assert callers.free(starts_at) == calls - len(taken)
    assert Window.objects.count() <= len(HOURS)
    assert broken_promises() == []


def test_of_eight_on_the_last_place_one_gets_it_and_seven_are_told():
    callers = Callers(clients=9, calls=2)
    (first, by), *others = callers.matters
    promise_callback(matter_id=first, starts_at=TEN, phone=PHONE, by=by, at=NINE)

    def promise(matter_id, resident):
        return lambda: promise_callback(matter_id=matter_id, starts_at=TEN, phone=PHONE, by=resident, at=NINE)

    refused = together([promise(*one) for one in others])

    assert [type(error) for error in refused] == [WindowFull] * 7
    assert Callback.objects.promised().count() == 2
    places_are_kept(callers, 2)


def test_the_first_of_an_hour_may_come_at_once_and_all_that_fit_get_a_place():
    callers = Callers(clients=8, calls=8)

    def promise(matter_id, resident):
        return lambda: promise_callback(matter_id=matter_id, starts_at=TEN, phone=PHONE, by=resident, at=NINE)

    assert together([promise(*one) for one in callers.matters]) == []
    assert sorted(Callback.objects.values_list("place", flat=True)) == list(range(1, 9))
    assert Window.objects.count() == 1


def one_round(dice, callers, matter_id, by):
    """Do one thing that a client, or the nurse who calls, might do just then."""
    choice = dice.choice(("promise", "promise", "move", "withdraw", "call"))
    if choice == "promise":
        promise_callback(matter_id=matter_id, starts_at=dice.choice(HOURS), phone=PHONE, by=by, at=NINE)
    elif choice == "move":
        move_callback(matter_id=matter_id, starts_at=dice.choice(HOURS), by=by, at=NINE)
    elif choice == "withdraw":
        withdraw_callback(matter_id=matter_id, by=by, at=NINE)
    else:
        last = Callback.objects.promised().filter(matter=matter_id).first()
        if last is None:
            raise NothingPromised()
        number = last.attempts.count() + 1
        note_not_reached(matter_id=matter_id, number=number, by=callers.nurse, at=TEN)


def attack(callers, rounds):
    """Let every client do many things to the same few hours; return how often it was done or refused."""
    tally = Counter()

    def actor(number, matter_id, by):
        def play():
            dice = random.Random(number)
            for _turn in range(rounds):
                try:
                    one_round(dice, callers, matter_id, by)
                    tally["done"] += 1
                except Refusal:
                    tally["refused"] += 1

        return play

    wrong = together([actor(number, *one) for number, one in enumerate(callers.matters)])
    assert wrong == []
    return tally


def test_six_clients_and_few_places_break_no_promise():
    callers = Callers(clients=6, calls=1)

    tally = attack(callers, rounds=12)

    assert tally["done"] and tally["refused"]
    places_are_kept(callers, 1)


@pytest.mark.long
def test_twenty_clients_and_two_hundred_rounds_break_no_promise():
    callers = Callers(clients=20, calls=3)

    tally = attack(callers, rounds=200)

    assert sum(tally.values()) == 20 * 200
    places_are_kept(callers, 3)
