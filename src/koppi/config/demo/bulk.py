"""Fill big tables fast: without their keys, indexes and triggers while the rows come, with all of them after.

All of it is in the caller's transaction: nobody else ever sees a table without its keys, and one that is
stopped half-way leaves nothing behind. Only the owner of the tables may do this.
"""

from contextlib import contextmanager

from django.db import connection

LOCK_PATIENCE = "5s"
ROOM_TO_SORT = "256MB"

# What slows a filling down, and how it comes back. A primary key stays: other keys lean on it, and ids come in order.
_UNIQUE = """
    select format('alter table %%s drop constraint %%I', c.conrelid::regclass, c.conname),
           format('alter table %%s add constraint %%I %%s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
      from pg_constraint c
     where c.contype in ('u', 'x') and c.conparentid = 0 and c.conrelid = any(%s::text[]::regclass[]::oid[])
     order by c.conrelid::regclass::text, c.conname
"""
_FOREIGN = """
    select format('alter table %%s drop constraint %%I', c.conrelid::regclass, c.conname),
           format('alter table %%s add constraint %%I %%s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
      from pg_constraint c left join pg_constraint leaned on leaned.conindid = c.conindid and leaned.contype in ('u', 'p')
     where c.contype = 'f' and c.conparentid = 0
       and (c.conrelid = any(%s::text[]::regclass[]::oid[])
            or (c.confrelid = any(%s::text[]::regclass[]::oid[]) and coalesce(leaned.contype, 'u') = 'u'))
     order by c.conrelid::regclass::text, c.conname
"""
_INDEXES = """
    select format('drop index %%s', i.indexrelid::regclass), replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
      from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any(%s::text[]::regclass[]::oid[]) and not i.indisprimary
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('u', 'p', 'x'))
     order by i.indrelid::regclass::text, c.relname
"""
_LOCKED = "select relname from pg_class where oid = any(%s::text[]::regclass[]::oid[]) and relforcerowsecurity order by relname"


@contextmanager
def lightened(tables):
    """Take keys, indexes, triggers and policies from tables while the block runs, and give back each as it was.

    Giving back a key checks every row against it; an error there is the caller's transaction's.

    :raises django.db.OperationalError: somebody is using the tables
    """
    tables = list(tables)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [LOCK_PATIENCE])
        cursor.execute("select set_config('maintenance_work_mem', %s, true)", [ROOM_TO_SORT])
        # What was written before is asked now: a table with questions open cannot be changed.
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        foreign = _found(cursor, _FOREIGN, tables, tables)
        unique, indexes = _found(cursor, _UNIQUE, tables), _found(cursor, _INDEXES, tables)
        cursor.execute(_LOCKED, [tables])
        locked = [row[0] for row in cursor.fetchall()]
        _do(cursor, (drop for drop, _ in (*foreign, *unique, *indexes)))
        _do(cursor, (f"alter table {table} disable trigger user" for table in tables))
        _do(cursor, (f"alter table {table} no force row level security" for table in locked))
    yield
    with connection.cursor() as cursor:
        _do(cursor, (back for _, back in (*unique, *indexes, *foreign)))
        _do(cursor, (f"alter table {table} enable trigger user" for table in tables))
        _do(cursor, (f"alter table {table} force row level security" for table in locked))
        _do(cursor, (f"analyze {table}" for table in tables))


def copy_in(table, columns, lines):
    """Add lines, in the form that COPY reads, to a table; return how many."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy,
    ):
        copy.write("".join(lines))
    return len(lines)


def set_sequences(tables):
    """Let the next id of each table follow the greatest one that it holds."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"select setval(pg_get_serial_sequence(%s, 'id'), (select max(id) from {table}))",  # noqa: S608  a name of ours
                [table],
            )


def tidy(tables):
    """Let the tables be read by their indexes alone, as they are after a while in use; not in a transaction."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"vacuum (analyze) {table}")


def _found(cursor, sql, *values):
    cursor.execute(sql, list(values))
    return cursor.fetchall()


def _do(cursor, statements):
    for statement in statements:
        cursor.execute(statement)
