"""What we tell about who reads and how long is what the software does: both change together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from koppi.intake import actions as intake
from koppi.intake import rules as intake_rules
from koppi.intake.models import ContactDraft
from koppi.intake.queries import kept_for
from koppi.matters.tests.factories import NINE
from koppi.people.models import Duty
from koppi.retention import queries, rules

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def pages(browser, uuid, nine, desk_matter):
    """Read the pages that tell how long, in a language."""

    def read(language):
        browser.cookies["koppi_language"] = language
        places = ("/privacy/", f"/contact/{uuid}/words/", f"/my/{desk_matter.reference}/", "/my-data/")
        return [browser.get(place).content.decode() for place in places]

    return read


@pytest.fixture
def desk_matter(browser, maria, user, teams, nine):
    from koppi.intake.actions import submit_contact
    from koppi.intake.tests.factories import make_draft
    from koppi.matters.models import Matter

    contact = submit_contact(draft_uuid=make_draft(user, at=nine).uuid, by=user, at=nine)
    return Matter.objects.get(matter_contacts__contact=contact)


@pytest.fixture
def uuid(user, teams, nine):
    from koppi.intake.tests.factories import make_draft

    return make_draft(user, at=nine).uuid


def with_years(monkeypatch, kind, years):
    changed = tuple(replace(rule, years=years) if rule.kind == kind else rule for rule in rules.RULES)
    monkeypatch.setattr(rules, "RULES", changed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_years_for_letters_are_told_where_one_writes(pages, monkeypatch, language):
    said = {"fi": "viestejä {} vuotta", "sv": "meddelanden i {} år", "en": "letters for {} years"}[language]
    assert said.format(3) in pages(language)[2]

    with_years(monkeypatch, rules.LETTERS, 5)

    privacy, _, matter, _ = pages(language)
    assert said.format(5) in matter and said.format(3) not in matter
    assert " 5 " in privacy


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_years_for_the_log_are_told_on_every_page_that_tells_them(pages, monkeypatch, language):
    with_years(monkeypatch, rules.READINGS, 77)

    privacy, form, _, looks = pages(language)
    assert all("77" in page for page in (privacy, form, looks))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_days_of_an_unsent_message_are_those_after_which_it_goes(pages, monkeypatch, user, language):
    monkeypatch.setattr(intake_rules, "DRAFT_KEPT_DAYS", 41)

    privacy, form, *_ = pages(language)
    assert "41" in privacy and "41" in form
    assert kept_for() == timedelta(days=41)
    ContactDraft.objects.update(updated_at=NINE - timedelta(days=40))
    assert intake.forget_drafts(by=user, at=NINE) == 0
    assert intake.forget_drafts(by=user, at=NINE + timedelta(days=2)) == 1


def test_the_years_that_are_told_are_those_by_which_letters_go(db, monkeypatch):
    with_years(monkeypatch, rules.LETTERS, 5)
    due = {one.rule.kind: one.rule.years for one in queries.falling_due(NINE.date())}

    assert due[rules.LETTERS] == 5


def test_who_reads_is_told_by_the_tasks_that_people_have(browser, teams, nine):
    from koppi.matters.tests.factories import make_professional

    assert "physiotherapist" not in browser.get("/privacy/").content.decode()
    worker = make_professional("Aino Koski", teams["etela"], profession="physiotherapist")

    assert "physiotherapist" in browser.get("/privacy/").content.decode()

    # A task that may not read letters is not among the readers.
    Duty.objects.filter(professional=worker).update(task="admin")
    assert "physiotherapist" not in browser.get("/privacy/").content.decode()
