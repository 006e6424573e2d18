"""A team's week: who works when, who leads, and who is away."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from koppi.deadlines.calendars import MIDNIGHT, at_local, holiday_name, to_local
from koppi.people.models import Absence, Professional, Shift, Team
from koppi.people.queries import members
from koppi.people.scope import scope_of

from ..rules import SHIFT_LEAD, may_manage, may_plan

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift as the calendar shows it."""

    id: int
    hours: str
    leads: bool
    can_change: bool


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of somebody: their shifts, and whether they are away."""

    day: date
    shifts: list[ShiftRow]
    away: bool
    substitute: str
    can_add: bool

    @property
    def is_free(self):
        """Whether there is neither a shift nor an absence."""
        return not self.shifts and not self.away


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """Somebody's week."""

    id: int
    name: str
    task: str
    days: list[DayCell]


@dataclass(frozen=True, slots=True)
class DayHead:
    """A day at the top of the calendar: its holiday, if it is one, and who leads its shifts."""

    day: date
    holiday: str
    leads: list[str]
    works: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """The shift calendar of a team for a week."""

    team: Team
    monday: date
    heads: list[DayHead]
    people: list[PersonWeek]
    may_plan: bool
    teams: list[Team]

    @property
    def before(self):
        """The Monday before."""
        return self.monday - WEEK

    @property
    def after(self):
        """The Monday after."""
        return self.monday + WEEK

    @property
    def last(self):
        """The Sunday."""
        return self.monday + 6 * DAY

    @property
    def is_empty(self):
        """Whether nobody has a shift."""
        return not any(head.works for head in self.heads)


def shift_teams(by):
    """Return the open teams whose shifts somebody may look at: their own, or all for a manager; by name."""
    scope = scope_of(by)
    teams = Team.objects.filter(closed_at=None)
    if not may_manage(scope.professional.roles):
        teams = teams.filter(pk__in=scope.team_ids)
    return sorted(teams, key=lambda team: (team.name.casefold(), team.pk))


def may_plan_shifts(team, by):
    """Tell whether somebody plans the shifts of a team: its lead, the lead of its shifts, or a manager."""
    scope = scope_of(by)
    roles = scope.professional.roles
    return may_manage(roles) or (may_plan(roles) and team.pk in scope.team_ids)


def team_week(team, monday, teams, by, at, language):
    """Return the week of a team; three statements whatever its size."""
    first, last = at_local(monday, MIDNIGHT), at_local(monday + WEEK, MIDNIGHT)
    people = list(members(team, at))
    ids = [person.pk for person in people]
    during = {"professional__in": ids, "starts_at__lt": last, "ends_at__gt": first}
    shifts = list(Shift.objects.filter(**during).order_by("starts_at", "pk"))
    away = list(Absence.objects.filter(**during).select_related("substitute").order_by("starts_at", "pk"))
    days = [monday + number * DAY for number in range(7)]
    plans = may_plan_shifts(team, by)
    by_person = {person.pk: person for person in people}
    return TeamWeek(
        team=team,
        monday=monday,
        heads=[_head(day, shifts, away, by_person, at, language) for day in days],
        people=[
            PersonWeek(
                id=person.pk,
                name=person.name,
                task=_task(person),
                days=[_cell(person, day, shifts, away, plans, at) for day in days],
            )
            for person in people
        ],
        may_plan=plans,
        teams=teams,
    )


def hours_of(shift):
    """Return the hours of a shift by the clock on the wall: "8–16.15"."""
    return f"{_clock(to_local(shift.starts_at))}–{_clock(to_local(shift.ends_at))}"


def _head(day, shifts, away, by_person, at, language):
    working = [shift for shift in shifts if _begins(shift, day) and not _is_away(shift, away)]
    leads = [
        by_person[shift.professional_id].name
        for shift in working
        if shift.leads or SHIFT_LEAD in by_person[shift.professional_id].roles
    ]
    return DayHead(
        day=day,
        holiday=holiday_name(day, language),
        leads=list(dict.fromkeys(leads)),
        works=bool(working),
        is_today=to_local(at).date() == day,
    )


def _cell(person, day, shifts, away, plans, at):
    begins, ends = at_local(day, MIDNIGHT), at_local(day + DAY, MIDNIGHT)
    absent = [
        one
        for one in away
        if one.professional_id == person.pk and one.starts_at < ends and one.ends_at > begins
    ]
    return DayCell(
        day=day,
        shifts=[
            ShiftRow(shift.pk, hours_of(shift), shift.leads, plans and shift.ends_at > at)
            for shift in shifts
            if shift.professional_id == person.pk and _begins(shift, day)
        ],
        away=bool(absent),
        substitute=next((one.substitute.name for one in absent if one.substitute), ""),
        can_add=plans and ends > at and not absent,
    )


def _begins(shift, day):
    return to_local(shift.starts_at).date() == day


def _is_away(shift, away):
    return any(
        one.professional_id == shift.professional_id and one.starts_at <= shift.starts_at < one.ends_at
        for one in away
    )


def _clock(moment: datetime):
    return f"{moment.hour}.{moment.minute:02d}" if moment.minute else f"{moment.hour}"


def _task(person: Professional):
    return person.get_profession_display()
