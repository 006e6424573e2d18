"""A team closes while its people are at work on its matters, on connections and commits of their own."""

import random

import pytest

from koppi.desk.organising import close_team
from koppi.identity.models import User
from koppi.matters.errors import Refusal
from koppi.matters.models import Handover, Matter, Topic
from koppi.matters.queries import broken_promises
from koppi.matters.tests import factories as make
from koppi.people.models import Membership

from .test_race import NINE, County, one_round, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_team_that_closes_in_the_middle_of_the_day_leaves_no_ball_behind():
    county = County(actors=5, matters=6)
    closing = Membership.objects.values_list("team", flat=True).first()
    following = make.make_team("following")
    for number in range(2):
        person = make.make_professional(f"Other {number}", following)
        make.make_shift(person)
        county.users.append(person.user_id)
    Topic.objects.update(patient_team=following)
    mirja = make.make_professional("Mirja Aalto", roles=["manager"]).user

    def actor(user_id, number):
        def play():
            dice = random.Random(number)
            for turn in range(12):
                by = User.objects.get(pk=user_id)
                try:
                    one_round(dice, by, dice.choice(county.matters), NINE + turn * make.MINUTE / 10)
                except (Refusal, Matter.DoesNotExist):
                    continue

        return play

    def close():
        close_team(team_id=closing, successor_id=following.pk, by=mirja, at=NINE + make.MINUTE)

    wrong = together([close, *(actor(user, number) for number, user in enumerate(county.users))])

    assert wrong == []
    assert broken_promises() == []
    assert not Matter.objects.open().filter(team=closing).exists()
    assert not Handover.objects.pending().filter(to_team=closing).exists()
    assert not Membership.objects.filter(team=closing, until=None).exists()
    held = Matter.objects.open().exclude(caught_by=None).select_related("caught_by")
    at_work = set(
        Membership.objects.filter(team=following, until=None).values_list("professional__user", flat=True)
    )
    assert {matter.caught_by_id for matter in held} <= at_work
