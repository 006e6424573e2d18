"""What a page and a job read does not grow with the county: PostgreSQL counts it, at two sizes of one county.

A row that a statement or a policy under it has looked at counts, whether it was shown or not. So a list that
reads the whole table, a count without a bound, and a job that asks every matter whether it is due are found
here and not in production. See docs/decisions/0061.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from koppi.config import demo
from koppi.config.demo import filling
from koppi.config.jobs import SWEEPS
from koppi.identity.models import User
from koppi.matters.actions import catch_matter
from koppi.matters.models import Matter
from koppi.matters.queries import search_matters
from koppi.matters.tests.factories import make_professional
from koppi.people.models import Team

# Committed for real: an index that was built in the same transaction may not be used in it.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NOW = datetime.now(UTC)
SMALL, LARGE = 1_000, 20_000
# What a page reads may grow a little: an index has one more step, a reader's own queues fill up to a page.
GROWTH, SOME = 1.5, 150
# Nothing can have been due before there was anything.
LONG_AGO = datetime(2001, 1, 1, 9, tzinfo=UTC)
# Asks the calendar and not the tables, or writes to a chain of its own.
NOT_ABOUT_ROWS = {"koppi.ledger.actions.add_months", "koppi.access.actions.seal_readings"}
SCOPES = ("for_me", "team", "mine", "offered", "waiting", "snoozed")


def rows_read():
    """Return how many rows of each table this transaction has looked at so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select regexp_replace(relname, '_(20[0-9_]+|default)$', ''),"
            " sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint"
            " from pg_stat_xact_user_tables group by 1"
        )
        return dict(cursor.fetchall())


def cost(look):
    """Return how many rows of each table a look reads, and how many statements it takes, once it is warm."""
    whole = transaction.atomic()
    # As the one that a test case wraps around itself: the counts are those of one transaction.
    whole._from_testcase = True
    with whole:
        # At these sizes a whole table is often cheaper to read than the few rows wanted; in a county never.
        with connection.cursor() as cursor:
            cursor.execute("select set_config('random_page_cost', '1', true)")
            cursor.execute("select set_config('seq_page_cost', '10', true)")
        look()
        before = rows_read()
        with CaptureQueriesContext(connection) as statements:
            look()
        after = rows_read()
        transaction.set_rollback(True)
    read = {table: after[table] - before.get(table, 0) for table in after}
    return {table: rows for table, rows in read.items() if rows}, len(statements)


@pytest.fixture
def county(monkeypatch):
    """A demo county with some matters more, many of them open."""
    demo.seed(now=NOW - timedelta(days=1), size=60)
    monkeypatch.setattr(filling, "OPEN_SHARE", 0.1)
    grow(SMALL)


def grow(matters):
    """Add matters to the same queues, so that each of them grows."""
    filling.fill(matters=matters, now=NOW, copies=1)
    filling.tidy_up()


def got(browser, url):
    def look():
        assert browser.get(url).status_code == 200, url

    return look


def pages():
    """Return what people look at, by name: always the same matter and the same people.

    The queues grow with the county; what one person holds does not.
    """
    team = Team.objects.get(code="etela")
    reader = make_professional("Tuuli Uusi", team).user
    desk, home = Client(), Client()
    desk.force_login(reader)
    theirs = (
        Matter.objects.filter(team=team, state="open", catch=None, client__isnull=False)
        .select_related("client")
        .order_by("-pk")
    )
    matter, *others = theirs[:4]
    for other in others:
        catch_matter(matter_id=other.pk, by=reader, at=NOW)
    home.force_login(User.objects.get(person_id=matter.client.person_id))
    looks = {f"worklist {scope}": got(desk, f"/desk/?scope={scope}") for scope in SCOPES}
    looks |= {
        "a matter at the desk": got(desk, f"/desk/m/{matter.reference}/"),
        "notices": got(desk, "/desk/notices/"),
        "going home": got(desk, "/desk/going-home/"),
        "search by reference": lambda: search_matters(by=reader, text=matter.reference),
        "search for nothing": lambda: search_matters(by=reader, text="kvasaari pulsari"),
        "home": got(home, "/"),
        "my matters": got(home, "/my/"),
        "my matter": got(home, f"/my/{matter.reference}/"),
        "who has looked": got(home, "/my-data/"),
    }
    return looks


def sweeps():
    """Return the worker's jobs by name, when nothing is due."""
    koppi = User.objects.system()
    return {
        path: lambda path=path: import_string(path)(by=koppi, at=LONG_AGO)
        for _, path in SWEEPS
        if path not in NOT_ABOUT_ROWS
    }


def test_pages_and_jobs_read_as_much_in_a_large_county_as_in_a_small_one(county):
    looks = pages() | sweeps()
    small = {name: cost(look) for name, look in looks.items()}
    # What reads a whole table is seen by this way of counting.
    assert cost(lambda: list(Matter.objects.filter(subject="kvasaari")))[0]["matters_matter"] > SMALL

    grow(LARGE)

    large = {name: cost(look) for name, look in looks.items()}
    grew = {
        f"{name}: {table}": (small[name][0].get(table, 0), rows)
        for name, (read, _) in large.items()
        for table, rows in read.items()
        if rows > GROWTH * small[name][0].get(table, 0) + SOME
    }
    more = {name: (small[name][1], large[name][1]) for name in looks if large[name][1] > small[name][1]}
    assert not grew, "\n".join(f"{what} {rows}" for what, rows in sorted(grew.items()))
    assert more == {}
