"""Somebody leaves with forty open matters, and no ball touches the floor."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from koppi.access.lending import break_glass
from koppi.access.models import BreakGlass, Pass, Reading
from koppi.desk import leaving
from koppi.desk.leaving import end_work, hand_on, settle_departures
from koppi.identity.models import User
from koppi.ledger.models import Event
from koppi.matters import actions
from koppi.matters.errors import NobodyThere, NoLongerTheirs
from koppi.matters.models import Catch, Consultation, Handover, Matter
from koppi.matters.queries import broken_promises
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import DAY, HOUR, MINUTE, NINE, told
from koppi.people import actions as people
from koppi.people.errors import AlreadyLeaving, NotYourTeam
from koppi.people.models import Absence, Departure, Duty, Membership, Responsibility, Shift
from koppi.ui.times import HELSINKI

from .conftest import TEN_PAST

MIDNIGHT = datetime(2025, 3, 6, tzinfo=HELSINKI)  # Wednesday is the last day
EACH = 8


@pytest.fixture
def taru(nurses):
    """The lead of the nurses."""
    person = make.make_professional("Taru Johtaja", nurses, roles=["team_lead"])
    make.make_shift(person)
    return person.user


@pytest.fixture
def forty(topic, aino, eero, lea):
    """Forty open matters that Aino holds: plain, urgent, waiting, snoozed, and offered to Eero."""
    return _forty(topic, aino, eero)


def _forty(topic, aino, eero):
    ids = []
    for number in range(5 * EACH):
        client = make.make_client(f"Asiakas Numero{number}")
        matter = make.make_matter(topic, client, affirmed=number // EACH == 1)
        actions.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
        ids.append(matter.pk)
    for matter_id in ids[2 * EACH : 3 * EACH]:
        actions.mark_answered(matter_id=matter_id, by=aino, at=TEN_PAST)
        actions.wait_for(matter_id=matter_id, waiting_for="client", by=aino, at=TEN_PAST)
    for matter_id in ids[3 * EACH : 4 * EACH]:
        actions.snooze_matter(matter_id=matter_id, until=TEN_PAST + HOUR, why="", by=aino, at=TEN_PAST)
    for matter_id in ids[4 * EACH :]:
        actions.offer_handover(
            matter_id=matter_id, reason="x", to_person=eero.professional, by=aino, at=TEN_PAST
        )
    return ids


def held_by(user):
    return Matter.objects.filter(caught_by=user)


def on_the_floor(ids):
    """Return what is wrong with matters that were open: closed, without team or due time, or lost."""
    make.keep_promises_now()
    there = Matter.objects.filter(pk__in=ids).exclude(state="closed").filter(due_at__isnull=False)
    gone = there.filter(caught_by__is_active=False)
    return broken_promises(), len(ids) - there.count(), gone.count()


def plan(aino, taru, **more):
    return people.plan_departure(
        professional=aino.professional, leaves_at=MIDNIGHT, by=taru, at=TEN_PAST, **more
    )


def test_forty_matters_go_back_to_the_team_and_none_is_lost(forty, aino, taru, eero, koppi):
    assert on_the_floor(forty) == ([], 0, 0)

    sent = end_work(professional=aino.professional, substitute=None, by=taru, at=TEN_PAST + MINUTE)

    assert sent == 40
    assert on_the_floor(forty) == ([], 0, 0)
    assert not held_by(aino).exists()
    assert not Matter.objects.filter(pk__in=forty, snoozed_until__isnull=False).exists()
    assert not Handover.objects.pending().exists()
    # What was offered to Eero is meant for him; the rest is anybody's.
    meant = Counter(Matter.objects.filter(pk__in=forty).values_list("meant_for", flat=True))
    assert meant == {None: 4 * EACH, eero.professional.pk: EACH}
    assert "matters.sent_on" in told(eero) and "matters.returned" in told(eero)
    urgent = Matter.objects.filter(pk__in=forty, priority=2)
    assert set(urgent.values_list("uncaught_since", flat=True)) == {TEN_PAST + MINUTE}


def test_until_the_last_minute_one_works_and_then_the_worker_sends_on_what_is_left(
    forty, aino, taru, eero, koppi, again
):
    plan(aino, taru)
    assert settle_departures(by=koppi, at=MIDNIGHT - MINUTE) == 0
    actions.release_matter(matter_id=forty[0], why="", by=aino, at=MIDNIGHT - MINUTE)
    assert held_by(aino).count() == 39 and aino.is_active

    assert settle_departures(by=koppi, at=MIDNIGHT) == 1

    assert settle_departures(by=koppi, at=MIDNIGHT + MINUTE) == 0
    aino.refresh_from_db()
    assert not aino.is_active and not held_by(aino).exists()
    assert on_the_floor(forty) == ([], 0, 0)
    assert Departure.objects.get().settled_at == MIDNIGHT
    assert told(taru)[-1] == "colleague.left"


def test_all_are_offered_in_one_decision_and_stay_with_the_giver_until_taken(forty, aino, taru, eero, koppi):
    plan(aino, taru)
    given = forty[: 4 * EACH]

    hand_on(
        professional=aino.professional,
        matter_ids=given,
        to_person=eero.professional,
        reason="Aino lähtee",
        by=taru,
        at=TEN_PAST,
    )

    assert held_by(aino).count() == 40
    offers = Handover.objects.pending().filter(matter__in=given)
    assert offers.count() == len(given)
    assert {offer.offered_by for offer in offers} == {aino}
    assert all(TEN_PAST < offer.expires_at <= MIDNIGHT for offer in offers)
    one = offers.order_by("pk").first()
    actions.accept_handover(handover_id=one.pk, by=eero, at=TEN_PAST + MINUTE)
    assert Matter.objects.get(pk=one.matter_id).caught_by == eero

    settle_departures(by=koppi, at=MIDNIGHT)

    assert on_the_floor(forty) == ([], 0, 0)
    left = Matter.objects.filter(pk__in=forty, catch=None)
    assert left.count() == 39
    assert set(left.values_list("meant_for", flat=True)) == {eero.professional.pk}


def test_one_that_is_gone_refuses_them_all(forty, aino, taru, eero):
    actions.release_matter(matter_id=forty[30], why="", by=aino, at=TEN_PAST)
    before = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    decision = {"professional": aino.professional, "matter_ids": forty[:32], "by": taru, "at": TEN_PAST}

    with pytest.raises(NoLongerTheirs), transaction.atomic():
        hand_on(to_person=eero.professional, reason="x", **decision)
    with pytest.raises(NoLongerTheirs), transaction.atomic():
        hand_on(to_person=None, reason="", **decision)

    assert list(Event.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert held_by(aino).count() == 39


def test_a_colleague_of_the_other_register_takes_none_of_them(forty, aino, taru, sari):
    with pytest.raises(NobodyThere), transaction.atomic():
        hand_on(
            professional=aino.professional,
            matter_ids=forty[:3],
            to_person=sari.professional,
            reason="x",
            by=taru,
            at=TEN_PAST,
        )

    assert Handover.objects.pending().count() == EACH


def test_back_to_the_team_in_one_decision(forty, aino, taru):
    count = hand_on(
        professional=aino.professional,
        matter_ids=forty[: 4 * EACH],
        to_person=None,
        reason="",
        by=taru,
        at=TEN_PAST,
    )

    assert count == 4 * EACH
    assert on_the_floor(forty) == ([], 0, 0)
    assert held_by(aino).count() == EACH
    assert told(aino)[-1] == "handed.back"


def test_what_was_asked_and_offered_finds_its_way(topic, aino, eero, taru, koppi):
    offered, asked_of, asks, meant = (
        make.make_matter(topic, make.make_client(f"Asiakas {name}")) for name in "ABCD"
    )
    actions.offer_handover(
        matter_id=offered.pk, reason="x", to_person=aino.professional, by=eero, at=TEN_PAST
    )
    actions.ask_colleague(
        matter_id=asked_of.pk, question="?", to_person=aino.professional, by=eero, at=TEN_PAST
    )
    actions.catch_matter(matter_id=asks.pk, by=aino, at=TEN_PAST)
    question = actions.ask_colleague(
        matter_id=asks.pk, question="?", to_person=eero.professional, by=aino, at=TEN_PAST
    )
    Matter.objects.filter(pk=meant.pk).update(meant_for=aino.professional)

    end_work(professional=aino.professional, substitute=eero.professional, by=taru, at=TEN_PAST + MINUTE)

    assert Matter.objects.get(pk=offered.pk).caught_by == eero
    assert Handover.objects.get(matter=offered).outcome == "expired"
    assert Consultation.objects.get(matter=asked_of).withdrawn_at
    assert Matter.objects.get(pk=meant.pk).meant_for == eero.professional
    actions.catch_matter(matter_id=asks.pk, by=taru, at=TEN_PAST + 2 * MINUTE)
    actions.answer_question(consultation_id=question.pk, answer="Kyllä", by=eero, at=TEN_PAST + 3 * MINUTE)
    assert told(taru)[-1] == "question.answered"


def test_with_the_work_everything_that_opened_something_ends(sit_down, matter, maria, aino, eero, taru):
    """Also what the lead who ends it cannot see: the second lock is on."""
    person = aino.professional
    people.name_own_person(client=maria, professional=person, register="patient", by=taru, at=TEN_PAST)
    break_glass(
        person_id=maria.person_id,
        client_ids=[maria.pk],
        register="patient",
        reason="called",
        why="x",
        until=TEN_PAST + 3650 * DAY,
        by=aino,
        at=TEN_PAST,
    )
    make.make_shift(person, starts_at=NINE + 5 * DAY)
    make.be_away(eero.professional, since=NINE + 6 * DAY, until=NINE + 7 * DAY, substitute=person)

    sit_down(taru).post(f"/desk/people/{person.pk}/end/", {"sure": "on"})

    now = TEN_PAST
    assert not Pass.objects.in_force().filter(professional=aino).exists()
    assert BreakGlass.objects.get().ended_at == now
    assert Responsibility.objects.get(professional=person).valid_to == now
    assert Responsibility.objects.get(valid_to=None).role == "own_team"
    assert set(Membership.objects.filter(professional=person).values_list("until", flat=True)) == {now}
    assert set(Duty.objects.filter(professional=person).values_list("until", flat=True)) == {now}
    assert not Shift.objects.filter(professional=person, ends_at__gt=now).exists()
    assert Absence.objects.get().substitute is None
    assert "own_clients.left" in told(taru)


def test_leaving_one_team_keeps_what_is_held_in_another(topic, doctors, aino, taru, koppi):
    people.join_team(professional=aino.professional, team=doctors, by=koppi, at=NINE)
    other = make.make_topic(doctors)
    ours, theirs = (
        make.make_matter(topic, make.make_client("A B")),
        make.make_matter(other, make.make_client()),
    )
    for one in (ours, theirs):
        actions.catch_matter(matter_id=one.pk, by=User.objects.get(pk=aino.pk), at=TEN_PAST)
    plan(aino, taru, team=topic.patient_team)

    settle_departures(by=koppi, at=MIDNIGHT)

    aino.refresh_from_db()
    assert aino.is_active
    assert list(held_by(aino)) == [theirs]
    assert Membership.objects.get(professional=aino.professional, until=None).team == doctors
    assert told(taru)[-1] == "colleague.left_team"


def test_a_lead_of_another_team_plans_nothing(aino, doctors):
    lead = make.make_professional("Kaisa Muu", doctors, roles=["team_lead"]).user

    for by in (lead, aino):
        with pytest.raises(NotYourTeam):
            plan(aino, by)


def test_one_last_day_at_a_time_and_it_can_be_called_off(aino, taru, koppi):
    plan(aino, taru)
    with pytest.raises(AlreadyLeaving), transaction.atomic():
        plan(aino, taru)

    people.withdraw_departure(professional=aino.professional, by=taru, at=TEN_PAST)

    assert settle_departures(by=koppi, at=MIDNIGHT) == 0
    plan(aino, taru)


def test_nobody_whose_account_is_closed_can_hold_a_matter(matter, aino):
    """Whatever way a catch is made; the keys say so at the commit."""
    User.objects.filter(pk=aino.pk).update(is_active=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        catch = Catch.objects.create(matter=matter, caught_by=aino, caught_at=NINE)
        Matter.objects.filter(pk=matter.pk).update(catch=catch, caught_by=aino, uncaught_since=None)
        make.keep_promises_now()


def test_coming_back_makes_new_rows(aino, taru, nurses, koppi):
    end_work(professional=aino.professional, substitute=None, by=taru, at=TEN_PAST)

    back = make.make_professional("Aino Koski", nurses)

    assert back.pk != aino.professional.pk and back.user.is_active
    aino.professional.refresh_from_db()
    assert aino.professional.ended_at == TEN_PAST


# The pages


def words(response):
    return response.content.decode()


def test_the_page_shows_what_is_held_and_one_press_offers_it(sit_down, forty, aino, taru, eero):
    desk = sit_down(taru)
    address = f"/desk/people/{aino.professional.pk}/leaving/"
    shown = desk.get(address)
    assert "32 matters in hand" in words(shown)
    assert "Offered, and not yet accepted" in words(shown)
    assert "Numero" not in words(shown)
    assert len(Reading.objects.get(what="leaving").client_ids) == 40

    answer = desk.post(
        address,
        {"matters": forty[: 4 * EACH], "to": eero.professional.pk, "reason": "Aino lähtee"},
        follow=True,
    )

    assert "32 matters were offered. They stay with their holder until they are accepted." in words(answer)
    assert Handover.objects.pending().count() == 40


def test_the_last_day_is_set_shown_and_called_off(sit_down, aino, taru, forty):
    desk = sit_down(taru)
    person = aino.professional.pk
    answer = desk.post(f"/desk/people/{person}/end/", {"last": "5.3.2025", "sure": "on"}, follow=True)

    assert Departure.objects.get().leaves_at == MIDNIGHT
    assert "Saved. The last day is 5 March 2025." in words(answer)
    assert held_by(aino).count() == 40
    hers = sit_down(aino)
    assert "Your last day of work here is 5 March 2025." in words(hers.get("/desk/going-home/"))
    assert hers.get(f"/desk/people/{person}/leaving/").status_code == 200
    assert hers.post(f"/desk/people/{person}/leaving/cancel/").status_code == 404

    desk.post(f"/desk/people/{person}/leaving/cancel/")

    assert not Departure.objects.ahead().exists()


def test_a_choice_that_is_gone_is_said_and_nothing_is_done(sit_down, aino, taru, forty, eero):
    desk = sit_down(taru)
    answer = desk.post(
        f"/desk/people/{aino.professional.pk}/leaving/",
        {"matters": [forty[0], forty[-1]], "to": "team", "reason": "x"},
    )

    assert answer.status_code == 422
    assert held_by(aino).count() == 40


def test_a_team_can_be_left_by_page(sit_down, doctors, topic, aino, koppi, nurses):
    people.join_team(professional=aino.professional, team=doctors, by=koppi, at=NINE)
    both = make.make_professional("Taru Johtaja", nurses, doctors, roles=["team_lead"]).user
    desk = sit_down(both)
    assert "Only the work in laakarit" in words(desk.get(f"/desk/people/{aino.professional.pk}/end/"))

    desk.post(f"/desk/people/{aino.professional.pk}/end/", {"what": doctors.pk, "sure": "on"})

    assert list(Membership.objects.filter(professional=aino.professional, until=None)) == list(
        Membership.objects.filter(professional=aino.professional, team=nurses)
    )


# A process that is killed in the middle

KILLED_HALF_WAY = """
import os, signal
import django
django.setup()
from datetime import datetime, timezone
from koppi.desk.leaving import settle_departures
from koppi.identity.models import User
from koppi.matters.actions import catching

count = 0
store = catching.store
def dying_store(matter):
    global count
    store(matter)
    count += 1
    if count == 20:
        os.kill(os.getpid(), signal.SIGKILL)
catching.store = dying_store
settle_departures(by=User.objects.system(), at=datetime(2025, 3, 6, 12, tzinfo=timezone.utc))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_half_way_leaves_nothing_half_done(tmp_path, transactional_db):
    nurses = make.make_team("sairaanhoitajat")
    people_here = [make.make_professional(name, nurses) for name in ("Aino Koski", "Eero Salo")]
    for person in people_here:
        make.make_shift(person)
    aino, eero = (person.user for person in people_here)
    taru = make.make_professional("Taru Johtaja", nurses, roles=["team_lead"]).user
    with time_machine.travel(TEN_PAST):
        ids = _forty(make.make_topic(nurses), aino, eero)
        plan(aino, taru)
    before = Event.objects.count()
    database = connection.settings_dict
    host = quote(database["HOST"])
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={host}&port={database['PORT']}"

    killed = subprocess.run(
        [sys.executable, "-c", KILLED_HALF_WAY],
        env={**os.environ, "KOPPI_DATABASE_URL": url, "KOPPI_DATA": str(tmp_path)}
        | {"DJANGO_SETTINGS_MODULE": "koppi.config.settings"},
        capture_output=True,
        text=True,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert held_by(aino).count() == 40 and Event.objects.count() == before
    assert User.objects.get(pk=aino.pk).is_active and Departure.objects.ahead().exists()
    assert broken_promises() == []

    assert settle_departures(by=make.koppi(), at=MIDNIGHT + timedelta(minutes=1)) == 1
    assert not held_by(aino).exists() and broken_promises() == []
    assert Matter.objects.filter(pk__in=ids).exclude(state="closed").count() == 40


def test_the_worker_does_it_every_minute():
    from koppi.config.jobs import SWEEPS

    assert ("* * * * *", f"{leaving.__name__}.settle_departures") in SWEEPS
