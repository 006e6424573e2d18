"""Which hours are free, which call is promised in a matter, and which calls a team has to make."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Count

from koppi.access.second_lock import whole_house
from koppi.matters.models.door import OWN
from koppi.people.models import Team
from koppi.people.rules import age_on
from koppi.people.scope import scope_of
from koppi.ui.times import HELSINKI

from . import rules
from .models import Callback, CallbackHours, CallRules

MOST_SHOWN = 100


def spans_of(team_id):
    """Return the hours in which a team calls, as the rules take them."""
    rows = CallbackHours.objects.filter(team_id=team_id).order_by("weekday", "opens")
    return [rules.Span(row.weekday, row.opens, row.closes, row.calls_per_hour) for row in rows]


def calling_of_teams():
    """Return the open teams that call back, by code, each with its hours and its rules; two statements."""
    teams = Team.objects.filter(closed_at=None, callback_hours__isnull=False).distinct().order_by("code")
    teams = teams.select_related("call_rules").prefetch_related("callback_hours")
    return [
        (
            team,
            [
                rules.Span(row.weekday, row.opens, row.closes, row.calls_per_hour)
                for row in sorted(team.callback_hours.all(), key=lambda row: (row.weekday, row.opens))
            ],
            getattr(team, "call_rules", None) or _usual_rules(team.pk),
        )
        for team in teams
    ]


def call_rules(team_id):
    """Return how often a team tries, and how long it waits between."""
    own = CallRules.objects.filter(team_id=team_id).first()
    return own or _usual_rules(team_id)


def _usual_rules(team_id):
    return CallRules(
        team_id=team_id,
        attempts=rules.DEFAULT_ATTEMPTS,
        minutes_apart=int(rules.DEFAULT_APART.total_seconds() // 60),
    )


def offers(team_id, at, *, due_at, own_wish=False):
    """Return the windows of a team that can be promised at a moment; none when it has no hours.

    :param due_at: by when the matter is due, or will be when it is sent
    :param own_wish: the client asks for another time, so that later ones are shown, too
    """
    hours = rules.coming_hours(spans_of(team_id), at)
    if not hours:
        return []
    taken = places_taken(team_id, hours[0].starts_at, hours[-1].starts_at)
    return rules.offers(hours, taken, due_at=due_at, own_wish=own_wish)


def places_taken(team_id, first, last):
    """Return how many places are taken in the windows that start between two moments, by their start.

    It counts calls that whoever asks may not see: how many, and nothing else.
    """
    with whole_house():
        rows = (
            Callback.objects.promised()
            .filter(window__team_id=team_id, window__starts_at__gte=first, window__starts_at__lte=last)
            .values_list("window__starts_at")
            .annotate(taken=Count("pk"))
            .order_by("window__starts_at")
        )
        return dict(rows)


def numbers_taken(window):
    """Return the numbers of the places that are taken in one window, whoever may see the calls."""
    with whole_house():
        return set(Callback.objects.promised().filter(window=window).values_list("place", flat=True))


def promised_call(matter):
    """Return the call that is promised in a matter, with its attempts, or None."""
    return (
        Callback.objects.promised()
        .filter(matter=matter)
        .select_related("window")
        .prefetch_related("attempts")
        .first()
    )


def number_of(callback):
    """Return the number of a call, hidden or not; whoever shows it asks first whether it may be shown."""
    return callback.phone


def latest_call(matter):
    """Return the latest call of a matter that was neither moved nor withdrawn, with its attempts, or None."""
    shown = [Callback.State.PROMISED, Callback.State.REACHED, Callback.State.NOT_REACHED]
    return (
        Callback.objects.filter(matter=matter, state__in=shown)
        .select_related("window")
        .prefetch_related("attempts")
        .order_by("-pk")
        .first()
    )


class CallRow(NamedTuple):
    """One line of the calls to make."""

    reference: str
    register: str
    client_id: int
    subject: str
    topic: str
    age: int
    sex: str
    language: str
    priority: int
    urgency: int | None
    warned: bool
    try_from: datetime
    try_by: datetime
    attempts: int
    caught_by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class CallQueue:
    """The calls of one's teams: those to make now, later today, and on other days."""

    now: list
    today: list
    later: list
    more: bool = False

    @property
    def rows(self):
        """All rows, in their order."""
        return [*self.now, *self.today, *self.later]

    @property
    def clients(self):
        """The clients whom the page shows, by register."""
        found: dict[str, list[int]] = {}
        for row in self.rows:
            found.setdefault(row.register, []).append(row.client_id)
        return found


# Each team's next calls come from an index that holds only promised ones; then their rows are read. `visible`
# asks what the door of the matter asks, as in the worklist.
_QUEUE = """
    with found as (
        select c.* from unnest(%(teams)s::bigint[]) as mine(team_id) cross join lateral (
            select id, matter_id, try_from, try_by from callbacks_callback p
             where p.team_id = mine.team_id and p.state = 'promised'
             order by p.try_from, p.id limit {limit}) c
         order by c.try_from, c.id limit {limit})
    select {door} as visible, m.reference, m.register, m.client_id, m.subject,
           topic.name_fi, topic.name_sv, topic.name_en, client.birth_date, client.sex,
           case when m.language = team.language then '' else m.language end,
           m.priority, m.urgency,
           m.warned_at is not null and (m.urgency_at is null or m.warned_at > m.urgency_at),
           found.try_from, found.try_by,
           (select count(*) from callbacks_attempt a where a.callback_id = found.id),
           coalesce(holder.given_name || ' ' || holder.family_name, ''), m.caught_by_id
      from found
      join matters_matter m on m.id = found.matter_id
      join matters_topic topic on topic.id = m.topic_id
      join people_client client on client.id = m.client_id
      join people_team team on team.id = m.team_id
      left join people_professional holder on holder.user_id = m.caught_by_id
     order by date_trunc('hour', found.try_from), m.priority desc, found.try_from, found.id
""".format(limit=MOST_SHOWN + 1, door=OWN.format(m="m"))  # noqa: S608 — both are constants


def call_queue(by, *, at, language):
    """Return the calls that the teams of a professional have promised, in two statements at any size."""
    scope = scope_of(by)
    if not scope.is_professional or not scope.team_ids:
        return CallQueue([], [], [])
    params = {
        "teams": list(scope.team_ids),
        "registers": sorted(scope.registers),
        "user": by.pk,
        "professional": scope.professional_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, params)
        found = cursor.fetchall()
    today = _day(at)
    rows = [_row(row[1:], by=by, day=today, language=language) for row in found[:MOST_SHOWN] if row[0]]
    return CallQueue(
        now=[row for row in rows if row.try_from <= at],
        today=[row for row in rows if row.try_from > at and _day(row.try_from) == today],
        later=[row for row in rows if _day(row.try_from) > today],
        more=len(found) > MOST_SHOWN,
    )


def _row(values, *, by, day: date, language):
    reference, register, client_id, subject, fi, sv, en, born, sex, spoken, *rest = values
    priority, urgency, warned, try_from, try_by, attempts, caught_by, holder = rest
    return CallRow(
        reference=reference,
        register=register,
        client_id=client_id,
        subject=subject,
        topic={"sv": sv, "en": en}.get(language, fi) or fi,
        age=age_on(born, day),
        sex=sex,
        language=spoken,
        priority=priority,
        urgency=urgency,
        warned=warned,
        try_from=try_from,
        try_by=try_by,
        attempts=attempts,
        caught_by=caught_by,
        mine=holder == by.pk,
    )


def _day(moment):
    return moment.astimezone(HELSINKI).date()


def pause_of(call_rules_row):
    """Return how long a team waits between two tries."""
    return timedelta(minutes=call_rules_row.minutes_apart)
