"""Units and teams: adding, renaming and closing, and that no ball drops when a team closes."""

import pytest
from django.db import IntegrityError, transaction

from koppi.appointments.models import Pattern
from koppi.appointments.tests.factories import make_hours as make_reception
from koppi.callbacks.actions import promise_callback
from koppi.callbacks.models import CallbackHours
from koppi.callbacks.tests.factories import PHONE, make_hours
from koppi.desk import leaving, organising
from koppi.desk.models import SideQuestion
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.matters.errors import NobodyThere
from koppi.matters.models import Matter, Topic
from koppi.matters.tests import factories as make
from koppi.people import actions
from koppi.people.errors import (
    BranchOfItself,
    NotForOneself,
    NotManager,
    TeamClosed,
    TopicsLeadHere,
    UnknownLanguage,
    WrongTeam,
)
from koppi.people.models import Departure, FormerName, Membership, Team, Unit
from koppi.people.tests.factories import make_municipality, make_unit

from .conftest import TEN_PAST

NAMES = {"name_fi": "Lahden tiimi", "name_sv": "Viktens team", "name_en": "The bay team"}


@pytest.fixture
def mirja(db):
    """A manager."""
    return make.make_professional("Mirja Aalto", roles=["manager"]).user


@pytest.fixture
def elsewhere(topic, nurses, doctors):
    """The topic leads to the doctors from now on."""
    Topic.objects.filter(pk=topic.pk).update(valid_to=TEN_PAST)
    return make.make_topic(
        doctors, social_team=topic.social_team, code=topic.code, version=2, valid_from=TEN_PAST
    )


def words(response):
    return response.content.decode()


def close(team, successor, by, at=TEN_PAST):
    return organising.close_team(
        team_id=team.pk, successor_id=successor.pk if successor else None, by=by, at=at
    )


def test_a_unit_and_a_team_are_added_by_page(sit_down, mirja):
    desk = sit_down(mirja)
    municipality = make_municipality()
    unit = {**NAMES, "municipality": municipality.pk, "address": "Rantatie 900", "branch_of": ""}

    desk.post("/desk/units/new/", unit)
    made = Unit.objects.get(name_sv="Viktens team")
    desk.post("/desk/teams/new/", {**NAMES, "unit": made.pk, "register": "social", "language": "sv"})

    team = Team.objects.get(unit=made)
    assert (team.register, team.language, team.code) == ("social", "sv", "lahden-tiimi")
    page = words(desk.get("/desk/units/"))
    assert "The bay team" in page and "Nobody works here" in page
    assert "Nobody works in this team." in words(desk.get(f"/desk/teams/{team.pk}/"))


def test_two_teams_of_one_name_have_codes_of_their_own(mirja):
    facts = {"names": NAMES, "unit": make_unit(), "register": "patient", "language": "fi"}

    codes = [actions.add_team(**facts, by=mirja, at=TEN_PAST).code for _ in range(3)]

    assert codes == ["lahden-tiimi", "lahden-tiimi-2", "lahden-tiimi-3"]


def test_an_old_name_stays_in_the_history(sit_down, mirja, nurses):
    typed = {**NAMES, "unit": nurses.unit_id, "language": "sv"}

    sit_down(mirja).post(f"/desk/teams/{nurses.pk}/change/", typed)

    former = FormerName.objects.get(team=nurses)
    assert former.name_fi == "sairaanhoitajat" and former.until == TEN_PAST
    page = words(sit_down(mirja).get(f"/desk/teams/{nurses.pk}/"))
    assert "The bay team" in page and "sairaanhoitajat" in page and "changed by Mirja Aalto" in page
    # Nothing but the language changes: the name has no second line of history.
    sit_down(mirja).post(f"/desk/teams/{nurses.pk}/change/", {**typed, "language": "fi"})
    assert FormerName.objects.count() == 1


def test_a_unit_is_not_its_own_branch(mirja):
    names = {"names": NAMES, "municipality": make_municipality(), "by": mirja, "at": TEN_PAST}
    top = actions.add_unit(**names)
    branch = actions.add_unit(**names, branch_of=top)

    with pytest.raises(BranchOfItself):
        actions.change_unit(unit_id=top.pk, **names, branch_of=branch)


def test_a_language_nobody_knows_is_refused_and_one_that_nobody_speaks_is_told(sit_down, mirja, nurses, aino):
    with pytest.raises(UnknownLanguage):
        actions.change_team(
            team_id=nurses.pk, names=NAMES, unit=nurses.unit, language="xx", by=mirja, at=TEN_PAST
        )
    typed = {**NAMES, "unit": nurses.unit_id, "language": "xx"}
    assert sit_down(mirja).post(f"/desk/teams/{nurses.pk}/change/", typed).status_code == 422
    sit_down(mirja).post(f"/desk/teams/{nurses.pk}/change/", {**typed, "language": "so"})

    page = words(sit_down(mirja).get(f"/desk/teams/{nurses.pk}/"))

    assert "Nobody in the team serves in its usual language: Somali." in page


def test_topics_that_lead_to_a_team_refuse_its_closing_in_words(sit_down, mirja, nurses, doctors, matter):
    answer = sit_down(mirja).post(f"/desk/teams/{nurses.pk}/close/", {"successor": doctors.pk, "sure": "on"})

    assert answer.status_code == 409
    assert "These topics lead to the team: kurkku. Lead them elsewhere first." in words(answer)
    nurses.refresh_from_db()
    assert nurses.closed_at is None and Matter.objects.get(pk=matter.pk).team == nurses


def test_a_topic_that_will_lead_to_a_team_refuses_it_too(mirja, nurses, doctors, topic, elsewhere):
    Topic.objects.filter(pk=elsewhere.pk).update(valid_from=TEN_PAST + make.DAY)
    Topic.objects.filter(pk=topic.pk).update(valid_to=TEN_PAST + make.DAY)

    with pytest.raises(TopicsLeadHere):
        close(nurses, doctors, mirja)


def test_no_ball_drops_when_a_team_closes(
    sit_down, mirja, nurses, doctors, social, matter, topic, maria, aino, eero, lea, olli, sari, elsewhere
):
    at = TEN_PAST
    held = make.make_matter(topic, maria, subject="Pidetty")
    offered = make.make_matter(topic, maria, subject="Tarjottu")
    asked = make.make_matter(elsewhere, maria, subject="Kysytty")
    coming = make.make_matter(elsewhere, maria, subject="Tulossa")
    closed = make.make_matter(topic, maria, subject="Suljettu")
    matters.catch_matter(matter_id=held.pk, by=aino, at=at)
    offer = matters.offer_handover(
        matter_id=offered.pk, reason="Jatka.", to_person=eero.professional, by=aino, at=at
    )
    question = matters.ask_colleague(matter_id=asked.pk, question="Mitä?", to_team=nurses, by=olli, at=at)
    incoming = matters.offer_handover(matter_id=coming.pk, reason="Teille.", to_team=nurses, by=olli, at=at)
    matters.catch_matter(matter_id=closed.pk, by=aino, at=at)
    matters.close_matter(
        matter_id=closed.pk, outcome="solved", without_assessment="not_a_care_need", by=aino, at=at
    )
    make_hours(nurses)
    call = promise_callback(
        matter_id=held.pk, starts_at=make.NINE + make.HOUR, phone=PHONE, by=make.resident_of(maria), at=at
    )
    make_reception(aino.professional, nurses, weekdays=[4], at=at)
    side = SideQuestion.objects.create(asked_by=sari, asked_at=at, to_team=nurses, question="Miten?")
    actions.plan_departure(
        professional=eero.professional, team=nurses, leaves_at=at + make.DAY, by=make.koppi(), at=at
    )

    answer = sit_down(mirja).post(
        f"/desk/teams/{nurses.pk}/close/", {"successor": doctors.pk, "sure": "on"}, follow=True
    )

    assert "The team is closed. 3 open matters went along." in words(answer)
    for row in (matter, held, offered, offer, incoming, question, closed, call, side, nurses):
        row.refresh_from_db()
    # What is open goes on in the doctors' team, in the hands it was in.
    assert {matter.team, held.team, offered.team} == {doctors}
    assert (matter.caught_by, held.caught_by, offered.caught_by) == (None, aino, aino)
    assert offer.to_team == incoming.to_team == question.to_team == doctors
    assert "matter.team_closed" in make.events(held)
    # Promises stand: the call, the reception hours, the question from the other side.
    assert call.team == doctors and side.to_team == doctors
    assert Pattern.objects.get(professional=aino.professional).team == doctors
    assert Pattern.objects.get(professional=aino.professional).valid_to is None
    assert not CallbackHours.objects.filter(team=nurses).exists()
    # The people went along, with their tasks; who was to leave leaves the other team.
    assert not Membership.objects.filter(team=nurses, until=None).exists()
    at_doctors = Membership.objects.filter(team=doctors, until=None)
    assert {row.professional.user for row in at_doctors} == {aino, eero, lea, olli}
    assert Departure.objects.get(professional=eero.professional).team == doctors
    assert (nurses.closed_at, nurses.continued_by, closed.team) == (at, doctors, nurses)
    assert make.told(lea)[-1] == "team.closed"
    # The next day's work: the offer is taken, the question answered, the closed one opened again.
    eero, olli, aino = (type(lea).objects.get(pk=user.pk) for user in (eero, olli, aino))
    matters.accept_handover(handover_id=offer.pk, by=eero, at=at)
    matters.answer_question(consultation_id=question.pk, answer="Näin.", by=eero, at=at)
    matters.accept_handover(handover_id=incoming.pk, by=aino, at=at)
    matters.reopen_matter(matter_id=closed.pk, by=olli, at=at)
    closed.refresh_from_db()
    assert closed.team == doctors and closed.caught_by == olli


def test_what_a_closed_team_had_closed_is_within_reach_of_the_next_one(
    mirja, nurses, doctors, matter, aino, olli, elsewhere
):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    matters.close_matter(
        matter_id=matter.pk, outcome="solved", without_assessment="not_a_care_need", by=aino, at=TEN_PAST
    )
    assert not Matter.objects.visible_to(olli).filter(pk=matter.pk).exists()

    close(nurses, doctors, mirja)

    again = type(olli).objects.get(pk=olli.pk)
    assert Matter.objects.visible_to(again).filter(pk=matter.pk).exists()
    # And of the one after that.
    third = make.make_team("kolmas")
    Topic.objects.filter(patient_team=doctors).update(patient_team=third)
    close(doctors, third, mirja)
    again = type(olli).objects.get(pk=olli.pk)
    assert Matter.objects.visible_to(again).filter(pk=matter.pk).exists()


def test_a_team_with_something_left_does_not_close_into_nothing(mirja, nurses, matter, elsewhere):
    with pytest.raises(NobodyThere):
        close(nurses, None, mirja)
    assert Team.objects.get(pk=nurses.pk).closed_at is None


def test_a_team_with_people_does_not_close_into_nothing(mirja, nurses, aino):
    with pytest.raises(WrongTeam):
        close(nurses, None, mirja)


def test_an_empty_team_closes_with_nothing_after_it(mirja):
    empty = make.make_team("tyhja")

    close(empty, None, mirja)

    empty.refresh_from_db()
    assert empty.closed_at == TEN_PAST and empty.continued_by is None
    with pytest.raises(TeamClosed):
        close(empty, None, mirja)


def test_a_team_of_the_other_register_or_a_closed_one_does_not_take_over(mirja, nurses, social, aino):
    for wrong in (social, nurses, make.make_team("kiinni", closed_at=make.LONG_AGO)):
        with pytest.raises(WrongTeam):
            close(nurses, wrong, mirja)


def test_a_manager_does_not_join_a_team_by_closing_their_own(nurses, doctors, aino):
    mirja = make.make_professional("Mirja Aalto", nurses, roles=["manager"]).user

    with pytest.raises(NotForOneself):
        close(nurses, doctors, mirja)
    assert Membership.objects.filter(team=nurses, until=None).count() == 2


def test_only_a_manager_changes_units_and_teams(sit_down, nurses, doctors, aino, lea):
    for by in (aino, lea):
        with pytest.raises(NotManager):
            close(nurses, doctors, by)
        with pytest.raises(NotManager):
            actions.add_team(
                names=NAMES, unit=nurses.unit, register="patient", language="fi", by=by, at=TEN_PAST
            )
        for page in ("units/", "units/new/", f"teams/{nurses.pk}/", f"teams/{nurses.pk}/close/"):
            assert sit_down(by).get(f"/desk/{page}").status_code == 404
    assert not Event.objects.filter(kind__startswith="team.a").exists()


def test_the_key_refuses_an_open_matter_in_a_closed_team(nurses, matter):
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.filter(pk=nurses.pk).update(closed_at=TEN_PAST)
        make.keep_promises_now()


# Whom we serve


def test_a_municipality_is_left_out_and_taken_in_again_with_its_history(sit_down, mirja):
    municipality = make_municipality()
    desk = sit_down(mirja)

    page = words(desk.post(f"/desk/areas/{municipality.pk}/", {"served": "no"}, follow=True))
    assert "Vaasa is no longer served." in page and "Not served from 3 March 2025, Mirja Aalto" in page
    municipality.refresh_from_db()
    assert municipality.served is False
    page = words(desk.post(f"/desk/areas/{municipality.pk}/", {"served": "yes"}, follow=True))

    assert "Vaasa is served now." in page and "Not served from 3 March 2025" in page
    desk.post(f"/desk/areas/{municipality.pk}/", {"served": "yes"})
    assert municipality.service_changes.count() == 2


def test_a_municipality_is_added_once(sit_down, mirja):
    desk = sit_down(mirja)
    typed = {"code": "091", "name_fi": "Helsinki", "name_sv": "Helsingfors", "name_en": "Helsinki"}

    assert desk.post("/desk/areas/new/", typed).status_code == 303
    answer = desk.post("/desk/areas/new/", typed)

    assert answer.status_code == 409
    assert "There is a municipality with this number already." in words(answer)
    assert desk.post("/desk/areas/new/", {**typed, "code": "9x"}).status_code == 422


def test_only_a_manager_says_whom_we_serve(aino, lea):
    municipality = make_municipality()
    for by in (aino, lea):
        with pytest.raises(NotManager):
            actions.set_served(municipality_id=municipality.pk, served=False, by=by, at=TEN_PAST)


# Moving between teams


def test_somebody_moves_in_one_step_and_what_they_held_waits_for_the_next(
    sit_down, mirja, nurses, doctors, matter, aino, eero, lea
):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    typed = {"team": nurses.pk, "to_team": doctors.pk, "successor": eero.professional.pk, "sure": "on"}

    answer = sit_down(mirja).post(f"/desk/staff/{aino.professional.pk}/move/", typed, follow=True)

    matter.refresh_from_db()
    assert "1 matter was sent on" in words(answer)
    assert (matter.caught_by, matter.meant_for) == (None, eero.professional)
    standing = Membership.objects.filter(professional=aino.professional, until=None)
    assert [row.team for row in standing] == [doctors]


def test_a_planned_move_happens_at_the_end_of_the_last_day(
    mirja, nurses, doctors, matter, aino, sit_down, koppi
):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    typed = {"team": nurses.pk, "to_team": doctors.pk, "last": "5.3.2025", "sure": "on"}
    sit_down(mirja).post(f"/desk/staff/{aino.professional.pk}/move/", typed)
    page = words(sit_down(mirja).get(f"/desk/staff/{aino.professional.pk}/"))
    assert "Moves from sairaanhoitajat to laakarit. The last day in the old team is 5 March 2025." in page

    assert leaving.settle_departures(by=koppi, at=TEN_PAST + make.DAY) == 0
    assert leaving.settle_departures(by=koppi, at=TEN_PAST + 3 * make.DAY) == 1

    matter.refresh_from_db()
    standing = Membership.objects.filter(professional=aino.professional, until=None)
    assert [row.team for row in standing] == [doctors] and matter.caught_by is None


def test_a_move_that_leads_nowhere_changes_nothing(mirja, nurses, doctors, aino):
    Team.objects.filter(pk=doctors.pk).update(closed_at=TEN_PAST)
    doctors.refresh_from_db()

    for wrong in (doctors, nurses):
        with pytest.raises(WrongTeam):
            leaving.move(
                professional=aino.professional,
                team=nurses,
                to_team=wrong,
                successor=None,
                by=mirja,
                at=TEN_PAST,
            )
    assert Membership.objects.filter(professional=aino.professional, until=None).count() == 1
