"""Many hands on the same few times at once: none is booked twice, and none is lost."""

import random
from collections import Counter

import pytest
from django.db import connection

from koppi.appointments.actions import book, cancel, move
from koppi.appointments.models import CareEvent, Slot
from koppi.appointments.rules import LIVE
from koppi.appointments.tests.factories import free, make_hours, make_room
from koppi.matters.errors import Refusal
from koppi.matters.queries import broken_promises
from koppi.matters.tests import factories as make

from .test_race import NINE, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TWICE = """
    select count(*) from appointments_careevent a join appointments_careevent b
        on a.id < b.id and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
       and (a.professional_id = b.professional_id or a.client_id = b.client_id or a.room_id = b.room_id)
     where a.state = any(%s::text[]) and b.state = any(%s::text[])
"""


class Callers:
    """Two professionals with times at the same hours, and clients with two matters each; all committed."""

    def __init__(self, actors):
        self.team = make.make_team("nurses")
        nurse = make.make_professional("Aino Koski", self.team)
        doctor = make.make_professional("Olli Nurmi", self.team, profession="doctor")
        make_hours(nurse, self.team, room=make_room(self.team.unit))
        make_hours(doctor, self.team, room=make_room(self.team.unit, "Huone 4"))
        topic = make.make_topic(self.team)
        self.matters, self.users = [], []
        for number in range((actors + 1) // 2):
            client = make.make_client(f"Client {number}")
            self.matters += [make.make_matter(topic, client).pk for _ in range(2)]
            self.users += [
                make.resident_of(client),
                make.make_professional(f"Nurse {number}", self.team).user,
            ]
        Slot.objects.filter(starts_at__gt=NINE + 8 * make.DAY).delete()
        self.slots = [slot.pk for slot in free()]


def one_round(dice, callers, matter_id, by):
    """Do one thing to a time that somebody might do just then."""
    slot_id = dice.choice(callers.slots)
    mine = CareEvent.objects.coming().filter(matter=matter_id).order_by("?").first()
    choice = dice.choice(("book", "move", "move", "cancel"))
    if mine is None or choice == "book":
        book(matter_id=matter_id, slot_id=slot_id, by=by, at=NINE)
    elif choice == "move":
        move(event_id=mine.pk, slot_id=slot_id, by=by, at=NINE)
    else:
        cancel(event_id=mine.pk, by=by, at=NINE)


def attack(actors, rounds):
    """Let every actor do many things to the same times; return what was done and refused, by kind."""
    callers, tally = Callers(actors), Counter()

    def actor(number):
        def play():
            dice = random.Random(number)
            by = callers.users[number]
            for _turn in range(rounds):
                # A resident acts in their own two matters, a nurse in the same ones.
                matter_id = callers.matters[number - number % 2 + dice.randrange(2)]
                try:
                    one_round(dice, callers, matter_id, by)
                    tally["done"] += 1
                except Refusal as refusal:
                    tally[type(refusal).__name__] += 1

        return play

    assert together([actor(number) for number in range(actors)]) == []
    times_are_kept(callers)
    return tally


def times_are_kept(callers):
    """Check that nothing is booked twice, and that each time is either free or somebody's."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, [list(LIVE), list(LIVE)])
        assert cursor.fetchone() == (0,)
    taken = list(CareEvent.objects.filter(state__in=LIVE).values_list("slot_id", flat=True))
    assert len(taken) == len(set(taken))
    assert sorted([*taken, *(slot.pk for slot in free())]) == sorted(callers.slots)
    # A chain of moves has one end: nobody's appointment was lost or doubled on the way.
    moved = CareEvent.objects.filter(why="moved")
    assert moved.filter(continued_by=None).count() == 0
    assert broken_promises() == []


def test_of_eight_at_the_same_time_one_gets_it_and_seven_are_told():
    callers = Callers(16)

    def take(number):
        return lambda: book(
            matter_id=callers.matters[2 * number], slot_id=callers.slots[0],
            by=callers.users[2 * number], at=NINE,
        )  # fmt: skip

    refused = together([take(number) for number in range(8)])

    assert [type(error).__name__ for error in refused] == ["SlotTaken"] * 7
    times_are_kept(callers)


def test_six_actors_and_few_times_break_no_promise():
    tally = attack(6, 12)

    assert tally["done"] and sum(tally.values()) == 6 * 12


@pytest.mark.long
def test_twenty_actors_and_five_hundred_rounds_break_no_promise():
    tally = attack(20, 500)

    assert sum(tally.values()) == 20 * 500
    assert tally["done"] and tally["SlotTaken"] and tally["ClientBusy"]
