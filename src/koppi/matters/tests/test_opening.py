"""A matter has a team, clocks and a due time from its first moment; who may see it."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from koppi.access.actions import end_passes, give_pass
from koppi.access.second_lock import acting
from koppi.matters import actions
from koppi.matters.actions import catch_matter, hear_from_client, open_matter
from koppi.matters.errors import NobodyThere
from koppi.matters.models import Matter
from koppi.people import actions as people
from koppi.people.scope import facts_of

from .factories import (
    CLOSING,
    HOUR,
    LONG_AGO,
    NEXT_NINE,
    NINE,
    be_away,
    events,
    koppi,
    let_act,
    make_client,
    make_matter,
    make_professional,
    make_team,
    resident_of,
    running,
)


def test_a_matter_is_due_from_its_first_moment(matter, nurses):
    assert (matter.team, matter.state, matter.catch_id, matter.uncaught_since) == (nurses, "open", None, NINE)
    assert running(matter) == ["H1", "P1"]
    assert matter.due_at == CLOSING
    assert matter.clocks.get(rule="P1").due_at == NEXT_NINE
    assert events(matter) == ["matter.opened"]
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{6}", matter.reference)


def test_a_topic_of_both_registers_goes_to_a_team_of_each(topic, maria, nurses, social):
    patient, other = make_matter(topic, maria), make_matter(topic, maria, register="social")

    assert (patient.team, other.team) == (nurses, social)
    assert running(other) == ["P1"]


@pytest.mark.parametrize(("affirmed", "priority"), [(True, 2), (False, 1)])
def test_an_affirmed_warning_puts_it_on_top(affirmed, priority, topic, maria, again):
    assert again(make_matter(topic, maria, affirmed=affirmed)).priority == priority


def name_own_person(client, professional, register="patient"):
    people.name_own_person(
        client=client, professional=professional, register=register, by=koppi(), at=LONG_AGO
    )


def test_it_is_meant_for_the_clients_own_person(topic, maria, aino):
    name_own_person(maria, aino.professional)

    assert make_matter(topic, maria).meant_for == aino.professional
    assert make_matter(topic, maria, register="social").meant_for is None


def test_it_is_meant_for_whoever_stands_in_for_the_own_person(topic, maria, aino, eero):
    name_own_person(maria, aino.professional)
    be_away(aino.professional, substitute=eero.professional)

    assert make_matter(topic, maria).meant_for == eero.professional


def test_the_own_person_of_another_team_sees_and_catches_it(topic, maria, olli):
    name_own_person(maria, olli.professional)
    matter = make_matter(topic, maria)

    catch_matter(matter_id=matter.pk, by=olli, at=NINE)

    assert Matter.objects.visible_to(olli).get() == matter


def test_without_any_open_team_nobody_is_there(topic, maria, nurses):
    nurses.closed_at = LONG_AGO
    nurses.save()

    with pytest.raises(NobodyThere), transaction.atomic():
        make_matter(topic, maria)


# Who sees it


def sees(user, matter):
    """Tell whether a user sees a matter: both locks must say the same, each by itself."""
    first = Matter.objects.visible_to(user).filter(pk=matter.pk).exists()
    with acting(facts_of(user)):
        second = Matter.objects.filter(pk=matter.pk).exists()
    assert first == second
    return first


def test_the_team_sees_it_and_other_teams_do_not(matter, aino, eero, lea, olli, sari):
    assert [sees(user, matter) for user in (aino, eero, lea, olli, sari)] == [True, True, True, False, False]


def test_no_pass_opens_the_other_register(matter, sari, olli):
    for user in (sari, olli):
        give_pass(matter_id=matter.pk, register="patient", why="test", at=NINE, professional=user)

    assert not sees(sari, matter) and sees(olli, matter)
    end_passes(matter_id=matter.pk, why="test", at=NINE)


def test_a_pass_that_has_ended_opens_nothing(matter, olli):
    give_pass(matter_id=matter.pk, register="patient", why="test", at=NINE, professional=olli)

    end_passes(matter_id=matter.pk, why="test", at=NINE)

    assert not sees(olli, matter)


def test_whoever_holds_it_sees_it_from_another_team_too(matter, olli):
    give_pass(matter_id=matter.pk, register="patient", why="test", at=NINE, professional=olli)
    catch_matter(matter_id=matter.pk, by=olli, at=NINE)

    end_passes(matter_id=matter.pk, why="test", at=NINE)

    assert sees(olli, matter)


def test_the_client_sees_it_from_the_moment_it_may_be_shown(matter, topic, maria, resident):
    hidden = make_matter(topic, maria, hidden=True)

    assert sees(resident, matter) and not sees(resident, hidden)
    assert not sees(resident_of(make_client("Kalle Berg")), matter)


@pytest.mark.parametrize(
    ("values", "in_health", "in_social"),
    [
        ({}, True, True),
        ({"social": False}, True, False),
        ({"health": False}, False, True),
        ({"valid_to": LONG_AGO.date()}, False, False),
    ],
)
def test_whoever_may_act_sees_the_registers_of_the_mandate(values, in_health, in_social, topic, maria):
    mother = make_client("Liisa Lindqvist")
    let_act(mother, maria, **values)
    patient, other = make_matter(topic, maria), make_matter(topic, maria, register="social")
    guardian = resident_of(mother)

    assert (sees(guardian, patient), sees(guardian, other)) == (in_health, in_social)


def test_nobody_else_sees_any(matter, aino):
    closed_account = type(aino).objects.get(pk=aino.pk)
    closed_account.is_active = False
    teamless = make_professional("Iiro Aho").user

    for user in (AnonymousUser(), closed_account, teamless):
        assert not Matter.objects.visible_to(user).exists()


def test_whoever_left_the_team_sees_it_no_more(matter, nurses, aino):
    aino.professional.memberships.update(until=NINE)

    assert not sees(type(aino).objects.get(pk=aino.pk), matter)


EVERY_ACTION_ON_A_MATTER = [
    ("assess_matter", {"need": "x", "urgency": 0, "profession": ""}),
    ("cancel_matter", {}),
    ("catch_matter", {}),
    ("close_matter", {"outcome": "solved"}),
    ("hear_from_client", {}),
    ("mark_answered", {}),
    ("mark_noted", {}),
    ("offer_handover", {"reason": "x"}),
    ("ask_colleague", {"question": "x"}),
    ("release_matter", {"why": ""}),
    ("reopen_matter", {}),
    ("set_urgency", {"urgency": 0}),
    ("snooze_matter", {"until": NINE + HOUR, "why": ""}),
    ("wait_for", {"waiting_for": "client"}),
    ("wake_matter", {}),
    ("warn", {}),
]


@pytest.mark.parametrize(("name", "more"), EVERY_ACTION_ON_A_MATTER, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("who", ["other team", "other register", "stranger", "anonymous", "account closed"])
def test_what_is_not_yours_is_not_there_whatever_you_try(name, more, who, matter, aino, olli, sari):
    if who == "account closed":
        user = type(aino).objects.get(pk=aino.pk)
        user.is_active = False
    else:
        user = {"other team": olli, "other register": sari, "anonymous": AnonymousUser()}.get(
            who
        ) or resident_of(make_client("Kalle Berg"))

    with pytest.raises(Matter.DoesNotExist):
        getattr(actions, name)(matter_id=matter.pk, by=user, at=NINE, **more)

    assert events(matter) == ["matter.opened"]


def test_a_hidden_matter_is_not_there_for_its_client(topic, maria, resident):
    hidden = make_matter(topic, maria, hidden=True)

    with pytest.raises(Matter.DoesNotExist):
        hear_from_client(matter_id=hidden.pk, by=resident, at=NINE)


def test_a_topic_whose_team_closed_still_opens_matters(topic, maria, nurses, social, resident):
    nurses.closed_at = LONG_AGO
    nurses.save()
    other = make_team("other")

    matter = open_matter(
        client=maria,
        register="patient",
        topic=topic,
        subject="x",
        language="fi",
        words="x",
        affirmed=False,
        by=resident,
        at=NINE,
    )

    assert matter.team == other
