"""Keep the promises by keys: a place is one of its window's, and a promised call has an open matter.

A window made smaller carries its number of places to the calls in it, and the check of the place refuses when
one of them would fall out. Calls are seen with their matter, attempts with their call.
"""

from django.db import migrations

KEYS = [
    ("a_place_is_one_of_its_windows",
     "(window_id, places) references callbacks_window (id, places) on update cascade"),
    ("a_promised_call_has_an_open_matter",
     "(matter_id, is_promised) references matters_matter (id, is_open)"),
]

LOCKS = """
select koppi_protect('callbacks_callback');
create policy with_its_matter on callbacks_callback to koppi_desk, koppi_resident
    using (koppi_sees_matter(matter_id)) with check (true);

select koppi_protect('callbacks_attempt');
create policy with_its_call on callbacks_attempt to koppi_desk, koppi_resident
    using (exists (select from callbacks_callback c where c.id = callback_id)) with check (true);
"""

UNLOCKS = "select koppi_unprotect('callbacks_attempt'); select koppi_unprotect('callbacks_callback');"


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0001_initial"), ("matters", "0006_second_lock")]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table callbacks_callback add constraint {name} foreign key {key} "
                "deferrable initially deferred",
                f"alter table callbacks_callback drop constraint {name}",
            )
            for name, key in KEYS
        ),
        migrations.RunSQL(LOCKS, UNLOCKS),
    ]
