"""Calls at the desk: the queue, one call and what came of it, and a team's hours."""

from datetime import timedelta

import pytest

from koppi.access.models import Reading
from koppi.callbacks import queries
from koppi.callbacks.actions import note_not_reached, promise_callback
from koppi.callbacks.models import Callback, CallbackHours
from koppi.callbacks.tests.factories import PHONE, make_hours
from koppi.matters.tests.factories import HOUR, MINUTE, NINE

TEN = NINE + HOUR


@pytest.fixture
def hours(nurses):
    return make_hours(nurses)


@pytest.fixture
def call(hours, matter, resident):
    return promise_callback(matter_id=matter.pk, starts_at=NINE, phone=PHONE, by=resident, at=NINE)


@pytest.fixture
def page(matter):
    return f"/desk/m/{matter.reference}/callback/"


def readings(what):
    return Reading.objects.filter(what=what).count()


def test_the_queue_shows_who_and_what_but_no_number_and_is_written_down(desk, call, matter):
    shown = desk.get("/desk/callbacks/").content.decode()

    assert matter.subject in shown
    assert "9:00–10:00" in shown
    assert "1234567" not in shown.replace(" ", "")
    assert readings("worklist") == 1


def test_an_empty_queue_says_what_will_come(desk, matter, hours):
    assert "No calls have been promised" in desk.get("/desk/callbacks/").content.decode()


def test_opening_a_call_shows_the_number_and_writes_that_down(desk, call, page):
    shown = desk.get(page).content.decode()

    assert "040 1234567" in shown
    assert 'href="tel:+358401234567"' in shown
    assert readings("contact_details") == 1


def test_a_hidden_number_is_for_whoever_has_the_matter(desk, call, page, matter):
    matter.client.non_disclosure = True
    matter.client.save()

    assert "1234567" not in desk.get(page).content.decode().replace(" ", "")
    assert readings("contact_details") == 0
    caught = desk.post(f"/desk/m/{matter.reference}/catch/?call=1")
    assert caught["location"].endswith(page)
    assert "040 1234567" in desk.get(page).content.decode()


def test_reached_leads_to_the_matter_which_one_has_then(desk, call, page, matter, aino, again):
    answer = desk.post(page, {"outcome": "reached", "number": "1"})

    assert answer["location"].endswith(f"/desk/m/{matter.reference}/")
    assert again(matter).caught_by == aino
    assert Callback.objects.get().state == Callback.State.REACHED


def test_no_answer_says_when_to_try_again_and_leads_to_the_queue(desk, call, page):
    answer = desk.post(page, {"outcome": "no_answer", "number": "1"}, follow=True)

    assert "Try again today at 9:40–10:00" in answer.content.decode()
    assert "tried 1 time" in answer.content.decode()


def test_the_last_try_leads_to_the_matter_which_says_what_is_so(desk, call, page, matter):
    for number in ("1", "2"):
        answer = desk.post(page, {"outcome": "no_answer", "number": number}, follow=True)

    assert answer.redirect_chain[-1][0].endswith(f"/desk/m/{matter.reference}/")
    assert "Decide how to go on" in answer.content.decode()


@pytest.mark.parametrize(
    "said", [{}, {"outcome": "perhaps", "number": "1"}, {"outcome": "no_answer", "number": "x"}]
)
def test_an_outcome_that_is_none_changes_nothing(desk, call, page, said):
    assert desk.post(page, said).status_code == 422
    assert Callback.objects.get().state == Callback.State.PROMISED


def test_a_stale_page_learns_that_a_colleague_has_tried(desk, call, page, eero, matter):
    note_not_reached(matter_id=matter.pk, number=1, by=eero, at=NINE + MINUTE)

    answer = desk.post(page, {"outcome": "no_answer", "number": "1"}, follow=True)

    assert "Eero Salo tried to call meanwhile" in answer.content.decode()


def test_without_a_call_the_page_leads_back(desk, page, matter, hours):
    answer = desk.get(page, follow=True)

    assert "No call waits" in answer.content.decode()


# Promising and moving


def test_a_professional_promises_and_moves_a_call(desk, hours, matter, page):
    url = f"{page}promise/"
    given = {"starts": TEN.isoformat(), "phone": "040 123 4567"}
    assert desk.post(url, given).status_code == 303
    assert desk.post(url, {**given, "starts": (TEN + HOUR).isoformat()}).status_code == 303

    promised = queries.promised_call(matter)
    assert (promised.try_from, promised.phone) == (TEN + HOUR, PHONE)
    assert promised.continues is not None


def test_a_time_that_went_meanwhile_is_refused_in_words(desk, hours, matter, page):
    given = {"starts": (TEN + timedelta(days=300)).isoformat(), "phone": "040 123 4567"}
    answer = desk.post(f"{page}promise/", given)

    assert answer.status_code == 422
    assert "has just been taken" in answer.content.decode()


def test_a_team_without_hours_promises_nothing(desk, matter, page):
    answer = desk.get(f"{page}promise/", follow=True)

    assert "no free calling hours" in answer.content.decode()


# A team's hours


@pytest.fixture
def leads(aino):
    aino.professional.roles = ["team_lead"]
    aino.professional.save()


@pytest.fixture
def settings_page(nurses):
    return f"/desk/teams/{nurses.pk}/calls/"


NEW = {"act": "add", "weekdays": ["0", "1"], "opens": "9", "closes": "12", "calls_per_hour": "3"}


def test_a_lead_sets_hours_and_removes_them(desk, leads, nurses, settings_page, matter):
    assert desk.post(settings_page, NEW).status_code == 303
    assert CallbackHours.objects.filter(team=nurses).count() == 2
    assert "monday <b>9–12</b>" in desk.get(settings_page).content.decode().lower()

    row = CallbackHours.objects.first()
    assert desk.post(settings_page, {"act": "remove", "hours": str(row.pk)}).status_code == 303
    assert CallbackHours.objects.count() == 1


def test_overlapping_hours_are_refused_in_words_and_none_is_set(desk, leads, settings_page, matter):
    desk.post(settings_page, NEW)
    answer = desk.post(settings_page, {**NEW, "weekdays": ["1", "2"], "opens": "11", "closes": "13"})

    assert answer.status_code == 409
    assert "overlap" in answer.content.decode()
    assert CallbackHours.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": "12", "closes": "9"},
        {"opens": "kahdeksan"},
        {"calls_per_hour": "0"},
        {"calls_per_hour": "1000"},
        {"weekdays": ["6"]},
        {"weekdays": []},
        {"act": "burn"},
    ],
)
def test_hours_that_make_no_sense_are_refused(desk, leads, settings_page, wrong, matter):
    assert desk.post(settings_page, {**NEW, **wrong}).status_code == 422
    assert not CallbackHours.objects.exists()


def test_the_rules_of_trying_are_set_and_kept(desk, leads, nurses, settings_page, matter):
    desk.post(settings_page, {"act": "tries", "attempts": "3", "minutes_apart": "15"})

    assert queries.call_rules(nurses.pk).attempts == 3


def test_a_team_that_is_not_led_is_not_there(desk, leads, doctors, settings_page, nurses, matter, aino):
    assert desk.get(f"/desk/teams/{doctors.pk}/calls/").status_code == 404
    aino.professional.roles = []
    aino.professional.save()
    assert desk.get(settings_page).status_code == 404
