"""No promise is asked in vain: each is broken once by hand, with the keys out of the way, and is named."""
# ruff: noqa: E501  a query stands in one line

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from koppi.config import demo, doctor
from koppi.config.promises import broken, promises

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OPEN = "(select id from matters_matter where state <> 'closed' order by id limit 1)"
CLOSED = "(select id from matters_matter where state = 'closed' order by id limit 1)"
TOLD = "(select min(matter_id) from ledger_event)"
PASS = (
    "insert into access_pass (professional_id, client_id, matter_id, register, why, since, basis)"
    " select 1, {client}, m.id, {register}, {why}, now(), '' from matters_matter m where m.id = {matter}"
)

# What breaks each promise once no key is in the way.
BREAKS = {
    "an open matter has a team that is open": f"update people_team set closed_at = now() where id = (select team_id from matters_matter where id = {OPEN})",
    "an open matter has a due time and a running clock": f"update matters_clock set met_at = now() where id = (select due_clock_id from matters_matter where id = {OPEN})",
    "the due time is the earliest running clock's": f"insert into matters_clock (matter_id, rule, version, statutory, started_at, due_at, ended) values ({OPEN}, 'X1', 1, false, '2020-01-01', '2020-01-02', '')",
    "a matter knows by when care must begin": f"update matters_matter set care_due_at = '2030-01-01' where id = {OPEN}",
    "an appointment that meets a limit is booked": f"update matters_matter set care_time_at = '2030-01-01' where id = {OPEN}",
    "a closed matter holds nothing": f"update matters_clock set met_at = null, ended_at = null, ended = '' where matter_id = {CLOSED}",
    "at most one open catch, and it is the matter's": f"insert into matters_catch (matter_id, caught_by_id, caught_at, release) values ({OPEN}, 1, now(), ''), ({OPEN}, 2, now(), '')",
    "what is held is held by somebody who is here": "with held as (update matters_catch set released_at = null, release = '' where id = (select max(id) from matters_catch) returning caught_by_id) update identity_user set is_active = false where id = (select caught_by_id from held)",
    "a pending offer has its giver's open catch": "insert into matters_handover (matter_id, catch_id, offered_by_id, offered_at, to_team_id, to_skill, reason, expires_at, outcome, answer)"
    " select matter_id, id, caught_by_id, caught_at, 1, '', 'x', now(), '', '' from matters_catch where released_at is not null order by id limit 1",
    "every event of a matter has its own place": f"update ledger_event set matter_no = matter_no + 1 where matter_id = {TOLD}",
    "a snooze ends by the due time": f"update matters_matter set snoozed_until = due_at + interval '1 s' where id = {OPEN}",
    "a pass stands for a relation that is there": PASS.format(
        client="null", register="m.register", why="'question'", matter=OPEN
    ),
    "a relation that opens a client's data has its pass": "delete from access_pass",
    "a pass opens the register of its matter": PASS.format(
        client="null",
        register="case m.register when 'patient' then 'social' else 'patient' end",
        why="'offer'",
        matter=OPEN,
    ),
    "advice has no client, and nothing else lacks one": f"update matters_matter set client_id = null where id = {OPEN}",
    "a matter is in its team's register": f"update people_team set register = case register when 'patient' then 'social' else 'patient' end where id = (select team_id from matters_matter where id = {CLOSED})",
    "a matter closes after it opened, and a clock stops after it started": f"update matters_matter set closed_at = opened_at - interval '1 s' where id = {CLOSED}",
    "what was joined goes on in an older matter of the same client and register": f"update matters_matter set joined_into_id = id where id = {CLOSED}",
    "a matter has one reference that people can read": f"update matters_matter set reference = (select max(reference) from matters_matter) where id in ({OPEN}, {CLOSED})",
    "a contact is about the client of its matter": "update intake_contact set about_id = about_id + 1 where id = (select min(id) from intake_contact)",
    "a conversation counts its messages": "delete from conversations_message where id = (select max(id) from conversations_message)",
    "an event of a matter is about its client": f"update ledger_event set client_id = client_id + 1 where matter_id = {TOLD}",
    "every contact's arrival is told once, about its client": "delete from ledger_event where kind = 'contact.received'",
    "every event and every look lies in its month": "insert into ledger_event (kind, at) values ('x', '1999-01-01')",
    "one human has one account, and each code opens one human's rows": "update people_clientidentity set keyed_hash = 'x'",
}
# What breaks what is promised of the keys themselves.
BREAKS_OF_KEYS = {
    "every key stands, is checked and is on": "alter table matters_clock disable trigger the_due_time_is_the_earliest_clocks",
    "every key that the code counts on is there": "alter table matters_matter drop constraint closed_means_signed_closed",
    "every protected table shows only the rows of whoever acts": "alter table ledger_event no force row level security",
    "the next id is one that no row has": "update matters_assessment set id = 1000000 where id = (select max(id) from matters_assessment)",
}
OWN = "conrelid in (select oid from pg_class where relname similar to '(matters|people|intake|conversations|identity)[_]%%' or relname = 'access_pass')"


@pytest.fixture
def county(db):
    monday = datetime.now(UTC).replace(hour=9, minute=30, second=0, microsecond=0)
    demo.seed(now=monday - timedelta(days=monday.weekday() + 7), size=40)


def take_the_keys_away(cursor):
    cursor.execute("set constraints all immediate")
    cursor.execute(
        f"select format('alter table %%s drop constraint if exists %%I cascade', conrelid::regclass, conname)"
        f" from pg_constraint where contype in ('c', 'f', 'u', 'x') and conparentid = 0 and {OWN}"
        " union all select format('drop index %%s', indexrelid::regclass) from pg_index"
        f" where indisunique and not indisprimary and {OWN.replace('conrelid', 'indrelid')}"
        "   and not exists (select from pg_constraint where conindid = indexrelid)"
        " union all select format('alter table %%s disable trigger user', oid::regclass) from pg_class"
        " where relname = 'ledger_event' or (relkind = 'r' and relname similar to '(matters|people|intake|conversations)[_]%%')",
        [],
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)


def names_after(cursor, breaking):
    with transaction.atomic():
        cursor.execute(breaking)
        assert cursor.rowcount, breaking
        found = {name for name, _ in broken()}
        transaction.set_rollback(True)
    return found


def test_each_promise_that_is_broken_is_named(county):
    assert broken() == []

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        unnoticed = [name for name, sql in BREAKS_OF_KEYS.items() if name not in names_after(cursor, sql)]
        take_the_keys_away(cursor)
        before = {name for name, _ in broken()}
        unnoticed += [name for name, sql in BREAKS.items() if name not in names_after(cursor, sql)]

    assert before == set(BREAKS_OF_KEYS) - {
        "every protected table shows only the rows of whoever acts",
        "the next id is one that no row has",
    }
    assert unnoticed == []


def test_every_promise_is_broken_once():
    assert set(BREAKS) | set(BREAKS_OF_KEYS) == set(promises())


def test_the_doctor_says_how_each_went(capsys):
    assert doctor.examine_promises() == 0

    with connection.cursor() as cursor:
        cursor.execute(BREAKS["every event and every look lies in its month"])
    assert doctor.examine_promises() == 1

    said = capsys.readouterr().out
    assert said.count("✓") == 2 * len(promises()) - 1
    assert "✗ every event and every look lies in its month" in said
    assert "1 promises are broken." in said
