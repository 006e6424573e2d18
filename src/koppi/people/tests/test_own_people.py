"""Asked, a yes, a no, a change, an end, and whoever leaves: a client's own people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from koppi.access.models import Pass
from koppi.access.second_lock import acting
from koppi.identity.models import User
from koppi.ledger.models import Event
from koppi.people import actions, rules
from koppi.people.errors import (
    AlreadyAsked,
    AlreadyOwn,
    MayNotLead,
    NoSuchRole,
    NotAsked,
    NotInRegister,
    WordsMissing,
)
from koppi.people.models import Naming, Responsibility
from koppi.people.queries import (
    asked_of,
    count_own_clients,
    own_people,
    own_person,
    own_person_responsibilities,
)
from koppi.people.scope import facts_of
from koppi.people.tests.factories import NINE, make_client, make_professional, make_team

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make_team("saaristo")


@pytest.fixture
def liisa(team):
    return make_professional("Liisa Koski", team)


@pytest.fixture
def petri(team):
    return make_professional("Petri Virta", team)


@pytest.fixture
def maria(db):
    return make_client()


def ask(client, whom, by, at=NINE, role=rules.CARE_LEAD, **more):
    who = {"team": whom} if role == rules.OWN_TEAM else {"professional": whom}
    values = {"register": "patient", **who, **more}
    return actions.ask_to_be_own(client=client, role=role, by=by.user, at=at, **values)


def agreed(client, whom, by, at=NINE, **more):
    naming = ask(client, whom, by, at, **more)
    return actions.accept_naming(naming_id=naming.pk, by=whom.user, at=at)


def names(client, at=NINE):
    return [(row.role, row.name) for row in own_people(client, at)]


def kinds():
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def may_see(professional, client):
    return Pass.objects.filter(
        professional=professional.user, client_id=client.pk, why="own_client", until=None
    ).exists()


def test_whoever_is_asked_is_nothing_before_they_say_yes(maria, liisa, petri):
    naming = ask(maria, liisa, by=petri)

    assert names(maria) == []
    assert not may_see(liisa, maria)
    assert [row.client for row in asked_of(liisa.user)] == ["Maria Lindqvist"]
    assert asked_of(petri.user) == []

    actions.accept_naming(naming_id=naming.pk, by=liisa.user, at=NINE + HOUR)

    assert names(maria, NINE + HOUR) == [("care_lead", "Liisa Koski")]
    assert may_see(liisa, maria)
    assert asked_of(liisa.user) == []
    assert kinds()[-2:] == ["client.own_person_named", "client.own_accepted"]


def test_only_whoever_was_asked_answers(maria, liisa, petri):
    naming = ask(maria, liisa, by=petri)

    for answer, more in ((actions.accept_naming, {}), (actions.decline_naming, {"why": "No time"})):
        with pytest.raises(NotAsked):
            answer(naming_id=naming.pk, by=petri.user, at=NINE, **more)


def test_a_no_has_words_and_changes_nothing(maria, liisa, petri):
    standing = agreed(maria, petri, by=petri)
    naming = ask(maria, liisa, by=petri, instead_of=standing, why="Moves", talk="Likes mornings")
    with pytest.raises(WordsMissing):
        actions.decline_naming(naming_id=naming.pk, why=" ", by=liisa.user, at=NINE)

    actions.decline_naming(naming_id=naming.pk, why="Too many just now", by=liisa.user, at=NINE)

    assert names(maria) == [("care_lead", "Petri Virta")]
    assert Naming.objects.get(pk=naming.pk).answer == "Too many just now"
    with pytest.raises(NotAsked):
        actions.accept_naming(naming_id=naming.pk, by=liisa.user, at=NINE)


def test_whoever_asked_takes_it_back_and_asks_somebody_else(maria, liisa, petri):
    naming = ask(maria, liisa, by=petri)
    with pytest.raises(AlreadyAsked):
        ask(maria, petri, by=petri)
    with pytest.raises(NotAsked):
        actions.withdraw_naming(naming_id=naming.pk, by=liisa.user, at=NINE)

    actions.withdraw_naming(naming_id=naming.pk, by=petri.user, at=NINE)

    ask(maria, petri, by=petri)


def test_a_change_has_no_gap_and_no_overlap(maria, liisa, petri):
    before = agreed(maria, petri, by=petri)
    with pytest.raises(AlreadyOwn):
        ask(maria, liisa, by=petri)
    with pytest.raises(WordsMissing):
        ask(maria, liisa, by=petri, instead_of=before, why="Moves")
    naming = ask(maria, liisa, by=petri, instead_of=before, why="Moves", talk="Likes mornings")

    after = actions.accept_naming(naming_id=naming.pk, by=liisa.user, at=NINE + DAY)

    before.refresh_from_db()
    assert before.valid_to == after.valid_from == NINE + DAY
    assert (before.end_reason, before.ended_by, before.why_ended) == ("changed", liisa.user, "Moves")
    assert (may_see(petri, maria), may_see(liisa, maria)) == (False, True)


def test_a_yes_that_comes_after_somebody_else_came_is_refused(maria, liisa, petri):
    naming = ask(maria, liisa, by=petri, role=rules.CONTACT_PERSON)
    actions.name_own_person(
        client=maria, professional=petri, register="patient", by=User.objects.system(), at=NINE
    )

    with pytest.raises(AlreadyOwn):
        actions.accept_naming(naming_id=naming.pk, by=liisa.user, at=NINE)


def test_two_roles_are_one_pass_which_ends_with_the_second(maria, liisa, petri):
    lead = agreed(maria, liisa, by=petri)
    contact = agreed(maria, liisa, by=petri, role=rules.CONTACT_PERSON)
    assert count_own_clients(liisa, NINE) == 1
    assert len(own_person_responsibilities(maria, NINE, ["patient"])) == 1

    actions.end_own_person(responsibility_id=lead.pk, why="Care is over", by=liisa.user, at=NINE + HOUR)
    assert may_see(liisa, maria)
    actions.end_own_person(responsibility_id=contact.pk, why="All is well", by=liisa.user, at=NINE + HOUR)

    assert not may_see(liisa, maria)
    assert names(maria, NINE + HOUR) == []


def test_an_end_says_why(maria, liisa, petri):
    lead = agreed(maria, liisa, by=petri)

    with pytest.raises(WordsMissing):
        actions.end_own_person(responsibility_id=lead.pk, why=" ", by=liisa.user, at=NINE)
    actions.end_own_person(responsibility_id=lead.pk, why="Moved away", by=liisa.user, at=NINE)

    with pytest.raises(Responsibility.DoesNotExist):
        actions.end_own_person(responsibility_id=lead.pk, why="Moved away", by=liisa.user, at=NINE)


def test_the_contact_person_is_asked_first(maria, liisa, petri):
    agreed(maria, petri, by=petri, role=rules.CONTACT_PERSON)
    agreed(maria, liisa, by=petri, at=NINE + HOUR)

    assert own_person(maria, "patient", NINE + HOUR) == petri
    assert own_person(maria, "social", NINE + HOUR) is None


@pytest.mark.parametrize(
    ("role", "register"),
    [(rules.OWN_WORKER, "patient"), (rules.CARE_LEAD, "social"), ("friend", "patient")],
)
def test_a_role_is_of_its_register(role, register, maria, liisa, petri):
    with pytest.raises((NoSuchRole, NotInRegister)):
        ask(maria, liisa, by=petri, role=role, register=register)


def test_nobody_asks_across_the_registers(maria, liisa):
    social = make_professional("Olli Social", make_team(register="social"), profession="social_worker")

    with pytest.raises(NotInRegister, match="Et työskentele"):
        ask(maria, liisa, by=social)
    with pytest.raises(NotInRegister):
        ask(maria, social, by=liisa)


def test_a_team_is_an_own_team_when_one_of_it_says_yes(maria, team, liisa, petri):
    outside = make_professional("Eeva Ström", make_team())
    naming = ask(maria, team, by=liisa, role=rules.OWN_TEAM)
    with pytest.raises(NotAsked):
        actions.accept_naming(naming_id=naming.pk, by=outside.user, at=NINE)
    with pytest.raises(NoSuchRole):
        actions.ask_to_be_own(
            client=maria, role=rules.OWN_TEAM, register="patient", professional=petri, by=liisa.user, at=NINE
        )

    actions.accept_naming(naming_id=naming.pk, by=petri.user, at=NINE)

    assert names(maria) == [("own_team", "saaristo")]
    assert own_person(maria, "patient", NINE) is None


def test_a_county_decides_who_leads_a_minors_care(liisa, petri, team, monkeypatch):
    child = make_client("Kalle Berg", birth_date=date(2018, 1, 1))
    asked = tuple(replace(row, needs_lead=True, led_by=("doctor",)) for row in settings.MINORS_RULES)
    monkeypatch.setattr(settings, "MINORS_RULES", asked)
    doctor = make_professional("Omar Hassan", team, profession="doctor")

    with pytest.raises(MayNotLead):
        ask(child, liisa, by=petri)
    agreed(child, doctor, by=petri)
    agreed(child, liisa, by=petri, role=rules.CONTACT_PERSON)

    assert names(child) == [("contact_person", "Liisa Koski"), ("care_lead", "Omar Hassan")]


def test_who_stands_in_is_told_with_the_day_until_which(maria, liisa, petri):
    agreed(maria, liisa, by=petri)
    actions.start_absence(
        professional=liisa, starts_at=NINE, ends_at=NINE + DAY, substitute=petri, by=liisa.user, at=NINE
    )

    (row,) = own_people(maria, NINE)

    assert (row.away, row.away_until, row.substitute) == (True, NINE + DAY, "Petri Virta")
    (later,) = own_people(maria, NINE + DAY)
    assert (later.away, later.substitute) == (False, "")


def test_own_people_cost_the_same_however_many_they_are(maria, team, liisa, petri, django_assert_num_queries):
    agreed(maria, liisa, by=petri)
    with django_assert_num_queries(2):
        own_people(maria, NINE)
    agreed(maria, petri, by=liisa, role=rules.CONTACT_PERSON)
    naming = ask(maria, team, by=liisa, role=rules.OWN_TEAM)
    actions.accept_naming(naming_id=naming.pk, by=petri.user, at=NINE)

    with django_assert_num_queries(2):
        assert len(own_people(maria, NINE)) == 3


def test_two_rows_of_one_human_do_not_get_one_each(maria, liisa, petri):
    other = make_client("Maria Lindqvist", person_id=maria.person_id)
    agreed(maria, liisa, by=petri)

    with pytest.raises(AlreadyOwn):
        ask(other, petri, by=liisa)
    assert may_see(liisa, other)
    assert names(other) == [("care_lead", "Liisa Koski")]


def test_what_a_leaver_was_responsible_for_goes_to_the_team(maria, team, liisa, petri):
    agreed(maria, liisa, by=petri)
    naming = ask(make_client("Anna Lindqvist"), liisa, by=petri)

    actions.end_professional(professional=liisa, by=User.objects.system(), at=NINE + DAY)

    assert names(maria, NINE + DAY) == [("own_team", "saaristo")]
    assert not may_see(liisa, maria)
    assert Responsibility.objects.get(professional=liisa).end_reason == "left"
    assert Naming.objects.get(pk=naming.pk).outcome == "withdrawn"


def test_an_own_team_stays_when_one_of_it_leaves(maria, team, liisa, petri):
    other = make_team("pohjoinen")
    eeva = make_professional("Eeva Ström", other)
    naming = ask(maria, other, by=liisa, role=rules.OWN_TEAM)
    actions.accept_naming(naming_id=naming.pk, by=eeva.user, at=NINE)
    agreed(maria, liisa, by=petri)

    actions.leave_team(professional=liisa, team=team, by=User.objects.system(), at=NINE + DAY)

    assert names(maria, NINE + DAY) == [("own_team", "pohjoinen")]


def test_the_second_lock_opens_a_naming_for_who_asks_and_who_is_asked(maria, team, liisa, petri):
    eeva = make_professional("Eeva Ström", team)
    ask(maria, liisa, by=petri)

    seen = {}
    for person in (liisa, petri, eeva):
        with acting(facts_of(person.user)):
            seen[person.given_name] = Naming.objects.count()

    assert seen == {"Liisa": 1, "Petri": 1, "Eeva": 0}


RESPONSIBILITY = """
    insert into people_responsibility
        (client_id, role, professional_id, team_id, register, valid_from, end_reason, why_ended)
    values (%(client)s, %(role)s, %(person)s, %(team)s, %(register)s, %(at)s, '', '')
"""
BREAKS = {
    "one_own_person_of_a_role_in_a_register": {},
    "a_role_is_of_its_register": {"role": "own_worker"},
    "only_an_own_team_is_a_team": {"role": "own_team"},
}


@pytest.mark.parametrize("promise", BREAKS)
def test_no_shortcut_breaks_a_promise(promise, maria, liisa, petri):
    agreed(maria, liisa, by=petri)
    row = {
        "client": maria.pk,
        "role": "care_lead",
        "person": petri.pk,
        "team": None,
        "register": "patient",
        "at": NINE + DAY,
        **BREAKS[promise],
    }

    with pytest.raises(IntegrityError, match=promise), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RESPONSIBILITY, row)


ENDS = {
    "an_own_person_ends_signed": ("people_responsibility", "valid_to = now(), end_reason = 'changed'"),
    "who_ends_an_own_person_says_why": (
        "people_responsibility",
        "valid_to = now(), end_reason = 'ended', ended_by_id = named_by_id",
    ),
    "only_a_yes_makes_somebody_own": ("people_naming", "made_id = null"),
    "an_answer_to_a_naming_is_signed": ("people_naming", "answered_by_id = null"),
    "who_declines_a_naming_says_why": ("people_naming", "outcome = 'declined', made_id = null"),
    "a_change_says_why_and_what_was_told": ("people_naming", "instead_of_id = made_id"),
    "a_naming_is_of_its_register": ("people_naming", "register = 'social'"),
    "only_an_own_team_is_asked_as_a_team": ("people_naming", "professional_id = null"),
}


@pytest.mark.parametrize("promise", ENDS)
def test_no_edit_breaks_a_promise(promise, maria, liisa, petri):
    agreed(maria, liisa, by=petri)
    table, change = ENDS[promise]

    with pytest.raises(IntegrityError, match=promise), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update {table} set {change}")


def test_two_are_not_asked_at_once_by_any_shortcut(maria, liisa, petri):
    naming = ask(maria, liisa, by=petri)
    naming.pk = None

    with pytest.raises(IntegrityError, match="one_is_asked_at_a_time"), transaction.atomic():
        naming.save(force_insert=True)
