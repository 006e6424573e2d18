"""Add the reading log's table, partitioned by month and append-only (703/2023 9–10 §)."""

from django.db import migrations

TABLE = """
create sequence access_reading_id_seq as bigint;
create table access_reading (
    id bigint not null default nextval('access_reading_id_seq'),
    at timestamptz not null,
    reader_id bigint not null,
    register varchar(8) not null,
    client_ids bigint[] not null,
    matter_id bigint,
    what varchar(32) not null,
    why varchar(32) not null,
    primary key (id, at),
    check (cardinality(client_ids) > 0)
) partition by range (at);
alter sequence access_reading_id_seq owned by access_reading.id;
create index access_reading_by_client on access_reading using gin (client_ids);
create index access_reading_by_reader on access_reading (reader_id, at);
create table access_reading_default partition of access_reading default;
create trigger append_only before update or delete on access_reading
    for each row execute function koppi_append_only();
select koppi_add_month('access_reading', (now() + month * interval '1 month')::date)
    from generate_series(-2, 3) as month;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("ledger", "0002_table")]

    operations = [migrations.RunSQL(TABLE, "drop table access_reading")]
