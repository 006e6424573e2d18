"""Keep the promises by keys: an open visit has an open matter, and a talk is in the hands of its holder.

The second says it with the matter's own open catch: whoever lets go of the matter, hands it over or closes it
must bring the talk along in the same transaction, or nothing of it happens. Visits are seen with their matter.
"""

from django.db import migrations

KEYS = [
    ("an_open_visit_has_an_open_matter", "(matter_id, is_open) references matters_matter (id, is_open)"),
    ("a_talk_is_in_its_holders_hands",
     "(matter_id, catch_id, taken_by_id, is_talking) references matters_catch (matter_id, id, caught_by_id, is_open)"),
]

LOCKS = """
select koppi_protect('chat_visit');
create policy with_its_matter on chat_visit to koppi_desk, koppi_resident
    using (koppi_sees_matter(matter_id)) with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial"), ("matters", "0006_second_lock")]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table chat_visit add constraint {name} foreign key {key} deferrable initially deferred",
                f"alter table chat_visit drop constraint {name}",
            )
            for name, key in KEYS
        ),
        migrations.RunSQL(LOCKS, "select koppi_unprotect('chat_visit');"),
    ]
