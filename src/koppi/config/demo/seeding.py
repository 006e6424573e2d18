"""Fills an empty database with the demo county: the static part at once, then three weeks of tales."""

import os
import random
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, time, timedelta

from django.apps import apps
from django.db import connection, transaction

from koppi.access.actions import log_past_readings
from koppi.deadlines.calendars import HELSINKI, day_of
from koppi.desk.actions import be_absent
from koppi.identity.models import User
from koppi.intake.models import Contact
from koppi.ledger.actions import make_months, record
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.people.models import Client, County, Professional

from .advice import give_advice
from .calls import promise_calls
from .county import build_county
from .handbook import change_contents, name_owners
from .playing import Company, Helper, Stage, in_a_hurry
from .plots import DAYS, draw_plots
from .receptions import book_appointments, set_receptions
from .residents import build_residents, invent_residents
from .set_pieces import set_pieces
from .staff import absences, build_staff
from .tales import tell
from .talks import hold_talks
from .world import World

# What hangs together in the reading log; none of these is emptied otherwise.
READING_LOG = ("access_reading", "access_seal", "access_cut")
SIZE = 1470  # contacts; some come twice, which makes about 1,500
WORTH_SHARING = 400  # contacts; below it a second process costs more than it gives
# When the jobs that nobody waits for run in the story: lapsed offers, snoozes over, what is overdue.
SWEEPS = (time(9), time(13), time(16, 30))
SEEN = ("matter.caught", "matter.assessed", "question.answered", "handover.accepted")


def is_empty():
    """Tell whether the database has nobody in it, or only a demo county that was never finished."""
    return is_unfinished() or not (
        County.objects.exists() or Client.objects.exists() or Professional.objects.exists()
    )


def is_unfinished():
    """Tell whether making the demo county was begun here and interrupted."""
    kinds = set(Event.objects.filter(kind__in=("demo.begun", "demo.ready")).values_list("kind", flat=True))
    return kinds == {"demo.begun"}


def seed(*, now, seed=1, size=SIZE, shares=None, progress=None):
    """Fill an empty database with the demo county, as it stands at a moment.

    Everything that happens to matters is done by the real actions, in the order of a simulated clock.
    The same seed and moment tell the same stories; only references and keys are drawn anew each time.
    An interrupted county is cleared away and begun again.

    :param size: how many contacts
    :param shares: how many processes tell the stories; by itself at most two
    :param progress: called with how many contacts are made, how many there will be, and what is being done
    :return: how often the rules stopped a story, by kind of refusal
    :raises NotEmpty: somebody is in the database
    """
    if not is_empty():
        raise NotEmpty
    tell_progress = progress or (lambda done, total, label: None)
    tell_progress(0, size, "people")
    if shares is None:
        shares = 1 if connection.in_atomic_block or size < WORTH_SHARING else min(2, os.cpu_count() or 1)
    with ExitStack() as stack:
        helpers = []
        for share in range(1, shares):
            helper = Helper(
                database=connection.settings_dict["NAME"],
                now=now.isoformat(),
                seed=seed,
                size=size,
                share=share,
                shares=shares,
            )
            stack.callback(helper.close)
            helpers.append(helper)
        _clear_away()
        _build(now=now, seed=seed, size=size)
        for helper in helpers:
            helper.make_ready()
        stack.enter_context(in_a_hurry(connection))
        stage, plots = stage_of(now=now, seed=seed, size=size, share=0, shares=shares)
        company = Company(stage, helpers)
        _play(company, plots, now=now, progress=tell_progress)
        give_advice(now=now)
        promise_calls(now=now)
        set_receptions(now=now)
        book_appointments(now=now)
        hold_talks(now=now)
        change_contents(now=now)
        tell_progress(size, size, "reading log")
        _log_readings(now)
    record("demo.ready", by=User.objects.system(), at=now, seed=seed, size=size)
    return Counter(company.refused)


class NotEmpty(Exception):
    """The demo county is only made where nobody is yet."""


def stage_of(*, now, seed, size, share, shares):
    """Return one share of the tales, ready to play, and all the contacts to come.

    Whatever happens between the same people is in one share.
    """
    residents = _residents(now=now, seed=seed, size=size)
    clients = {client.person_id: client for client in Client.objects.all()}
    users = {user.person_id: user for user in User.objects.filter(kind=User.Kind.RESIDENT)}
    for resident in residents:
        resident.client, resident.user = clients[resident.person_id], users[resident.person_id]
    world = World(now=now, residents=residents)
    plots = draw_plots(seed=seed, size=size, now=now, residents=residents)
    tales = [
        tell(world, plot, seed)
        for plot, mine in zip(plots, _shares(plots, shares), strict=True)
        if mine == share
    ]
    if share == 0:
        tales += set_pieces(world, seed)
    return Stage(tales), plots


def _shares(plots, shares):
    """Return whose each contact is, so that all have about as much to tell at any time of the story."""
    share_of, load = {}, [0] * shares
    for plot in plots:
        share = share_of.setdefault(plot.about.person_id, load.index(min(load)))
        load[share] += 4 if plot.channel == Contact.Channel.FORM else 3
        yield share


def _residents(*, now, seed, size):
    rng = random.Random(f"{seed}/residents")  # noqa: S311  chance, not a secret
    return invent_residents(rng, how_many=max(90, size // 2), today=day_of(now))


@transaction.atomic
def _build(*, now, seed, size):
    since = now - timedelta(days=DAYS + 40)
    make_months("ledger_event", first=since, last=now)
    record("demo.begun", by=User.objects.system(), at=since, seed=seed, size=size)
    teams, skills, municipalities = build_county(at=since)
    staff = build_staff(teams=teams, skills=skills, now=now)
    name_owners(at=since)
    build_residents(
        _residents(now=now, seed=seed, size=size),
        municipalities=municipalities,
        staff=staff,
        rng=random.Random(f"{seed}/own people"),  # noqa: S311  chance, not a secret
        now=now,
        today=day_of(now),
    )


def _play(company, plots, *, now, progress):
    koppi = User.objects.system()
    staff = {one.user.username: one for one in Professional.objects.select_related("user")}
    away = {starts: [] for _, starts, _, _ in absences(now=now)}
    for name, starts, ends, substitute in absences(now=now):
        away[starts].append((staff[name], ends, staff[substitute]))
    for until in sorted({*_sweeps(now), *(starts for starts in away if starts <= now), now}):
        company.play(until)
        for professional, ends, substitute in away.get(until, ()):
            be_absent(
                professional=professional,
                starts_at=until,
                ends_at=ends,
                substitute=substitute,
                by=koppi,
                at=until,
            )
        for sweep in (
            matters.expire_offers,
            matters.wake_snoozed,
            matters.alert_uncaught,
            matters.raise_overdue,
        ):
            sweep(by=koppi, at=until)
        done = sum(plot.at <= until for plot in plots)
        progress(done, len(plots), f"{until.astimezone(HELSINKI):%-d.%-m.}")
    for starts, rows in away.items():
        for professional, ends, substitute in rows if starts > now else ():
            be_absent(
                professional=professional,
                starts_at=starts,
                ends_at=ends,
                substitute=substitute,
                by=koppi,
                at=now,
            )


def _sweeps(now):
    days = (day_of(now) - timedelta(days=back) for back in range(DAYS + 1))
    moments = (datetime.combine(day, moment, HELSINKI) for day in days for moment in SWEEPS)
    return [moment for moment in moments if now - timedelta(days=DAYS) < moment < now]


def _log_readings(now):
    """Write the reading log of the last week: whoever did something had looked a moment before."""
    professionals = User.objects.filter(kind=User.Kind.PROFESSIONAL).values_list("pk", flat=True)
    register_of = dict(apps.get_model("matters", "Matter").objects.values_list("pk", "register"))
    done = Event.objects.filter(
        kind__in=SEEN, by_id__in=list(professionals), at__gte=now - timedelta(days=7), client_id__isnull=False
    ).order_by("at", "id")
    looks = {
        (event.at - timedelta(seconds=50), event.by_id, event.client_id, event.matter_id) for event in done
    }
    log_past_readings(
        {
            "at": at,
            "reader_id": reader,
            "register": register_of[matter],
            "client_ids": [client],
            "matter_id": matter,
            "what": "matter",
            "why": "own_team",
        }
        for at, reader, client, matter in sorted(looks)
    )


@transaction.atomic
def _clear_away():
    """Empty every table of Koppi that holds people or what happened to them, if a county was left unfinished."""
    if not is_unfinished():
        return
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("koppi.")}
    tables |= {
        field.m2m_db_table() for model in apps.get_models() for field in model._meta.local_many_to_many
    }
    held = sorted((tables & set(_tables())) - set(READING_LOG))
    quoted = ", ".join(connection.ops.quote_name(table) for table in held)
    with connection.cursor() as cursor:
        # Nothing may empty the reading log but this: a county of invented people that was left unfinished.
        for table in READING_LOG:
            cursor.execute(f"alter table {table} disable trigger never_emptied")
        cursor.execute(f"truncate {quoted}, {', '.join(READING_LOG)} restart identity cascade")
        cursor.execute("update access_lane set seq = 0, link = sha256(('koppi lane ' || id)::bytea)")
        for table in READING_LOG:
            cursor.execute(f"alter table {table} enable trigger never_emptied")


def _tables():
    return connection.introspection.table_names()
