"""Who is here and who is writing: noted for some seconds, told to the others when it changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from .models import Presence
from .nudging import nudge
from .rules import CHANNEL, BadChannel

HERE_SECONDS = 60  # a page says it again every 25 seconds or so
WRITING_SECONDS = 8  # and this every 3 while somebody writes

# One statement. What stood there before tells whether this is news; what has hardly changed is not written.
_NOTE = """
    with before as (
        select until from live_presence where channel = %(channel)s and who = %(who)s and doing = %(doing)s
    )
    insert into live_presence (channel, who, doing, until)
    values (%(channel)s, %(who)s, %(doing)s, %(until)s)
    on conflict (channel, who, doing) do update set until = excluded.until
        where live_presence.until <= excluded.until - %(half)s
    returning coalesce((select until from before) <= %(at)s, true)"""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is here; `writing_until` is None when they are not writing."""

    who: str
    until: datetime
    writing_until: datetime | None = None


def here(channel, who, at, seconds=HERE_SECONDS):
    """Note that somebody has a page of a channel open; the others hear when that is news.

    :param seconds: how long it holds; it is to be said again before half of it has gone
    """
    return _note(channel, who, Presence.Doing.HERE, at, seconds)


def writing(channel, who, at, seconds=WRITING_SECONDS):
    """Note that somebody is writing; the others hear, and hear again while it goes on."""
    return _note(channel, who, Presence.Doing.WRITING, at, seconds)


def stopped(channel, who, at):
    """Note that somebody writes no more."""
    _end(channel, who, [Presence.Doing.WRITING], at)


def gone(channel, who, at):
    """Note that somebody has left."""
    _end(channel, who, [Presence.Doing.HERE, Presence.Doing.WRITING], at)


def present(channel, at):
    """Return who is here at a moment, by name; whoever writes is here. One statement."""
    rows = Presence.objects.filter(channel=channel, until__gt=at).order_by("who", "doing")
    found = {}
    for row in rows:
        before = found.get(row.who)
        writes = row.until if row.doing == Presence.Doing.WRITING else None
        found[row.who] = Present(row.who, max(row.until, before.until) if before else row.until, writes)
    return list(found.values())


def of(channel, who, at):
    """Return how one of them is here at a moment, or None."""
    return next((one for one in present(channel, at) if one.who == who), None)


def _note(channel, who, doing, at, seconds):
    if not CHANNEL.fullmatch(channel):
        raise BadChannel
    values = {
        "channel": channel,
        "who": str(who),
        "doing": str(doing),
        "at": at,
        "until": at + timedelta(seconds=seconds),
        "half": timedelta(seconds=seconds / 2),
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, values)
            written = cursor.fetchone()
        # Until when somebody writes is shown to the others, so it must be told again.
        news = written is not None and (written[0] or doing == Presence.Doing.WRITING)
        if news:
            nudge(channel, kind="presence")
    return news


def _end(channel, who, doing, at):
    with transaction.atomic():
        rows = Presence.objects.filter(channel=channel, who=str(who), doing__in=doing)
        ended = sum(row[2] > at for row in rows.values_list("pk", "doing", "until"))
        rows.delete()
        if ended:
            nudge(channel, kind="presence")
