"""A manager changes when the ways in are open."""

from django.db import transaction
from django.db.models import Q

from koppi.deadlines.calendars import SATURDAY, day_of
from koppi.ledger.actions import record

from ..errors import DayHasPassed, FromTomorrow, HoursOverlap, NotManager, OfficeHoursAreWhole
from ..models import County, OpeningException, OpeningHours, Professional, Way
from ..rules import overlapping


@transaction.atomic
def change_week(*, way, week, valid_from, by, at):
    """Change the usual week of a way in from a day on; what was planned for later days goes with it.

    What has been in force is never changed: it ends, and the new week begins.

    :param week: the openings of each day from Monday on, as pairs of times
    :raises NotManager: `by` does not manage the county
    :raises FromTomorrow: the day is today or has passed
    :raises HoursOverlap: two openings of one day overlap
    :raises OfficeHoursAreWhole: office hours have a day of two openings, or no weekday
    """
    check_manages(by)
    if valid_from <= day_of(at):
        raise FromTomorrow
    for spans in week:
        _check_apart(spans)
    if way == Way.OFFICE and (any(len(spans) > 1 for spans in week) or not any(week[:SATURDAY])):
        raise OfficeHoursAreWhole
    _one_at_a_time()
    hours = OpeningHours.objects.filter(way=way)
    hours.filter(valid_from__gte=valid_from).delete()
    hours.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    OpeningHours.objects.bulk_create(
        OpeningHours(way=way, weekday=day, opens=opens, closes=closes, valid_from=valid_from)
        for day, spans in enumerate(week)
        for opens, closes in spans
    )
    record("hours.week_changed", by=by, at=at, way=way, valid_from=valid_from.isoformat())


@transaction.atomic
def set_exception(*, way, day, spans, by, at):
    """Give a way in hours of its own on one day, or close it that day; it replaces what stood for the day.

    :param spans: the openings as pairs of times; none when it is closed
    :raises NotManager: `by` does not manage the county
    :raises DayHasPassed: the day is over
    :raises HoursOverlap: two openings overlap
    :raises OfficeHoursAreWhole: office hours have no exceptions
    """
    check_manages(by)
    _check_exception(way, day, at)
    _check_apart(spans)
    _one_at_a_time()
    OpeningException.objects.filter(way=way, day=day).delete()
    OpeningException.objects.bulk_create(
        OpeningException(way=way, day=day, opens=opens, closes=closes, set_by=by, set_at=at)
        for opens, closes in spans or [(None, None)]
    )
    record("hours.exception_set", by=by, at=at, way=way, day=day.isoformat(), closed=not spans)


@transaction.atomic
def remove_exception(*, way, day, by, at):
    """Take the hours of one day away: the usual week holds, and holidays are closed.

    :raises NotManager: `by` does not manage the county
    :raises DayHasPassed: the day is over
    """
    check_manages(by)
    _check_exception(way, day, at)
    _one_at_a_time()
    OpeningException.objects.filter(way=way, day=day).delete()
    record("hours.exception_removed", by=by, at=at, way=way, day=day.isoformat())


def check_manages(by):
    """Raise unless the user is a manager of the county who works here, or Koppi.

    :raises NotManager: neither
    """
    if not by.is_system and not manages(by):
        raise NotManager


def manages(by):
    """Tell whether a user is a manager of the county who works here."""
    return Professional.objects.filter(
        user=by, user__is_active=True, ended_at=None, roles__contains=[Professional.Role.MANAGER]
    ).exists()


def _check_exception(way, day, at):
    if way == Way.OFFICE:
        raise OfficeHoursAreWhole
    if day < day_of(at):
        raise DayHasPassed


def _check_apart(spans):
    if found := overlapping(spans):
        raise HoursOverlap(*found)


def _one_at_a_time():
    """Let two managers change the hours one after the other."""
    list(County.objects.select_for_update(no_key=True).values_list("pk"))
