"""Lock the matters and what belongs to them once more: PostgreSQL shows them to whom the door lets in.

The conditions are those of `Matter.objects.visible_to`, read from the transaction's settings. A matter that
somebody has locked stays in their sight to the end of the transaction, so that they can let it go.
"""

from django.db import migrations, models

TEAMS = "any ((select koppi_ids('koppi.teams'))::bigint[])"
REGISTERS = "any ((select koppi_words('koppi.registers'))::text[])"
USER = "(select koppi_id('koppi.user'))"
# {m}: the name of the matter's row.
AT_HAND = f"""
    {{m}}.team_id = {TEAMS}
    or {{m}}.caught_by_id = {USER}
    or {{m}}.meant_for_id = (select koppi_id('koppi.professional'))
"""
PASSED_ON = f"""
    exists (select from access_pass p
             where p.matter_id = {{m}}.id and p.register = {{m}}.register
               and (p.professional_id = {USER} or p.team_id = {TEAMS})
               and (p.until is null or p.until > statement_timestamp()))
    or exists (select from access_pass p
                where p.client_id = {{m}}.client_id and p.register = {{m}}.register
                  and p.professional_id = {USER} and p.basis = '' and p.glass_id is null
                  and (p.until is null or p.until > statement_timestamp()))
"""
LENT = f"""
    exists (select from access_pass p
              left join access_crossing x on x.id = p.crossing_id
              left join access_permission g on g.id = x.permission_id
             where p.client_id = {{m}}.client_id and p.register = {{m}}.register
               and p.professional_id = {USER} and p.until > statement_timestamp()
               and case when p.glass_id is not null then p.register = {REGISTERS}
                        else p.basis <> '' and {{m}}.shown_from is not null
                             and cardinality((select koppi_words('koppi.registers'))::text[]) > 0
                   end
               and (g.id is null or g.withdrawn_at is null
                                    and (g.until is null or g.until > statement_timestamp()))
               and not exists (select from access_ban b join people_client c on c.person_id = b.person_id
                                where c.id = {{m}}.client_id and b.register = {{m}}.register
                                  and b.withdrawn_at is null))
"""
LOCKED = "any ((select koppi_ids('koppi.locked'))::bigint[])"

# Most rows are at hand. The passes are asked for in a function: with them in the plan of every statement,
# starting the plan took longer than reading the rows.
OPENED = f"""
create function koppi_opened(id bigint, client_id bigint, register text, shown_from timestamptz) returns boolean
    language plpgsql stable cost 1000 as $$
begin
    return koppi_opened.register = any (koppi_words('koppi.registers')) and ({PASSED_ON.format(m="koppi_opened")})
           or {LENT.format(m="koppi_opened")};
end $$;
"""

MATTER = f"""
select koppi_protect('matters_matter');
create policy at_desk on matters_matter to koppi_desk
    using (register = {REGISTERS} and ({AT_HAND.format(m="matters_matter")})
           or id = {LOCKED}
           or koppi_opened(id, client_id, register, shown_from))
    with check (true);
create policy residents_own on matters_matter to koppi_resident
    using (shown_from is not null
           and (client_id = any ((select koppi_ids('koppi.own_clients'))::bigint[])
                or guardian_sees and register = 'patient' and client_id = any ((select koppi_ids('koppi.health_clients'))::bigint[])
                or guardian_sees and register = 'social' and client_id = any ((select koppi_ids('koppi.social_clients'))::bigint[]))
           or id = {LOCKED}) with check (true);
"""

# Asked of each row of a matter's parts, in a function for the same reason.
SEES = """
create function koppi_sees_matter(wanted bigint, in_own_register boolean default false) returns boolean
    language plpgsql stable cost 1000 as $$
begin
    return exists (select from matters_matter m where m.id = wanted
                      and (not in_own_register or m.register = any (koppi_words('koppi.registers'))));
end $$;
"""

# A row of these is seen by whoever sees its matter; those of the desk by a resident only while an action
# of theirs has locked the matter (writing wakes a snooze, cancelling withdraws an offer).
SHARED = ("matters_assessment", "matters_catch", "matters_clock")
DESKS = (
    "matters_capacity",
    "matters_consultation",
    "matters_correction",
    "matters_handover",
    "matters_snooze",
)
PARTS = "".join(
    f"""
select koppi_protect('{table}');
create policy with_its_matter on {table} to koppi_desk{", koppi_resident" if table in SHARED else ""}
    using (koppi_sees_matter({table}.matter_id)) with check (true);
"""
    + (
        ""
        if table in SHARED
        else f"""
create policy of_a_locked_matter on {table} to koppi_resident
    using ({table}.matter_id = {LOCKED}) with check (true);
"""
    )
    for table in (*SHARED, *DESKS)
)

# Who was offered a matter, or asked about one, hears what became of that when the matter is out of sight.
CONCERNED = """
create policy made_to_them on matters_handover to koppi_desk
    using (to_person_id = (select koppi_id('koppi.professional'))
           or to_team_id = any ((select koppi_ids('koppi.teams'))::bigint[]));
create policy made_to_them on matters_consultation to koppi_desk
    using (to_person_id = (select koppi_id('koppi.professional'))
           or to_team_id = any ((select koppi_ids('koppi.teams'))::bigint[]));
"""

EVENTS = """
select koppi_protect('ledger_event');
create policy with_its_matter on ledger_event to koppi_desk, koppi_resident
    using (matter_id is not null and koppi_sees_matter(matter_id)
           or matter_id is null and by_id = (select koppi_id('koppi.user'))) with check (true);
create policy written on ledger_event for insert to koppi_visitor, koppi_web with check (true);
"""

# Keys and triggers ask about every matter, whoever acts.
TRIGGER = "alter function matters_due_is_earliest() security definer set search_path = public, pg_temp"

# `@@` may tell of rows that a policy hides, so it never gets to use its index under one. This function asks
# as the owner and lets out only the ids of what the reader may see; the rows then come through the policy.
FINDER = f"""
create function koppi_find_matters(said text, beginnings text, most integer) returns setof bigint
    language plpgsql stable security definer
    set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    wanted tsquery := websearch_to_tsquery('finnish', said) || websearch_to_tsquery('swedish', said)
                      || to_tsquery('simple', beginnings);
begin
    return query
        select m.id from matters_matter m
         where m.search @@ wanted and m.register = {REGISTERS}
           and ({AT_HAND.format(m="m")} or {PASSED_ON.format(m="m")})
         order by m.is_open nulls last, m.opened_at desc, m.id desc
         limit most;
end $$;
revoke execute on function koppi_find_matters(text, text, integer) from public;
grant execute on function koppi_find_matters(text, text, integer) to koppi_desk;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0005_registers_and_minors"),
        ("access", "0005_second_lock"),
        ("ledger", "0002_table"),
    ]

    operations = [
        # All that the worklist's probes ask stands in the index, and now the policy asks who holds a matter and whose it is.
        migrations.RemoveIndex(model_name="matter", name="team_worklist"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                models.F("team"),
                models.F("priority").desc(),
                models.F("due_at"),
                models.F("id"),
                name="team_worklist",
                include=(
                    "register",
                    "catch",
                    "caught_by",
                    "skill",
                    "language",
                    "meant_for",
                    "client",
                    "shown_from",
                    "snoozed_until",
                    "raised_at",
                ),
                condition=~models.Q(state="closed"),
            ),
        ),
        migrations.RunSQL(OPENED, "drop function koppi_opened(bigint, bigint, text, timestamptz)"),
        migrations.RunSQL(MATTER, "select koppi_unprotect('matters_matter')"),
        migrations.RunSQL(SEES, "drop function koppi_sees_matter(bigint, boolean)"),
        migrations.RunSQL(
            PARTS, "".join(f"select koppi_unprotect('{table}');" for table in (*SHARED, *DESKS))
        ),
        migrations.RunSQL(CONCERNED, migrations.RunSQL.noop),
        migrations.RunSQL(EVENTS, "select koppi_unprotect('ledger_event')"),
        migrations.RunSQL(TRIGGER, "alter function matters_due_is_earliest() security invoker reset all"),
        migrations.RunSQL(FINDER, "drop function koppi_find_matters(text, text, integer)"),
    ]
