"""What the second lock costs: the same pages with row-level security and without it, by turns."""

import contextlib
import gc
import statistics
import time

from django.db import connection

from koppi.access.second_lock import TABLES
from koppi.matters.models import Matter
from koppi.people import middleware

BLOCK = 25
WARM = 5


@contextlib.contextmanager
def without():
    """Take the lock off: no policy on any table, and nobody is said to act."""
    _alter("disable row level security, no force row level security")
    _plan("force_generic_plan")  # as the lock does: what is compared is the lock, not the planner
    said, middleware.acting = middleware.acting, lambda facts: contextlib.nullcontext()
    try:
        yield
    finally:
        middleware.acting = said
        _plan("auto")
        _alter("enable row level security, force row level security")


def price(look, rounds):
    """Return the median seconds of a look with the lock and without it.

    They take turns by blocks, since a change of policies makes the server plan anew; the first looks of a
    block are not counted.
    """
    locked, free = [], []
    for _ in range(-(-rounds // BLOCK)):
        locked += _block(look)
        with without():
            free += _block(look)
    return statistics.median(locked), statistics.median(free)


def hide_most(reader):
    """Hide nine of ten matters of the reader's queues: another register, and bans on what was lent to them."""
    teams = list(reader.professional.memberships.values_list("team_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "update matters_matter set register = 'social' where team_id = any(%s::bigint[])"
            " and state <> 'closed' and (id / 200 / 10) %% 10 <> 0",
            [teams],
        )
        cursor.execute(
            "with glass as (insert into access_breakglass (opened_by_id, opened_at, person_id, register, reason,"
            " why, until, review) select %s::bigint, now(), person_id, 'patient', 'other', 'bench',"
            " now() + interval '1 day', '' from people_client order by id limit 1000 returning id, person_id)"
            " insert into access_pass (professional_id, client_id, register, why, since, until, basis, glass_id)"
            " select %s::bigint, c.id, 'patient', 'break_glass', now(), now() + interval '1 day', '', glass.id"
            " from glass join people_client c on c.person_id = glass.person_id",
            [reader.pk, reader.pk],
        )
        cursor.execute(
            "insert into access_ban (person_id, register, given_by_id, given_at, orally)"
            " select person_id, 'patient', %s::bigint, now(), false from people_client order by id limit 1000",
            [reader.pk],
        )
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum (analyze) matters_matter, access_pass, access_ban, access_breakglass")


def a_matter_of(reader):
    """Return the reference of an open matter that the reader may see."""
    return Matter.objects.visible_to(reader).open().order_by("-pk").values_list("reference", flat=True)[0]


def _alter(how):
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"alter table {table} {how}")


def _plan(mode):
    with connection.cursor() as cursor:
        cursor.execute(f"set plan_cache_mode = {mode}")
        cursor.execute(f"set jit = {'off' if mode == 'force_generic_plan' else 'on'}")


def _block(look):
    for _ in range(WARM):
        look()
    gc.collect()
    times = []
    for _ in range(BLOCK):
        begun = time.perf_counter()
        look()
        times.append(time.perf_counter() - begun)
    return times
