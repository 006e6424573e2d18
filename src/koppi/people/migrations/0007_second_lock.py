"""Lock once more who may act for whom, and whose own person a professional is.

A resident sees the mandates that they or others hold for them, and the own people of themselves and of those
for whom they act in the register of their mandate. For whom somebody acts is found out before they act.
"""

from django.db import migrations

PEOPLE = """
select koppi_protect('people_mandate');
create policy at_desk on people_mandate to koppi_desk using (true);
create policy theirs on people_mandate to koppi_resident
    using (agent = (select u.person_id from identity_user u where u.id = (select koppi_id('koppi.user')))
           or client_id = any ((select koppi_ids('koppi.own_clients'))::bigint[]));

select koppi_protect('people_responsibility');
create policy at_desk on people_responsibility to koppi_desk using (true);
create policy about_them on people_responsibility for select to koppi_resident
    using (client_id = any ((select koppi_rows('koppi.own_clients'))::bigint[])
           or register = 'patient' and client_id = any ((select koppi_rows('koppi.health_clients'))::bigint[])
           or register = 'social' and client_id = any ((select koppi_rows('koppi.social_clients'))::bigint[]));
"""
UNPEOPLE = "select koppi_unprotect('people_responsibility'); select koppi_unprotect('people_mandate');"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_mandates_of_the_register"),
        ("access", "0008_lock_sharing"),
        ("identity", "0002_sessions_of_people"),
    ]

    operations = [migrations.RunSQL(PEOPLE, UNPEOPLE)]
