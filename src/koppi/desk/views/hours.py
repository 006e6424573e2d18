"""Opening hours, as a manager sees and changes them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.people import actions
from koppi.people.errors import Refusal
from koppi.people.models import OpeningHours, Way
from koppi.people.queries import Week, exceptions_of, professional_of, weeks_of
from koppi.ui import times

from ..hours_forms import ExceptionForm, WeekForm, said
from ..rules import may_manage
from ..words import WAY
from . import doors
from .forms_page import Step, take_step


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week in words: its first and its last day, and the hours of the days, those alike together."""

    first: date
    last: date | None
    days: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way in: its week now, the weeks to come and those before, and days with hours of their own."""

    code: str
    name: str
    now: WeekLine | None
    ahead: list[WeekLine]
    before: list[WeekLine]
    exceptions: list[tuple[date, str]]
    takes_exceptions: bool


@doors.at_desk
@require_GET
def show(request):
    """Show when each way in is open now, what is planned, and what was before."""
    _check_manages(request)
    today = request.now.astimezone(times.HELSINKI).date()
    return doors.page(
        request, "desk/hours.html", {"ways": [_way_in(way, today) for way in Way], "main_class": "doc"}
    )


@doors.at_desk
@require_http_methods(["GET", "POST"])
def week(request, way):
    """Change the usual week of a way in from a day on."""
    _check_manages(request)
    way = _way(way)
    today = request.now.astimezone(times.HELSINKI).date()
    form = WeekForm(doors.posted(request), now=request.now, week=_latest(way, today))
    step = Step(
        title=_("Change the week: %(way)s") % {"way": WAY[way]},
        said=_("Write the times of each day, like this: 8–11, 12–16.30. An empty day is closed."),
        more=_("Holidays are closed by themselves. The hours that hold now stay until the day you choose."),
        button=_("Save the hours"),
        extra={"back_url": doors.address("hours")},
    )

    def do(clean):
        actions.change_week(
            way=way, week=form.week, valid_from=clean["valid_from"], by=request.user, at=request.now
        )
        day = times.plain_date(clean["valid_from"], request.LANGUAGE_CODE)
        doors.toast(request, _("Saved. The new hours begin on %(day)s.") % {"day": day})
        return doors.go("hours")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def day(request, way):
    """Give a way in hours of its own on one day, or close it."""
    _check_manages(request)
    way = _way(way)
    if way == Way.OFFICE:
        raise OpeningHours.DoesNotExist
    step = Step(
        title=_("Other hours on one day: %(way)s") % {"way": WAY[way]},
        said=_("These hours win over the week, and over a holiday."),
        button=_("Save the day"),
        extra={"back_url": doors.address("hours")},
    )

    def do(clean):
        actions.set_exception(
            way=way, day=clean["day"], spans=clean["spans"], by=request.user, at=request.now
        )
        doors.toast(request, _("Saved. The front page tells it."))
        return doors.go("hours")

    return take_step(request, None, ExceptionForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_POST
def remove(request, way, on):
    """Take the hours of one day away."""
    _check_manages(request)
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise OpeningHours.DoesNotExist from None
    try:
        actions.remove_exception(way=_way(way), day=day, by=request.user, at=request.now)
        doors.toast(request, _("Removed. The usual week holds on that day."))
    except Refusal as refusal:
        doors.toast(request, refusal)
    return doors.go("hours")


def _way_in(way, today):
    weeks = [one for one in weeks_of(way) if any(one.days)]
    return WayIn(
        code=way.value,
        name=WAY[way],
        now=next((_line(one) for one in weeks if _holds(one, today)), None),
        ahead=[_line(one) for one in weeks[::-1] if one.valid_from > today],
        before=[_line(one) for one in weeks if one.valid_to and one.valid_to <= today],
        exceptions=[(on, said(spans)) for on, spans in exceptions_of(way, today)],
        takes_exceptions=way != Way.OFFICE,
    )


def _latest(way, today):
    """Return the week that a change begins from: the one that holds now, or the next."""
    weeks = weeks_of(way)[::-1]
    return next((one for one in weeks if _holds(one, today)), weeks[0] if weeks else None)


def _holds(one: Week, today):
    return one.valid_from <= today and (one.valid_to is None or one.valid_to > today)


def _line(one):
    days = []
    for spans, numbers in groupby(range(7), key=lambda number: one.days[number]):
        alike = list(numbers)
        first, last = alike[0], alike[-1]
        names = [str(capfirst(WEEKDAYS[first])), _inside(WEEKDAYS[last])]
        days.append(("–".join(names if first < last else names[:1]), said(spans)))
    return WeekLine(one.valid_from, one.valid_to - timedelta(days=1) if one.valid_to else None, days)


def _inside(weekday):
    """Return a weekday as it stands inside a sentence: English alone writes it with a capital."""
    return str(weekday) if get_language() == "en" else str(weekday).lower()


def _way(code):
    if code not in Way.values:
        raise OpeningHours.DoesNotExist
    return Way(code)


def _check_manages(request):
    """Let only a manager in; to others the page is not there."""
    if not may_manage(professional_of(request.user).roles):
        raise OpeningHours.DoesNotExist
