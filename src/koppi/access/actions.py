"""Passes that open a matter, the line that is written before anybody looks, and requests for old lines."""

import json
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction

from koppi.ledger.actions import record

from . import chain
from .models import OlderLooks, Pass

_LOG = (
    "select koppi_log_reading(%s, %s::bigint, %s::varchar, %s::bigint[], %s::bigint,"
    " %s::varchar, %s::varchar, %s::bytea)"
)
_ONE_SEALER = 7_031_023  # the advisory lock: two workers side by side seal one after the other
KEPT_YEARS = 12  # 703/2023 27 § (verify)
LOCK_PATIENCE = "2s"
OLDER_SHOWN = timedelta(days=30)


def log_reading(*, reader, register, client_ids, what, why, at, matter_id=None):
    """Write down who looks at whose data and why, before the page shows it.

    The line is committed by its own transaction, so that it stays whatever becomes of the page.
    If it cannot be written the error goes on up, and the page is not rendered. A list that
    shows nobody leaves no line.

    Source: 703/2023 9–10 §.

    :param what: a code of what was shown, for example `matter`
    :param why: a code of the reason, for example `own_team`
    :raises RuntimeError: called inside a transaction, which could take the line away with it
    """
    clients = sorted(set(client_ids))
    if not clients:
        return
    _check_commits_at_once()
    said = {
        "at": at,
        "reader_id": reader.pk,
        "register": register,
        "client_ids": clients,
        "matter_id": matter_id,
        "what": what,
        "why": why,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOG, _chained(said))


def log_past_readings(lines):
    """Write down looks of the past in one transaction, when they are brought in from elsewhere.

    :param lines: dicts with `at`, `reader_id`, `register`, `client_ids`, `matter_id`, `what` and `why`
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_LOG, [_chained(said) for said in lines])


def _chained(said):
    return [*said.values(), chain.line_mac(settings.READING_LOG_KEY, **said)]


@transaction.atomic
def seal_readings(*, by, at):
    """Seal the reading log where its lanes now end; return 1, or 0 when nothing has come since the last seal.

    Before a seal covers a line, whoever owns the database could take it away unseen.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_SEALER])
        cursor.execute("select id, mac from access_seal order by id desc limit 1")
        last, before = cursor.fetchone() or (0, b"")
        sealed = _sealed_ends(cursor, last)
        cursor.execute("select id, seq, encode(link, 'hex') from access_lane order by id")
        heads = [list(head) for head in cursor.fetchall()]
        moved = [head for head in heads if head[1] != sealed.get(head[0], 0)]
        if not moved:
            return 0
        told = heads if chain.tells_all(last + 1) else moved
        mac = chain.seal_mac(
            settings.READING_LOG_KEY, before=bytes(before), number=last + 1, at=at, heads=told
        )
        cursor.execute(
            "insert into access_seal (id, at, heads, mac) values (%s, %s, %s, %s)",
            [last + 1, at, json.dumps(told), mac],
        )
    return 1


def _sealed_ends(cursor, last):
    """Return up to which line each lane is sealed, by the last seal that told all and those after it."""
    cursor.execute(
        "select distinct on (head -> 0) (head ->> 0)::int, (head ->> 1)::bigint"
        " from access_seal, jsonb_array_elements(heads) as head where id > %s::bigint"
        " order by head -> 0, id desc",
        [(last - 1) // chain.FULL_EVERY * chain.FULL_EVERY],
    )
    return dict(cursor.fetchall())


@transaction.atomic
def drop_old_readings(*, by, at):
    """Drop the months of the reading log whose time is over; return how many.

    Where each lane is cut stands in a signed row, so that the rest can still be shown to be whole.
    Waits two seconds at most for those who read the log, and then fails: it can be tried again.
    """
    first = date(at.year - KEPT_YEARS, at.month, 1)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [LOCK_PATIENCE])
        cursor.execute("select koppi_old_months('access_reading', %s)", [first])
        months = [month for (month,) in cursor.fetchall()]
        for month in months:
            _cut(cursor, month, at)
            cursor.execute(f"drop table {connection.ops.quote_name(month)}")
    return len(months)


def _cut(cursor, month, at):
    cursor.execute(
        "select distinct on (lane) lane, seq, link from access_reading"
        " where tableoid = %s::regclass and lane is not null order by lane, seq desc",
        [month],
    )
    for lane, seq, link in cursor.fetchall():
        mac = chain.cut_mac(settings.READING_LOG_KEY, lane=lane, seq=seq, link=bytes(link), at=at)
        cursor.execute(
            "insert into access_cut (lane, seq, link, at, mac) values (%s, %s, %s, %s, %s)"
            " on conflict (lane, seq) do nothing",
            [lane, seq, bytes(link), at, mac],
        )


@transaction.atomic
def ask_older_looks(*, key, client_id, register, matter_id, reason, by, at):
    """Ask for the lines of a client's log that are older than two years; one request at a time.

    :raises django.db.IntegrityError: the register's last request is not decided yet, or the key was used
    """
    request = OlderLooks.objects.create(
        key=key,
        client_id=client_id,
        register=register,
        matter_id=matter_id,
        asked_by=by,
        asked_at=at,
        reason=reason,
    )
    record("older_looks.asked", by=by, at=at, client_id=client_id, request=request.pk, register=register)
    return request


@transaction.atomic
def decide_older_looks(*, request_id, granted, answer, by, at):
    """Grant a request for older lines for thirty days, or refuse it with reasons; a decision is made once.

    Source: 703/2023 11 §. Whoever calls has seen to it that `by` answers for data protection.

    :raises OlderLooks.DoesNotExist: there is no such request, or it is decided already
    """
    request = OlderLooks.objects.select_for_update(no_key=True).get(pk=request_id, granted=None)
    request.granted, request.answer = granted, answer
    request.decided_by, request.decided_at = by, at
    request.open_until = at + OLDER_SHOWN if granted else None
    request.save()
    kind = "older_looks.granted" if granted else "older_looks.refused"
    record(kind, by=by, at=at, client_id=request.client_id, request=request.pk, register=request.register)
    return request


def give_pass(
    *, register, why, at, matter_id=None, client_id=None, professional=None, team_id=None, until=None
):
    """Let a professional (a user) or a team see a matter, or a professional all a client's in a register.

    The same pass twice is one pass. Runs in the transaction of whoever creates the relation, and is ended by
    them with `end_passes` or `end_client_passes`.
    """
    found, _ = Pass.objects.get_or_create(
        professional=professional,
        team_id=team_id,
        matter_id=matter_id,
        client_id=client_id,
        register=register,
        why=why,
        until=until,
        defaults={"since": at},
    )
    return found


def end_passes(*, matter_id, why, at, professional=None, team_id=None):
    """End the passes of a matter given for a reason, all or one holder's; return how many."""
    passes = Pass.objects.filter(matter_id=matter_id, why=why).in_force()
    if professional is not None:
        passes = passes.filter(professional=professional)
    if team_id is not None:
        passes = passes.filter(team_id=team_id)
    return passes.update(until=at)


def end_client_passes(*, why, at, client_ids=None, register=None, professional=None):
    """End the passes to all of a client's matters given for a reason; return how many."""
    passes = Pass.objects.filter(client_id__isnull=False, why=why).in_force()
    if client_ids is not None:
        passes = passes.filter(client_id__in=client_ids)
    if register is not None:
        passes = passes.filter(register=register)
    if professional is not None:
        passes = passes.filter(professional=professional)
    return passes.update(until=at)


def _check_commits_at_once():
    """Raise inside a transaction, but for the one a test case wraps around itself.

    The very test of `atomic(durable=True)`, which would cost two more trips to the database.
    """
    blocks = connection.atomic_blocks
    if blocks and not blocks[-1]._from_testcase:
        raise RuntimeError("A look is written down by itself, outside any transaction.")
