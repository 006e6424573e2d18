"""The county filled with casts: whole, true, the same each time, and nothing of it when it is stopped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from koppi.config import cli, demo, prepare
from koppi.config.demo import filling
from koppi.config.demo.filling import NotADemoCounty, PromisesBroken, fill
from koppi.config.promises import broken
from koppi.identity.models import User
from koppi.ledger.models import Event
from koppi.matters.models import Matter, Topic
from koppi.matters.queries import search_matters, worklist
from koppi.people import codes
from koppi.people.directory import PeopleDirectory
from koppi.people.models import Client, ClientIdentity

TODAY = datetime.now(UTC).replace(hour=9, minute=30, second=0, microsecond=0)
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 7)
FILLED = 300

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def county():
    demo.seed(now=MONDAY, size=40)


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def structure():
    """Everything that stands around the rows: keys, indexes, triggers, policies."""
    return (
        asked(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint order by 1, 2"
        ),
        asked(
            "select pg_get_indexdef(indexrelid), indisvalid from pg_index where indrelid > 16384 and indrelid::regclass::text not like 'pg_toast%' order by 1"
        ),
        asked(
            "select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2"
        ),
        asked(
            "select relname, relrowsecurity, relforcerowsecurity from pg_class where relkind in ('r', 'p') order by 1"
        ),
    )


def told():
    """What a filling wrote, without what may differ from one to the next."""
    return asked(
        "select md5(string_agg(t, '|' order by t)) from (select m::text as t from matters_matter m"
        " union all select c::text from matters_clock c union all select e.kind || e.at || e.data from ledger_event e"
        " where kind <> 'demo.filled' union all select given_name || birth_date || uuid from people_client) as rows"
    )


def test_a_filled_county_keeps_every_promise_and_is_as_it_was_around_the_rows(county):
    before, first = structure(), Matter.objects.count()

    rows = fill(matters=FILLED, now=TODAY, copies=2)

    ours = [set(part) for part in structure()]
    assert broken() == []
    assert Matter.objects.count() == first + FILLED and rows > 8 * FILLED
    assert [set(part) - whole for part, whole in zip(before, ours, strict=True)] == [set()] * 4
    new = {name for part, whole in zip(before, ours, strict=True) for name, *_ in whole - set(part)}
    # What is new are months of the ledger alone.
    assert [name for name in new if "ledger_event_20" not in name] == []
    assert asked("select count(*) from ledger_event_default") == [(0,)]


def test_what_is_filled_in_is_like_what_the_stories_told(county, monkeypatch):
    monkeypatch.setattr(filling, "OPEN_SHARE", 0.3)
    last, last_client = Matter.objects.latest("pk").pk, Client.objects.latest("pk").pk

    fill(matters=FILLED, now=TODAY, copies=2)

    new = Matter.objects.filter(pk__gt=last)
    assert new.filter(closed_at=None).count() in range(FILLED // 5, FILLED // 2)
    assert new.earliest("opened_at").opened_at < TODAY - timedelta(days=650)
    assert new.latest("opened_at").opened_at <= TODAY
    assert new.values("team").distinct().count() > 4
    # Its people are invented, and can sign in.
    found = [
        codes.decrypt(row.ciphertext) for row in ClientIdentity.objects.filter(client_id__gt=last_client)
    ]
    assert len(found) == len(set(found)) == FILLED // filling.MATTERS_FOR_A_CLIENT
    assert all(codes.is_test(codes.check_form(code)) for code in found)
    assert all(PeopleDirectory().resident_by_code(code, TODAY) for code in found[:5])
    # Its matters are found by those who may see them, by reference and by name.
    liisa = User.objects.get(username="liisa.koski")
    some = new.filter(team__memberships__professional=liisa.professional).select_related("client").first()
    assert [matter.pk for matter in search_matters(by=liisa, text=some.reference)] == [some.pk]
    assert some.pk in {
        matter.pk for matter in search_matters(by=liisa, text=f"{some.client.name} {some.reference}")
    }
    assert worklist(by=liisa, scope="team", at=TODAY).counts


def test_it_goes_on_where_the_last_filling_ended(county):
    fill(matters=FILLED, now=TODAY, copies=1)
    fill(matters=FILLED, now=TODAY, copies=2, brief=True)

    assert broken() == []
    assert Event.objects.filter(kind="demo.filled").count() == 2
    assert Matter.objects.values("reference").distinct().count() == Matter.objects.count()


def test_the_same_seed_gives_the_same_rows(county):
    tellings = []
    for _ in range(2):
        with transaction.atomic():
            asked("select setval('ledger_event_id_seq', 100000)")
            fill(matters=100, now=TODAY, copies=1)
            tellings.append(told())
            transaction.set_rollback(True)

    assert tellings[0] == tellings[1]


def test_one_that_is_stopped_or_breaks_a_promise_leaves_nothing(county, monkeypatch):
    def state():
        return structure(), Matter.objects.count(), Client.objects.count(), Event.objects.count()

    def stop(rows, done, label):
        if done:
            raise KeyboardInterrupt

    before = state()

    with pytest.raises(KeyboardInterrupt):
        fill(matters=FILLED, now=TODAY, copies=2, progress=stop)
    assert state() == before

    monkeypatch.setattr(filling, "LETTERS", filling.LETTERS.replace("Z", "U"))
    with pytest.raises(PromisesBroken, match="reference that people can read"):
        fill(matters=FILLED, now=TODAY, copies=1)
    assert state() == before


def test_a_county_that_began_in_a_month_without_a_place_has_one_made(db):
    demo.seed(now=MONDAY - timedelta(days=100), size=20)

    assert asked("select count(*) from ledger_event_default") == [(0,)]


def test_only_the_demo_county_is_filled(db):
    with pytest.raises(NotADemoCounty):
        fill(matters=1, now=TODAY)

    assert not Topic.objects.exists()


def test_the_command_says_why_nothing_was_added(db, capsys, monkeypatch):
    assert cli._fill(1) == 1

    assert "Only the finished demo county is filled" in capsys.readouterr().out


def test_the_command_shows_rows_and_time(county, capsys, monkeypatch):
    monkeypatch.setattr(filling, "tidy", lambda tables: None)  # not in a transaction

    prepare.fill(FILLED)

    said = capsys.readouterr().out
    assert "Casting matters: 300 of 300" in said and "rows/s" in said
    assert "every promise holds" in said
