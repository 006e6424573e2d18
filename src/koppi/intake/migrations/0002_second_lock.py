"""Lock what residents said once more: it is seen with its matter, and by whoever said it."""

from django.db import migrations

INTAKE = """
select koppi_protect('intake_contactdraft');
create policy the_writers_own on intake_contactdraft to koppi_desk, koppi_resident
    using (user_id = (select koppi_id('koppi.user'))) with check (true);

select koppi_protect('intake_draftfile');
create policy with_its_draft on intake_draftfile to koppi_desk, koppi_resident
    using (exists (select from intake_contactdraft d where d.id = draft_id)) with check (true);

select koppi_protect('intake_mattercontact');
create policy with_its_matter on intake_mattercontact to koppi_desk, koppi_resident
    using (koppi_sees_matter(matter_id)) with check (true);

select koppi_protect('intake_contact');
create policy with_its_matter on intake_contact to koppi_desk, koppi_resident
    using (sent_by_id = (select koppi_id('koppi.user'))
           or exists (select from intake_mattercontact mc where mc.contact_id = intake_contact.id))
    with check (true);

select koppi_protect('intake_contactfile');
create policy with_its_contact on intake_contactfile to koppi_desk, koppi_resident
    using (exists (select from intake_contact c where c.id = contact_id)) with check (true);

select koppi_protect('intake_worsening');
create policy with_its_matter on intake_worsening to koppi_desk, koppi_resident
    using (koppi_sees_matter(matter_id)) with check (true);

create policy of_contacts on files_storedfile to koppi_desk, koppi_resident
    using (exists (select from intake_contactfile f where f.file_id = files_storedfile.id)
           or exists (select from intake_draftfile f where f.file_id = files_storedfile.id));
"""

TABLES = ("contactdraft", "draftfile", "mattercontact", "contact", "contactfile", "worsening")
UNDONE = "drop policy of_contacts on files_storedfile;" + "".join(
    f"select koppi_unprotect('intake_{table}');" for table in reversed(TABLES)
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("matters", "0006_second_lock"),
        ("files", "0002_second_lock"),
    ]

    operations = [migrations.RunSQL(INTAKE, UNDONE)]
