"""Joining the desk, and one more team: a manager's decision, all of it or nothing."""

import pytest

from koppi.matters import actions as matters
from koppi.matters.tests import factories as make
from koppi.people import actions
from koppi.people.errors import NotManager, UsernameTaken
from koppi.people.models import Duty, Membership, Professional
from koppi.people.scope import scope_of

from .conftest import TEN_PAST

WHO = {
    "given_name": "Uusi",
    "family_name": "Tulokas",
    "username": "uusi.tulokas",
    "profession": "nurse",
    "licence": "licensed",
    "languages": ["fi", "sv"],
    "roles": ["shift_lead"],
}


@pytest.fixture
def mirja(db):
    """A manager."""
    return make.make_professional("Mirja Aalto", roles=["manager"]).user


def words(response):
    return response.content.decode()


def test_somebody_new_joins_by_page_and_can_work(sit_down, mirja, nurses, matter):
    make.make_skill("wounds")
    typed = {**WHO, "username": "Uusi.Tulokas", "teams": [nurses.pk], "skills": ["wounds"]}

    answer = sit_down(mirja).post("/desk/staff/new/", typed, follow=True)

    assert "Saved. Uusi Tulokas is uusi.tulokas." in words(answer)
    person = Professional.objects.get(user__username="uusi.tulokas")
    assert (person.roles, person.languages) == (["shift_lead"], ["fi", "sv"])
    assert [skill.code for skill in person.skills.all()] == ["wounds"]
    assert Duty.objects.get(professional=person).register == "patient"
    matters.catch_matter(matter_id=matter.pk, by=person.user, at=TEN_PAST)
    assert not person.user.has_usable_password()


def test_a_taken_username_adds_nobody(mirja, nurses, aino):
    count = Professional.objects.count()
    with pytest.raises(UsernameTaken):
        actions.take_on(**{**WHO, "username": aino.username}, teams=[nurses.pk], by=mirja, at=TEN_PAST)

    assert Professional.objects.count() == count


def test_one_more_team_opens_its_matters_and_keeps_the_others(sit_down, mirja, aino, doctors, nurses):
    desk = sit_down(mirja)
    page = words(desk.get(f"/desk/staff/{aino.professional.pk}/team/"))
    assert "laakarit" in page and "sairaanhoitajat" not in page

    desk.post(f"/desk/staff/{aino.professional.pk}/team/", {"team": doctors.pk})

    again = type(aino).objects.get(pk=aino.pk)
    assert set(scope_of(again).team_ids) == {nurses.pk, doctors.pk}


def test_nobody_opens_a_team_to_themselves(sit_down, mirja, doctors):
    answer = sit_down(mirja).post(f"/desk/staff/{mirja.professional.pk}/team/", {"team": doctors.pk})

    assert answer.status_code == 409 and "Another manager must do this for you." in words(answer)
    assert not Membership.objects.filter(team=doctors).exists()


def test_who_is_in_no_team_now_is_still_on_the_list(sit_down, mirja, aino, nurses, koppi):
    actions.leave_team(professional=aino.professional, team=nurses, by=koppi, at=TEN_PAST)

    assert "Aino Koski" in words(sit_down(mirja).get("/desk/staff/"))


def test_only_a_manager_takes_on_and_adds(sit_down, aino, lea, nurses, doctors):
    for by in (aino, lea):
        with pytest.raises(NotManager):
            actions.take_on(**WHO, teams=[nurses.pk], by=by, at=TEN_PAST)
        with pytest.raises(NotManager):
            actions.add_to_team(professional=aino.professional, team=doctors, by=by, at=TEN_PAST)
        for page in ("", "new/", f"{aino.professional.pk}/team/"):
            assert sit_down(by).get(f"/desk/staff/{page}").status_code == 404
    assert not Membership.objects.filter(team=doctors).exists()
