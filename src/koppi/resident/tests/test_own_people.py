"""A resident's own people on the front page: what each does, and who answers meanwhile."""

from datetime import timedelta

import pytest

from koppi.identity.models import User
from koppi.matters.tests import factories as make
from koppi.people import actions, rules

DAY = timedelta(days=1)


@pytest.fixture
def own(browser, user, maria, nine):
    """Have a contact person who is away, a care lead who stands in, and a team; return the first."""
    team = make.make_team(name_fi="Saaristo", name_sv="Skärgården")
    liisa, petri = make.make_professional("Liisa Koski", team), make.make_professional("Petri Virta", team)
    actions.name_own_person(
        client=maria, professional=liisa, register="patient", by=User.objects.system(), at=nine
    )
    for role, whom in ((rules.CARE_LEAD, {"professional": petri}), (rules.OWN_TEAM, {"team": team})):
        naming = actions.ask_to_be_own(
            client=maria, role=role, register="patient", by=liisa.user, at=nine, **whom
        )
        actions.accept_naming(naming_id=naming.pk, by=petri.user, at=nine)
    actions.start_absence(
        professional=liisa, starts_at=nine - DAY / 24, ends_at=nine + 2 * DAY, substitute=petri,
        by=liisa.user, at=nine - DAY / 24,
    )  # fmt: skip
    return liisa


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fi",
            [
                "Oma yhteyshenkilösi: Terveydenhuolto",
                "Liisa Koski on nyt poissa. Sillä välin vastaa Petri Virta.",
                "Hoitovastaavasi",
                "Huolehtii siitä, että hoitosi etenee.",
                "Oma tiimisi: Terveydenhuolto",
                "Saaristo",
                "asti, se päivä mukaan lukien",
            ],
        ),
        (
            "sv",
            [
                "Din egen kontakt: ",
                "Din vårdansvariga",
                "Ditt eget team: ",
                "Skärgården",
                "Borta till och med",
            ],
        ),
    ],
)
def test_the_front_page_says_what_each_does_and_who_answers_meanwhile(browser, own, language, said):
    browser.cookies["koppi_language"] = language

    page = browser.get("/").content.decode()

    for words in said:
        assert words in page
    assert "ontaktperson" not in page


def test_whoever_was_only_asked_is_not_shown(browser, own, user, maria, nine):
    naming = actions.ask_to_be_own(
        client=maria, role=rules.CASE_MANAGER, register="patient", professional=own, by=own.user, at=nine
    )

    assert "Your case manager" not in browser.get("/").content.decode()

    actions.accept_naming(naming_id=naming.pk, by=own.user, at=nine)
    assert "Your case manager" in browser.get("/").content.decode()


def test_one_is_written_to_first_and_only_while_they_are_here(browser, own, nine):
    first = "your message goes to them first"
    assert browser.get("/").content.decode().count(first) == 0

    actions.end_absence(absence_id=own.absences.get().pk, by=own.user, at=nine)

    assert browser.get("/").content.decode().count(first) == 1
