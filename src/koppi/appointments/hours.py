"""The reception hours of professionals, and the times that are drawn from them ahead."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from koppi.deadlines.calendars import day_of
from koppi.ledger import actions as ledger
from koppi.matters.errors import NotAllowed
from koppi.people.models import Absence, Membership, Professional, Team
from koppi.people.queries import professional_of
from koppi.people.scope import scope_of

from . import rules
from .errors import HoursInThePast, NoTimeFits, RoomClosed, RoomInUse, of_database
from .models import Manner, Pattern, Room, Slot


@transaction.atomic
def set_hours(
    *,
    professional_id,
    team_id,
    weekdays,
    opens,
    closes,
    minutes,
    manner,
    bookers,
    valid_from,
    by,
    at,
    valid_to=None,
    room=None,
    link="",
    change_hours=rules.USUAL_CHANGE_HOURS,
):
    """Set a professional's reception hours on some weekdays, and draw their times; return the patterns.

    :param weekdays: Monday is 0
    :param opens, closes: minutes from midnight on a Finnish wall
    :param minutes: how long one time is
    :raises PatternsOverlap: the professional has other hours at that time; nothing was set
    :raises RoomsOverlap: the room is somebody else's at that time; nothing was set
    :raises NoTimeFits: the hours are shorter than one time
    :raises HoursInThePast: the first day has passed, or the last one comes before it
    :raises RoomClosed: the room is no longer in use
    :raises NotAllowed: the user neither leads the team nor is the professional, or they are not its member
    """
    team = _team_of(professional_id, team_id, by, at)
    if closes - opens < minutes:
        raise NoTimeFits()
    if valid_from < day_of(at) or (valid_to is not None and valid_to < valid_from):
        raise HoursInThePast()
    if room is not None and room.closed_at is not None:
        raise RoomClosed()
    try:
        with transaction.atomic():
            patterns = [
                Pattern.objects.create(
                    professional_id=professional_id,
                    team=team,
                    unit=room.unit if room else team.unit,
                    room=room,
                    manner=Manner(manner),
                    weekday=weekday,
                    opens=opens,
                    closes=closes,
                    minutes=minutes,
                    bookers=list(bookers),
                    change_hours=change_hours,
                    link=link,
                    valid_from=valid_from,
                    valid_to=valid_to,
                )
                for weekday in weekdays
            ]
    except IntegrityError as broken:
        refusal = of_database(broken)
        if refusal is None:
            raise
        raise refusal from broken
    ledger.record(
        "reception_hours.set",
        by=by,
        at=at,
        professional=professional_id,
        team=team.pk,
        weekdays=list(weekdays),
        opens=opens,
        closes=closes,
        minutes=minutes,
    )
    for pattern in patterns:
        _draw(pattern, at)
    return patterns


@transaction.atomic
def set_week(*, professional_id, team_id, spans, by, at, **how):
    """Set reception hours of one or more spans of a day, all or none; return how many times were drawn.

    :param spans: pairs of clock times
    :param how: the rest, as `set_hours` takes it
    """
    drawn = 0
    for opens, closes in spans:
        patterns = set_hours(
            professional_id=professional_id,
            team_id=team_id,
            opens=rules.minute_of(opens),
            closes=rules.minute_of(closes),
            by=by,
            at=at,
            **how,
        )
        drawn += Slot.objects.filter(pattern__in=patterns).count()
    return drawn


@transaction.atomic
def end_week(*, pattern_ids, by, at, last_day=None):
    """End reception hours on several weekdays with one day, all or none."""
    for pattern_id in sorted(pattern_ids):
        end_hours(pattern_id=pattern_id, last_day=last_day, by=by, at=at)


@transaction.atomic
def end_hours(*, pattern_id, by, at, last_day=None):
    """End reception hours with a day; later free times go, and what is booked on them is cancelled.

    :param last_day: today when it is not given
    :raises Pattern.DoesNotExist: they are not there
    :raises HoursInThePast: the day has passed, or the hours have ended by then anyway
    :raises NotAllowed: the user neither leads the team nor is the professional
    """
    pattern = Pattern.objects.select_for_update(of=("self",)).get(pk=pattern_id)
    _team_of(pattern.professional_id, pattern.team_id, by, at)
    last_day = last_day or day_of(at)
    if last_day < day_of(at) or (pattern.valid_to is not None and pattern.valid_to < last_day):
        raise HoursInThePast()
    if pattern.valid_from > last_day:
        # It never began: a range of days needs an end that is not before its start.
        pattern.valid_from = last_day
    pattern.valid_to = last_day
    pattern.save(update_fields=["valid_from", "valid_to"])
    later = Slot.objects.filter(pattern=pattern, starts_at__gte=_end_of(last_day))
    _withdraw(later, Slot.Withdrawn.HOURS_CHANGED, at)
    ledger.record(
        "reception_hours.ended",
        by=by,
        at=at,
        professional=pattern.professional_id,
        last_day=last_day.isoformat(),
    )


# Rooms


@transaction.atomic
def open_room(*, team_id, name_fi, name_sv, name_en, by, at):
    """Add a reception room to the unit of a team; whoever works in the unit may receive there (ATP-17).

    :raises RoomNamed: the unit has a room of that name
    :raises NotAllowed: the user does not lead the team
    """
    team = _led_team(team_id, by)
    try:
        with transaction.atomic():
            room = Room.objects.create(unit=team.unit, name_fi=name_fi, name_sv=name_sv, name_en=name_en)
    except IntegrityError as broken:
        refusal = of_database(broken)
        if refusal is None:
            raise
        raise refusal from broken
    ledger.record("room.opened", by=by, at=at, room=room.pk, unit=team.unit_id)
    return room


@transaction.atomic
def close_room(*, room_id, team_id, by, at):
    """Close a reception room, so that nobody gets hours there any more.

    :raises Room.DoesNotExist: it is closed, of another unit, or not there
    :raises RoomInUse: somebody receives there, or will
    :raises NotAllowed: the user does not lead the team
    """
    team = _led_team(team_id, by)
    room = Room.objects.select_for_update().get(pk=room_id, unit=team.unit, closed_at=None)
    standing = Pattern.objects.filter(room=room).exclude(valid_to__lt=day_of(at))
    if standing.exists():
        raise RoomInUse()
    room.closed_at = at
    room.save(update_fields=["closed_at"])
    ledger.record("room.closed", by=by, at=at, room=room.pk, unit=team.unit_id)


def _led_team(team_id, by):
    """Return a team that a user leads.

    :raises NotAllowed: they do not
    """
    asking = professional_of(by)
    leads = asking is not None and Professional.Role.TEAM_LEAD in asking.roles
    if not leads or team_id not in scope_of(by).team_ids:
        raise NotAllowed()
    return Team.objects.select_related("unit").get(pk=team_id)


# Drawing


def draw_times(*, by, at):
    """Draw the times of the days that have come into sight, of each pattern that lacks some; return how many.

    Safe to repeat: a time that stands, or would overlap one, is not drawn again.
    """
    last = rules.last_day_ahead(at)
    lacking = Pattern.objects.filter(Q(drawn_until=None) | Q(drawn_until__lt=last))
    lacking = lacking.exclude(valid_to__lt=day_of(at)).filter(professional__ended_at=None)
    return sum(
        _draw_one(pattern_id, at) for pattern_id in list(lacking.order_by("pk").values_list("pk", flat=True))
    )


@transaction.atomic
def _draw_one(pattern_id, at):
    return _draw(Pattern.objects.select_for_update(of=("self",)).get(pk=pattern_id), at)


def _draw(pattern, at):
    days = rules.days_to_draw(pattern.drawn_until, at)
    away = list(
        Absence.objects.filter(professional=pattern.professional_id, ends_at__gt=at).values_list(
            "starts_at", "ends_at"
        )
    )
    times = [
        (starts_at, ends_at)
        for day in days
        for starts_at, ends_at in rules.times_of(pattern.week, day)
        if starts_at > at and not any(since < ends_at and starts_at < until for since, until in away)
    ]
    Slot.objects.bulk_create([_slot(pattern, *moments) for moments in times], ignore_conflicts=True)
    pattern.drawn_until = rules.last_day_ahead(at)
    pattern.save(update_fields=["drawn_until"])
    return len(times)


def _slot(pattern, starts_at, ends_at):
    return Slot(
        pattern=pattern,
        professional_id=pattern.professional_id,
        profession=pattern.professional.profession,
        register=pattern.team.register,
        unit_id=pattern.unit_id,
        room_id=pattern.room_id,
        manner=pattern.manner,
        starts_at=starts_at,
        ends_at=ends_at,
        bookers=pattern.bookers,
        change_hours=pattern.change_hours,
    )


# What others do to the professional


def withdraw_for_absence(*, by, at, professional, starts_at, ends_at, **_facts):
    """Withdraw the times of somebody who is away; what is booked on them is cancelled by the next sweep.

    The moments come as the ledger writes them.
    """
    hit = Slot.objects.filter(professional=professional, starts_at__lt=ends_at, ends_at__gt=starts_at)
    _withdraw(hit.filter(ends_at__gt=at), Slot.Withdrawn.AWAY, at)


def draw_again(*, by, at, professional, **_facts):
    """Draw the times of somebody who is back sooner than was said, in the place of those withdrawn."""
    for pattern in Pattern.objects.select_for_update().filter(professional=professional).order_by("pk"):
        pattern.drawn_until = None
        _draw(pattern, at)


def withdraw_all(*, by, at, professional, **_facts):
    """Withdraw the coming times of somebody who no longer works here, and end their reception hours."""
    _withdraw(Slot.objects.filter(professional=professional, ends_at__gt=at), Slot.Withdrawn.AWAY, at)
    today = day_of(at)
    standing = Pattern.objects.filter(professional=professional)
    standing.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today).update(valid_to=today)
    standing.filter(valid_from__gt=today).update(valid_from=today, valid_to=today)


def withdraw_team(*, by, at, professional, team, **_facts):
    """End the reception hours that somebody had in the work of a team that they left."""
    today = day_of(at)
    left = Pattern.objects.filter(professional=professional, team=team)
    _withdraw(Slot.objects.filter(pattern__in=left, ends_at__gt=at), Slot.Withdrawn.HOURS_CHANGED, at)
    left.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today).update(valid_to=today)
    left.filter(valid_from__gt=today).update(valid_from=today, valid_to=today)


def follow_team(*, by, at, team, to_team, **_facts):
    """Bring the reception hours of a team that closed into the work of the one that takes over."""
    if to_team:
        Pattern.objects.filter(team=team).update(team=to_team)


def _withdraw(slots, why, at):
    slots.filter(withdrawn_at=None).update(withdrawn_at=at, withdrawn=why)


def _team_of(professional_id, team_id, by, at):
    """Return the team for whose hours a user may decide: its lead, the professional themselves, or Koppi."""
    member = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at), professional=professional_id, team=team_id
    )
    if not by.is_system:
        asking = professional_of(by)
        leads = asking is not None and Professional.Role.TEAM_LEAD in asking.roles
        own = asking is not None and asking.pk == professional_id
        if not (leads or own) or team_id not in scope_of(by).team_ids:
            raise NotAllowed()
    if not member.exists():
        raise NotAllowed()
    return Team.objects.select_related("unit").get(pk=team_id)


def _end_of(day):
    return rules.at_local(day + rules.DAY, rules.time(0))
