"""Reception hours: who receives when and where in a team, and the rooms of its unit."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.appointments import hours, queries
from koppi.appointments.models import Pattern, Room
from koppi.deadlines.calendars import day_of
from koppi.people.models import Team
from koppi.people.queries import members, professional_of
from koppi.people.scope import scope_of
from koppi.ui import times
from koppi.ui.forms import KoppiForm

from ..queries import led_teams
from ..reception_forms import EndForm, ReceptionForm, RoomForm
from ..rules import may_lead
from ..words import BOOKER, MANNER
from . import doors
from .forms_page import Step, take_step

FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Hours:
    """Reception hours that are alike on some weekdays, in words."""

    id: int
    days: str
    clock: str
    how: str
    who: str
    until: date | None
    since: date | None
    mine: bool


@doors.at_desk
@require_GET
def show(request):
    """Show when each professional of a team receives, and who is in which room this week."""
    team = _team(request)
    today = day_of(request.now)
    monday = _monday(request.GET.get("week", ""), today)
    me = professional_of(request.user)
    rows = queries.hours_of(team, request.now)
    people: dict[str, list[Hours]] = {}
    for alike in _alike(rows):
        people.setdefault(alike[0].name, []).append(_hours(alike, me, today))
    leads = may_lead(me.roles)
    context = {
        "team": team,
        "teams": led_teams(request.user),
        "people": list(people.items()),
        "before": [
            (alike[0].name, _hours(alike, me, today))
            for alike in _alike(queries.hours_of(team, request.now, before=True))
        ],
        "rooms": [
            (
                room,
                [(_day(weekday), _clock(opens, closes), who) for weekday, opens, closes, who in room.hours],
            )
            for room in queries.rooms_in_week(team.unit, monday)
        ],
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "week_before": monday - timedelta(days=7),
        "week_after": monday + timedelta(days=7),
        "leads": leads,
        "part": "reception",
        "main_class": "doc",
    }
    return doors.page(request, "desk/reception.html", context)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def new(request):
    """Set the weekly reception hours of a professional, from a day on."""
    team = _team(request)
    form = ReceptionForm(
        doors.posted(request),
        now=request.now,
        people=_people(request, team),
        rooms=queries.rooms_of(team.unit),
        initial={"valid_from": times.plain_date(day_of(request.now), "fi")},
    )
    step = Step(
        title=_("Reception hours"),
        said=_("Times are drawn from these for six weeks ahead, without holidays and absences."),
        more=_("A time that the clock skips on the night when summer time begins is left out."),
        button=_("Save the hours"),
        template="desk/reception_new.html",
        extra={"team": team, "back_url": _address(team), "main_class": "doc"},
    )

    def do(clean):
        room = form.rooms.get(clean.pop("room"))
        professional_id = clean.pop("professional")
        count = hours.set_week(
            professional_id=professional_id,
            team_id=team.pk,
            room=room,
            **clean,
            by=request.user,
            at=request.now,
        )
        said = ngettext(
            "Saved. %(count)s time can be booked.", "Saved. %(count)s times can be booked.", count
        )
        doors.toast(request, said % {"count": count})
        return _go(team)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def end(request, pattern_id):
    """End reception hours, those alike on other weekdays with them."""
    pattern = Pattern.objects.select_related("team").get(pk=pattern_id)
    team = _team(request, pattern.team_id)
    alike = next(
        (
            alike
            for alike in _alike(queries.hours_of(team, request.now))
            if pattern.pk in {one.id for one in alike}
        ),
        None,
    )
    me = professional_of(request.user)
    if alike is None or not (may_lead(me.roles) or pattern.professional_id == me.pk):
        raise Pattern.DoesNotExist
    booked = sum(queries.booked_after(one.id, day_of(request.now)) for one in alike)
    shown = _hours(alike, me, day_of(request.now))
    step = Step(
        title=_("End the reception hours"),
        said=f"{alike[0].name}: {shown.days} {shown.clock}. {shown.how}.",
        more=_("Free times after the last day go away."),
        consequences=[
            ngettext(
                "After today %(count)s client has booked on these hours. Those after the last day are "
                "cancelled, and each client is told.",
                "After today %(count)s clients have booked on these hours. Those after the last day are "
                "cancelled, and each client is told.",
                booked,
            )
            % {"count": booked}
        ]
        if booked
        else [],
        button=_("End the hours"),
        danger=True,
        extra={"back_url": _address(team)},
    )
    form = EndForm(doors.posted(request), now=request.now, valid_to=alike[0].valid_to)

    def do(clean):
        hours.end_week(
            pattern_ids=[one.id for one in alike], last_day=clean["last_day"], by=request.user, at=request.now
        )
        doors.toast(request, _("The hours end. Nobody can book a time after the last day."))
        return _go(team)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def room_new(request):
    """Add a reception room to the unit of a team."""
    team = _led(request)
    step = Step(
        title=_("Add a room"),
        said=_("Everybody who works in %(unit)s may receive in it, one at a time.")
        % {"unit": team.unit.name},
        button=_("Add the room"),
        extra={"back_url": _address(team)},
    )

    def do(clean):
        hours.open_room(team_id=team.pk, **clean, by=request.user, at=request.now)
        doors.toast(request, _("The room is added."))
        return _go(team)

    return take_step(request, None, RoomForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def room_close(request, room_id):
    """Close a reception room in which nobody receives."""
    team = _led(request)
    room = Room.objects.get(pk=room_id, unit=team.unit, closed_at=None)
    step = Step(
        title=_("Close the room %(room)s") % {"room": room.name},
        said=_("Nobody gets hours in it any more. What was booked there before stays in the history."),
        button=_("Close the room"),
        danger=True,
        extra={"back_url": _address(team)},
    )

    def do(clean):
        hours.close_room(room_id=room.pk, team_id=team.pk, by=request.user, at=request.now)
        doors.toast(request, _("The room is closed."))
        return _go(team)

    return take_step(request, None, KoppiForm(doors.posted(request), now=request.now), step, do)


def _team(request, team_id=None):
    """Return the team that is asked for, of the reader's own; the first of them when none is.

    :raises Team.DoesNotExist: it is not theirs
    """
    own = scope_of(request.user).team_ids
    wanted = str(team_id or request.GET.get("team", ""))
    teams = Team.objects.select_related("unit").filter(pk__in=own).order_by("pk")
    if wanted:
        if not wanted.isdecimal() or len(wanted) > 18:
            raise Team.DoesNotExist
        return teams.get(pk=int(wanted))
    first = teams.first()
    if first is None:
        raise Team.DoesNotExist
    return first


def _led(request):
    """Return the team that is asked for, when the reader leads it; to others it is not there."""
    if not may_lead(professional_of(request.user).roles):
        raise Team.DoesNotExist
    return _team(request)


def _people(request, team):
    """Return for whom the reader may set hours: everybody of the team when they lead it, else themselves."""
    me = professional_of(request.user)
    found = members(team, request.now)
    if not may_lead(me.roles):
        found = found.filter(pk=me.pk)
    return [(one.pk, one.name) for one in found]


def _address(team):
    return f"{doors.address('reception')}?team={team.pk}"


def _go(team):
    response = doors.go("reception")
    response["Location"] = _address(team)
    return response


def _monday(said, today):
    """Return the Monday of the week that is asked for, or of this week; at its end, of the next."""
    shown = today + timedelta(days=2) if today.weekday() > FRIDAY else today
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = shown
    if abs(day - today) > timedelta(days=366):
        day = shown
    return day - timedelta(days=day.weekday())


def _alike(rows):
    """Put hours that differ only in their weekday together, in the order of the first of each."""
    groups: dict[tuple, list] = {}
    for row in rows:
        key = (
            row.professional_id, row.opens, row.closes, row.minutes, row.manner, row.room, row.bookers,
            row.change_hours, row.valid_from, row.valid_to,
        )  # fmt: skip
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _hours(alike, me, today):
    one = alike[0]
    how = [str(MANNER[one.manner]), one.room, _("%(minutes)s min") % {"minutes": one.minutes}]
    return Hours(
        id=one.id,
        days=_days([row.weekday for row in alike]),
        clock=_clock(one.opens, one.closes),
        how=", ".join(part for part in how if part),
        who=", ".join(str(BOOKER[code]) for code in BOOKER if code in one.bookers),
        since=one.valid_from if one.valid_from > today else None,
        until=one.valid_to,
        mine=one.professional_id == me.pk or may_lead(me.roles),
    )


def _day(weekday):
    return str(WEEKDAYS_ABBR[weekday])


def _days(weekdays):
    """Return weekdays in words, three and more that follow each other as a span."""
    if len(weekdays) > 2 and weekdays == list(range(weekdays[0], weekdays[-1] + 1)):
        return f"{_day(weekdays[0])}–{_day(weekdays[-1])}"
    return ", ".join(_day(weekday) for weekday in weekdays)


def _clock(opens, closes):
    """Return minutes of a day as people write them: 8–11, 12.30–15; with a colon in English."""
    point = ":" if get_language() == "en" else "."
    both = []
    for minute in (opens, closes):
        hour, rest = divmod(minute, 60)
        both.append(f"{hour}{point}{rest:02d}" if rest or get_language() == "en" else str(hour))
    return "–".join(both)
