"""The reading log's chain: whatever somebody who owns the database does to sealed lines is found."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from koppi.access import audit, chain
from koppi.access.actions import drop_old_readings, log_reading, seal_readings
from koppi.access.audit import verify_readings
from koppi.identity.models import User
from koppi.people.tests.factories import NINE, make_professional

SECOND = timedelta(seconds=1)
LINES = 120


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def look(reader, number, at=NINE):
    log_reading(
        reader=reader, register="patient", client_ids=[number, 900 + number], matter_id=number,
        what="matter", why="own_team", at=at + number * SECOND,
    )  # fmt: skip


def verify(**options):
    return verify_readings(key=settings.READING_LOG_KEY, **options)


def kinds(report):
    return {finding.kind for finding in report.findings}


@pytest.fixture
def reader(db):
    return make_professional("Liisa Koski").user


@pytest.fixture
def log(reader):
    """Lines over every lane, sealed three times on the way."""
    for number in range(LINES):
        look(reader, number)
        if number % 40 == 39:
            seal_readings(by=None, at=NINE + number * SECOND)
    return reader


def test_a_whole_log_has_nothing_to_find(log):
    report = verify()

    assert report.findings == []
    assert (report.lines, report.seals, report.unsealed) == (LINES, 3, 0)
    assert len(sql("select distinct lane from access_reading")) == len(chain.LANES)


def test_the_latest_seals_are_walked_by_themselves(reader):
    """The doctor's look: of 250 seals those from the 101st on, the first full one at least a hundred back."""
    for number in range(250):
        look(reader, number)
        seal_readings(by=None, at=NINE + number * SECOND)
    look(reader, 250)
    told = [len(json.loads(heads)) for (heads,) in sql("select heads from access_seal order by id")]
    assert [number for number, lanes in enumerate(told, start=1) if lanes == 32] == [1, 101, 201]

    late = verify(late=True)
    assert (late.findings, late.seals, late.unsealed, late.lines) == ([], 150, 1, 150)
    assert late.anchor == verify().anchor

    sql("alter table access_reading disable trigger user")
    sql("update access_reading set why = 'none' where matter_id = 20")
    assert verify(late=True).findings == [] and kinds(verify()) == {"line_changed"}
    sql("delete from access_reading where matter_id = 240")
    assert verify(late=True).findings


def test_a_long_log_needs_no_more_memory_than_a_short_one(log, monkeypatch):
    """Rows come a few at a time, and of a log that is all wrong only the first findings are kept."""
    monkeypatch.setattr(audit, "TOLD", 10)
    monkeypatch.setattr(audit, "AT_A_TIME", 5)
    steps = []
    sql("alter table access_reading disable trigger user")
    sql("update access_reading set reader_id = reader_id + 1")

    report = verify(step=lambda done, total: steps.append((done, total)))

    assert (report.wrong, len(report.findings)) == (LINES, 10)
    assert steps == [(done, LINES) for done in range(5, LINES + 1, 5)]


def test_a_line_is_linked_to_the_one_before_it(reader):
    look(reader, 1)

    ((lane, seq, mac, link),) = sql("select lane, seq, mac, link from access_reading")
    assert seq == 1
    assert bytes(link) == chain.next_link(chain.beginning(lane), bytes(mac))


def test_nothing_new_needs_no_seal(log):
    assert seal_readings(by=None, at=NINE) == 0
    look(log, 99)
    assert verify().unsealed == 1
    assert seal_readings(by=None, at=NINE) == 1
    assert verify().unsealed == 0


@pytest.mark.parametrize("table", ["access_seal", "access_cut", "access_reading"])
@pytest.mark.parametrize("change", ["update {} set at = now()", "delete from {}", "truncate {}"])
def test_nobody_changes_a_seal(log, table, change):
    sql("insert into access_cut values (9, 1, %s, %s, %s)", b"x", NINE, b"x")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(change.format(table))


# Somebody who owns the database and has read this code, but does not have the key


class Owner:
    """Tampers with one thing, and covers the tracks as well as can be done without the key."""

    def __init__(self, random):
        self.random = random
        self.lane = random.choice(sql("select lane from access_reading group by lane having count(*) > 1"))[0]
        self.lines = [
            row for (row,) in sql("select id from access_reading where lane = %s order by seq", self.lane)
        ]

    def change_a_value(self):
        column, value = self.random.choice(
            [("why", "'none'"), ("what", "'list'"), ("reader_id", "reader_id + 1"), ("matter_id", "null"),
             ("at", "at + interval '1 hour'"), ("client_ids", "client_ids[1:1]"), ("register", "'social'")]
        )  # fmt: skip
        sql(f"update access_reading set {column} = {value} where id = %s", self.one())

    def take_a_line_away(self):
        sql("delete from access_reading where id = %s", self.one())
        self.number_again()

    def cut_the_end_off(self):
        left = self.random.randrange(len(self.lines))
        sql("delete from access_reading where id = any(%s::bigint[])", self.lines[left:])
        self.number_again()

    def change_the_order(self):
        first, second = self.random.sample(self.lines, 2)
        ((a,), (b,)) = (sql("select seq from access_reading where id = %s", one) for one in (first, second))
        sql("update access_reading set seq = %s where id = %s", b[0], first)
        sql("update access_reading set seq = %s where id = %s", a[0], second)
        self.number_again()

    def put_a_copy_in(self):
        sql(
            "insert into access_reading"
            " (at, reader_id, register, client_ids, matter_id, what, why, lane, seq, mac, link)"
            " select at, reader_id, register, client_ids, matter_id, what, why, lane, seq + 1, mac, link"
            " from access_reading where id = %s",
            self.one(),
        )
        self.number_again()

    def put_a_line_past_the_chain(self):
        sql(
            "insert into access_reading (at, reader_id, register, client_ids, what, why)"
            " values (%s, 1, 'patient', '{1}', 'matter', 'own_team')", NINE + timedelta(hours=1),
        )  # fmt: skip

    def move_to_another_lane(self):
        (other,) = self.random.choice(sql("select id from access_lane where id <> %s", self.lane))
        sql("update access_reading set lane = %s, seq = 1000 where id = %s", other, self.one())
        self.number_again()
        self.lane = other
        self.number_again()

    def empty_a_lane(self):
        sql("delete from access_reading where lane = %s", self.lane)
        self.number_again()

    def take_the_last_seal_away(self):
        self.cut_the_end_off()
        sql("delete from access_seal where id > 1")
        sql("update access_seal set heads = %s", self.heads())

    def pretend_a_cut(self):
        ((seq, link),) = sql("select seq, link from access_reading where id = %s", self.lines[0])
        sql("delete from access_reading where id = %s", self.lines[0])
        sql("insert into access_cut values (%s, %s, %s, %s, %s)", self.lane, seq, link, NINE, b"no key")

    def one(self):
        return self.random.choice(self.lines)

    def heads(self):
        ((heads,),) = sql(
            "select json_agg(json_build_array(id, seq, encode(link, 'hex')) order by id)::text"
            " from access_lane"
        )
        return heads

    def number_again(self):
        """Number and link a lane anew, up to its head, as if nothing had been there."""
        link, seq = chain.beginning(self.lane), 0
        for seq, (line, mac) in enumerate(
            sql("select id, mac from access_reading where lane = %s order by seq, id", self.lane), start=1
        ):
            link = chain.next_link(link, bytes(mac))
            sql("update access_reading set seq = %s, link = %s where id = %s", seq, link, line)
        sql("update access_lane set seq = %s, link = %s where id = %s", seq, link, self.lane)


TRICKS = [name for name in vars(Owner) if name not in ("one", "heads", "number_again") and name[0] != "_"]


@pytest.mark.parametrize("tamperings", [40, pytest.param(500, marks=pytest.mark.long)])
def test_every_tampering_is_found(log, tamperings):
    for table in ("access_reading", "access_seal"):
        sql(f"alter table {table} disable trigger user")
    missed = []
    for number in range(tamperings):
        trick, point = TRICKS[number % len(TRICKS)], transaction.savepoint()
        getattr(Owner(Random(number)), trick)()
        if not verify().findings:
            missed.append((trick, number))
        transaction.savepoint_rollback(point)

    assert missed == []
    assert verify().findings == []


def test_seals_cut_off_together_with_their_lines_are_missed_by_the_one_kept_elsewhere(log):
    kept = verify().anchor
    for table in ("access_reading", "access_seal"):
        sql(f"alter table {table} disable trigger user")
    ((heads,),) = sql("select heads::text from access_seal where id = 1")
    sql("delete from access_seal where id > 1")
    for lane, seq, link in json.loads(heads):
        sql("delete from access_reading where lane = %s and seq > %s", lane, seq)
        sql("update access_lane set seq = %s, link = decode(%s, 'hex') where id = %s", seq, link, lane)

    assert verify().findings == []
    assert kinds(verify(anchor=kept)) == {"anchor_gone"}


def test_old_months_are_dropped_and_the_rest_is_still_whole(log):
    old = NINE.replace(year=NINE.year - 14)
    sql("select koppi_add_month('access_reading', %s)", old.date())
    seal_readings(by=None, at=NINE)
    sql("update access_lane set seq = 0, link = sha256(('koppi lane ' || id)::bytea)")
    for table in ("access_reading", "access_seal"):
        sql(f"alter table {table} disable trigger user")
        sql(f"delete from {table}")
        sql(f"alter table {table} enable trigger user")
    for number in range(8):
        look(log, number, at=old)
    for number in range(8):
        look(log, number)
    seal_readings(by=None, at=NINE)

    assert drop_old_readings(by=None, at=NINE) == 1

    report = verify()
    assert (report.findings, report.lines) == ([], 8)
    assert drop_old_readings(by=None, at=NINE) == 0
    sql("alter table access_cut disable trigger user")
    sql("delete from access_cut")
    assert verify().findings


@pytest.mark.django_db(transaction=True)
def test_readers_side_by_side_leave_every_line_once():
    reader = make_professional("Liisa Koski").user

    def read(number):
        try:
            look(User.objects.get(pk=reader.pk), number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as readers:
        list(readers.map(read, range(80)))

    seal_readings(by=None, at=NINE)
    report = verify()
    assert (report.findings, report.lines, report.unsealed) == ([], 80, 0)
