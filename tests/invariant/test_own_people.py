"""Random weeks of asking, agreeing, changing, being away and leaving: nobody has two, nobody is left.

Two rows of one human and another client, two teams, four people; time only goes on.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from koppi.access.models import Pass
from koppi.desk import leaving
from koppi.matters.models import Matter
from koppi.matters.tests import factories as make
from koppi.people import actions, rules
from koppi.people.errors import Refusal
from koppi.people.models import Client, Naming, Professional, Responsibility
from koppi.people.queries import substitute_of

from .living import live

pytestmark = pytest.mark.slow

who = st.integers(0, 3)
whose = st.integers(0, 2)
ROLES = (rules.CONTACT_PERSON, rules.CARE_LEAD, rules.OWN_TEAM)


class Weeks(RuleBasedStateMachine):
    """Whatever is refused changes nothing; whatever is done keeps each promise below."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at = make.NINE
        self.teams = [make.make_team(), make.make_team()]
        people = [make.make_professional(f"Nurse {n}", self.teams[n % 2]) for n in range(4)]
        self.people = [person.pk for person in people]
        maria = make.make_client("Maria Lindqvist")
        self.clients = [
            maria,
            make.make_client("Maria Lindqvist", person_id=maria.person_id),
            make.make_client("Kalle Berg"),
        ]
        self.topic = make.make_topic(self.teams[0])
        for client in self.clients:
            make.make_matter(self.topic, client)
        self.koppi = make.koppi()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def person(self, n):
        return Professional.objects.select_related("user").get(pk=self.people[n])

    def do(self, action, **more):
        try:
            with transaction.atomic():
                action(at=self.at, **more)
        except (Refusal, Responsibility.DoesNotExist):
            pass

    def standing(self, **which):
        return Responsibility.objects.filter(valid_to=None, **which).order_by("pk")

    @rule(client=whose, n=who, asker=who, role=st.sampled_from(ROLES))
    def ask(self, client, n, asker, role):
        of = self.clients[client]
        before = self.standing(client__person_id=of.person_id, role=role).first()
        whom = {"team": self.teams[n % 2]} if role == rules.OWN_TEAM else {"professional": self.person(n)}
        self.do(
            actions.ask_to_be_own,
            client=of,
            role=role,
            register="patient",
            by=self.person(asker).user,
            instead_of=before,
            why="why",
            talk="talk",
            **whom,
        )

    @rule(n=who, yes=st.booleans())
    def answer(self, n, yes):
        for naming in Naming.objects.open().order_by("pk"):
            more = {} if yes else {"why": "why"}
            answer = actions.accept_naming if yes else actions.decline_naming
            self.do(answer, naming_id=naming.pk, by=self.person(n).user, **more)

    @rule(n=who, asker=who)
    def withdraw(self, n, asker):
        for naming in Naming.objects.open().order_by("pk")[n : n + 1]:
            self.do(actions.withdraw_naming, naming_id=naming.pk, by=self.person(asker).user)

    @rule(client=whose, n=who)
    def name(self, client, n):
        self.do(
            actions.name_own_person,
            client=self.clients[client],
            professional=self.person(n),
            register="patient",
            by=self.koppi,
        )

    @rule(n=who, by=who)
    def end(self, n, by):
        for one in self.standing()[n : n + 1]:
            self.do(actions.end_own_person, responsibility_id=one.pk, why="why", by=self.person(by).user)

    @rule(n=who, stands_in=who)
    def go_away(self, n, stands_in):
        away = self.person(n)
        self.do(
            actions.start_absence,
            professional=away,
            starts_at=self.at,
            ends_at=self.at + timedelta(days=2),
            substitute=self.person(stands_in) if stands_in != n else None,
            by=away.user,
        )

    @rule(n=st.integers(0, 2))
    def leave(self, n):
        self.do(leaving.end_work, professional=self.person(n), substitute=None, by=self.koppi)

    @rule(n=st.integers(0, 2))
    def leave_team(self, n):
        team = self.teams[n % 2]
        self.do(leaving.leave_team, professional=self.person(n), team=team, successor=None, by=self.koppi)

    @rule(client=whose)
    def write(self, client):
        make.make_matter(self.topic, self.clients[client], at=self.at)

    @rule(hours=st.integers(1, 40))
    def wait(self, hours):
        self.at += timedelta(hours=hours)

    @invariant()
    def nobody_has_two_of_a_role_at_a_time(self):
        for client in self.clients:
            for role in ROLES:
                spans = list(
                    Responsibility.objects.filter(client__person_id=client.person_id, role=role)
                    .order_by("valid_from", "pk")
                    .values_list("valid_from", "valid_to")
                )
                for (_, ends), (begins, _) in pairwise(spans):
                    assert ends is not None and ends <= begins

    @invariant()
    def only_a_yes_or_the_house_made_somebody_own(self):
        asked = Responsibility.objects.filter(role=rules.CARE_LEAD)
        assert not asked.filter(naming=None).exists()

    @invariant()
    def whose_own_person_is_gone_has_a_team_that_knows(self):
        gone = Professional.objects.filter(ended_at__isnull=False)
        assert not self.standing(professional__in=gone).exists()
        assert not Naming.objects.open().filter(professional__in=gone).exists()
        for left in Responsibility.objects.filter(end_reason=rules.LEFT).select_related("client"):
            took_over = Responsibility.objects.filter(
                Q(valid_to=None) | Q(valid_to__gte=left.valid_to),
                client__person_id=left.client.person_id,
                role=rules.OWN_TEAM,
                valid_from__lte=left.valid_to,
            )
            assert took_over.exists()

    @invariant()
    def an_open_matter_is_meant_for_somebody_here_or_lies_with_its_team(self):
        for matter in Matter.objects.open().select_related("meant_for", "team"):
            assert matter.team.closed_at is None
            assert matter.meant_for is None or matter.meant_for.ended_at is None

    @invariant()
    def who_stands_in_is_here(self):
        for one in self.standing(professional__isnull=False).select_related("professional__user"):
            stands_in = substitute_of(one.professional, self.at)
            assert stands_in is None or stands_in.ended_at is None

    @invariant()
    def a_pass_stands_exactly_where_somebody_is_own(self):
        rows = {}
        for pk, person_id in Client.objects.values_list("pk", "person_id"):
            rows.setdefault(person_id, []).append(pk)
        own = {
            (user, pk)
            for user, human in self.standing(professional__isnull=False).values_list(
                "professional__user_id", "client__person_id"
            )
            for pk in rows[human]
        }
        passes = Pass.objects.filter(why="own_client", until=None)
        assert set(passes.values_list("professional_id", "client_id")) == own


@pytest.mark.django_db
def test_a_few_weeks_leave_nobody_behind():
    live(Weeks, stories=8, steps=25)


@pytest.mark.long
@pytest.mark.django_db
def test_many_weeks_leave_nobody_behind():
    live(Weeks, stories=100, steps=40)
