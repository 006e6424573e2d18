"""Many hands on the queue of the chat at once: nobody is taken twice, nobody has too many talks."""

import pytest

from koppi.chat.actions import close_for_the_day, go_on_as_messages, take, take_next
from koppi.chat.errors import HandsFull, NobodyWaits, NotOnWatch, TakenAlready, VisitOver
from koppi.chat.models import Visit
from koppi.chat.tests import factories as chat
from koppi.identity.models import User
from koppi.matters.errors import Refusal
from koppi.matters.models import Catch
from koppi.matters.queries import broken_promises
from koppi.matters.tests import factories as make

from .test_race import NINE, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLOSES = NINE + 6 * make.HOUR


class Queue:
    """So many who wait, and so many nurses on watch; all committed."""

    def __init__(self, waiting, nurses, capacity=2):
        team = make.make_team("nurses")
        topic = make.make_topic(team)
        chat.make_hours()
        chat.make_route(topics=[topic.code])
        self.nurses = []
        for number in range(nurses):
            person = make.make_professional(f"Nurse {number}", team)
            make.make_shift(person)
            chat.watch(person.user, capacity=capacity)
            self.nurses.append(person.user_id)
        self.visits = [chat.enter(topic, name=f"Client {number}") for number in range(waiting)]

    def nurse(self, number):
        return User.objects.get(pk=self.nurses[number])


def nothing_is_broken(capacity):
    talks = list(Visit.objects.talking().select_related("matter"))
    held = [talk.taken_by_id for talk in talks]
    assert all(held.count(nurse) <= capacity for nurse in held)
    assert all(talk.matter.caught_by_id == talk.taken_by_id for talk in talks)
    assert Catch.objects.open().count() >= len(talks)
    assert broken_promises() == []


def test_of_six_who_reach_for_one_client_one_has_them():
    queue = Queue(waiting=1, nurses=6)
    visit = queue.visits[0].pk

    wrong = together([lambda n=n: take(visit_id=visit, by=queue.nurse(n), at=NINE) for n in range(6)])

    assert [type(error) for error in wrong] == [TakenAlready] * 5
    nothing_is_broken(2)


def test_six_who_take_the_next_take_six_different_ones():
    queue = Queue(waiting=6, nurses=6)

    assert together([lambda n=n: take_next(by=queue.nurse(n), at=NINE) for n in range(6)]) == []

    assert Visit.objects.talking().count() == 6
    nothing_is_broken(1)


def test_one_who_presses_in_five_windows_gets_as_many_as_they_have_room_for():
    queue = Queue(waiting=5, nurses=1, capacity=2)

    wrong = together([lambda: take_next(by=queue.nurse(0), at=NINE)] * 5)

    assert [type(error) for error in wrong] == [HandsFull] * 3
    assert sorted(Visit.objects.talking().values_list("seat", flat=True)) == [1, 2]
    nothing_is_broken(2)


def test_taking_against_leaving_ends_one_way():
    queue = Queue(waiting=4, nurses=4, capacity=1)

    def leave(visit):
        return lambda: go_on_as_messages(
            matter_id=visit.matter_id, by=User.objects.get(pk=visit.entered_by_id), at=NINE
        )

    def reach(number, visit):
        return lambda: take(visit_id=visit.pk, by=queue.nurse(number), at=NINE)

    wrong = together(
        [task for n, visit in enumerate(queue.visits) for task in (leave(visit), reach(n, visit))]
    )

    assert {type(error) for error in wrong} <= {VisitOver}
    assert not Visit.objects.filter(state="waiting").exists()
    nothing_is_broken(1)


def test_the_end_of_the_day_against_taking_leaves_nobody_waiting():
    queue = Queue(waiting=4, nurses=2)
    koppi = make.koppi()

    wrong = together(
        [lambda n=n: take_next(by=queue.nurse(n), at=CLOSES) for n in (0, 1)]
        + [lambda: close_for_the_day(by=koppi, at=CLOSES)]
    )

    assert all(isinstance(error, (NobodyWaits, NotOnWatch)) for error in wrong), wrong
    assert all(isinstance(error, Refusal) for error in wrong)
    close_for_the_day(by=koppi, at=CLOSES)
    assert not Visit.objects.filter(state="waiting").exists()
    nothing_is_broken(2)
