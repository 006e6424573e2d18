"""Lock once more who was asked to be whose own: the talk in it is for who asks and who is asked."""

from django.db import migrations

LOCK = """
select koppi_protect('people_naming');
create policy asked_or_asking on people_naming to koppi_desk
    using (asked_by_id = (select koppi_id('koppi.user'))
           or professional_id = (select koppi_id('koppi.professional'))
           or team_id = any ((select koppi_ids('koppi.teams'))::bigint[]));
"""
UNLOCK = "select koppi_unprotect('people_naming');"


class Migration(migrations.Migration):
    dependencies = [("people", "0017_own_people"), ("people", "0007_second_lock")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
