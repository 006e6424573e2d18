"""Give those who work here the task that is usual for their profession, and write their own clients' passes.

`people.actions.join_team` and `name_own_person` do the same for newcomers. Safe to repeat; going back takes
nothing away, as the tables go with their own migrations.
"""

from django.db import migrations

DUTIES = """
insert into people_duty (professional_id, register, task, service, since)
select p.id, t.register,
       case when t.register = 'patient' and p.profession in ('social_adviser', 'social_worker') then 'support'
            when t.register = 'patient' and p.profession in ('practical_nurse', 'paramedic') then 'limited'
            when t.register = 'patient' then 'broad'
            when p.profession = 'social_worker' then 'broad'
            when p.profession = 'social_adviser' then 'arranging'
            else 'delivery' end,
       '', min(m.since)
  from people_membership m
  join people_team t on t.id = m.team_id
  join people_professional p on p.id = m.professional_id
 where (m.until is null or m.until > now()) and p.ended_at is null
   and not exists (select from people_duty d where d.professional_id = p.id and d.register = t.register)
 group by p.id, t.register
"""
OWN_CLIENTS = """
insert into access_pass (professional_id, client_id, register, why, basis, since, until)
select p.user_id, every.id, r.register, 'own_client', '', r.valid_from, r.valid_to
  from people_responsibility r
  join people_client c on c.id = r.client_id
  join people_client every on every.person_id = c.person_id
  join people_professional p on p.id = r.professional_id
 where (r.valid_to is null or r.valid_to > now()) and p.ended_at is null
   and not exists (select from access_pass a where a.professional_id = p.user_id and a.client_id = every.id
                      and a.register = r.register and a.why = 'own_client'
                      and (a.until is null or a.until > now()))
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_duties"), ("access", "0004_crossings_bans_and_glass")]

    operations = [
        migrations.RunSQL(DUTIES, migrations.RunSQL.noop),
        migrations.RunSQL(OWN_CLIENTS, migrations.RunSQL.noop),
    ]
