"""Random days at the chat: whoever comes, takes, hands over or leaves, nobody is overtaken or dropped.

After each step the keys are asked as a commit would, and what the promises say is read from the rows.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from koppi.chat import actions
from koppi.chat.models import Visit, Watch
from koppi.chat.tests import factories as chat
from koppi.conversations.actions import reply, write_letter
from koppi.deadlines.calendars import to_local
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.matters.errors import Refusal
from koppi.matters.models import Handover, Matter
from koppi.matters.queries import broken_promises
from koppi.matters.tests import factories as make

from .living import live

pytestmark = pytest.mark.slow

CLIENTS, NURSES = 4, 3
client = st.integers(0, CLIENTS - 1)
nurse = st.integers(0, NURSES - 1)
CLOSES = 15  # o'clock, by `make_hours`


class DayAtTheChat(RuleBasedStateMachine):
    """Four clients, three nurses on one way into the chat; time only goes on, also past closing."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at = make.NINE
        self.team = make.make_team()
        self.topic = make.make_topic(self.team)
        chat.make_hours()
        chat.make_route(topics=[self.topic.code])
        self.nurses = []
        for number in range(NURSES):
            person = make.make_professional(f"Nurse {number}", self.team)
            make.make_shift(person)
            chat.watch(person.user)
            self.nurses.append(person.user)
        self.clients = [chat.make_neighbour(f"Client {number}") for number in range(CLIENTS)]
        self.koppi = make.koppi()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def do(self, action, **facts):
        """Do something; a refusal, or what is not theirs, changes nothing and is told as None."""
        before = self.stored()
        try:
            with transaction.atomic():
                done = action(at=self.at, **facts)
                make.keep_promises_now()
                return done
        except (Refusal, Matter.DoesNotExist, Visit.DoesNotExist):
            assert self.stored() == before
            return None

    def stored(self):
        return (
            list(Visit.objects.order_by("pk").values()),
            list(Matter.objects.order_by("pk").values_list("pk", "state", "catch_id", "last_event_no")),
            list(Watch.objects.order_by("pk").values()),
            Event.objects.count(),
        )

    def last_matter(self, number):
        """Return the newest matter of a client, or None."""
        return Matter.objects.filter(client=self.clients[number][0]).order_by("-pk").first()

    def on_matter(self, action, number, by, **facts):
        if matter := self.last_matter(number):
            self.do(action, matter_id=matter.pk, by=by, **facts)

    @rule(minutes=st.sampled_from([1, 4, 6, 30, 120, 60 * 24]))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)
        for sweep in (actions.give_up_on_absent, actions.close_for_the_day, matters.expire_offers):
            self.do(sweep, by=self.koppi)
            assert self.do(sweep, by=self.koppi) == 0
        if to_local(self.at).hour >= CLOSES:
            assert not Visit.objects.waiting().exists()

    @rule(number=client, urgent=st.booleans())
    def come(self, number, urgent):
        person, account = self.clients[number]
        said = chat.said_by(person, self.topic, affirmed=["chest-pain"] if urgent else [])
        self.do(actions.enter_chat, said=said, key=uuid4(), route_code="terveys", by=account)

    @rule(number=client)
    def come_with_an_open_matter(self, number):
        account = self.clients[number][1]
        self.on_matter(actions.enter_with_matter, number, account, route_code="terveys")

    @rule(p=nurse)
    def take_the_next(self, p):
        by = self.nurses[p]
        # Whoever is answered outside the queue waits for who has their matter.
        first = Visit.objects.waiting().filter(Q(matter__catch=None) | Q(matter__caught_by=by)).first()
        taken = self.do(actions.take_next, by=by)
        if taken:
            assert taken.pk == first.pk
            self.has_room(p)

    @rule(p=nurse, number=client)
    def take_one(self, p, number):
        waiting = Visit.objects.waiting().filter(client=self.clients[number][0]).first()
        if waiting and self.do(actions.take, visit_id=waiting.pk, by=self.nurses[p]):
            self.has_room(p)

    def has_room(self, p):
        watch = Watch.objects.standing().get(kept_by=self.nurses[p])
        seats = Visit.objects.talking().filter(taken_by=self.nurses[p]).exclude(seat=None)
        assert seats.count() <= watch.capacity

    @rule(number=client)
    def look(self, number):
        visit = Visit.objects.open().filter(client=self.clients[number][0]).first()
        if visit:
            self.do(actions.note_seen, visit=visit, by=self.clients[number][1])

    @rule(number=client, as_messages=st.booleans(), p=st.none() | nurse)
    def leave(self, number, as_messages, p):
        by = self.clients[number][1] if p is None else self.nurses[p]
        self.on_matter(actions.go_on_as_messages if as_messages else actions.end_talk, number, by)

    @rule(number=client, p=st.none() | nurse)
    def write(self, number, p):
        facts = {"body": f"{self.at} {uuid4()}", "client_uuid": uuid4()}
        if p is None:
            self.on_matter(write_letter, number, self.clients[number][1], **facts)
        else:
            self.on_matter(reply, number, self.nurses[p], **facts)

    @rule(number=client, p=nurse, how=st.sampled_from(["catch", "release", "close"]))
    def hold(self, number, p, how):
        more = {
            "catch": {},
            "release": {"why": ""},
            "close": {"outcome": "solved", "without_assessment": "x"},
        }
        self.on_matter(getattr(matters, f"{how}_matter"), number, self.nurses[p], **more[how])

    @rule(number=client, p=nurse, to=nurse)
    def offer(self, number, p, to):
        person = self.nurses[to].professional
        self.on_matter(matters.offer_handover, number, self.nurses[p], reason="x", to_person=person)

    @rule(number=client, p=nurse, accepts=st.booleans())
    def settle(self, number, p, accepts):
        matter = self.last_matter(number)
        offer = Handover.objects.filter(matter=matter).order_by("-pk").first()
        if offer and accepts:
            self.do(matters.accept_handover, handover_id=offer.pk, by=self.nurses[p])
        elif offer:
            self.do(matters.decline_handover, handover_id=offer.pk, answer="x", by=self.nurses[p])

    @rule(p=nurse, capacity=st.integers(0, 3))
    def keep_watch(self, p, capacity):
        if capacity:
            self.do(actions.begin_watch, route_codes=["terveys"], capacity=capacity, by=self.nurses[p])
        else:
            self.do(actions.end_watch, by=self.nurses[p])

    @invariant()
    def no_promise_is_broken(self):
        make.keep_promises_now()
        assert broken_promises() == []

    @invariant()
    def whoever_is_in_the_chat_has_an_open_matter(self):
        assert not Visit.objects.open().filter(matter__state="closed").exists()
        assert not Visit.objects.open().filter(matter__team=None).exists()

    @invariant()
    def a_talk_is_in_the_hands_of_who_holds_its_matter(self):
        for talk in Visit.objects.talking().select_related("matter"):
            assert (talk.taken_by_id, talk.catch_id) == (talk.matter.caught_by_id, talk.matter.catch_id)


@pytest.mark.django_db
def test_a_few_days_at_the_chat_drop_and_overtake_nobody():
    live(DayAtTheChat, stories=10, steps=30)


@pytest.mark.long
@pytest.mark.django_db
def test_many_days_at_the_chat_drop_and_overtake_nobody():
    live(DayAtTheChat, stories=150, steps=50)
