"""Shifts are planned, changed and taken away; what has begun or is over stays as it was."""

from datetime import timedelta

from django.db import transaction

from koppi.deadlines.calendars import MIDNIGHT, at_local, to_local
from koppi.ledger.actions import record

from ..errors import AlreadyAway, NoSuchTime, ShiftIsOver, ShiftsOverlap, SkippedHour
from ..models import Absence, Professional, Shift
from ..queries.shifts import members
from ..rules import is_on_the_clock, shift_moments
from .professionals import check_may_arrange

WEEK = timedelta(weeks=1)


@transaction.atomic
def add_shifts(*, professional, days, starts, ends, leads, by, at):
    """Plan the same hours on some days for somebody: all of them, or none.

    :param starts, ends: the wall clock; one that ends earlier than it starts ends the next day
    :raises NotYourTeam: `by` is neither a lead of a shared team, nor a manager
    :raises NoSuchTime: no day was given
    :raises ShiftIsOver: one of them would be over already
    :raises SkippedHour: the clocks skip that time on one of the days
    :raises ShiftsOverlap: there is a shift already
    :raises AlreadyAway: the person is away then
    """
    _lock(professional)
    check_may_arrange(professional, by, at, themselves=False, managers=True)
    if not days:
        raise NoSuchTime
    shifts = []
    for day in sorted(set(days)):
        starts_at, ends_at = _moments(day, starts, ends)
        if ends_at <= at:
            raise ShiftIsOver
        _check_room(professional, starts_at, ends_at)
        shifts.append(
            Shift.objects.create(professional=professional, starts_at=starts_at, ends_at=ends_at, leads=leads)
        )
    first = shifts[0].starts_at.isoformat()
    record("shifts.added", by=by, at=at, professional=professional.pk, count=len(shifts), first=first)
    return shifts


@transaction.atomic
def change_shift(*, shift_id, day, starts, ends, leads, by, at):
    """Change when a shift is, and whether it leads; of one that has begun only its end, and the leading.

    :return: the shift, and when it would have ended
    :raises NotYourTeam: `by` is neither a lead of a shared team, nor a manager
    :raises ShiftIsOver: it is over, or its beginning would change after it
    :raises SkippedHour: the clocks skip that time
    :raises ShiftsOverlap: there is another shift then
    :raises AlreadyAway: the person is away then
    """
    shift = _lock_shift(shift_id)
    check_may_arrange(shift.professional, by, at, themselves=False, managers=True)
    starts_at, ends_at = _moments(day, starts, ends)
    begun = shift.starts_at <= at
    if min(shift.ends_at, ends_at) <= at or (begun and starts_at != shift.starts_at):
        raise ShiftIsOver
    _check_room(shift.professional, starts_at, ends_at, besides=shift)
    before = shift.ends_at
    shift.starts_at, shift.ends_at, shift.leads = starts_at, ends_at, leads
    shift.save(update_fields=["starts_at", "ends_at", "leads"])
    record(
        "shift.changed",
        by=by,
        at=at,
        professional=shift.professional_id,
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
    )
    return shift, before


@transaction.atomic
def remove_shift(*, shift_id, by, at):
    """Take a shift away; one that is under way ends now.

    :raises NotYourTeam: `by` is neither a lead of a shared team, nor a manager
    :raises ShiftIsOver: it is over
    """
    shift = _lock_shift(shift_id)
    check_may_arrange(shift.professional, by, at, themselves=False, managers=True)
    if shift.ends_at <= at:
        raise ShiftIsOver
    record(
        "shift.removed",
        by=by,
        at=at,
        professional=shift.professional_id,
        starts_at=shift.starts_at.isoformat(),
        ends_at=shift.ends_at.isoformat(),
    )
    if shift.starts_at < at:
        shift.ends_at = at
        shift.save(update_fields=["ends_at"])
    else:
        shift.delete()
    return shift


@transaction.atomic
def copy_week(*, team, monday, by, at):
    """Plan for a week what the team's members had the week before, by the clock on the wall.

    Left out is what would be over, what overlaps a shift that is there, and what falls into an absence.

    :param monday: the first day of the week to plan
    :return: how many were planned, and how many were left out
    :raises NotYourTeam: `by` is neither a lead of the team, nor a manager
    """
    people = {person.pk: person for person in members(team, at).select_for_update(no_key=True, of=("self",))}
    if people:
        person = next(iter(people.values()))
        check_may_arrange(person, by, at, themselves=False, team=team, managers=True)
    first, last = at_local(monday, MIDNIGHT), at_local(monday + WEEK, MIDNIGHT)
    before = Shift.objects.filter(
        professional__in=people, starts_at__gte=at_local(monday - WEEK, MIDNIGHT), starts_at__lt=first
    ).order_by("starts_at", "pk")
    taken = _taken(people, first, last + WEEK)
    new = []
    for shift in before:
        starts_at, ends_at = _a_week_later(shift)
        spans = taken.setdefault(shift.professional_id, [])
        if ends_at <= at or any(since < ends_at and until > starts_at for since, until in spans):
            continue
        spans.append((starts_at, ends_at))
        new.append(
            Shift(
                professional_id=shift.professional_id,
                starts_at=starts_at,
                ends_at=ends_at,
                leads=shift.leads,
            )
        )
    Shift.objects.bulk_create(new)
    if new:
        record("shifts.copied", by=by, at=at, team=team.pk, count=len(new), first=monday.isoformat())
    return len(new), len(before) - len(new)


def _taken(people, first, last):
    """Return when each of some people has a shift already or is away."""
    taken = {}
    for model in (Shift, Absence):
        found = model.objects.filter(professional__in=people, starts_at__lt=last, ends_at__gt=first)
        for row in found:
            taken.setdefault(row.professional_id, []).append((row.starts_at, row.ends_at))
    return taken


def _a_week_later(shift):
    starts, ends = to_local(shift.starts_at), to_local(shift.ends_at)
    return shift_moments(starts.date() + WEEK, starts.time(), ends.time())


def _moments(day, starts, ends):
    starts_at, ends_at = shift_moments(day, starts, ends)
    if not is_on_the_clock(day, starts) or not is_on_the_clock(to_local(ends_at).date(), ends):
        raise SkippedHour
    return starts_at, ends_at


def _check_room(professional, starts_at, ends_at, *, besides=None):
    others = Shift.objects.filter(professional=professional, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if standing := others.select_related("professional").order_by("starts_at").first():
        raise ShiftsOverlap(standing)
    away = Absence.objects.filter(professional=professional, starts_at__lte=starts_at, ends_at__gt=starts_at)
    if besides is None and away.exists():
        raise AlreadyAway(professional)


def _lock(professional):
    """Let whoever plans the same person's shifts wait: overlaps are looked for after this."""
    Professional.objects.select_for_update(no_key=True).get(pk=professional.pk, ended_at=None)


def _lock_shift(shift_id):
    professional_id = Shift.objects.values_list("professional_id", flat=True).get(pk=shift_id)
    Professional.objects.select_for_update(no_key=True).get(pk=professional_id)
    return Shift.objects.select_related("professional__user").get(pk=shift_id)
