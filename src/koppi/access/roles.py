"""The database's roles: as whom the processes connect, and as whom they act.

The owner migrates. The web and the worker connect as themselves and own nothing; the web then acts, for
each transaction, as one of the roles that the policies of the second lock name.
"""

from psycopg.sql import SQL, Identifier

# May be connected as. NOINHERIT: what the web may become is not what it is.
CONNECTING = ("koppi_web", "koppi_worker")
# As whom a transaction acts: nobody yet, a professional, a resident, Koppi itself.
ACTING = ("koppi_visitor", "koppi_desk", "koppi_resident", "koppi_house")
# What they all may do to tables; the policies say to which rows.
SHARED = "koppi_app"

_ROLES = """
do $roles$
declare wanted text;
begin
    foreach wanted in array array['koppi_app', 'koppi_visitor', 'koppi_desk', 'koppi_resident', 'koppi_house']
    loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I nologin', wanted);
        end if;
    end loop;
    foreach wanted in array array['koppi_web', 'koppi_worker'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I login noinherit', wanted);
        end if;
    end loop;
end $roles$;
grant koppi_app to koppi_visitor, koppi_desk, koppi_resident, koppi_house;
grant koppi_visitor, koppi_desk, koppi_resident, koppi_house to koppi_web;
grant koppi_app, koppi_visitor, koppi_desk, koppi_resident, koppi_house, koppi_web, koppi_worker to {owner};
"""


def roles_sql(*, owner):
    """Return the SQL that a server's administrator runs once; safe to repeat.

    The two roles that connect get no password: the administrator says how they prove themselves.
    """
    return SQL(_ROLES).format(owner=Identifier(owner)).as_string()
