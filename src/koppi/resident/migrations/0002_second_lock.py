"""Lock the copies of somebody's data once more: whoever asked for one sees it, and the worker that makes it."""

from django.db import migrations

COPIES = """
select koppi_protect('resident_datacopy');
create policy their_own on resident_datacopy to koppi_resident
    using (user_id = (select koppi_id('koppi.user')));
"""


class Migration(migrations.Migration):
    dependencies = [("resident", "0001_initial"), ("access", "0005_second_lock")]

    operations = [migrations.RunSQL(COPIES, "select koppi_unprotect('resident_datacopy')")]
