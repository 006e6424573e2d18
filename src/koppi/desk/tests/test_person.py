"""Somebody's page for a manager: tasks, skills, languages, leading; a right that ends is gone at once."""

import pytest

from koppi.access.models import Pass
from koppi.desk import leaving
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.matters.models import Matter
from koppi.matters.tests import factories as make
from koppi.people import actions
from koppi.people.actions import name_own_person
from koppi.people.errors import (
    NoSuchTask,
    NotForOneself,
    NotInRegister,
    NotManager,
    TaskMissing,
    UnknownLanguage,
)
from koppi.people.models import Departure, Duty, Professional, Responsibility

from .conftest import TEN_PAST


@pytest.fixture
def mirja(db):
    """A manager."""
    return make.make_professional("Mirja Aalto", roles=["manager"]).user


@pytest.fixture
def duty(aino):
    """Aino's only task."""
    return Duty.objects.get(professional=aino.professional)


def words(response):
    return response.content.decode()


def page_of(person, more=""):
    return f"/desk/staff/{person.professional.pk}/{more}"


def give(person, register, task, by, service=""):
    return actions.give_task(
        professional=person.professional, register=register, task=task, service=service, by=by, at=TEN_PAST
    )


def test_the_page_tells_all_of_somebody(sit_down, mirja, aino, eero, nurses):
    make.be_away(aino.professional, substitute=eero.professional)

    page = words(sit_down(mirja).get(page_of(aino)))

    for said in (
        "Aino Koski",
        "sairaanhoitajat",
        "Care",
        "Sees: who the client is",
        "Licensed",
        "Eero Salo steps in",
    ):
        assert said in page


def test_languages_and_skills_are_changed_by_page(sit_down, mirja, aino):
    make.make_skill("wounds")

    sit_down(mirja).post(page_of(aino, "abilities/"), {"languages": ["fi", "so"], "skills": ["wounds"]})

    person = Professional.objects.get(user=aino)
    assert person.languages == ["fi", "so"] and [skill.code for skill in person.skills.all()] == ["wounds"]
    event = Event.objects.get(kind="professional.abilities_set")
    assert event.data["languages"] == ["fi", "so"] and event.by_id == mirja.pk


@pytest.mark.parametrize("languages", [[], ["xx"], ["fi", "klingon"]])
def test_a_language_nobody_knows_is_refused(sit_down, mirja, aino, languages):
    before = aino.professional.languages

    answer = sit_down(mirja).post(page_of(aino, "abilities/"), {"languages": languages})
    with pytest.raises(UnknownLanguage):
        actions.set_abilities(
            professional=aino.professional, languages=languages, skills=[], by=mirja, at=TEN_PAST
        )

    assert answer.status_code == 422
    assert Professional.objects.get(user=aino).languages == before


def test_leading_is_given_and_taken_and_other_roles_stay(sit_down, mirja, aino):
    Professional.objects.filter(user=aino).update(roles=["data_protection_officer"])
    browser = sit_down(aino)
    assert browser.get("/desk/people/").status_code == 404

    sit_down(mirja).post(page_of(aino, "leading/"), {"roles": ["team_lead", "shift_lead"]})
    assert Professional.objects.get(user=aino).roles == ["data_protection_officer", "shift_lead", "team_lead"]
    assert browser.get("/desk/people/").status_code == 200

    sit_down(mirja).post(page_of(aino, "leading/"), {"roles": []})
    assert Professional.objects.get(user=aino).roles == ["data_protection_officer"]
    assert browser.get("/desk/people/").status_code == 404
    # Who manages is an operator's to say: the page does not know the choice.
    assert sit_down(mirja).post(page_of(aino, "leading/"), {"roles": ["manager"]}).status_code == 422


def test_a_task_is_given_in_words_and_once(sit_down, mirja, sari, social):
    desk = sit_down(mirja)
    assert "Arranging services" in words(desk.get(page_of(sari, "task/")))

    for _ in range(2):
        desk.post(page_of(sari, "task/"), {"task": "social:arranging", "service": "families"})

    assert Duty.objects.filter(professional=sari.professional, service="families", until=None).count() == 1
    assert "social care, services for families with children" in words(desk.get(page_of(sari)))


def test_a_task_of_the_wrong_register_is_refused(sit_down, mirja, aino):
    with pytest.raises(NotInRegister):
        give(aino, "social", "broad", mirja)
    with pytest.raises(NoSuchTask):
        give(aino, "patient", "arranging", mirja)
    with pytest.raises(NoSuchTask):
        give(aino, "patient", "broad", mirja, service="families")
    with pytest.raises(NoSuchTask):
        give(aino, "moon", "broad", mirja)
    assert sit_down(mirja).post(page_of(aino, "task/"), {"task": "social:broad"}).status_code == 422
    assert Duty.objects.filter(professional=aino.professional).count() == 1


def test_the_last_task_that_ends_closes_the_register_at_once_and_drops_nothing(
    sit_down, mirja, aino, eero, lea, duty, matter, maria
):
    at_work, desk = sit_down(aino), sit_down(mirja)
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    name_own_person(
        client=maria, professional=aino.professional, register="patient", by=make.koppi(), at=make.NINE
    )
    Professional.objects.filter(user=lea).update(roles=["team_lead"])
    assert at_work.get(f"/desk/m/{matter.reference}/").status_code == 200

    answer = desk.post(page_of(aino, f"task/{duty.pk}/end/"), {"sure": "on"}, follow=True)

    matter.refresh_from_db()
    assert "1 matter was sent on" in words(answer)
    assert "no task lets them see its matters" in words(answer)
    assert matter.caught_by is None and matter.meant_for is None
    # The session goes on; what it opened is not there any more.
    assert at_work.get(f"/desk/m/{matter.reference}/").status_code == 404
    assert not Responsibility.objects.filter(professional=aino.professional, valid_to=None).exists()
    assert not Pass.objects.filter(professional=aino, why="own_client").in_force().exists()
    assert "own_clients.left" in make.told(lea)
    with pytest.raises(TaskMissing):
        leaving.end_task(professional=aino.professional, duty_id=duty.pk, by=mirja, at=TEN_PAST)


def test_one_of_two_tasks_ends_and_the_matter_stays_in_hand(sit_down, mirja, aino, duty, matter):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    give(aino, "patient", "limited", mirja)

    sit_down(mirja).post(page_of(aino, f"task/{duty.pk}/end/"), {"sure": "on"})

    assert Matter.objects.get(pk=matter.pk).caught_by == aino
    assert sit_down(aino).get(f"/desk/m/{matter.reference}/").status_code == 200


def test_somebody_elses_task_is_not_ended_by_a_wrong_address(mirja, aino, eero, duty):
    with pytest.raises(TaskMissing):
        leaving.end_task(professional=eero.professional, duty_id=duty.pk, by=mirja, at=TEN_PAST)


def test_nobody_opens_or_leads_anything_by_themselves(sit_down, mirja, nurses):
    actions.join_team(professional=mirja.professional, team=nurses, by=make.koppi(), at=TEN_PAST)
    duty = Duty.objects.get(professional=mirja.professional)
    with pytest.raises(NotForOneself):
        give(mirja, "patient", "broad", mirja)
    with pytest.raises(NotForOneself):
        actions.set_leading(professional=mirja.professional, roles=["team_lead"], by=mirja, at=TEN_PAST)
    with pytest.raises(NotForOneself):
        actions.end_task(professional=mirja.professional, duty_id=duty.pk, by=mirja, at=TEN_PAST)
    page = words(sit_down(mirja).get(page_of(mirja)))
    assert "Another manager changes what you may see and lead." in page and "End the task" not in page


def test_only_a_manager_sees_the_page(sit_down, aino, eero, lea, duty):
    pages = ("", "abilities/", "leading/", "task/", "move/", f"task/{duty.pk}/end/")
    for by in (eero, lea):
        for page in pages:
            assert sit_down(by).get(page_of(aino, page)).status_code == 404
        with pytest.raises(NotManager):
            give(aino, "patient", "limited", by)
        with pytest.raises(NotManager):
            actions.set_leading(professional=aino.professional, roles=[], by=by, at=TEN_PAST)


def test_a_manager_sets_and_calls_off_a_last_day(sit_down, mirja, aino, eero):
    desk = sit_down(mirja)
    end = f"/desk/people/{aino.professional.pk}/end/"

    desk.post(end, {"last": "10.3.2025", "substitute": eero.professional.pk, "sure": "on"})
    assert Departure.objects.ahead().get(professional=aino.professional).successor == eero.professional
    assert "The last day of work is 10 March 2025." in words(desk.get(page_of(aino)))

    answer = desk.post(f"/desk/people/{aino.professional.pk}/leaving/cancel/", follow=True)
    assert "Called off. Aino Koski stays." in words(answer)
    assert not Departure.objects.ahead().exists()


def test_a_manager_does_not_end_their_own_work(sit_down, mirja):
    assert sit_down(mirja).get(f"/desk/people/{mirja.professional.pk}/end/").status_code == 404


def test_each_finds_their_own_administration(sit_down, mirja, aino, lea):
    Professional.objects.filter(user=lea).update(roles=["team_lead"])
    eero = make.make_professional("Eero Vuoro", roles=["shift_lead"]).user

    shown = {who: words(sit_down(who).get("/desk/administration/")) for who in (mirja, lea, eero)}

    assert "Units and teams" in shown[mirja] and "Opening hours" in shown[mirja]
    assert "People in my teams" not in shown[mirja]
    assert "People in my teams" in shown[lea] and "Calling hours: sairaanhoitajat" in shown[lea]
    assert "Everybody who works here" not in shown[lea] and "Opening hours" not in shown[lea]
    assert "Shifts" in shown[eero] and "Absences" in shown[eero] and "People in my teams" not in shown[eero]
    assert sit_down(aino).get("/desk/administration/").status_code == 404
    assert "/desk/administration/" not in words(sit_down(aino).get("/desk/"))
    assert "/desk/administration/" in words(sit_down(mirja).get("/desk/"))
