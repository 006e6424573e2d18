"""The second lock, PostgreSQL's own: docs/decisions/0040. `test_first_lock_off` has the pages."""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction

from koppi.access.roles import ACTING, CONNECTING
from koppi.access.second_lock import NOBODY, TABLES, acting
from koppi.conversations.models import Message, Note
from koppi.intake.models import Contact, ContactDraft
from koppi.matters.actions import catch_matter, offer_handover, release_matter, send_on
from koppi.matters.models import Matter
from koppi.matters.queries import search_matters, worklist
from koppi.people.scope import facts_of
from tests.county import TEN_PAST, make_county
from tests.locks import unlocked  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).parents[2] / "src" / "koppi"
# Where a person may set off what reaches past their own sight. Each shows them nothing of it.
WHOLE_HOUSE = {
    "access/consent.py": 1,  # a ban closes what anybody opened, whoever writes it down
    "appointments/queries.py": 2,  # whether a time is taken, and how many are booked when hours end
    "callbacks/queries.py": 2,  # how many places of an hour are taken, and which numbers
    "chat/kinds.py": 1,  # how many wait in a chat that somebody would end
    "chat/previews.py": 2,  # how many contacts and visits a changed chat would have taken
    "chat/queries/leading.py": 2,  # the chat's figures and its state now, without its clients
    "chat/queries/mine.py": 1,  # one's place among those who wait
    "chat/queries/routes.py": 2,  # how many wait, and how fast they are called
    "desk/disclosing.py": 1,  # whether a disclosure's key is taken
    "desk/queries/oversight.py": 1,  # when a matter was closed, for the officer's rules about unusual looks
    "desk/lending.py": 1,  # whether there is anything to open in need; what is there is lent by a pass
    "desk/queries/needs.py": 1,  # how often colleagues tried, for the data protection officer
    "feedback/actions.py": 1,  # what was said of a team that closes goes to the next one
    "intake/actions.py": 1,  # by what the client wants to be told; the note tells whoever leaves it nothing
    "intake/previews.py": 1,  # how many contacts a change of the rules would have sorted otherwise
    "intake/queries.py": 1,  # whether somebody else has begun a draft of this uuid
    "matters/actions/catching.py": 1,  # what somebody held who leaves goes to those who are there
    "matters/actions/closing.py": 1,  # whether advice goes on somewhere that whoever asks does not see
    "matters/actions/leaving.py": 2,  # what is due before somebody is back, whoever takes their shift away
    "matters/actions/moving.py": 1,  # what a team that closes has goes to the next one
    "matters/actions/opening.py": 1,  # whether a reference is taken
    "matters/actions/sorting_out.py": 1,  # what was joined before follows
    "matters/queries/teams.py": 1,  # how many open matters a team has
    "people/actions/clients.py": 1,  # where somebody under non-disclosure wanted to be told is forgotten
    "people/actions/leaving.py": 1,  # whose own person somebody was who leaves
    "people/directory.py": 1,  # for whom the invented people of the practice sign-in may act
    "people/queries/professionals.py": 1,  # how many clients somebody is the own person of
    "people/scope.py": 1,  # for whom a resident acts, which is what the lock then goes by
    "resident/views/acting.py": 1,  # whether it was the mandate that ended
    "resident/looks.py": 1,  # whether a minor keeps a matter from their guardian: then no line of it
    "resident/own_copy.py": 1,  # a client's own copy holds what professionals wrote about them
}


@pytest.fixture
def small_county(db, tmp_path):
    return make_county(tmp_path)


def test_nobody_sees_nothing(small_county):
    for model in (Matter, Message, Note, Contact, ContactDraft):
        assert model.objects.exists()
        with acting(NOBODY):
            assert not model.objects.exists()


def test_the_second_lock_opens_for_what_the_first_does(small_county):
    for name in ("aino", "olli", "sari", "lea", "maria", "elsa", "otto"):
        user = getattr(small_county, name)
        visible = set(Matter.objects.visible_to(user).values_list("pk", flat=True))
        with acting(facts_of(user)):
            assert set(Matter.objects.values_list("pk", flat=True)) == visible, name


def test_a_resident_sees_no_note(small_county):
    assert Note.objects.filter(matter__client=small_county.maria_client).exists()

    with acting(facts_of(small_county.maria)):
        assert Matter.objects.exists()
        assert not Note.objects.exists()


def test_the_search_finds_ids_by_the_session_and_rows_through_the_policy(small_county, unlocked):  # noqa: F811
    reference = small_county.fresh.reference

    assert [found.reference for found in search_matters(by=small_county.aino, text="Maria")]
    with acting(facts_of(small_county.sari)):
        found = search_matters(by=small_county.sari, text="Maria")
        assert reference not in {matter.reference for matter in found}
        assert search_matters(by=small_county.sari, text=reference) == []
        assert not [row for row in worklist(by=small_county.sari, scope="team", at=TEN_PAST).rows
                    if row.reference == reference]  # fmt: skip


def test_whoever_lets_go_of_a_matter_sees_it_to_the_end_of_the_action_and_not_after(small_county):
    other_team = small_county.teams["pohjoinen"]
    matter = small_county.fresh
    with acting(facts_of(small_county.aino)):
        catch_matter(matter_id=matter.pk, by=small_county.aino, at=TEN_PAST)
        Matter.objects.filter(pk=matter.pk).update(team=other_team)
        release_matter(matter_id=matter.pk, why="", by=small_county.aino, at=TEN_PAST)

    with acting(facts_of(small_county.aino)):
        assert not Matter.objects.filter(pk=matter.pk).exists()
    assert Matter.objects.get(pk=matter.pk).caught_by is None


def test_a_lead_who_sends_on_what_somebody_held_drops_no_foreign_ball(small_county):
    """Whoever leaves may hold matters of a team that the lead is not in."""
    aino = small_county.aino
    Matter.objects.filter(pk=small_county.held.pk).update(team=small_county.teams["pohjoinen"])

    with acting(facts_of(small_county.lea)):
        send_on(professional=aino.professional, by=small_county.lea, at=TEN_PAST)

    assert Matter.objects.get(pk=small_county.held.pk).caught_by is None


def test_a_rolled_back_block_leaves_the_lock_closed(small_county):
    with acting(facts_of(small_county.sari)):
        with pytest.raises(RuntimeError), transaction.atomic():
            assert Matter.objects.exists()
            raise RuntimeError
        assert not Matter.objects.filter(pk=small_county.fresh.pk).exists()


def test_an_offer_may_be_made_by_whoever_holds(small_county):
    with acting(facts_of(small_county.aino)):
        offer_handover(
            matter_id=small_county.fresh.pk,
            reason="Kieli",
            to_team=small_county.teams["pohjoinen"],
            by=small_county.aino,
            at=TEN_PAST,
        )
    with acting(facts_of(small_county.olli)):
        assert Matter.objects.filter(pk=small_county.fresh.pk).exists()


# The database itself


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_the_locked_tables_are_those_that_say_who_acts_before_they_are_asked():
    forced = rows("select relname from pg_class where relrowsecurity and relforcerowsecurity order by 1")
    half = rows("select relname from pg_class where relrowsecurity <> relforcerowsecurity")

    assert forced == sorted(TABLES)
    assert not half


@pytest.mark.django_db
@pytest.mark.parametrize("role", (*CONNECTING, *ACTING))
def test_the_roles_of_the_processes_own_nothing_and_pass_no_policy(role):
    assert rows("select count(*) from pg_class c where pg_get_userbyid(c.relowner) = %s::text", role) == [0]
    assert rows(
        "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb"
        " from pg_roles where rolname = %s::text",
        role,
    ) == [False]


def test_the_web_by_itself_sees_no_row(small_county):
    with connection.cursor() as cursor:
        cursor.execute("set local role koppi_web")
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("reset role")


@pytest.mark.django_db
@pytest.mark.parametrize("log", ["ledger_event", "access_reading"])
@pytest.mark.parametrize("role", [*CONNECTING, *ACTING])
def test_a_log_is_neither_changed_nor_read_by_its_months(log, role):
    months = rows(
        "select inhrelid::regclass::text from pg_inherits where inhparent = %s::text::regclass", log
    )
    assert months
    for table, rights in [
        (log, "update, delete, truncate"),
        *((month, "select, update") for month in months),
    ]:
        for right in rights.split(", "):
            may = "select has_table_privilege(%s::text, %s::text, %s::text)"
            assert rows(may, role, table, right) == [False], (role, table, right)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_who_acted_stays_on_the_connection(tmp_path):
    """A pool hands the connection to the next request, of somebody else."""
    here = make_county(tmp_path)
    was = rows("select current_user")

    with acting(facts_of(here.aino)):
        assert Matter.objects.exists()
        with transaction.atomic():
            assert Matter.objects.exists()
        with pytest.raises(Exception, match="zero"):
            rows("select 1 / 0 from matters_matter")

    assert rows("select current_user") == was
    assert rows("select nullif(current_setting('koppi.user', true), '')") == [None]
    assert rows("select nullif(current_setting('koppi.locked', true), '')") == [None]


def test_the_places_that_act_for_the_whole_house_are_few():
    found = {}
    for path in SOURCE.rglob("*.py"):
        if "tests" not in path.parts and path.name != "second_lock.py":
            used = re.findall(r"with whole_house\(\)|^@for_the_whole_house", path.read_text(), re.MULTILINE)
            if used:
                found[str(path.relative_to(SOURCE))] = len(used)

    assert found == WHOLE_HOUSE
