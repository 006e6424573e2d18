"""Ask in one place whether somebody sees a matter of a client in a register: what belongs to the client goes by it."""

from django.db import migrations

SEES = """
create function koppi_sees_matter_of(wanted bigint, in_register text) returns boolean
    language plpgsql stable cost 1000 as $$
begin
    return in_register = any (koppi_words('koppi.registers'))
           and exists (select from people_client c
                         join people_client o on o.person_id = c.person_id
                         join matters_matter m on m.client_id = o.id and m.register = in_register
                        where c.id = wanted);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0017_words_within_reach"), ("people", "0006_mandates_of_the_register")]

    operations = [migrations.RunSQL(SEES, "drop function koppi_sees_matter_of(bigint, text)")]
