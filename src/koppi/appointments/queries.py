"""Which times are free, which appointments a matter has, and whom a professional meets on a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import at_local
from koppi.matters.models import Assessment, Clock
from koppi.people.models import Unit
from koppi.ui import times

from . import rules, words
from .models import CareEvent, Pattern, Room, Slot

MOST_OFFERED = 60
# H2 to H5 with their parts: first care event, doctor, oral health (1326/2010 51 a and 51 b §).
CARE_CLOCKS = "^H[2-5]"


def free_slots(
    *, register, bookers, at, profession="", unit_id=None, professional_id=None, limit=MOST_OFFERED
):
    """Return the times that can be booked, in their order.

    It asks about appointments that whoever asks may not see: whether a time is taken, and nothing else.

    :param bookers: as whom one books: any of these is enough
    :param profession: only this one, when it is given
    """
    taken = CareEvent.objects.filter(slot=OuterRef("pk"), state__in=rules.LIVE)
    slots = Slot.objects.filter(
        ~Exists(taken),
        register=register,
        withdrawn_at=None,
        starts_at__gt=at,
        bookers__overlap=list(bookers),
    )
    for name, value in (
        ("profession", profession),
        ("unit_id", unit_id),
        ("professional_id", professional_id),
    ):
        if value:
            slots = slots.filter(**{name: value})
    with whole_house():
        return list(
            slots.select_related("professional", "unit", "room").order_by("starts_at", "professional", "pk")[
                :limit
            ]
        )


def profession_called_for(matter):
    """Return the profession that the latest assessment of a matter calls for, or ""."""
    latest = Assessment.objects.filter(matter=matter).order_by("-assessed_at", "-pk")
    return latest.values_list("profession", flat=True).first() or ""


def appointments_of(matter):
    """Return a matter's appointments that matter now or tell a change: the coming ones first, then the rest.

    One that was moved is told by the one that took its place.
    """
    events = CareEvent.objects.filter(matter=matter).exclude(why=CareEvent.Why.MOVED)
    events = events.select_related("professional", "unit", "room", "slot__pattern", "continues")
    found = list(events.order_by("-starts_at", "-pk"))
    coming = [event for event in reversed(found) if event.state in rules.COMING]
    return coming + [event for event in found if event.state not in rules.COMING]


def appointment(event_id, matter):
    """Return one coming appointment of a matter that whoever acts may see.

    :raises CareEvent.DoesNotExist: not theirs, or not there
    """
    related = ("professional", "unit", "room", "slot__pattern", "continues")
    return CareEvent.objects.coming().select_related(*related).get(pk=event_id, matter=matter)


@dataclass(frozen=True, slots=True)
class Shown:
    """One appointment in words, for its client or at the desk."""

    id: int
    starts_at: datetime
    when: str
    whom: str
    where: str
    link: str
    bring: str
    coming: bool
    began: bool
    arrived: bool
    state: str
    why: str
    before: str
    change_until: datetime
    may_change: bool


def shown(event, at, language):
    """Return an appointment in words.

    :param event: from `appointments_of` or `appointment`
    """
    coming = event.state in rules.COMING
    until = rules.change_until(event.starts_at, event.change_hours)
    return Shown(
        id=event.pk,
        starts_at=event.starts_at,
        when=times.exact(event.starts_at, language),
        whom=words.whom(event),
        where=words.where(event),
        link=event.slot.pattern.link if coming else "",
        bring=event.bring,
        coming=coming,
        began=event.starts_at <= at,
        arrived=event.state == rules.ARRIVED,
        state=words.state_said(event),
        why=event.explanation or words.why_words(event.why),
        before=times.exact(event.continues.starts_at, language) if event.continues and coming else "",
        change_until=until,
        may_change=event.state == rules.BOOKED and at <= until,
    )


def shown_of(matter, at, language, most=4):
    """Return a matter's appointments in words: those to come, and the latest that are over."""
    return [shown(event, at, language) for event in appointments_of(matter)[:most]]


def care_limit(matter):
    """Return by when care must begin: the earliest running clock of those a care event meets; else None."""
    clocks = Clock.objects.filter(matter=matter, running=True, rule__regex=CARE_CLOCKS)
    return clocks.order_by("due_at").values_list("due_at", flat=True).first()


def units_with_hours(register):
    """Return the units where somebody of a register has reception hours, by name."""
    units = Pattern.objects.filter(team__register=register).values("unit")
    return list(Unit.objects.filter(pk__in=units).order_by("name_fi", "pk"))


@dataclass(frozen=True, slots=True)
class DayRow:
    """One appointment of a professional's day."""

    id: int
    reference: str
    subject: str
    register: str
    client_id: int
    client_name: str
    starts_at: datetime
    ends_at: datetime
    state: str
    manner: str
    place: str
    link: str


def day_list(professional, day):
    """Return whom a professional meets on a day, in order of time, the cancelled left out."""
    start, end = at_local(day, rules.time(0)), at_local(day + timedelta(days=1), rules.time(0))
    events = (
        CareEvent.objects.filter(professional=professional, starts_at__gte=start, starts_at__lt=end)
        .exclude(state=rules.CANCELLED)
        .select_related("matter", "client", "unit", "room", "slot__pattern")
        .order_by("starts_at", "pk")
    )
    return [
        DayRow(
            event.pk,
            event.matter.reference,
            event.matter.subject,
            event.matter.register,
            event.client_id,
            f"{event.client.given_name} {event.client.family_name}",
            event.starts_at,
            event.ends_at,
            event.state,
            event.manner,
            event.room.name if event.room else event.unit.name,
            event.slot.pattern.link,
        )
        for event in events
    ]


def hours_of(team, at):
    """Return the reception hours of a team that hold now or later, by professional, weekday and time."""
    today = rules.day_of(at)
    patterns = Pattern.objects.filter(team=team).exclude(valid_to__lt=today)
    patterns = patterns.select_related("professional", "room", "unit")
    return list(patterns.order_by("professional__family_name", "professional_id", "weekday", "opens", "pk"))


def rooms_of(unit):
    """Return the rooms of a unit that are in use, by name."""
    return list(Room.objects.filter(unit=unit, closed_at=None).order_by("name_fi", "pk"))
