"""A paper is of one register: who sees a matter of the client in it sees the paper, and so does the client.

Whoever acts for a client sees what the matter shows them in which it was written last. What is withdrawn, no
resident sees, and nobody what somebody else is writing.
"""

from django.db import migrations

LOCKS = """
create function koppi_meets(wanted bigint, in_register text) returns boolean
    language plpgsql stable cost 1000 as $$
begin
    return in_register = any (koppi_words('koppi.registers'))
           and exists (select from people_client c
                         join people_client o on o.person_id = c.person_id
                         join matters_matter m on m.client_id = o.id and m.register = in_register
                        where c.id = wanted);
end $$;

select koppi_protect('plans_paper');
create policy in_their_care on plans_paper to koppi_desk
    using (koppi_meets(client_id, register)) with check (true);
create policy about_them on plans_paper for select to koppi_resident
    using (client_id = any ((select koppi_ids('koppi.own_clients'))::bigint[]) or koppi_sees_matter(matter_id));

select koppi_protect('plans_version');
create policy with_its_paper on plans_version to koppi_desk
    using (exists (select from plans_paper p where p.id = paper_id)) with check (true);
create policy with_its_paper_standing on plans_version for select to koppi_resident
    using (withdrawn_at is null and exists (select from plans_paper p where p.id = paper_id));

select koppi_protect('plans_unfinished');
create policy the_writers_own on plans_unfinished to koppi_desk
    using (user_id = (select koppi_id('koppi.user'))) with check (true);
"""

UNLOCKS = """
select koppi_unprotect('plans_unfinished');
select koppi_unprotect('plans_version');
select koppi_unprotect('plans_paper');
drop function koppi_meets(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("matters", "0006_second_lock"), ("people", "0006_mandates_of_the_register")]

    operations = [migrations.RunSQL(LOCKS, UNLOCKS)]
