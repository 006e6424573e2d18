"""Chain the reading log in lanes and seal it, so that no line can be changed, taken away or put in unseen.

For the owner only: `access_lane`, `access_seal`, `access_cut`, `koppi_old_months` and `access_reading` itself,
but for reading it. The web role needs no more than to execute `koppi_log_reading`; the sealer (the worker)
reads `access_lane` and reads and adds to `access_seal`; retention runs as the owner.

A line takes a free lane, so that readers never wait for one another. Its `mac` is made outside the
database with a key that the database never sees; its `link` ties it to the line before it in the lane.
"""

from django.db import migrations

CHAIN = """
alter table access_reading
    add lane smallint, add seq bigint, add mac bytea, add link bytea,
    add constraint in_the_chain_or_older check (num_nulls(lane, seq, mac, link) in (0, 4));
create index access_reading_in_lane on access_reading (lane, seq);

create table access_lane (
    id smallint primary key,
    seq bigint not null default 0,
    link bytea not null
) with (fillfactor = 20);
insert into access_lane (id, link) select n, sha256(('koppi lane ' || n)::bytea) from generate_series(1, 32) as n;

create table access_seal (
    id bigint primary key,
    at timestamptz not null,
    heads jsonb not null,
    mac bytea not null
);
create table access_cut (
    lane smallint not null,
    seq bigint not null,
    link bytea not null,
    at timestamptz not null,
    mac bytea not null,
    primary key (lane, seq)
);
create trigger append_only before update or delete on access_seal
    for each row execute function koppi_append_only();
create trigger append_only before update or delete on access_cut
    for each row execute function koppi_append_only();

create trigger never_emptied before truncate on access_seal for each statement execute function koppi_append_only();
create trigger never_emptied before truncate on access_cut for each statement execute function koppi_append_only();
create trigger never_emptied before truncate on access_reading for each statement execute function koppi_append_only();

create function koppi_old_months(parent regclass, before date) returns setof text language sql stable as $$
    select relname::text from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = parent and relname ~ '_[0-9]{4}_[0-9]{2}$'
       and to_date(right(relname::text, 7), 'YYYY_MM') < before order by relname
$$;

create function koppi_log_reading(
    at timestamptz, reader_id bigint, register varchar, client_ids bigint[], matter_id bigint,
    what varchar, why varchar, mac bytea
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    mine access_lane;
begin
    select * into mine from access_lane for update skip locked limit 1;
    if not found then
        select * into mine from access_lane as lane where lane.id = 1 + floor(random() * 32) for update;
    end if;
    mine.seq := mine.seq + 1;
    mine.link := sha256(mine.link || mac);
    update access_lane as lane set seq = mine.seq, link = mine.link where lane.id = mine.id;
    insert into access_reading (at, reader_id, register, client_ids, matter_id, what, why, lane, seq, mac, link)
        values (at, reader_id, register, client_ids, matter_id, what, why, mine.id, mine.seq, mac, mine.link);
end $$;
"""
UNCHAIN = """
drop function koppi_log_reading, koppi_old_months;
drop trigger never_emptied on access_reading;
drop table access_cut, access_seal, access_lane;
drop index access_reading_in_lane;
alter table access_reading drop lane, drop seq, drop mac, drop link;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_reading_log")]

    operations = [migrations.RunSQL(CHAIN, UNCHAIN)]
