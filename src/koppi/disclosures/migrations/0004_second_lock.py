"""Lock what was given out once more: seen by whom it is about, with its matter, and by whoever gave it."""

from django.db import migrations

DISCLOSURES = """
select koppi_protect('disclosures_disclosure');
create policy with_its_matter on disclosures_disclosure to koppi_desk
    using (given_by_id = (select koppi_id('koppi.user'))
           or matter_id is not null and koppi_sees_matter(matter_id));
create policy about_them on disclosures_disclosure for select to koppi_resident
    using (client_id = any ((select koppi_rows('koppi.own_clients'))::bigint[])
           or register = 'patient' and client_id = any ((select koppi_rows('koppi.health_clients'))::bigint[])
           or register = 'social' and client_id = any ((select koppi_rows('koppi.social_clients'))::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0003_ground_and_key"),
        ("access", "0008_lock_sharing"),
        ("matters", "0006_second_lock"),
    ]

    operations = [migrations.RunSQL(DISCLOSURES, "select koppi_unprotect('disclosures_disclosure')")]
