"""Reception hours and rooms: set by a team lead, or by whoever they are about, from a day on."""

import pytest

from koppi.appointments.actions import book
from koppi.appointments.models import Pattern, Room, Slot
from koppi.appointments.tests.factories import free, make_hours, make_room
from koppi.matters.tests.factories import make_professional

from .conftest import TEN_PAST

HOURS = "/desk/reception/"


@pytest.fixture
def lead(nurses):
    return make_professional("Tiina Talvi", nurses, roles=["team_lead"]).user


@pytest.fixture
def room(nurses):
    return make_room(nurses.unit)


def body(response):
    return response.content.decode()


def given(person, **values):
    return {
        "professional": person.pk,
        "weekdays": ["0", "1", "2"],
        "spans": "8–11, 12.30–15",
        "minutes": "30",
        "manner": "on_site",
        "room": "",
        "link": "",
        "bookers": ["resident", "team"],
        "change_hours": "24",
        "valid_from": "3.3.2025",
        "valid_to": "",
        **values,
    }


def test_a_lead_sets_the_weeks_of_somebody_and_times_can_be_booked(sit_down, lead, eero, room):
    page = sit_down(lead)
    assert "Nobody of the team receives at set times yet" in body(page.get(HOURS))

    done = page.post(HOURS + "new/", given(eero.professional, room=room.pk), follow=True)

    shown = body(done)
    assert "times can be booked" in shown
    assert "Mon–Wed 8:00–11:00" in shown and "12:30–15:00" in shown and room.name in shown
    assert "Booked by: The client, The team" in shown
    assert Pattern.objects.count() == 6
    assert free(at=TEN_PAST)[0].professional == eero.professional


def test_a_professional_sets_their_own_hours_and_nobody_elses(sit_down, aino, eero):
    page = sit_down(aino)

    other = page.post(HOURS + "new/", given(eero.professional))
    assert other.status_code == 422
    assert not Pattern.objects.exists()
    page.post(HOURS + "new/", given(aino.professional))
    assert {one.professional for one in Pattern.objects.all()} == {aino.professional}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"spans": "11–8"}, "It closes before it opens."),
        ({"spans": "8–11, 10–12"}, "overlap"),
        ({"spans": "kahdeksan"}, "We did not understand the hours."),
        ({"spans": ""}, "Write"),
        ({"minutes": "1"}, "5"),
        ({"minutes": "puoli"}, "Write a whole number."),
        ({"manner": "phone", "room": "ROOM"}, "A room is for meeting on site."),
        ({"manner": "video"}, "Write where the video call is joined."),
        ({"manner": "video", "link": "http://video.example.test/a"}, "The address must begin with https://"),
        ({"link": "https://video.example.test/a"}, "An address is for a video call."),
        ({"bookers": []}, "Choose"),
        ({"weekdays": []}, "Choose"),
        ({"valid_from": "2.3.2025"}, "The day has passed."),
        ({"valid_to": "2.3.2025"}, "The day has passed."),
        ({"valid_from": "5.3.2025", "valid_to": "4.3.2025"}, "The last day is before the first."),
        ({"change_hours": "1000"}, "168"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_half_done(wrong, said, sit_down, lead, eero, room):
    values = {name: room.pk if value == "ROOM" else value for name, value in wrong.items()}

    refused = sit_down(lead).post(HOURS + "new/", given(eero.professional, **values))

    assert refused.status_code == 422
    assert said in body(refused)
    assert not Pattern.objects.exists()


def test_hours_that_overlap_others_are_refused_whole(sit_down, lead, eero, nurses):
    make_hours(eero.professional, nurses, weekdays=[1], opens=13 * 60, closes=14 * 60, at=TEN_PAST)

    refused = sit_down(lead).post(HOURS + "new/", given(eero.professional))

    assert refused.status_code == 409
    assert "already has reception hours at that time" in body(refused)
    assert Pattern.objects.count() == 1


def test_a_room_that_is_taken_is_refused(sit_down, lead, aino, eero, nurses, room):
    make_hours(aino.professional, nurses, room=room, at=TEN_PAST)

    refused = sit_down(lead).post(HOURS + "new/", given(eero.professional, room=room.pk, spans="9–12"))

    assert refused.status_code == 409
    assert "The room is already used at that time." in body(refused)


def test_hours_too_short_for_one_time_are_refused(sit_down, lead, eero):
    refused = sit_down(lead).post(HOURS + "new/", given(eero.professional, spans="8–8.15"))

    assert "No time of that length fits" in body(refused)


def test_hours_end_on_all_their_days_and_the_page_says_who_has_booked(
    sit_down, lead, eero, nurses, matter, aino
):
    patterns = make_hours(eero.professional, nurses, weekdays=[0, 1], at=TEN_PAST)
    slot = next(slot for slot in free(at=TEN_PAST) if slot.starts_at.day == 10)
    book(matter_id=matter.pk, slot_id=slot.pk, by=aino, at=TEN_PAST)
    page, end = sit_down(lead), f"{HOURS}{patterns[1].pk}/end/"

    assert "1 client has booked on these hours" in body(page.get(end))
    assert page.post(end, {"last_day": "2.3.2025"}).status_code == 422
    page.post(end, {"last_day": "4.3.2025"})

    assert {str(one.valid_to) for one in Pattern.objects.all()} == {"2025-03-04"}
    assert Slot.objects.get(pk=slot.pk).withdrawn == "hours_changed"
    assert "Until 4 March 2025" in body(page.get(HOURS))


def test_hours_that_have_ended_stay_in_the_history(sit_down, lead, eero, nurses):
    make_hours(eero.professional, nurses, at=TEN_PAST)
    Pattern.objects.update(valid_from="2025-02-01", valid_to="2025-02-28")

    shown = body(sit_down(lead).get(HOURS))

    assert "Hours that have ended" in shown and "Until 28 February 2025" in shown


def test_the_hours_of_others_are_seen_and_only_ones_own_end(sit_down, aino, eero, nurses):
    (pattern,) = make_hours(eero.professional, nurses, at=TEN_PAST)
    page = sit_down(aino)

    assert "Eero Salo" in body(page.get(HOURS))
    assert page.get(f"{HOURS}{pattern.pk}/end/").status_code == 404
    assert page.post(f"{HOURS}{pattern.pk}/end/").status_code == 404


def test_another_teams_hours_are_not_there(sit_down, sari, nurses, eero):
    (pattern,) = make_hours(eero.professional, nurses, at=TEN_PAST)
    page = sit_down(sari)

    assert page.get(HOURS, {"team": nurses.pk}).status_code == 404
    assert page.get(f"{HOURS}{pattern.pk}/end/").status_code == 404
    assert page.get(HOURS, {"team": "x" * 40}).status_code == 404


# Rooms


def test_a_lead_adds_a_room_and_sees_who_is_in_it_this_week(sit_down, lead, eero, nurses):
    page = sit_down(lead)
    names = {"name_fi": "Huone 9", "name_sv": "Rum 9", "name_en": "Room 9"}

    page.post("/desk/rooms/new/", names)
    assert "Free all week" in body(page.get(HOURS))
    again = page.post("/desk/rooms/new/", names)
    assert again.status_code == 409 and "There is a room of that name already." in body(again)
    make_hours(eero.professional, nurses, room=Room.objects.get(), at=TEN_PAST)

    assert "Mon 10:00–12:00" in body(page.get(HOURS))
    assert "Free all week" in body(page.get(HOURS, {"week": "2025-02-24"}))


def test_a_room_is_closed_when_nobody_receives_in_it(sit_down, lead, eero, nurses, room):
    (pattern,) = make_hours(eero.professional, nurses, room=room, at=TEN_PAST)
    page, close = sit_down(lead), f"/desk/rooms/{room.pk}/close/"

    assert "Somebody receives in this room." in body(page.post(close))
    Pattern.objects.filter(pk=pattern.pk).update(valid_from="2025-02-01", valid_to="2025-02-28")
    page.post(close)

    room.refresh_from_db()
    assert room.closed_at == TEN_PAST
    assert page.post(close).status_code == 404


def test_rooms_are_the_leads_alone(sit_down, aino, room):
    page = sit_down(aino)

    assert page.get("/desk/rooms/new/").status_code == 404
    assert page.post(f"/desk/rooms/{room.pk}/close/").status_code == 404
