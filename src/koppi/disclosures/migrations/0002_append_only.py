"""A disclosure is never changed, and goes only at the end of its time, by the owner of the tables."""

from django.db import migrations

APPEND_ONLY = """
create trigger append_only before update on disclosures_disclosure
    for each row execute function koppi_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial"), ("ledger", "0002_table")]

    operations = [migrations.RunSQL(APPEND_ONLY, "drop trigger append_only on disclosures_disclosure;")]
