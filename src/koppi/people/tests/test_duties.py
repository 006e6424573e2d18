"""Tasks come with a register's first team and go with its last; the migration gives them to those before."""

import importlib

import pytest
from django.db import DatabaseError, connection, transaction

from koppi.access.matrix import Kind
from koppi.access.models import Pass
from koppi.identity.models import User
from koppi.people import actions
from koppi.people.models import Duty, Responsibility
from koppi.people.scope import scope_of

from .factories import HOUR, NINE, make_client, make_professional, make_team


def tasks(professional):
    """Return the tasks in force of a professional."""
    open_ = Duty.objects.filter(professional=professional, until=None)
    return sorted(open_.values_list("register", "task"))


def scope(professional):
    """Return the scope of a professional as the next request reads it."""
    return scope_of(User.objects.get(pk=professional.user_id))


@pytest.fixture
def system(db):
    return User.objects.system()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("profession", "register", "task"),
    [
        ("nurse", "patient", "broad"),
        ("practical_nurse", "patient", "limited"),
        ("social_adviser", "patient", "support"),
        ("social_worker", "social", "broad"),
        ("social_adviser", "social", "arranging"),
        ("nurse", "social", "delivery"),
    ],
)
def test_a_registers_first_team_brings_the_usual_task(profession, register, task):
    person = make_professional("Liisa Koski", make_team(register=register), profession=profession)

    assert tasks(person) == [(register, task)]
    assert scope(person).registers == {register, "advice"}


@pytest.mark.django_db
def test_a_task_ends_with_the_last_team_of_its_register(system):
    first, second, social = make_team(), make_team(), make_team(register="social")
    person = make_professional("Liisa Koski", first, second, social)

    actions.leave_team(professional=person, team=first, by=system, at=NINE)
    assert tasks(person) == [("patient", "broad"), ("social", "delivery")]
    actions.leave_team(professional=person, team=second, by=system, at=NINE)
    assert tasks(person) == [("social", "delivery")]


@pytest.mark.django_db
def test_a_given_task_is_kept_when_a_team_is_joined(system):
    person = make_professional("Liisa Koski")
    actions.give_duty(professional=person, register="patient", task="medicines", by=system, at=NINE)
    actions.join_team(professional=person, team=make_team(), by=system, at=NINE)

    assert tasks(person) == [("patient", "medicines")]


@pytest.mark.django_db
def test_the_kinds_of_several_tasks_add_up(system):
    person = make_professional("Liisa Koski", make_team(), at=NINE - 9000 * HOUR)
    Duty.objects.filter(professional=person).update(task="support")
    assert Kind.ASSESSMENT not in scope(person).kinds_in("patient", NINE.date())

    actions.give_duty(
        professional=person, register="patient", task="medicines", by=system, at=NINE - 9000 * HOUR
    )

    assert scope(person).kinds_in("patient", NINE.date()) == {
        Kind.BASE,
        Kind.CONTACT,
        Kind.MATTER,
        Kind.ASSESSMENT,
    }
    assert scope(person).kinds_in("social", NINE.date()) == frozenset()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values", [{"task": "arranging"}, {"task": "broad", "service": "families"}, {"task": "boss"}]
)
def test_a_task_is_one_of_the_decree(system, values):
    person = make_professional("Liisa Koski")

    with pytest.raises(DatabaseError), transaction.atomic():
        Duty.objects.create(professional=person, register="patient", since=NINE, **values)


@pytest.mark.django_db
def test_the_migration_gives_those_before_their_tasks_and_their_own_clients_passes(system):
    migration = importlib.import_module("koppi.people.migrations.0005_fill_duties_and_own_clients")
    nurse = make_professional("Liisa Koski", make_team())
    adviser = make_professional("Mikael Sandberg", make_team(register="social"), profession="social_adviser")
    client = make_client("Maria Lindqvist")
    other_row = make_client("Maria Lindqvist", person_id=client.person_id)
    Duty.objects.all().delete()
    Responsibility.objects.create(client=client, professional=nurse, register="patient", valid_from=NINE)

    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(migration.DUTIES)
            cursor.execute(migration.OWN_CLIENTS)

    assert tasks(nurse) == [("patient", "broad")]
    assert tasks(adviser) == [("social", "arranging")]
    given = Pass.objects.filter(why="own_client", professional=nurse.user, register="patient")
    assert sorted(given.values_list("client_id", flat=True)) == [client.pk, other_row.pk]
