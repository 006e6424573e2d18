"""The calls that one's teams have promised, ready to be drawn; and when a team calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import get_language, ngettext

from koppi.callbacks import queries as callbacks
from koppi.callbacks.models import Callback, CallbackHours
from koppi.intake.queries import phone_said
from koppi.people.models import Team
from koppi.people.scope import scope_of
from koppi.ui import times

from ..words import SEX_LETTER
from .rows import _sign


class CallLine(NamedTuple):
    """One line of the calls to make."""

    reference: str
    sign: str
    subject: str
    topic: str
    who: str
    language: str
    more: str
    late: bool
    when: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The page of calls: groups with their lines, and the clients whom it shows, by register."""

    groups: list
    clients: dict
    more: bool


def calls_to_make(by, at):
    """Return the calls of a professional's teams: now, later today, other days."""
    language = get_language()
    queue = callbacks.call_queue(by, at=at, language=language[:2])
    groups = [("now", queue.now), ("today", queue.today), ("later", queue.later)]
    return Calls(
        groups=[(name, [_line(row, at, language) for row in rows]) for name, rows in groups if rows],
        clients=queue.clients,
        more=queue.more,
    )


def _line(row, at, language):
    told = [row.caught_by] if row.caught_by and not row.mine else []
    if row.attempts:
        tried = ngettext("tried %(count)s time", "tried %(count)s times", row.attempts)
        told.append(tried % {"count": row.attempts})
    return CallLine(
        reference=row.reference,
        sign="says" if row.warned else _sign(row.urgency, row.warned),
        subject=row.subject,
        topic=row.topic,
        who=f"{row.age} {SEX_LETTER.get(row.sex, '')}".strip(),
        language=row.language,
        more=", ".join(told),
        late=row.try_by <= at,
        when=times.short_span(row.try_from, row.try_by, at, language),
    )


@dataclass(frozen=True, slots=True)
class CallPage:
    """One promised call as whoever makes it sees it."""

    callback: Callback
    promised: str
    next_try: str
    number: int
    tries: list
    phone: str
    dialled: str
    for_other: bool


def call_page(matter, *, at, hidden):
    """Return the promised call of a matter, or None.

    :param hidden: the number is not for the reader, and left out
    """
    callback = callbacks.promised_call(matter)
    if callback is None:
        return None
    language = get_language()
    window = callback.window
    tries = sorted(callback.attempts.all(), key=lambda attempt: attempt.number)
    moved_on = bool(tries)
    return CallPage(
        callback=callback,
        promised=times.span(window.starts_at, window.ends_at, at, language),
        next_try=times.span(callback.try_from, callback.try_by, at, language) if moved_on else "",
        number=len(tries) + 1,
        tries=[times.sentence(attempt.at, at, language) for attempt in tries],
        phone="" if hidden else phone_said(callbacks.number_of(callback)),
        dialled="" if hidden else callbacks.number_of(callback),
        for_other=callback.whose == Callback.Whose.OTHER,
    )


@dataclass(frozen=True, slots=True)
class CallNote:
    """What a matter's page says about its call."""

    promised: str = ""
    late: bool = False
    tries: int = 0
    given_up_at: datetime | None = None


def call_note(matter, *, at):
    """Return what stands on a matter's page about its call, or None: it waits, or nobody answered it."""
    latest = callbacks.latest_call(matter)
    if latest is None or latest.state == Callback.State.REACHED:
        return None
    tries = len(latest.attempts.all())
    if latest.state == Callback.State.NOT_REACHED:
        return CallNote(tries=tries, given_up_at=latest.ended_at)
    said = times.span(latest.try_from, latest.try_by, at, get_language())
    return CallNote(promised=said, late=latest.try_by <= at, tries=tries)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Calling hours as the team's page lists them."""

    id: int
    weekday: int
    opens: int
    closes: int
    calls: int


def led_teams(by):
    """Return the teams that a professional is in, in order of their names."""
    return sorted(
        Team.objects.filter(pk__in=scope_of(by).team_ids, closed_at=None), key=lambda team: team.name
    )


def calling_hours(team):
    """Return when a team calls, from Monday on."""
    rows = CallbackHours.objects.filter(team=team).order_by("weekday", "opens")
    return [HoursRow(row.pk, row.weekday, row.opens, row.closes, row.calls_per_hour) for row in rows]
