"""Random working days over several matters and people: whatever happens, no promise breaks.

After each step the keys are asked as a commit would, and what the promises say is read from the rows.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from koppi.deadlines.calendars import day_of
from koppi.ledger.models import Event
from koppi.matters import actions
from koppi.matters.errors import Refusal
from koppi.matters.models import Consultation, Handover, Matter
from koppi.matters.queries import broken_promises
from koppi.matters.rules import NO_CARE
from koppi.matters.tests import factories as make

from .living import live

pytestmark = pytest.mark.slow

spot = st.integers(0, 3)
ADVICE = 3
who = st.integers(0, 3)
CALLED_FOR = ["", "nurse", "doctor", "oral_health", "dentist", "dental_specialist"]


class WorkingDay(RuleBasedStateMachine):
    """Three matters of one client, and advice to nobody known; two teams, four people; time only goes on."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at = make.NINE
        nurses, doctors = make.make_team(), make.make_team()
        people = [make.make_professional(f"Nurse {n}", nurses) for n in range(3)]
        people.append(make.make_professional("Doctor", doctors))
        for person in people:
            make.make_shift(person)
        self.people = [person.user for person in people]
        self.teams = [nurses, doctors]
        self.client, self.wrong_client = make.make_client("Maria Lindqvist"), make.make_client("Kalle Berg")
        self.resident = make.resident_of(self.client)
        topic = make.make_topic(nurses)
        self.topic = topic
        self.ids = [make.make_matter(topic, self.client).pk for _ in range(3)]
        self.ids.append(make.make_advice(topic, by=self.people[0]).pk)
        self.koppi = make.koppi()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def do(self, action, by, **more):
        """Do something; a refusal, or a matter that is not theirs, changes nothing."""
        before = self.stored()
        try:
            with transaction.atomic():
                done = getattr(actions, action)(by=by, at=self.at, **more)
                make.keep_promises_now()
                return done
        except (Refusal, Matter.DoesNotExist):
            assert self.stored() == before
            return None

    def stored(self):
        rows = Matter.objects.order_by("pk").values_list("pk", "state", "catch_id", "due_at", "last_event_no")
        return list(rows), Event.objects.filter(matter_id__isnull=False).count()

    @rule(minutes=st.sampled_from([1, 11, 60, 300, 60 * 24, 60 * 24 * 4]))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)
        for sweep in ("expire_offers", "wake_snoozed", "alert_uncaught", "raise_overdue"):
            self.do(sweep, self.koppi)
            assert self.do(sweep, self.koppi) == 0

    @rule(
        name=st.sampled_from(["catch_matter", "reopen_matter", "wake_matter", "mark_answered"]), m=spot, p=who
    )
    def act(self, name, m, p):
        self.do(name, self.people[p], matter_id=self.ids[m])

    @rule(m=spot, p=who)
    def release(self, m, p):
        self.do("release_matter", self.people[p], matter_id=self.ids[m], why="")

    @rule(m=spot, p=who, to=who, to_team=st.none() | st.integers(0, 1))
    def offer(self, m, p, to, to_team):
        target = (
            {"to_person": self.people[to].professional}
            if to_team is None
            else {"to_team": self.teams[to_team]}
        )
        self.do("offer_handover", self.people[p], matter_id=self.ids[m], reason="x", **target)

    @rule(name=st.sampled_from(["accept", "decline", "withdraw"]), m=spot, p=who)
    def settle(self, name, m, p):
        offer = Handover.objects.filter(matter=self.ids[m]).order_by("-pk").first()
        if offer:
            more = {"answer": "no"} if name == "decline" else {}
            self.do(f"{name}_handover", self.people[p], handover_id=offer.pk, **more)

    @rule(m=spot, p=who, to=who)
    def ask(self, m, p, to):
        person = self.people[to].professional
        self.do("ask_colleague", self.people[p], matter_id=self.ids[m], question="?", to_person=person)

    @rule(m=spot, p=who, answers=st.booleans())
    def answer(self, m, p, answers):
        question = Consultation.objects.filter(matter=self.ids[m]).order_by("-pk").first()
        if question and answers:
            self.do("answer_question", self.people[p], consultation_id=question.pk, answer="yes")
        elif question:
            self.do("withdraw_question", self.people[p], consultation_id=question.pk)

    @rule(m=spot, p=who, hours=st.sampled_from([-1, 1, 6, 100, 1000]))
    def snooze(self, m, p, hours):
        until = self.at + timedelta(hours=hours)
        self.do("snooze_matter", self.people[p], matter_id=self.ids[m], until=until, why="")

    @rule(m=spot, p=who)
    def wait(self, m, p):
        self.do("wait_for", self.people[p], matter_id=self.ids[m], waiting_for="client")

    @rule(name=st.sampled_from(["hear_from_client", "warn", "cancel_matter"]), m=spot)
    def the_client(self, name, m):
        self.do(name, self.resident, matter_id=self.ids[m])

    @rule(m=spot, p=who)
    def note(self, m, p):
        due_at = Matter.objects.get(pk=self.ids[m]).due_at
        self.do("mark_noted", self.people[p], matter_id=self.ids[m])
        assert Matter.objects.get(pk=self.ids[m]).due_at == due_at

    @rule(m=spot, p=who, urgency=st.integers(0, 2), called_for=st.none() | st.sampled_from(CALLED_FOR))
    def judge(self, m, p, urgency, called_for):
        more = {} if called_for is None else {"need": "x", "profession": called_for}
        name = "set_urgency" if called_for is None else "assess_matter"
        self.do(name, self.people[p], matter_id=self.ids[m], urgency=urgency, **more)

    @rule(m=spot, p=who, profession=st.sampled_from(CALLED_FOR[1:]), also=st.sampled_from(CALLED_FOR))
    def meet(self, m, p, profession, also):
        self.do(
            "note_care",
            self.people[p],
            matter_id=self.ids[m],
            profession=profession,
            held_at=self.at - timedelta(minutes=30),
            also_needed=also,
        )

    @rule(m=spot, p=who)
    def be_late(self, m, p):
        facts = {"why": "no_times", "told": "x", "told_on": day_of(self.at)}
        self.do("record_delay", self.people[p], matter_id=self.ids[m], **facts)

    @rule(m=spot, p=who, without=st.sampled_from(["", "not_reached"]), care=st.sampled_from(["", *NO_CARE]))
    def close(self, m, p, without, care):
        self.do(
            "close_matter",
            self.people[p],
            matter_id=self.ids[m],
            outcome="solved",
            without_assessment=without,
            without_care=care,
        )

    @rule(newer=spot, older=spot, p=who)
    def join(self, newer, older, p):
        self.do("join_matters", self.people[p], newer_id=self.ids[newer], older_id=self.ids[older])

    @rule(m=spot, p=who)
    def correct(self, m, p):
        person = Matter.objects.get(pk=self.ids[m]).client
        right = self.wrong_client if person == self.client else self.client
        new = self.do("correct_client", self.people[p], matter_id=self.ids[m], client=right, reason="x")
        if new:
            self.ids[m] = new.pk

    @rule(p=who, here=st.booleans())
    def advise(self, p, here):
        new = self.do(
            "open_advice",
            self.people[p],
            topic=self.topic,
            subject="x",
            language="fi",
            words="x",
            affirmed=here,
            here=here,
        )
        self.ids[ADVICE] = new.pk

    @rule(p=who, m=st.integers(0, 2))
    def identify(self, p, m):
        following = self.do(
            "continue_advice",
            self.people[p],
            matter_id=self.ids[ADVICE],
            client=self.client,
            registers=("patient",),
        )
        if following:
            self.ids[m] = following[0].pk

    @rule(p=who, to=st.none() | who)
    def send_on(self, p, to):
        substitute = None if to is None or to == p else self.people[to].professional
        self.do("send_on", self.koppi, professional=self.people[p].professional, substitute=substitute)

    @invariant()
    def no_promise_is_broken(self):
        make.keep_promises_now()
        assert broken_promises() == []

    @invariant()
    def what_sleeps_is_held_and_what_is_offered_has_a_holder(self):
        assert not Matter.objects.filter(snoozed_until__isnull=False, catch=None).exists()
        assert not Handover.objects.pending().filter(matter__catch=None).exists()

    @invariant()
    def advice_is_nobodys_and_goes_on_once(self):
        advice = Matter.objects.filter(register="advice")
        assert not advice.exclude(client=None, shown_from=None).exists()
        assert not Event.objects.filter(matter_id__in=advice.values("pk"), client_id__isnull=False).exists()
        for gone in advice.filter(outcome="continued"):
            assert gone.continued_by.count() == 1

    @invariant()
    def events_are_numbered_without_gaps(self):
        for matter in Matter.objects.all():
            numbers = Event.objects.filter(matter_id=matter.pk).order_by("matter_no")
            assert list(numbers.values_list("matter_no", flat=True)) == [*range(1, matter.last_event_no + 1)]


@pytest.mark.django_db
def test_a_few_working_days_break_no_promise():
    live(WorkingDay, stories=12, steps=25)


@pytest.mark.long
@pytest.mark.django_db
def test_many_working_days_break_no_promise():
    live(WorkingDay, stories=100, steps=40)
