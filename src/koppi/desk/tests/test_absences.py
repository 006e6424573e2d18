"""Absences: the sick call in the morning that a lead writes down, changing it, and coming back."""

from datetime import UTC, datetime

import pytest

from koppi.matters import actions as matters
from koppi.matters.tests import factories as make
from koppi.people import actions
from koppi.people.errors import AlreadyAway, NoSuchTime, NotYourTeam, WrongSubstitute
from koppi.people.models import Absence

from .conftest import TEN_PAST


def words(response):
    return response.content.decode()


def away(person, **values):
    return make.be_away(person.professional, **values)


def test_a_shift_lead_writes_down_a_sick_call_in_the_morning(sit_down, lea, aino, eero, matter):
    matters.catch_matter(matter_id=matter.pk, by=aino, at=TEN_PAST)
    typed = {
        "person": aino.professional.pk,
        "first": "3.3.2025",
        "last": "4.3.2025",
        "substitute": eero.professional.pk,
    }

    answer = sit_down(lea).post("/desk/absences/new/", typed, follow=True)

    matter.refresh_from_db()
    assert "1 matter was sent on" in words(answer) and "Away now" in words(answer)
    assert (matter.caught_by, matter.meant_for) == (None, eero.professional)
    absence = Absence.objects.get(professional=aino.professional)
    assert absence.starts_at == TEN_PAST
    assert absence.ends_at == datetime(2025, 3, 4, 22, 0, tzinfo=UTC)


def test_one_sees_ones_own_and_a_lead_those_of_the_team(sit_down, lea, aino, eero, olli):
    away(aino, substitute=eero.professional)
    away(olli)

    assert "Away now" in words(sit_down(aino).get("/desk/absences/"))
    assert "Away now" not in words(sit_down(eero).get("/desk/absences/"))
    lead = words(sit_down(lea).get("/desk/absences/"))
    assert "Aino Koski" in lead and "Eero Salo steps in" in lead and "Olli Nurmi" not in lead


def test_an_absence_is_made_longer_with_another_substitute(sit_down, lea, aino, eero):
    absence = away(aino, until=TEN_PAST + make.DAY)
    typed = {"last": "7.3.2025", "substitute": eero.professional.pk}

    sit_down(lea).post(f"/desk/absences/{absence.pk}/", typed)

    absence.refresh_from_db()
    assert absence.ends_at == datetime(2025, 3, 7, 22, 0, tzinfo=UTC)
    assert absence.substitute == eero.professional


def test_an_absence_does_not_grow_into_the_next_one(sit_down, lea, aino):
    absence = away(aino, until=TEN_PAST + make.DAY)
    away(aino, since=TEN_PAST + 2 * make.DAY, until=TEN_PAST + 3 * make.DAY)

    answer = sit_down(lea).post(f"/desk/absences/{absence.pk}/", {"last": "6.3.2025"})

    assert answer.status_code == 409 and "already marked as away" in words(answer)


def test_who_comes_back_early_is_here_again(sit_down, lea, aino):
    under_way = away(aino)
    coming = away(aino, since=TEN_PAST + 8 * make.DAY, until=TEN_PAST + 9 * make.DAY)
    desk = sit_down(lea)

    assert "Aino Koski is here again." in words(desk.post(f"/desk/absences/{under_way.pk}/end/", follow=True))
    assert "Aino Koski stays here." in words(desk.post(f"/desk/absences/{coming.pk}/end/", follow=True))

    under_way.refresh_from_db()
    assert under_way.ends_at == TEN_PAST and Absence.objects.count() == 1


def test_others_neither_write_nor_find_an_absence(sit_down, aino, eero, olli):
    absence = away(aino)
    for by in (eero, olli):
        desk = sit_down(by)
        assert desk.get("/desk/absences/new/").status_code == 404
        assert desk.get(f"/desk/absences/{absence.pk}/").status_code == 404
        assert desk.post(f"/desk/absences/{absence.pk}/end/").status_code == 404
        with pytest.raises(NotYourTeam):
            actions.change_absence(
                absence_id=absence.pk, ends_at=TEN_PAST + make.DAY, substitute=None, by=by, at=TEN_PAST
            )


def test_a_change_that_makes_no_sense_is_refused(lea, aino, eero):
    absence = away(aino)

    def change(**values):
        facts = {"ends_at": TEN_PAST + make.DAY, "substitute": None, **values}
        actions.change_absence(absence_id=absence.pk, by=lea, at=TEN_PAST, **facts)

    with pytest.raises(NoSuchTime):
        change(ends_at=TEN_PAST)
    with pytest.raises(WrongSubstitute):
        change(substitute=aino.professional)
    away(aino, since=TEN_PAST + 20 * make.DAY, until=TEN_PAST + 21 * make.DAY)
    with pytest.raises(AlreadyAway):
        change(ends_at=TEN_PAST + 21 * make.DAY)
