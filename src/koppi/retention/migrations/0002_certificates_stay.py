"""A certificate is never removed, and never changes once its run is finished."""

from django.db import migrations

STAY = """
create trigger a_certificate_is_never_removed before delete on retention_certificate
    for each row execute function koppi_append_only();
create trigger a_finished_certificate_never_changes before update on retention_certificate
    for each row when (old.finished_at is not null) execute function koppi_append_only();
"""

UNSTAY = """
drop trigger a_finished_certificate_never_changes on retention_certificate;
drop trigger a_certificate_is_never_removed on retention_certificate;
"""


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial"), ("ledger", "0002_table")]

    operations = [migrations.RunSQL(STAY, UNSTAY)]
