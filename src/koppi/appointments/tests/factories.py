"""Reception hours and the times drawn from them, for tests."""

from datetime import date

from koppi.appointments import hours, queries
from koppi.appointments.models import Room
from koppi.appointments.rules import CONTACT_PERSON, RESIDENT, TEAM
from koppi.matters.tests.factories import NINE, koppi

EVERYBODY = (RESIDENT, TEAM, CONTACT_PERSON)
MONDAY = date(2025, 3, 3)


def make_room(unit, name="Huone 3"):
    """Return a room of a unit."""
    return Room.objects.create(unit=unit, name_fi=name, name_sv=name, name_en=name)


def make_hours(professional, team, weekdays=(0,), opens=10 * 60, closes=12 * 60, at=NINE, **values):
    """Give a professional half-hour times from ten to twelve on some weekdays."""
    return hours.set_hours(
        professional_id=professional.pk,
        team_id=team.pk,
        weekdays=list(weekdays),
        opens=opens,
        closes=closes,
        by=koppi(),
        at=at,
        **{
            "minutes": 30,
            "manner": "on_site",
            "bookers": EVERYBODY,
            "valid_from": MONDAY,
            **values,
        },
    )


def free(register="patient", at=NINE, **values):
    """Return the free times, in their order."""
    return queries.free_slots(register=register, bookers=EVERYBODY, at=at, **values)
