"""Write down what happened, and make room for what will."""

import logging
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.module_loading import import_string
from psycopg.types.json import Jsonb

from .rules import check_codes_only

HELSINKI = ZoneInfo("Europe/Helsinki")
MONTHS_AHEAD = 3
PARTITIONED = ("ledger_event", "access_reading")
LOCK_PATIENCE = "2s"
logger = logging.getLogger(__name__)


def record(kind, *, by, at, client_id=None, matter_id=None, matter_no=None, **data):
    """Add one event to the ledger, in the caller's transaction: it stays only if what it tells about does.

    `by` is the user who did it, or None for nobody known. An event of a matter carries its
    number among the matter's events, which the caller takes under the matter's lock.

    What `settings.REACTIONS` names for the kind happens in the same transaction: so what lies above hears
    of what is done below, and the one never knows the other.

    :raises WordsInLedger: the data holds something that is not a code, a number or a moment
    """
    check_codes_only(data)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_event (kind, client_id, matter_id, matter_no, by_id, at, data)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [kind, client_id, matter_id, matter_no, by.pk if by else None, at, Jsonb(data)],
        )
    for react in _reactions().get(kind, ()):
        react(by=by, at=at, client_id=client_id, matter_id=matter_id, **data)


@cache
def _reactions():
    """Return what happens after which kind of event; the packages above name it, and are asked late."""
    return import_string(settings.REACTIONS) if settings.REACTIONS else {}


def add_months(*, by, at):
    """Make the missing partitions of this month and the next three; return how many were made.

    A month whose rows already lie in the default partition stays there: the table works as before, only
    less neatly, and the log says so. A table that is busy is left to the next time.
    """
    first = _first_day(at)
    return sum(
        _add_month(table, _months_later(first, ahead))
        for table in PARTITIONED
        for ahead in range(MONTHS_AHEAD + 1)
    )


def make_months(table, *, first, last):
    """Make the partitions of a table for every month from a moment to another; return how many were made.

    A county that brings its history along, or a fill, makes them before it writes.
    """
    month, end, made = _first_day(first), _first_day(last), 0
    while month <= end:
        made += _add_month(table, month)
        month = _months_later(month, 1)
    return made


def _first_day(moment):
    return moment.astimezone(HELSINKI).date().replace(day=1)


def _add_month(table, month):
    part = f"{table}_{month:%Y_%m}"
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [part])
        if cursor.fetchone()[0]:
            return False
        try:
            with transaction.atomic():
                cursor.execute("select set_config('lock_timeout', %s, true)", [LOCK_PATIENCE])
                cursor.execute("select koppi_add_month(%s, %s)", [table, month])
        except (IntegrityError, OperationalError) as trouble:
            logger.warning("partition=%s not added: %s", part, type(trouble.__cause__).__name__)
            return False
    return True


def _months_later(first, months):
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)
