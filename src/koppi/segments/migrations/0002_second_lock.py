"""A segment is of one register: who sees a matter of the client in it sees the segment, and so does the client.

Asked in a function, as the policies of matters stand behind it.
"""

from django.db import migrations

LOCKS = """
create function koppi_cares_for(wanted bigint, in_register text) returns boolean
    language plpgsql stable cost 1000 as $$
begin
    return in_register = any (koppi_words('koppi.registers'))
           and exists (select from people_client c
                         join people_client o on o.person_id = c.person_id
                         join matters_matter m on m.client_id = o.id and m.register = in_register
                        where c.id = wanted);
end $$;

select koppi_protect('segments_talk');
create policy with_its_matter on segments_talk to koppi_desk
    using (koppi_sees_matter(matter_id, in_own_register => true)) with check (true);
create policy of_a_locked_matter on segments_talk to koppi_resident
    using (matter_id = any ((select koppi_ids('koppi.locked'))::bigint[])) with check (true);

select koppi_protect('segments_view');
create policy in_their_care on segments_view to koppi_desk
    using (koppi_cares_for(client_id, register)) with check (true);
create policy their_own on segments_view to koppi_resident
    using (client_id = any ((select koppi_ids('koppi.own_clients'))::bigint[]) and withdrawn_at is null)
    with check (true);

select koppi_protect('segments_segmentperiod');
create policy in_their_care on segments_segmentperiod to koppi_desk
    using (koppi_cares_for(client_id, register)) with check (true);
create policy their_own on segments_segmentperiod for select to koppi_resident
    using (client_id = any ((select koppi_ids('koppi.own_clients'))::bigint[])
           and end_reason <> 'wrong-client');
"""

UNLOCKS = """
select koppi_unprotect('segments_segmentperiod');
select koppi_unprotect('segments_view');
select koppi_unprotect('segments_talk');
drop function koppi_cares_for(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_initial"), ("matters", "0006_second_lock"), ("people", "0006_mandates_of_the_register")]

    operations = [migrations.RunSQL(LOCKS, UNLOCKS)]
