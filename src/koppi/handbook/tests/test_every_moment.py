"""Whatever is changed, planned, ended and called off: one version at each moment, and no danger is lost.

Two topics and two warning statements, editors and owners; time only goes on. A plain list of what was decided
says what ought to hold, and the rows are asked at each moment that matters and a second before and after it.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from koppi.handbook.actions import call_off_change
from koppi.handbook.errors import InForceAlready, NotComplete, NothingChanges, SomethingPlanned
from koppi.handbook.kinds import kind_of
from koppi.intake.models import Statement
from koppi.intake.tests.factories import install_topics
from koppi.matters.models import Topic
from koppi.matters.tests.factories import HOUR, LONG_AGO, NINE, make_skill, make_team
from koppi.people.tests.factories import make_professional

from .factories import change, give_role

pytestmark = pytest.mark.slow
SECOND = timedelta(seconds=1)
ITEMS = [("topic", "skin"), ("topic", "other"), ("statement", "stroke"), ("statement", "allergy")]
TITLE = {"topic": "name", "statement": "short"}
MODEL = {"topic": Topic, "statement": Statement}
items = st.sampled_from(ITEMS)
hours = st.integers(0, 48)


class Handbook(RuleBasedStateMachine):
    """What was decided, as lists of moments and words, beside what the database holds."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        make_skill("general")
        install_topics(at=LONG_AGO)
        Topic.objects.exclude(code__in=["skin", "other"]).delete()
        self.owner = make_professional("Henri Head", make_team(), roles=["manager"], at=LONG_AGO).user
        for role in ("head-of-the-health-stations", "chief-physician"):
            give_role(role, self.owner)
        self.now, self.number = NINE, 0
        self.story = {item: [(LONG_AGO, self.title(item, NINE))] for item in ITEMS}
        self.done = []

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def title(self, item, at):
        """Return what an item is called at a moment, or None; never two."""
        kind, code = item
        rows = list(MODEL[kind].objects.in_force(at).filter(code=code))
        assert len(rows) <= 1
        return getattr(rows[0], f"{TITLE[kind]}_fi") if rows else None

    def decide(self, item, ahead, **values):
        """Change an item from some hours on, or at once; what is refused leaves all as it was."""
        self.now += SECOND
        wanted = self.now + ahead * HOUR if ahead else None
        try:
            with transaction.atomic():
                done = change(*item, by=self.owner, owner=self.owner, at=self.now, wanted_at=wanted, **values)
        except (NothingChanges, SomethingPlanned, NotComplete):
            return None
        self.done.append((item, done))
        return done

    @rule(ahead=st.integers(1, 30))
    def time_passes(self, ahead):
        self.now += ahead * HOUR

    @rule(item=items, ahead=hours)
    def an_item_is_reworded(self, item, ahead):
        self.number += 1
        text = f"words {self.number}"
        values = {TITLE[item[0]]: dict.fromkeys(("fi", "sv", "en"), text)}
        if done := self.decide(item, ahead, **values):
            self.story[item].append((done.in_force_at, text))

    @rule(item=items, ahead=hours)
    def an_item_ends(self, item, ahead):
        if done := self.decide(item, ahead, content=None):
            self.story[item].append((done.in_force_at, None))

    @rule(
        topic=st.sampled_from(ITEMS[:2]),
        ahead=hours,
        asked=st.lists(st.sampled_from(["stroke", "allergy"]), unique=True),
    )
    def a_topic_asks_something_else(self, topic, ahead, asked):
        if done := self.decide(topic, ahead, statements=asked):
            self.story[topic].append((done.in_force_at, done.content["name"]["fi"]))

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def something_is_called_off(self, data):
        item, done = data.draw(st.sampled_from(self.done))
        try:
            with transaction.atomic():
                call_off_change(change_id=done.pk, by=self.owner, at=self.now)
        except InForceAlready:
            assert done.in_force_at <= self.now
        except (SomethingPlanned, NotComplete):
            assert done.in_force_at > self.now
        else:
            assert self.story[item].pop()[0] == done.in_force_at > self.now
            self.done.remove((item, done))

    @invariant()
    def each_moment_holds_what_was_decided_for_it(self):
        for item, story in self.story.items():
            for begins, _text in story:
                for at in (begins - SECOND, begins, begins + SECOND):
                    held = [text for since, text in story if since <= at]
                    assert self.title(item, at) == (held[-1] if held else None)

    @invariant()
    def a_topic_asks_only_what_is_in_force(self):
        moments = {begins for story in self.story.values() for begins, _text in story} | {self.now}
        for at in sorted(moments):
            there = set(Statement.objects.in_force(at).values_list("code", flat=True))
            for topic in Topic.objects.in_force(at):
                assert set(topic.statements) <= there

    @invariant()
    def what_is_read_is_what_was_written(self):
        for _item, done in self.done:
            if done.version:
                kind = kind_of(done.kind)
                row = kind.rows().get(code=done.code, version=done.version)
                assert kind.content_of(row) == done.content


def live(days, steps):
    run_state_machine_as_test(
        Handbook,
        settings=settings(
            max_examples=days,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            database=None,
        ),
    )


@pytest.mark.django_db
def test_every_moment_has_one_version_and_no_danger_is_lost():
    live(days=15, steps=20)


@pytest.mark.long
@pytest.mark.django_db
def test_every_moment_of_many_years_has_one_version():
    live(days=150, steps=40)
