"""Which times are free, which appointments a matter has, and whom a professional meets on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import at_local
from koppi.people.models import Unit
from koppi.ui import times

from . import rules, words
from .models import CareEvent, Pattern, Room, Slot

MOST_OFFERED = 60
MOST_BEFORE = 30


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
    link_later: bool
    bring: str
    coming: bool
    missed: bool
    began: bool
    arrived: bool
    state: str
    why: str
    before: str
    change_until: datetime
    may_change: bool


def shown(event, at, language, *, for_client=False):
    """Return an appointment in words.

    :param event: from `appointments_of` or `appointment`
    :param for_client: where a video call is joined is shown only near its time
    """
    coming = event.state in rules.COMING
    link = event.slot.pattern.link if coming else ""
    hidden = bool(link) and for_client and not rules.may_join(event.starts_at, event.ends_at, at)
    until = rules.change_until(event.starts_at, event.change_hours)
    return Shown(
        id=event.pk,
        starts_at=event.starts_at,
        when=times.exact(event.starts_at, language),
        whom=words.whom(event),
        where=words.where(event),
        link="" if hidden else link,
        link_later=hidden and at < event.starts_at,
        bring=event.bring,
        coming=coming,
        missed=event.state == rules.NO_SHOW,
        began=event.starts_at <= at,
        arrived=event.state == rules.ARRIVED,
        state=words.state_said(event),
        why=event.explanation or words.why_words(event.why),
        before=times.exact(event.continues.starts_at, language) if event.continues and coming else "",
        change_until=until,
        may_change=event.state == rules.BOOKED and at <= until,
    )


def shown_of(matter, at, language, most=4, *, for_client=False):
    """Return a matter's appointments in words: those to come, and the latest that are over."""
    return [shown(event, at, language, for_client=for_client) for event in appointments_of(matter)[:most]]


def coming_in(matter_ids, at, language, *, for_client=False):
    """Return the appointments to come in some matters that whoever asks may see, in words, the next first.

    One statement. As pairs: the matter's id, and the appointment.
    """
    related = ("professional", "unit", "room", "slot__pattern", "continues")
    events = CareEvent.objects.coming().filter(matter__in=matter_ids).select_related(*related)
    return [
        (event.matter_id, shown(event, at, language, for_client=for_client))
        for event in events.order_by("starts_at", "pk")
    ]


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


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Reception hours that are alike: whose, when, where, how, and who may book."""

    id: int
    professional_id: int
    name: str
    weekday: int
    opens: int
    closes: int
    minutes: int
    manner: str
    room: str
    bookers: tuple[str, ...]
    change_hours: int
    valid_from: date
    valid_to: date | None


def hours_of(team, at, *, before=False):
    """Return the reception hours of a team that hold now or later, by professional, weekday and time.

    :param before: those that have ended instead, the latest first
    """
    today = rules.day_of(at)
    patterns = Pattern.objects.filter(team=team).select_related("professional", "room")
    if before:
        found = patterns.filter(valid_to__lt=today).order_by("-valid_to", "weekday", "opens", "pk")[
            :MOST_BEFORE
        ]
    else:
        found = patterns.exclude(valid_to__lt=today).order_by(
            "professional__family_name", "professional__given_name", "professional", "weekday", "opens", "pk"
        )
    return [_hours_row(pattern) for pattern in found]


def _hours_row(pattern):
    return HoursRow(
        id=pattern.pk,
        professional_id=pattern.professional_id,
        name=pattern.professional.name,
        weekday=pattern.weekday,
        opens=pattern.opens,
        closes=pattern.closes,
        minutes=pattern.minutes,
        manner=pattern.manner,
        room=pattern.room.name if pattern.room else "",
        bookers=tuple(pattern.bookers),
        change_hours=pattern.change_hours,
        valid_from=pattern.valid_from,
        valid_to=pattern.valid_to,
    )


def booked_after(pattern_id, day):
    """Return how many appointments stand on reception hours after a day."""
    end = at_local(day + timedelta(days=1), rules.time(0))
    with whole_house():
        return CareEvent.objects.coming().filter(slot__pattern=pattern_id, starts_at__gte=end).count()


def rooms_of(unit):
    """Return the rooms of a unit that are in use, by name."""
    return list(Room.objects.filter(unit=unit, closed_at=None).order_by("name_fi", "pk"))


@dataclass(frozen=True, slots=True)
class RoomWeek:
    """A room, and who is in it in a week: weekday, minutes from and to, and whose hours."""

    id: int
    name: str
    hours: list[tuple[int, int, int, str]]


def rooms_in_week(unit, monday):
    """Return the rooms of a unit with who receives in them in the week of a Monday."""
    sunday = monday + timedelta(days=6)
    patterns = Pattern.objects.filter(room__unit=unit, valid_from__lte=sunday).exclude(valid_to__lt=monday)
    taken: dict[int, list[tuple[int, int, int, str]]] = {}
    for one in patterns.select_related("professional").order_by("weekday", "opens", "pk"):
        day = monday + timedelta(days=one.weekday)
        if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
            hours = (one.weekday, one.opens, one.closes, one.professional.name)
            taken.setdefault(one.room_id, []).append(hours)
    return [RoomWeek(room.pk, room.name, taken.get(room.pk, [])) for room in rooms_of(unit)]
