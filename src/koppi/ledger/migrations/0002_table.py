"""Add the ledger's table, partitioned by month and append-only.

Partitions are made ahead by `koppi_add_month`; the default one catches what falls outside.
There is no way back once it holds rows that anybody needs.
"""

from django.db import migrations

TABLE = """
create function koppi_add_month(parent regclass, day date) returns void language plpgsql as $$
declare
    first date := date_trunc('month', day);
    part text := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
begin
    if to_regclass(part) is null then
        execute format('create table %I partition of %s for values from (%L) to (%L)',
                       part, parent, first::timestamp at time zone 'Europe/Helsinki',
                       (first + interval '1 month')::timestamp at time zone 'Europe/Helsinki');
    end if;
end $$;

create function koppi_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create sequence ledger_event_id_seq as bigint;
create table ledger_event (
    id bigint not null default nextval('ledger_event_id_seq'),
    kind varchar(64) not null,
    client_id bigint,
    matter_id bigint,
    matter_no integer,
    by_id bigint,
    at timestamptz not null,
    xid bigint not null default (pg_current_xact_id()::text::bigint),
    recorded_at timestamptz not null default statement_timestamp(),
    data jsonb not null default '{}',
    primary key (id, at),
    check ((matter_id is null) = (matter_no is null))
) partition by range (at);
alter sequence ledger_event_id_seq owned by ledger_event.id;
create index ledger_event_by_matter on ledger_event (matter_id, matter_no);
create index ledger_event_by_client on ledger_event (client_id, at);
create index ledger_event_in_order on ledger_event (xid, id);
create index ledger_event_by_kind on ledger_event (kind, at);
create table ledger_event_default partition of ledger_event default;
create trigger append_only before update or delete on ledger_event
    for each row execute function koppi_append_only();
select koppi_add_month('ledger_event', (now() + month * interval '1 month')::date)
    from generate_series(-2, 3) as month;
"""

UNTABLE = "drop table ledger_event; drop function koppi_append_only(); drop function koppi_add_month(regclass, date);"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(TABLE, UNTABLE)]
