"""The ledger keeps what happened, in codes, in order, for good."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from koppi.identity.models import User
from koppi.ledger.actions import add_months, make_months, record
from koppi.ledger.models import Event
from koppi.ledger.queries import _events, events_of_matter
from koppi.ledger.rules import WordsInLedger

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FAR = datetime(2071, 5, 10, tzinfo=UTC)


@pytest.fixture
def system(db):
    return User.objects.system()


def partitions(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "select inhrelid::regclass::text from pg_inherits where inhparent = %s::regclass", [table]
        )
        return {name for (name,) in cursor.fetchall()}


def test_an_event_says_who_did_what_and_when_and_in_which_transaction(system):
    record("matter.caught", by=system, at=NINE, client_id=1, matter_id=7, matter_no=1, catch=5)

    event = Event.objects.get(kind="matter.caught")
    assert (event.by_id, event.at, event.data) == (system.pk, NINE, {"catch": 5})
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint")
        assert event.xid == cursor.fetchone()[0]


def test_an_event_stays_only_if_what_it_tells_about_does(system):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("matter.caught", by=system, at=NINE)
        raise ZeroDivisionError

    assert not Event.objects.filter(kind="matter.caught").exists()


def test_events_of_a_matter_come_in_its_own_order(system):
    for number in (2, 1, 3):
        record(f"step.{number}", by=system, at=NINE, matter_id=7, matter_no=number)
    record("other", by=system, at=NINE, matter_id=8, matter_no=1)

    assert [event.kind for event in events_of_matter(7)] == ["step.1", "step.2", "step.3"]


def test_an_event_of_a_matter_has_its_number(system):
    with pytest.raises(DatabaseError), transaction.atomic():
        record("matter.caught", by=system, at=NINE, matter_id=7)


@pytest.mark.parametrize("change", ["update ledger_event set kind = 'x'", "delete from ledger_event"])
def test_nobody_changes_what_has_happened(system, change):
    record("matter.caught", by=system, at=NINE)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize(
    "data",
    [
        {"why": "She says that her back hurts " * 3},
        {"why": "two\nlines"},
        {"list": [{"deep": "a" * 81}]},
        {"seen": NINE},
        {"who": object()},
    ],
)
def test_words_do_not_fit_in_the_ledger(system, data):
    with pytest.raises(WordsInLedger):
        record("matter.caught", by=system, at=NINE, **data)


def test_codes_numbers_and_moments_fit(system):
    record("x", by=None, at=NINE, a=1, b=None, c=True, d="own_care", e=[1, 2], f=NINE.isoformat())


# Months


def test_months_are_made_ahead_once_for_both_logs(system):
    assert add_months(by=system, at=FAR) == 8
    assert add_months(by=system, at=FAR) == 0

    assert {"ledger_event_2071_05", "ledger_event_2071_08"} <= partitions("ledger_event")
    assert {"access_reading_2071_05", "access_reading_2071_08"} <= partitions("access_reading")


def test_the_months_of_a_history_are_made_before_it_is_written(system):
    first, last = datetime(2070, 11, 30, 23, tzinfo=UTC), FAR

    assert make_months("ledger_event", first=first, last=last) == 6
    assert make_months("ledger_event", first=first, last=last) == 0

    record("late", by=system, at=datetime(2070, 12, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_event_2070_12")
        assert cursor.fetchone() == (1,)


def test_a_matters_events_are_not_looked_for_in_months_before_it_began(system):
    make_months("ledger_event", first=FAR, last=FAR + timedelta(days=90))
    record("before", by=system, at=FAR, matter_id=7, matter_no=1)
    record("after", by=system, at=FAR + timedelta(days=62), matter_id=7, matter_no=2)
    since = FAR + timedelta(days=60)

    assert [event.kind for event in events_of_matter(7, since=since)] == ["after"]
    assert "ledger_event_2071_07" in _events(7, since).explain()
    assert "ledger_event_2071_05" not in _events(7, since).explain()


def test_months_go_over_the_new_year(system):
    add_months(by=system, at=datetime(2071, 11, 30, 23, tzinfo=UTC))  # already December in Helsinki

    assert {"ledger_event_2071_12", "ledger_event_2072_03"} <= partitions("ledger_event")
    assert "ledger_event_2071_11" not in partitions("ledger_event")


def test_a_month_that_already_has_rows_stays_where_it_is(system, caplog):
    record("early", by=system, at=FAR + timedelta(days=1))

    assert add_months(by=system, at=FAR) == 7

    assert "ledger_event_2071_05" not in partitions("ledger_event")
    assert "partition=ledger_event_2071_05 not added" in caplog.text
    record("late", by=system, at=FAR)
    assert Event.objects.filter(at__date__gte=date(2071, 1, 1)).count() == 2
