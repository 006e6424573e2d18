"""The reception hours of the demo county's professionals, and the appointments of some of its residents."""

from koppi.appointments import actions, hours
from koppi.appointments.models import CareEvent, Room
from koppi.appointments.queries import free_slots
from koppi.appointments.rules import CONTACT_PERSON, RESIDENT, TEAM, may_client_book
from koppi.deadlines.calendars import day_of
from koppi.identity.models import User
from koppi.matters.models import Matter
from koppi.matters.queries import called_for_by
from koppi.people.models import Team
from koppi.people.queries import members

TEAMS = ("etela", "pohjoinen", "mieli", "ikaihmiset")
PROFESSIONALS = 4  # of each team
BOOKED = 10
AFTERNOON, MORNING = (12 * 60, 15 * 60), (9 * 60, 11 * 60)


def set_receptions(*, now):
    """Give some professionals of each team their times for the weeks ahead, each a room of their own."""
    system = User.objects.system()
    for team in Team.objects.filter(code__in=TEAMS).select_related("unit").order_by("pk"):
        for number, person in enumerate(members(team, now)[:PROFESSIONALS]):
            # Somebody who works in two teams receives in the first of them.
            if person.patterns.exists():
                continue
            by_phone = number == PROFESSIONALS - 1
            room = None if by_phone else _room(team.unit)
            opens, closes = MORNING if number % 2 else AFTERNOON
            hours.set_hours(
                professional_id=person.pk,
                team_id=team.pk,
                weekdays=range(5),
                opens=opens,
                closes=closes,
                minutes=30,
                manner="phone" if by_phone else "on_site",
                room=room,
                bookers=[RESIDENT, TEAM, CONTACT_PERSON],
                valid_from=day_of(now),
                by=system,
                at=now,
            )


def _room(unit):
    number = Room.objects.filter(unit=unit).count() + 1
    return Room.objects.create(
        unit=unit, name_fi=f"Huone {number}", name_sv=f"Rum {number}", name_en=f"Room {number}"
    )


def book_appointments(*, now):
    """Let some residents have booked a time for what they wait for."""
    waiting = Matter.objects.open().filter(
        team__code__in=TEAMS, waiting_for="", shown_from__isnull=False, guardian_sees=True
    )
    booked = 0
    for matter in waiting.select_related("client", "team", "topic").order_by("pk"):
        called_for = called_for_by(matter.pk)
        if not may_client_book(matter.topic.booking, called_for):
            continue
        account = User.objects.filter(person_id=matter.client.person_id, is_active=True).first()
        clients = CareEvent.objects.coming().filter(client=matter.client)
        if account is None or clients.exists():
            continue
        found = free_slots(
            register=matter.register,
            bookers=[RESIDENT],
            at=now,
            unit_id=matter.team.unit_id,
            profession=called_for,
        )
        if not found:
            continue
        slot = found[(booked * 5) % min(20, len(found))]
        actions.book(matter_id=matter.pk, slot_id=slot.pk, by=account, at=now)
        booked += 1
        if booked == BOOKED:
            break
