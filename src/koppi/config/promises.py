"""Every promise of the spine, asked of the database: `koppi doctor --promises`, and after a bulk fill.

The keys keep these promises row by row. A fill takes keys away while it works, a restore may lack one, and an
administrator can do anything; so the whole is asked, one named query a promise. Each query returns the ids of
what breaks it, and a test breaks each once by hand.
"""

import time
from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, models, transaction

from koppi.access.second_lock import TABLES
from koppi.matters.queries.promises import PROMISES as OF_MATTERS

ROOM_TO_SORT = "64MB"
Broken = tuple[str, list[int]]

OF_THE_REST = {
    "a matter is in its team's register": """
        select m.id from matters_matter m join people_team t on t.id = m.team_id
         where m.register not in (t.register, 'advice')""",
    "a matter closes after it opened, and a clock stops after it started": """
        select m.id from matters_matter m where m.closed_at < m.opened_at
        union all
        select c.matter_id from matters_clock c where least(c.met_at, c.ended_at) < c.started_at
        union all
        select c.matter_id from matters_catch c where c.released_at < c.caught_at""",
    "what was joined goes on in an older matter of the same client and register": """
        select m.id from matters_matter m join matters_matter o on o.id = m.joined_into_id
        where o.client_id <> m.client_id or o.register <> m.register or o.id >= m.id""",
    "a matter has one reference that people can read": """
        select m.id from matters_matter m where m.reference !~ '^[0-9A-HJKMNP-TV-Z]{6}$'
        union all
        select max(m.id) from matters_matter m group by m.reference having count(*) > 1""",
    "a contact is about the client of its matter": """
        select l.matter_id from intake_mattercontact l join intake_contact c on c.id = l.contact_id
          join matters_matter m on m.id = l.matter_id
         where c.about_id is distinct from m.client_id and l.how <> 'corrected'""",
    "a conversation counts its messages": """
        select c.matter_id from conversations_conversation c left join (
            select conversation_id, count(*) as n, max(seq) as last from conversations_message group by 1
        ) m on m.conversation_id = c.id
        where coalesce(m.n, 0) <> c.last_seq or coalesce(m.last, 0) <> c.last_seq""",
    "an event of a matter is about its client": """
        select e.matter_id from ledger_event e join matters_matter m on m.id = e.matter_id
         where e.client_id is distinct from m.client_id""",
    "every contact's arrival is told once, about its client": """
        select c.id from intake_contact c left join (
            select (data ->> 'contact')::bigint as contact_id, client_id from ledger_event
             where kind = 'contact.received') e on e.contact_id = c.id
         group by c.id
        having count(e) filter (where e.client_id is not distinct from c.about_id) <> 1 or count(e) <> 1""",
    "every event and every look lies in its month": """
        select e.id from ledger_event_default e union all select r.id from access_reading_default r""",
    "one human has one account, and each code opens one human's rows": """
        select max(u.id) from identity_user u where u.person_id is not null
         group by u.person_id having count(*) > 1
        union all
        select max(i.client_id) from people_clientidentity i join people_client c on c.id = i.client_id
         where i.valid_to is null group by i.kind, i.keyed_hash having count(distinct c.person_id) > 1""",
    "every key stands, is checked and is on": """
        select c.oid::bigint from pg_constraint c where not c.convalidated
        union all
        select t.oid::bigint from pg_trigger t where t.tgenabled = 'D'
        union all
        select i.indexrelid::bigint from pg_index i where not (i.indisvalid and i.indisready)""",
}


def promises() -> dict[str, str]:
    """Return a query for each promise, by its name: the ids that it returns are of what breaks it."""
    return {**OF_MATTERS, **OF_THE_REST, **_of_the_models()}


def broken(tell: Callable[[str, list[int], float], None] | None = None) -> list[Broken]:
    """Return the promises that do not hold, each with the ids of up to ten rows; normally none.

    :param tell: called after each with its name, what breaks it, and how many seconds the question took
    """
    with transaction.atomic():
        return [(name, ids) for name, ids in _asked(tell) if ids]


def _asked(tell: Callable[[str, list[int], float], None] | None) -> Iterator[Broken]:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('work_mem', %s, true)", [ROOM_TO_SORT])
    for name, sql in promises().items():
        began = time.monotonic()
        with connection.cursor() as cursor:
            # The whole is read in any case: a limit must not make the planner hope for an early end.
            cursor.execute(f"with broken as materialized ({sql}) select * from broken limit 10")  # noqa: S608  queries of ours
            ids = [row[0] for row in cursor.fetchall()]
        if tell:
            tell(name, ids, time.monotonic() - began)
        yield name, ids


def _of_the_models() -> dict[str, str]:
    """Return what the code itself says of the database: its keys are there, its ids are not given twice."""
    return {
        "every key that the code counts on is there": _missing(
            sorted(_names()), "select conname from pg_constraint union all select relname from pg_class"
        ),
        "every protected table shows only the rows of whoever acts": _missing(
            list(TABLES), "select relname from pg_class where relrowsecurity and relforcerowsecurity"
        ),
        "the next id is one that no row has": " union all ".join(
            f"select (select max(id) from {table}) where (select max(id) from {table})"  # noqa: S608  names of the code
            f" > coalesce(pg_sequence_last_value(pg_get_serial_sequence('{table}', 'id')), 0)"
            for table in _counted()
        ),
    }


def _missing(names: list[str], there: str) -> str:
    wanted = ", ".join(f"('{name}')" for name in names)
    return (
        f"select row_number() over () from (values {wanted}) as wanted(name)"  # noqa: S608  names of the code
        f" where name not in ({there})"
    )


def _own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("koppi.")]


def _names() -> set[str]:
    import importlib

    promised = importlib.import_module("koppi.matters.migrations.0002_promises")
    of_models = {
        one.name for model in _own_models() for one in (*model._meta.constraints, *model._meta.indexes)
    }
    return of_models | {key[1] for key in promised.KEYS}


def _counted() -> list[str]:
    """Return the tables whose ids the database gives."""
    return sorted(
        model._meta.db_table
        for model in _own_models()
        if isinstance(model._meta.pk, models.BigAutoField) and not model._meta.proxy
    )
