"""Many hands on the same balls at once, on connections and commits of their own."""

import random
from collections import Counter
from threading import Barrier, Thread

import psycopg
import pytest
import uuid6
from django.db import DatabaseError, OperationalError, connection, connections

from koppi.conversations.actions import reply, write_letter
from koppi.conversations.models import Message
from koppi.identity.models import User
from koppi.ledger.models import Event
from koppi.matters import actions
from koppi.matters.errors import AlreadyCaught, Refusal
from koppi.matters.models import Catch, Handover, Matter
from koppi.matters.queries import broken_promises
from koppi.matters.tests import factories as make
from koppi.people.models import Professional

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NINE, HOUR = make.NINE, make.HOUR
CHOICES = ("catch", "catch", "release", "offer", "accept", "decline", "close", "snooze", "reply")


class County:
    """A team at work, and a client with matters; all committed."""

    def __init__(self, actors, matters):
        team = make.make_team("nurses")
        self.users = []
        for number in range(actors):
            person = make.make_professional(f"Actor {number}", team)
            make.make_shift(person)
            self.users.append(person.user_id)
        client = make.make_client()
        self.resident = make.resident_of(client)
        topic = make.make_topic(team)
        self.matters = [make.make_matter(topic, client).pk for _ in range(matters)]


def together(tasks):
    """Run tasks at the same moment, each in a thread with a connection of its own; return what went wrong."""
    barrier, wrong = Barrier(len(tasks)), []

    def run(task):
        try:
            barrier.wait(timeout=60)
            task()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def one_round(dice, by, matter_id, at):
    """Do one thing that a professional might do to a matter just then."""
    me = {"by": by, "at": at}
    choice = dice.choice(CHOICES)
    if choice == "catch":
        actions.catch_matter(matter_id=matter_id, **me)
    elif choice == "release":
        actions.release_matter(matter_id=matter_id, why="", **me)
    elif choice == "offer":
        others = list(Professional.objects.exclude(user=by).order_by("pk"))
        actions.offer_handover(matter_id=matter_id, reason="x", to_person=dice.choice(others), **me)
    elif choice in ("accept", "decline"):
        offer = Handover.objects.pending().filter(to_person__user=by).order_by("?").first()
        if offer and choice == "accept":
            actions.accept_handover(handover_id=offer.pk, **me)
        elif offer:
            actions.decline_handover(handover_id=offer.pk, answer="no", **me)
    elif choice == "close":
        if Matter.objects.get(pk=matter_id).state == Matter.State.CLOSED:
            actions.reopen_matter(matter_id=matter_id, **me)
        else:
            actions.close_matter(
                matter_id=matter_id, outcome="solved", without_assessment="not_reached", **me
            )
    elif choice == "snooze":
        actions.snooze_matter(matter_id=matter_id, until=at + HOUR, why="", **me)
    else:
        key = uuid6.uuid7()
        reply(matter_id=matter_id, body=f"Hei {key}", client_uuid=key, **me)


def attack(county, rounds, seed=1):
    """Let every actor do many things to few matters; return how often each was done or refused."""
    tally = Counter()

    def actor(user_id, number):
        def play():
            dice = random.Random(seed * 1000 + number)
            by = User.objects.get(pk=user_id)
            for turn in range(rounds):
                try:
                    one_round(dice, by, dice.choice(county.matters), NINE + turn * make.MINUTE / 10)
                    tally["done"] += 1
                except Refusal:
                    tally["refused"] += 1

        return play

    wrong = together([actor(user, number) for number, user in enumerate(county.users)])
    assert wrong == []
    return tally


def test_six_actors_break_no_promise():
    tally = attack(County(actors=6, matters=3), rounds=15)

    assert sum(tally.values()) == 6 * 15
    assert tally["done"] and tally["refused"]
    assert broken_promises() == []


@pytest.mark.long
def test_twenty_actors_and_two_hundred_rounds_break_no_promise():
    tally = attack(County(actors=20, matters=8), rounds=200)

    assert sum(tally.values()) == 20 * 200
    assert broken_promises() == []


def test_of_many_hands_on_one_ball_one_wins_and_the_others_are_told_who():
    county = County(actors=8, matters=1)
    people = [User.objects.get(pk=user) for user in county.users]

    def catch(by):
        return lambda: actions.catch_matter(matter_id=county.matters[0], by=by, at=NINE)

    late = together([catch(by) for by in people])

    winner = Catch.objects.get().caught_by.professional.name
    assert [type(error) for error in late] == [AlreadyCaught] * 7
    assert {error.who for error in late} == {winner}
    assert broken_promises() == []


def test_twenty_copies_of_one_letter_are_one_letter_with_one_event():
    county, key = County(actors=1, matters=1), uuid6.uuid7()
    by = county.resident

    def send():
        write_letter(matter_id=county.matters[0], body="Kuume nousi.", client_uuid=key, by=by, at=NINE)

    assert together([send] * 20) == []
    assert Message.objects.count() == 1
    assert Event.objects.filter(kind="client.wrote").count() == 1


def test_two_who_join_and_write_at_once_do_not_lock_each_other_out():
    county = County(actors=2, matters=12)
    by = User.objects.get(pk=county.users[0])
    oldest, *newer = county.matters

    def join(matter_id):
        return lambda: actions.join_matters(newer_id=matter_id, older_id=oldest, by=by, at=NINE)

    def write(matter_id):
        return lambda: actions.hear_from_client(matter_id=matter_id, by=county.resident, at=NINE)

    wrong = together([task(matter_id) for matter_id in newer for task in (join, write)])

    assert wrong == []
    assert Matter.objects.open().get().pk == oldest
    assert broken_promises() == []


def test_what_is_killed_half_way_leaves_nothing_half():
    county = County(actors=4, matters=2)
    confirmed, killed = [], []

    def work(user_id):
        def play():
            by = User.objects.get(pk=user_id)
            for _ in range(25):
                key = uuid6.uuid7()
                try:
                    matter_id = random.choice(county.matters)
                    reply(matter_id=matter_id, body=f"Hei {key}", client_uuid=key, by=by, at=NINE)
                    confirmed.append(key)
                except (OperationalError, DatabaseError, psycopg.Error):
                    connection.close()

        return play

    def kill():
        with connection.cursor() as cursor:
            for _ in range(40):
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'"
                    " order by random() limit 1"
                )
                killed.extend(cursor.fetchall())
                cursor.execute("select pg_sleep(0.01)")

    connections.close_all()
    wrong = together([kill, *(work(user) for user in county.users)])

    assert not [error for error in wrong if not isinstance(error, DatabaseError)]
    sent = {message.client_uuid for message in Message.objects.all()}
    assert killed and confirmed and set(confirmed) <= sent
    assert Event.objects.filter(kind="matter.answered").count() == len(sent)
    assert broken_promises() == []
