"""Clients and professionals: made, named, away, gone."""

from datetime import date, timedelta

import pytest
from django.db import connection

from koppi.identity.models import User
from koppi.ledger.models import Event
from koppi.people import actions, codes
from koppi.people.errors import (
    AlreadyAway,
    AlreadyClient,
    CodeOfSomebodyElse,
    NoSuchTime,
    NotInRegister,
    NotYourTeam,
    WrongSubstitute,
)
from koppi.people.models import Absence, Client, ClientIdentity, Mandate
from koppi.people.queries import (
    client_of,
    clients_to_act_for,
    colleague_choices,
    data_protection_officers,
    find_client_by_hetu,
    own_person,
    professional_of,
    substitute_of,
    team_choices,
    who_are,
)
from koppi.people.tests.factories import (
    NINE,
    let_act,
    make_client,
    make_professional,
    make_team,
    test_code,
    user_of,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CODE = test_code(date(1982, 5, 17), 901)


@pytest.fixture
def system(db):
    return User.objects.system()


@pytest.fixture
def team(db):
    return make_team("saaristo")


@pytest.fixture
def liisa(team):
    return make_professional("Liisa Koski", team)


@pytest.fixture
def petri(team):
    return make_professional("Petri Virtanen", team, roles=["team_lead"])


def kinds():
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


# Clients


def test_a_client_is_found_by_their_code_and_the_code_cannot_be_read_in_the_database():
    maria = make_client("Maria Lindqvist", hetu=CODE)

    assert find_client_by_hetu(CODE.lower()) == maria
    assert (maria.birth_date, maria.sex) == (date(1982, 5, 17), Client.Sex.MALE)
    with connection.cursor() as cursor:
        cursor.execute("select c::text || i::text from people_client c, people_clientidentity i")
        assert CODE not in cursor.fetchone()[0]
    assert codes.decrypt(ClientIdentity.objects.get().ciphertext) == CODE
    assert "client.added" in kinds()


def test_nobody_is_found_by_another_code():
    make_client(hetu=CODE)

    assert find_client_by_hetu(test_code(date(1982, 5, 17), 902)) is None


def test_a_code_makes_one_client():
    maria = make_client(hetu=CODE)

    with pytest.raises(AlreadyClient) as refusal:
        make_client("Somebody Else", hetu=CODE)

    assert refusal.value.client == maria
    assert Client.objects.count() == 1


def test_two_rows_of_one_human_are_found_by_the_code_in_force():
    old = make_client("Maria Lindqvist", hetu=CODE)
    ClientIdentity.objects.update(valid_to=date(2020, 1, 1))
    new = make_client("Maria Lindqvist", hetu=CODE, person_id=old.person_id)

    assert find_client_by_hetu(CODE) == new
    assert client_of(user_of(new)) == old


def test_an_old_code_still_finds_its_client():
    maria = make_client(hetu=CODE)
    ClientIdentity.objects.update(valid_to=date(2020, 1, 1))

    assert find_client_by_hetu(CODE) == maria


def test_a_birth_date_that_is_not_the_codes_is_refused(system):
    with pytest.raises(CodeOfSomebodyElse):
        actions.make_client(
            given_name="A", family_name="B", birth_date=date(1982, 5, 18), hetu=CODE, by=system, at=NINE
        )


def test_a_wrong_code_makes_no_client():
    with pytest.raises(codes.BadCode):
        make_client(hetu="170582-901X")

    assert not Client.objects.exists()


def test_one_acts_for_ones_child_and_for_who_authorised_one_today():
    anna, elsa, aino, tauno = (make_client(f"{name} Lindqvist") for name in ("Anna", "Elsa", "Aino", "Tauno"))
    let_act(anna, elsa, Mandate.Kind.GUARDIAN)
    let_act(anna, aino, social=False)
    let_act(anna, aino, health=False)
    let_act(anna, tauno, valid_to=NINE.date() - DAY)
    let_act(tauno, anna)

    found = clients_to_act_for(user_of(anna), NINE.date())

    assert [(act.client, act.mandate_kind, act.health, act.social) for act in found] == [
        (aino, "authorised", True, True),
        (elsa, "guardian", True, True),
    ]


def test_death_ends_acting_for_somebody():
    anna, aino = make_client("Anna Lindqvist"), make_client("Aino Lindqvist")
    let_act(anna, aino)
    Client.objects.filter(pk=aino.pk).update(died_on=NINE.date())

    assert clients_to_act_for(user_of(anna), NINE.date()) == []


# Own people


def test_a_client_has_one_own_person_in_a_register(liisa, petri, system):
    maria = make_client()
    actions.name_own_person(client=maria, professional=liisa, register="patient", by=system, at=NINE)
    actions.name_own_person(client=maria, professional=petri, register="patient", by=system, at=NINE + DAY)

    assert own_person(maria, "patient", NINE) == liisa
    assert own_person(maria, "patient", NINE + DAY) == petri
    assert own_person(maria, "social", NINE + DAY) is None


def test_naming_the_same_person_twice_is_once(liisa, system):
    maria = make_client()
    first = actions.name_own_person(client=maria, professional=liisa, register="patient", by=system, at=NINE)

    assert first == actions.name_own_person(
        client=maria, professional=liisa, register="patient", by=system, at=NINE + DAY
    )


def test_a_naming_that_has_ended_names_nobody(liisa, system):
    maria = make_client()
    naming = actions.name_own_person(client=maria, professional=liisa, register="patient", by=system, at=NINE)
    naming.valid_to = NINE + DAY
    naming.save()

    assert own_person(maria, "patient", NINE) == liisa
    assert own_person(maria, "patient", NINE + DAY) is None


def test_nobody_is_an_own_person_outside_their_register(liisa, system):
    with pytest.raises(NotInRegister):
        actions.name_own_person(
            client=make_client(), professional=liisa, register="social", by=system, at=NINE
        )


# Away and gone


def test_an_absence_names_who_steps_in(liisa, petri):
    actions.start_absence(
        professional=liisa, starts_at=NINE, ends_at=NINE + DAY, substitute=petri, by=liisa.user, at=NINE
    )

    assert substitute_of(liisa, NINE) == petri
    assert kinds()[-1] == "professional.absence_started"


def test_absences_do_not_overlap(liisa):
    times = {"starts_at": NINE, "ends_at": NINE + DAY, "by": liisa.user, "at": NINE}
    actions.start_absence(professional=liisa, **times)

    with pytest.raises(AlreadyAway):
        actions.start_absence(professional=liisa, **{**times, "starts_at": NINE + DAY / 2})

    after = {**times, "starts_at": NINE + DAY, "ends_at": NINE + 2 * DAY}
    actions.start_absence(professional=liisa, **after)


@pytest.mark.parametrize(("starts", "ends"), [(DAY, DAY), (DAY, -DAY), (-2 * DAY, -DAY)])
def test_an_absence_ends_after_it_starts_and_is_not_over(liisa, starts, ends):
    with pytest.raises(NoSuchTime):
        actions.start_absence(
            professional=liisa, starts_at=NINE + starts, ends_at=NINE + ends, by=liisa.user, at=NINE
        )


def test_nobody_steps_in_for_themselves(liisa):
    with pytest.raises(WrongSubstitute):
        actions.start_absence(
            professional=liisa,
            starts_at=NINE,
            ends_at=NINE + DAY,
            substitute=liisa,
            by=liisa.user,
            at=NINE,
        )


def test_a_colleague_cannot_send_one_home_but_a_lead_can(liisa, petri, team):
    eeva = make_professional("Eeva Ström", team)
    stranger = make_professional("Mikael Sandberg", make_team(), roles=["team_lead"])
    times = {"professional": liisa, "starts_at": NINE, "ends_at": NINE + DAY, "at": NINE}

    for other in (eeva, stranger):
        with pytest.raises(NotYourTeam):
            actions.start_absence(by=other.user, **times)

    actions.start_absence(by=petri.user, **times)


def test_who_comes_back_early_is_back(liisa, petri):
    absence = actions.start_absence(
        professional=liisa, starts_at=NINE, ends_at=NINE + DAY, substitute=petri, by=liisa.user, at=NINE
    )
    actions.end_absence(absence_id=absence.pk, by=liisa.user, at=NINE + DAY / 2)

    assert substitute_of(liisa, NINE + DAY / 2) is None
    assert Absence.objects.get().ends_at == NINE + DAY / 2


def test_an_absence_that_never_began_goes_away(liisa):
    absence = actions.start_absence(
        professional=liisa, starts_at=NINE + DAY, ends_at=NINE + 2 * DAY, by=liisa.user, at=NINE
    )
    actions.end_absence(absence_id=absence.pk, by=liisa.user, at=NINE)

    assert not Absence.objects.exists()


def test_who_leaves_can_do_nothing_more(liisa, petri, system):
    maria = make_client()
    actions.name_own_person(client=maria, professional=liisa, register="patient", by=system, at=NINE)

    actions.end_professional(professional=liisa, by=petri.user, at=NINE + DAY)

    liisa.refresh_from_db()
    assert not liisa.user.is_active
    assert liisa.ended_at == NINE + DAY
    assert liisa.memberships.filter(until=None).count() == 0
    assert own_person(maria, "patient", NINE + DAY) is None
    assert kinds()[-2:] == ["user.deactivated", "professional.ended"]


def test_leaving_twice_is_leaving_once(liisa, system):
    actions.end_professional(professional=liisa, by=system, at=NINE)
    actions.end_professional(professional=liisa, by=system, at=NINE + DAY)

    assert kinds().count("professional.ended") == 1


def test_nobody_ends_a_colleagues_work(liisa, team):
    with pytest.raises(NotYourTeam):
        actions.end_professional(professional=liisa, by=make_professional("Eeva Ström", team).user, at=NINE)


# Choices


def test_one_hands_over_within_ones_own_register(liisa, petri):
    social = make_team("aikuiset", register="social")
    sirpa = make_professional("Sirpa Niemi", social)

    assert [choice.name for choice in team_choices(liisa.user)] == ["saaristo"]
    assert [choice.id for choice in colleague_choices(liisa.user, "patient")] == [petri.pk]
    assert colleague_choices(liisa.user, "social") == []
    assert [choice.name for choice in team_choices(sirpa.user)] == ["aikuiset"]


def test_a_closed_team_is_no_choice(liisa):
    make_team("vanha", closed_at=NINE)

    assert [choice.name for choice in team_choices(liisa.user)] == ["saaristo"]


def test_who_signed_is_told_by_name_and_profession(liisa):
    assert professional_of(liisa.user) == liisa
    assert professional_of(user_of(make_client())) is None
    assert who_are([liisa.user_id, 0])[liisa.user_id].name == "Liisa Koski"


def test_those_who_answer_for_data_protection_are_known_while_they_work_here(team, system):
    values = {"profession": "data_protection", "licence": "none", "roles": ["data_protection_officer"]}
    karin, leif = (make_professional(name, team, **values) for name in ("Karin Westman", "Leif Åberg"))
    make_professional("Eeva Ström", team, roles=["team_lead"])
    assert data_protection_officers() == [karin.user, leif.user]

    actions.end_professional(professional=karin, by=system, at=NINE)

    assert data_protection_officers() == [leif.user]
