"""The county's settings as a file at the desk: fetched, compared, taken in on a yes."""

import tomllib

import pytest
import tomli_w
from django.core.files.uploadedfile import SimpleUploadedFile

from koppi.handbook.models import Change
from koppi.matters.tests import factories as make
from koppi.people.models import OpeningHours
from koppi.people.tests.factories import open_every_weekday

PAGE = "/desk/county-file/"


@pytest.fixture
def mirja(db):
    """A manager."""
    open_every_weekday()
    return make.make_professional("Mirja Aalto", make.make_team(), roles=["manager"], at=make.LONG_AGO).user


@pytest.fixture
def manager(sit_down, mirja):
    return sit_down(mirja)


def shorter_mondays(browser):
    """Return the county's file as it is fetched, with shorter Mondays at the office."""
    said = tomllib.loads(browser.get(PAGE + "settings.toml").content.decode())
    said["opening"]["office"]["mon"] = ["09:00-10:00"]
    return tomli_w.dumps(said)


def send(browser, text):
    return browser.post(PAGE, {"file": SimpleUploadedFile("koppi.toml", text.encode())})


def hidden(answer):
    form = answer.context["form"]
    return {"text": form.initial["text"], "seen": form.initial["seen"]}


def test_the_file_that_is_fetched_changes_nothing_when_sent_back(manager):
    answer = manager.get(PAGE + "settings.toml")

    assert answer["Content-Type"].startswith("application/toml")
    assert "attachment" in answer["Content-Disposition"]
    again = manager.post(PAGE, {"file": SimpleUploadedFile("koppi.toml", answer.content)}, follow=True)
    assert "The file says what is in force already." in again.content.decode()


def test_a_file_is_compared_first_and_taken_in_on_a_yes(manager):
    before = OpeningHours.objects.count()
    compared = send(manager, shorter_mondays(manager))

    shown = compared.content.decode()
    assert "Opening hours: office" in shown and "09:00-10:00" in shown
    assert OpeningHours.objects.count() == before

    done = manager.post(PAGE, {**hidden(compared), "why": "Shorter Mondays"}, follow=True)
    assert "Taken in." in done.content.decode()
    assert "09:00-10:00" in manager.get(PAGE + "settings.toml").content.decode()
    assert not Change.objects.exists()


def test_a_yes_to_what_has_changed_meanwhile_is_asked_again(manager):
    compared = send(manager, shorter_mondays(manager))

    given = {**hidden(compared), "seen": "x", "why": "Shorter Mondays"}
    answer = manager.post(PAGE, given)

    assert answer.status_code == 422
    assert "changed while you looked" in answer.content.decode()
    assert answer.context["form"].initial["why"] == "Shorter Mondays"
    assert "09:00-10:00" not in manager.get(PAGE + "settings.toml").content.decode()


def test_a_yes_says_why(manager):
    compared = send(manager, shorter_mondays(manager))

    answer = manager.post(PAGE, {**hidden(compared), "why": ""})

    assert answer.status_code == 422
    assert "09:00-10:00" in answer.content.decode()


def test_a_text_that_is_changed_on_the_way_is_refused_in_words(manager):
    answer = manager.post(PAGE, {"text": "format = 1", "seen": "x", "why": "y"})

    assert answer.status_code == 422
    assert "cut short" in answer.content.decode()
