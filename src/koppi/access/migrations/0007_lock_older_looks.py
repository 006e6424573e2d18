"""Lock the requests for older lines of the log once more: each is seen with its matter."""

from django.db import migrations

OLDER_LOOKS = """
select koppi_protect('access_olderlooks');
create policy with_its_matter on access_olderlooks to koppi_desk, koppi_resident
    using (exists (select from matters_matter m where m.id = matter_id)) with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_older_looks"), ("matters", "0006_second_lock")]

    operations = [migrations.RunSQL(OLDER_LOOKS, "select koppi_unprotect('access_olderlooks')")]
