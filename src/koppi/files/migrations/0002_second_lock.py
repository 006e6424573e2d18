"""Lock the files once more: whoever sent one may see it; the packages that use files let in others."""

from django.db import migrations

FILES = """
select koppi_protect('files_storedfile');
create policy the_senders_own on files_storedfile to koppi_desk, koppi_resident
    using (uploaded_by_id = (select koppi_id('koppi.user'))) with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("access", "0005_second_lock")]

    operations = [migrations.RunSQL(FILES, "select koppi_unprotect('files_storedfile')")]
