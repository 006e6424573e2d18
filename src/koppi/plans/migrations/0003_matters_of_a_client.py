"""Papers ask matters who sees a matter of the client; who sees what stays the same."""

from importlib import import_module

from django.db import migrations

ASKING = """
alter policy in_their_care on plans_paper using (koppi_sees_matter_of(client_id, register)) with check (true);
drop function koppi_meets(bigint, text);
"""

OWN = import_module("koppi.plans.migrations.0002_second_lock").LOCKS.partition("select koppi_protect")[0]
ASKING_ITSELF = f"""
{OWN}
alter policy in_their_care on plans_paper using (koppi_meets(client_id, register)) with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_second_lock"), ("matters", "0018_matters_of_a_client")]

    operations = [migrations.RunSQL(ASKING, ASKING_ITSELF)]
