"""A resident sees, chooses, moves and cancels an appointment, and takes it into a calendar."""

import pytest
import time_machine

from koppi.appointments import rules
from koppi.appointments.actions import book, cancel
from koppi.appointments.models import CareEvent, Pattern
from koppi.appointments.tests.factories import free, make_hours
from koppi.matters.actions import assess_matter
from koppi.matters.tests.factories import HOUR, MINUTE, NINE, make_professional

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine")]


@pytest.fixture
def liisa(teams):
    """A nurse of the team that backs come to, with times on Tuesdays and a week from now."""
    person = make_professional("Liisa Koski", teams["etela"])
    make_hours(person, teams["etela"], weekdays=[1])
    return person.user


@pytest.fixture
def times(liisa):
    return free()


@pytest.fixture
def page(matter):
    return f"/my/{matter.reference}/"


@pytest.fixture
def booked(matter, times, liisa):
    return book(matter_id=matter.pk, slot_id=times[0].pk, by=liisa, at=NINE, bring="Ota mukaan lääkkeesi.")


def said(response):
    return response.content.decode()


def test_a_time_is_chosen_once_the_need_has_been_assessed(browser, matter, times, liisa, page):
    assert "Choose a time" not in said(browser.get(page))
    assert "There are no times to choose from right now" in said(browser.get(page + "appointment/"))

    assess_matter(matter_id=matter.pk, need="Selkä", urgency=0, profession="nurse", by=liisa, at=NINE)
    assert "Choose a time" in said(browser.get(page))
    done = browser.post(page + "appointment/", {"slot": times[1].pk}, follow=True)

    assert "Your appointment is booked." in said(done)
    assert "Liisa Koski" in said(done)
    assert "Choose a time" not in said(done)


def test_the_matter_shows_when_who_where_and_what_to_bring(browser, booked, page):
    shown = said(browser.get(page))

    for part in ("4 March 2025", "Liisa Koski", booked.unit.name, "Ota mukaan lääkkeesi."):
        assert part in shown, part


def test_it_is_moved_and_cancelled_in_time(browser, booked, times, page):
    with time_machine.travel(NINE + MINUTE, tick=False):
        moved = browser.post(f"{page}appointment/{booked.pk}/move/", {"slot": times[5].pk}, follow=True)
    assert "Your appointment has a new time." in said(moved)
    assert "The time before was" in said(moved)

    event = CareEvent.objects.coming().get()
    assert "Cancel the appointment?" in said(browser.get(f"{page}appointment/{event.pk}/cancel/"))
    gone = browser.post(f"{page}appointment/{event.pk}/cancel/", follow=True)
    assert "Your matter stays open." in said(gone)


def test_a_day_before_it_is_too_late_and_the_page_says_to_call(browser, booked, page):
    CareEvent.objects.update(change_hours=26)
    with time_machine.travel(NINE + MINUTE, tick=False):
        assert "To change this, please call us." in said(browser.get(page))
        for part in ("move/", "cancel/"):
            late = browser.post(f"{page}appointment/{booked.pk}/{part}", follow=True)
            assert "It is too late to change this here." in said(late)
    assert CareEvent.objects.get().state == "booked"


def test_a_change_is_told_with_its_reason(browser, booked, liisa, page):
    cancel(event_id=booked.pk, by=liisa, at=NINE, explanation="Liisa on koulutuksessa.")

    shown = said(browser.get(page))
    assert "Cancelled by us. Liisa on koulutuksessa." in shown


def test_the_calendar_file_tells_nobody_what_it_is_about(browser, booked, matter, page):
    given = browser.get(f"{page}appointment/{booked.pk}/koppi.ics")

    text = given.content.decode()
    assert given["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20250304T080000Z" in text and "SUMMARY:" in text
    lines = text.split("\r\n")
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert all(len(line.encode()) <= 75 for line in lines)
    for hidden in ("Liisa", "Maria", matter.reference, matter.subject, booked.unit.name):
        assert hidden not in text


def test_somebody_elses_appointment_is_not_there(client, booked, page, settings):
    from koppi.intake.tests.factories import make_resident

    _, other = make_resident("Otto Öhman")
    client.force_login(other)
    for part in (f"appointment/{booked.pk}/move/", f"appointment/{booked.pk}/koppi.ics", "appointment/"):
        assert client.get(page + part).status_code == 404


def test_what_is_over_is_no_longer_shown_as_coming(browser, booked, page):
    CareEvent.objects.update(state="noshow", ended_at=NINE, ended_by=booked.booked_by)
    with time_machine.travel(NINE + HOUR, tick=False):
        assert f"appointment/{booked.pk}/cancel/" not in said(browser.get(page))


def test_where_a_video_call_is_joined_shows_only_near_its_time(browser, booked, page, monkeypatch):
    Pattern.objects.update(manner="video", link="https://video.example.test/liisa")
    early = said(browser.get(page))
    assert "video.example.test" not in early
    assert "a quarter of an hour before" in early

    monkeypatch.setattr(rules, "JOIN_BEFORE", booked.starts_at - NINE)

    assert "https://video.example.test/liisa" in said(browser.get(page))
