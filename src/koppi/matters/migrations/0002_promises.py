"""Keep the promises by keys: who holds, what is due, and that both are true at every commit.

All keys are deferred to the commit, so that a catch and its matter, or a clock and its matter,
can be written in either order and still never part. The earliest running clock is the one thing
keys cannot say; a deferred trigger locks the matter and compares.
"""

from django.db import migrations

KEYS = [
    ("matters_matter", "the_holder_holds_an_open_catch",
     "(id, catch_id, caught_by_id, catch_open)", "matters_catch (matter_id, id, caught_by_id, is_open)"),
    ("matters_matter", "the_due_time_is_a_running_clocks",
     "(id, due_clock_id, due_at, due_running)", "matters_clock (matter_id, id, due_at, running)"),
    ("matters_matter", "an_open_matter_has_an_open_team",
     "(team_id, team_open)", "people_team (id, is_open)"),
    ("matters_catch", "an_open_catch_is_its_matters",
     "(matter_id, open_id)", "matters_matter (id, catch_id)"),
    ("matters_handover", "a_pending_offer_keeps_the_giver",
     "(matter_id, pending_catch, pending_open)", "matters_catch (matter_id, id, is_open)"),
    ("matters_clock", "a_running_clock_has_an_open_matter",
     "(matter_id, running_open)", "matters_matter (id, is_open)"),
]

TRIGGER = """
create function matters_due_is_earliest() returns trigger language plpgsql as $$
declare
    the_matter bigint := case tg_table_name when 'matters_clock' then (to_jsonb(new) ->> 'matter_id')::bigint
                                            else (to_jsonb(new) ->> 'id')::bigint end;
    shown timestamptz;
    earliest timestamptz;
begin
    select due_at into shown from matters_matter where id = the_matter for no key update;
    select min(due_at) into earliest from matters_clock where matter_id = the_matter and running;
    if shown is distinct from earliest then
        raise exception 'matter % is due at %, its earliest clock at %', the_matter, shown, earliest
            using errcode = 'check_violation', constraint = 'the_due_time_is_the_earliest_clocks',
                  table = 'matters_matter';
    end if;
    return null;
end $$;
create constraint trigger the_due_time_is_the_earliest_clocks
    after insert or update on matters_clock deferrable initially deferred
    for each row execute function matters_due_is_earliest();
create constraint trigger the_due_time_follows_the_clocks
    after update of due_at, due_clock_id on matters_matter deferrable initially deferred
    for each row execute function matters_due_is_earliest();
"""

UNTRIGGER = """
drop trigger the_due_time_follows_the_clocks on matters_matter;
drop trigger the_due_time_is_the_earliest_clocks on matters_clock;
drop function matters_due_is_earliest();
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial"), ("people", "0002_initial")]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table {table} add constraint {name} foreign key {columns} references {target} "
                "deferrable initially deferred",
                f"alter table {table} drop constraint {name}",
            )
            for table, name, columns, target in KEYS
        ),
        migrations.RunSQL(TRIGGER, UNTRIGGER),
    ]
