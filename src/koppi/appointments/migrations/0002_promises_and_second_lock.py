"""Keep the promises by keys: an appointment is at the time and with the professional of its slot, in its room.

Appointments are seen with their matter. Times and reception hours are about professionals, not clients: they
say nothing of who has booked them, and are shown to everybody who may choose one.
"""

from django.db import migrations

KEYS = [
    ("an_appointment_is_at_its_time",
     "(slot_id, professional_id, starts_at, ends_at)"
     " references appointments_slot (id, professional_id, starts_at, ends_at)"),
    ("an_appointment_is_in_its_room", "(slot_id, room_id) references appointments_slot (id, room_id)"),
]

LOCKS = """
select koppi_protect('appointments_careevent');
create policy with_its_matter on appointments_careevent to koppi_desk, koppi_resident
    using (koppi_sees_matter(matter_id)) with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial"), ("matters", "0006_second_lock")]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table appointments_careevent add constraint {name} foreign key {key} "
                "deferrable initially deferred",
                f"alter table appointments_careevent drop constraint {name}",
            )
            for name, key in KEYS
        ),
        migrations.RunSQL(LOCKS, "select koppi_unprotect('appointments_careevent')"),
    ]
