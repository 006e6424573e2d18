"""Give the roles what they may do, and the words that the policies of the second lock are written in.

The roles themselves are the server's: `koppi db roles` prints them for its administrator, and the embedded
server makes its own.
"""

from django.db import migrations

CHECK = """
do $$ begin
    if (select count(*) from pg_roles where rolname in ('koppi_app', 'koppi_visitor', 'koppi_desk',
        'koppi_resident', 'koppi_house', 'koppi_web', 'koppi_worker')) < 7 then
        raise exception 'Koppi''s database roles are missing. Print the SQL with: koppi db roles';
    end if;
end $$;
"""

# Each role may use each table; what a table shows is for its policies to say.
GRANTS = """
grant usage on schema public to koppi_app, koppi_web, koppi_worker;
grant select, insert, update, delete on all tables in schema public to koppi_app, koppi_web, koppi_worker;
grant usage, select on all sequences in schema public to koppi_app, koppi_web, koppi_worker;
alter default privileges in schema public
    grant select, insert, update, delete on tables to koppi_app, koppi_web, koppi_worker;
alter default privileges in schema public
    grant usage, select on sequences to koppi_app, koppi_web, koppi_worker;
"""

UNGRANTS = """
alter default privileges in schema public
    revoke usage, select on sequences from koppi_app, koppi_web, koppi_worker;
alter default privileges in schema public
    revoke select, insert, update, delete on tables from koppi_app, koppi_web, koppi_worker;
revoke all on all sequences in schema public from koppi_app, koppi_web, koppi_worker;
revoke all on all tables in schema public from koppi_app, koppi_web, koppi_worker;
revoke usage on schema public from koppi_app, koppi_web, koppi_worker;
"""

# Both logs are only added to, and are reached through their whole table: a month by itself knows no policy.
# The reading log is added to by its function alone; the worker seals it, and the owner retires its old months.
LOGS = """
revoke update, delete on ledger_event from koppi_app, koppi_web, koppi_worker;
revoke insert, update, delete on access_reading from koppi_app, koppi_web, koppi_worker;
revoke all on access_lane, access_seal, access_cut from koppi_app, koppi_web, koppi_worker;
grant select on access_lane, access_seal to koppi_worker;
grant insert on access_seal to koppi_worker;
create or replace function koppi_add_month(parent regclass, day date) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    first date := date_trunc('month', day);
    part text := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
begin
    if to_regclass(part) is null then
        execute format('create table %I partition of %s for values from (%L) to (%L)',
                       part, parent, first::timestamp at time zone 'Europe/Helsinki',
                       (first + interval '1 month')::timestamp at time zone 'Europe/Helsinki');
        execute format('revoke all on %I from koppi_app, koppi_web, koppi_worker', part);
    end if;
end $$;
revoke execute on function koppi_add_month(regclass, date) from public;
grant execute on function koppi_add_month(regclass, date) to koppi_worker;
do $$
declare part regclass;
begin
    for part in select inhrelid::regclass from pg_inherits
                 where inhparent in ('ledger_event'::regclass, 'access_reading'::regclass) loop
        execute format('revoke all on %s from koppi_app, koppi_web, koppi_worker', part);
    end loop;
end $$;
"""

WORDS = """
create function koppi_id(setting text) returns bigint language sql stable parallel safe as
    $$ select nullif(current_setting(setting, true), '')::bigint $$;
create function koppi_ids(setting text) returns bigint[] language sql stable parallel safe as
    $$ select string_to_array(nullif(current_setting(setting, true), ''), ',')::bigint[] $$;
create function koppi_words(setting text) returns text[] language sql stable parallel safe as
    $$ select string_to_array(nullif(current_setting(setting, true), ''), ',') $$;

-- From now on a table shows a row to nobody whom a policy does not let in: not to its owner either, who is
-- let in by name, for migrations and for what keys and triggers look up.
create function koppi_protect(protected regclass) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security, force row level security', protected);
    execute format('create policy whole_house on %s to koppi_house, koppi_worker, %I using (true)', protected,
                   (select pg_get_userbyid(relowner) from pg_class where oid = protected));
end $$;
create function koppi_unprotect(protected regclass) returns void language plpgsql as $$
declare one name;
begin
    for one in select polname from pg_policy where polrelid = protected loop
        execute format('drop policy %I on %s', one, protected);
    end loop;
    execute format('alter table %s disable row level security, no force row level security', protected);
end $$;
"""

UNWORDS = """
drop function koppi_unprotect(regclass); drop function koppi_protect(regclass);
drop function koppi_words(text); drop function koppi_ids(text); drop function koppi_id(text);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_crossings_bans_and_glass"), ("ledger", "0002_table")]

    operations = [
        migrations.RunSQL(CHECK, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, UNGRANTS),
        migrations.RunSQL(LOGS, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, UNWORDS),
    ]
