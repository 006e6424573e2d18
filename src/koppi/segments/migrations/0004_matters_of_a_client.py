"""Segments and views ask matters who sees a matter of the client; who sees what stays the same."""

from importlib import import_module

from django.db import migrations

ASKING = """
alter policy in_their_care on segments_view using (koppi_sees_matter_of(client_id, register)) with check (true);
alter policy in_their_care on segments_segmentperiod
    using (koppi_sees_matter_of(client_id, register)) with check (true);
drop function koppi_cares_for(bigint, text);
"""

OWN = import_module("koppi.segments.migrations.0002_second_lock").LOCKS.partition("select koppi_protect")[0]
ASKING_ITSELF = f"""
{OWN}
alter policy in_their_care on segments_view using (koppi_cares_for(client_id, register)) with check (true);
alter policy in_their_care on segments_segmentperiod
    using (koppi_cares_for(client_id, register)) with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [("segments", "0003_ways_of_working"), ("matters", "0018_matters_of_a_client")]

    operations = [migrations.RunSQL(ASKING, ASKING_ITSELF)]
