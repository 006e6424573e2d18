"""The licence register takes the right to assess away at once; all of an extract is taken or nothing."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from koppi.config import licences as command
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.matters.errors import NotLicensed
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import DAY, told
from koppi.people import actions
from koppi.people.errors import ExtractChanged, NotManager
from koppi.people.models import LicenceImport, LicenceRow, Professional

from .conftest import TEN_PAST

HEAD = "Nimi;Rekisteröintinumero;Ammattikoodi;Ammattioikeus;Alkaa;Päättyy;Rajoitukset"
LICENSED = "Aino Koski;1001;710;laillistettu;1.2.2010;{ends};{restriction}"
STRANGER = "Joku Muu;9;710;laillistettu;1.2.2010;;"


@pytest.fixture
def mirja(db):
    """A manager."""
    return make.make_professional("Mirja Aalto", roles=["manager"]).user


@pytest.fixture
def taru(nurses):
    """The lead of the nurses."""
    return make.make_professional("Taru Johtaja", nurses, roles=["team_lead"]).user


def extract(*lines):
    return "\n".join((HEAD, *lines)).encode()


def aino_in(ends="", restriction=""):
    return extract(LICENSED.format(ends=ends, restriction=restriction), STRANGER)


def take(data, by, at=TEN_PAST):
    found = actions.read_licences(data=data, by=by, at=at)
    changes = actions.licence_changes(found, at)
    return actions.take_licences(import_id=found.pk, seen=actions.mark_of(changes), by=by, at=at)


def assess(matter, by, at=TEN_PAST):
    # A user object lives for one request.
    by = type(by).objects.get(pk=by.pk)
    return matters.assess_matter(matter_id=matter.pk, need="x", urgency=0, profession="", by=by, at=at)


def test_a_licence_that_was_restricted_takes_the_right_away_at_once_and_says_so(matter, aino, mirja, taru):
    take(aino_in(), mirja)
    assess(matter, aino)

    (change,) = take(aino_in(restriction="ei lääkehoitoa"), mirja)

    assert (change.before, change.after, change.loses) == ("licensed", "none", True)
    with pytest.raises(NotLicensed):
        assess(matter, aino)
    for user in (taru, mirja, aino):
        assert told(user).count("licence.ended") == 1
    # What stood before stays to be seen.
    assert LicenceRow.objects.filter(replaced_at=TEN_PAST).count() == 1
    assert LicenceRow.objects.get(replaced_at=None).restriction == "ei lääkehoitoa"


def test_a_licence_ends_by_its_own_day_and_the_lead_is_told_once(matter, aino, mirja, taru, koppi):
    take(aino_in(ends="4.3.2025"), mirja)
    assert "licence.ended" not in told(taru)
    assess(matter, aino, at=TEN_PAST + DAY)
    assert actions.tell_of_ended_licences(by=koppi, at=TEN_PAST + DAY) == 0

    assert actions.tell_of_ended_licences(by=koppi, at=TEN_PAST + 2 * DAY) == 1

    with pytest.raises(NotLicensed):
        assess(matter, aino, at=TEN_PAST + 2 * DAY)
    assert actions.tell_of_ended_licences(by=koppi, at=TEN_PAST + 3 * DAY) == 0
    assert told(taru).count("licence.ended") == 1


def test_a_new_licence_gives_the_right(matter, aino, mirja):
    Professional.objects.filter(pk=aino.professional.pk).update(licence="none")
    with pytest.raises(NotLicensed):
        assess(matter, aino)

    take(aino_in(), mirja)

    assess(matter, aino)


def test_the_same_extract_again_changes_nothing_and_a_right_that_is_gone_ends(aino, mirja):
    take(aino_in(), mirja)
    assert take(aino_in(), mirja) == []

    (change,) = take(extract("Aino Koski;1001;710;nimikesuojattu;1.2.2010;;"), mirja)

    assert (len(change.new), len(change.gone), change.after) == (1, 1, "protected_title")
    assert aino.professional.right_on(date(2025, 3, 3)) == "protected_title"


def test_two_of_the_same_name_are_never_guessed(aino, mirja, nurses):
    make.make_professional("Aino Koski", nurses)

    found = actions.read_licences(data=aino_in(), by=mirja, at=TEN_PAST)

    assert (actions.licence_changes(found, TEN_PAST), found.others) == ([], 2)


def test_nothing_of_an_extract_with_a_bad_line_or_another_than_was_looked_at(aino, mirja):
    with_bad_line = extract(LICENSED.format(ends="", restriction=""), "x;1")
    bad = actions.read_licences(data=with_bad_line, by=mirja, at=TEN_PAST)
    found = actions.read_licences(data=aino_in(), by=mirja, at=TEN_PAST)
    seen = actions.mark_of(actions.licence_changes(found, TEN_PAST))
    take(aino_in(ends="1.1.2030"), mirja)
    before = LicenceRow.objects.count()

    for one, mark in ((bad, seen), (found, seen), (found, "")):
        with pytest.raises(ExtractChanged):
            actions.take_licences(import_id=one.pk, seen=mark, by=mirja, at=TEN_PAST)

    assert LicenceRow.objects.count() == before


def test_only_a_manager_reads_an_extract(aino, taru, sit_down):
    for by in (aino, taru):
        with pytest.raises(NotManager):
            actions.read_licences(data=aino_in(), by=by, at=TEN_PAST)
        assert sit_down(by).get("/desk/licences/").status_code == 404


# The page and the command


def words(response):
    return response.content.decode()


def sent(desk, data):
    return desk.post("/desk/licences/", {"extract": SimpleUploadedFile("ote.csv", data)}, follow=True)


def test_one_sees_what_changes_and_then_takes_it_in(sit_down, aino, taru, mirja):
    desk = sit_down(mirja)
    take(aino_in(), mirja)

    shown = sent(desk, aino_in(ends="28.2.2025"))

    page = words(shown)
    assert "Licensed → No right" in page and "May no longer assess." in page
    assert "1 row is of somebody who does not work here." in page and "Joku Muu" not in page
    assert aino.professional.right_on(date(2025, 3, 3)) == "licensed"

    found = LicenceImport.objects.get(done_at=None)
    done = desk.post(
        f"/desk/licences/{found.pk}/", {"seen": shown.context["form"].initial["seen"]}, follow=True
    )

    assert "Saved. The rights of 1 person changed." in words(done)
    assert aino.professional.right_on(date(2025, 3, 3)) == "none"
    assert LicenceImport.objects.get(pk=found.pk).rows == []
    assert desk.get(f"/desk/licences/{found.pk}/").status_code == 404
    assert not [event for event in Event.objects.values_list("data", flat=True) if "Koski" in str(event)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file has no rows."),
        (b"Nimi;Numero\n1;2", "These columns are missing: "),
        (b"\x89PNG\x00", "This is not a CSV file."),
    ],
)
def test_a_file_that_is_no_extract_is_said(sit_down, mirja, data, says):
    answer = sent(sit_down(mirja), data)

    assert answer.status_code == 422 and says in words(answer)
    assert not LicenceImport.objects.exists()


def test_bad_lines_are_named_and_there_is_nothing_to_press(sit_down, mirja, aino):
    page = words(sent(sit_down(mirja), extract(LICENSED.format(ends="x", restriction=""))))

    assert "Line 2: a day cannot be understood." in page
    assert "Take these in" not in page


def test_an_operator_takes_in_an_extract(tmp_path, capsys, aino, mirja):
    path = tmp_path / "ote.csv"
    path.write_bytes(aino_in())

    assert command.take(path, sure=True) == 0
    assert "Taken in." in capsys.readouterr().out
    assert LicenceRow.objects.get().professional == aino.professional

    path.write_bytes(b"\x00")
    assert command.take(path, sure=True) == 1
    assert command.take(tmp_path / "nowhere.csv", sure=True) == 1
