"""Appointments at the desk: booked from the matter, in order of time, against the limit that runs."""

from datetime import date

import pytest

from koppi.access.models import Reading
from koppi.appointments import rules
from koppi.appointments.actions import book, note_missed
from koppi.appointments.models import CareEvent
from koppi.appointments.tests.factories import free, make_hours
from koppi.conversations.models import Message
from koppi.matters.actions import assess_matter
from koppi.matters.models import Clock, Delay, Matter
from koppi.matters.tests.factories import DAY, NINE, make_client, make_matter

from .conftest import TEN_PAST


@pytest.fixture
def times(olli, doctors, eero, nurses):
    """A doctor's Mondays and a nurse's Tuesdays."""
    make_hours(olli.professional, doctors, at=TEN_PAST)
    make_hours(eero.professional, nurses, weekdays=[1], at=TEN_PAST)
    return free(at=TEN_PAST)


@pytest.fixture
def page(matter):
    return f"/desk/m/{matter.reference}/appointment/"


def body(response):
    return response.content.decode()


def test_a_time_is_booked_from_the_matter_and_the_matter_says_so(desk, matter, times, page):
    done = desk.post(page, {"slot": times[0].pk, "bring": "Ota Kela-kortti."}, follow=True)

    shown = body(done)
    assert done.redirect_chain == [(f"/desk/m/{matter.reference}/", 303)]
    assert "Appointment Mon 3 March 2025" in shown or "Appointment Monday 3 March 2025" in shown
    assert "Olli Nurmi" in shown and "Ota Kela-kortti." in shown
    assert Matter.objects.get(pk=matter.pk).waiting_for == "appointment"


def test_the_times_are_those_that_the_assessment_calls_for(desk, matter, times, page, aino):
    everybody = body(desk.get(page))
    assert "Olli Nurmi" in everybody and "Eero Salo" in everybody

    assess_matter(matter_id=matter.pk, need="Yskä", urgency=0, profession="doctor", by=aino, at=NINE)

    assert "Eero Salo" not in body(desk.get(page))
    assert "Eero Salo" in body(desk.get(page, {"profession": "", "unit": ""}))


def test_each_time_says_how_it_stands_against_the_limit_that_runs(desk, matter, times, page):
    Clock.objects.create(
        matter=matter, rule="H2", version=2, statutory=True, started_at=NINE, due_at=NINE + 10 * DAY
    )
    Matter.objects.filter(pk=matter.pk).update(care_due_at=NINE + 10 * DAY)

    shown = body(desk.get(page, {"profession": "", "unit": ""}))

    assert "Meets the limit 13 March 2025" in shown
    assert "After the limit 13 March 2025" in shown


def test_the_first_time_has_the_cursor(desk, times, page):
    assert body(desk.get(page)).count("autofocus") == 1


def test_what_somebody_was_faster_to_take_comes_back_with_what_was_typed(desk, times, page, topic, aino):
    book(
        matter_id=make_matter(topic, make_client("Otto Öhman")).pk, slot_id=times[0].pk, by=aino, at=TEN_PAST
    )

    refused = desk.post(page, {"slot": times[0].pk, "bring": "Ota passi."})

    assert refused.status_code == 422
    assert "That time has just been taken. Choose another one." in body(refused)
    assert "Ota passi." in body(refused)


@pytest.fixture
def booked(desk, matter, times, aino):
    return book(matter_id=matter.pk, slot_id=times[4].pk, by=aino, at=TEN_PAST)


def test_it_is_moved_and_cancelled_with_a_reason(desk, booked, times, page):
    moved = desk.post(
        f"{page}{booked.pk}/move/", {"slot": times[6].pk, "explanation": "Koulutus."}, follow=True
    )
    assert "Koulutus." in body(moved)

    event = CareEvent.objects.coming().get()
    gone = desk.post(f"{page}{event.pk}/cancel/", {"explanation": "Lääkäri sairastui."}, follow=True)

    assert "Cancelled by us. Lääkäri sairastui." in body(gone)
    assert not CareEvent.objects.coming().exists()


def test_what_came_of_it_is_noted_once(desk, booked, page):
    done = desk.post(f"{page}{booked.pk}/arrived/", follow=True)
    assert "The client has come." in body(done)

    done = desk.post(f"{page}{booked.pk}/held/", follow=True)
    assert "Took place." in body(done)
    assert desk.post(f"{page}{booked.pk}/missed/").status_code == 404


def test_a_no_show_before_its_time_is_refused_in_words(desk, booked, page):
    done = desk.post(f"{page}{booked.pk}/missed/", follow=True)

    assert "The appointment has not begun yet." in body(done)


def test_ones_own_day_is_written_into_the_log(sit_down, olli, matter, times, aino, monkeypatch):
    # A pass ends by the database's clock, and this day is long ago.
    monkeypatch.setattr(rules, "WRITING_UP", 36_500 * DAY)
    event = book(matter_id=matter.pk, slot_id=times[0].pk, by=aino, at=TEN_PAST)

    shown = body(sit_down(olli).get("/desk/appointments/"))

    assert "Maria Lindqvist" in shown and "10:00–10:30" in shown
    line = Reading.objects.get(reader_id=olli.pk)
    assert (line.what, line.why) == ("worklist", "appointment")
    assert event.client_id in line.client_ids
    assert "You meet nobody" in body(sit_down(olli).get("/desk/appointments/", {"day": date(2025, 3, 4)}))


def test_another_teams_appointments_are_not_there(sit_down, sari, booked, page):
    assert sit_down(sari).get(page).status_code == 404
    assert sit_down(sari).post(f"{page}{booked.pk}/arrived/").status_code == 404


def test_after_a_no_show_the_matter_says_what_comes_next(sit_down, olli, matter, times, aino, monkeypatch):
    monkeypatch.setattr(rules, "WRITING_UP", 36_500 * DAY)
    event = book(matter_id=matter.pk, slot_id=times[0].pk, by=aino, at=TEN_PAST)
    note_missed(event_id=event.pk, by=olli, at=TEN_PAST + DAY)

    shown = body(sit_down(aino).get(f"/desk/m/{matter.reference}/"))

    assert "The client did not come." in shown and "Book a new time" in shown


# The limit by which care must begin


@pytest.fixture
def due(matter, aino):
    """A limit that runs until the middle of the times that are offered."""
    assess_matter(matter_id=matter.pk, need="Yskä", urgency=0, profession="doctor", by=aino, at=NINE)
    Clock.objects.filter(matter=matter, rule="H2").update(due_at=NINE + 10 * DAY)
    Matter.objects.filter(pk=matter.pk).update(care_due_at=NINE + 10 * DAY)
    return NINE + 10 * DAY


def late(times):
    return next(slot for slot in times if slot.starts_at > NINE + 11 * DAY and slot.profession == "doctor")


def test_a_time_after_the_limit_is_booked_with_a_reason_only(desk, matter, times, page, due):
    refused = desk.post(page, {"slot": late(times).pk, "bring": "Ota passi."})
    assert refused.status_code == 422
    assert "The time is after the limit. Choose why; the client is told." in body(refused)
    assert "Ota passi." in body(refused)

    shown = body(desk.post(page, {"slot": late(times).pk, "delay": "no_times"}, follow=True))

    assert "The appointment is after the limit." in shown
    assert "No time was free before the limit." in shown
    assert Delay.objects.get().told in shown


def test_a_delay_without_an_appointment_is_recorded_and_sent(desk, matter, due, page):
    at = page.replace("appointment/", "delay/")
    assert "Meidän olisi pitänyt tavata sinut" in body(desk.get(at))

    shown = body(
        desk.post(at, {"why": "no_times", "told": "Saat ajan huhtikuussa.", "how": "send"}, follow=True)
    )

    assert "Recorded: why care begins late" in shown
    assert Message.objects.get().body == "Saat ajan huhtikuussa."
    assert str(Delay.objects.get().told_on) == "2025-03-03"


def test_what_was_told_before_is_written_down_and_not_sent(desk, matter, due, page):
    told = {"why": "other", "told": "Soitin.", "how": "said", "told_on": "1.3.2025"}
    desk.post(page.replace("appointment/", "delay/"), told)

    assert not Message.objects.exists()
    assert str(Delay.objects.get().told_on) == "2025-03-01"


def test_what_is_at_risk_is_a_list_with_a_line_in_the_log(sit_down, aino, matter, due, client):
    shown = body(sit_down(aino).get("/desk/care-limits/"))

    assert matter.subject in shown and "Maria Lindqvist" in shown
    assert "By 13 March 2025" in shown and "No appointment" in shown
    assert "The limit is near" in shown and "There is time to book" not in shown
    (line,) = Reading.objects.filter(reader_id=aino.pk)
    assert (line.what, line.why) == ("worklist", "own_team")


def test_a_limit_that_is_months_away_asks_for_nothing_yet(sit_down, aino, matter, due, page):
    later = NINE + 80 * DAY
    Clock.objects.filter(matter=matter, rule="H2").update(due_at=later)
    Matter.objects.filter(pk=matter.pk).update(care_due_at=later)
    desk = sit_down(aino)

    assert "There is time to book" in (shown := body(desk.get("/desk/care-limits/")))
    assert "The limit is near" not in shown
    calm = body(desk.get(page.replace("appointment/", "")))
    assert "There is no appointment yet." in calm
    assert "notice yours" not in calm
