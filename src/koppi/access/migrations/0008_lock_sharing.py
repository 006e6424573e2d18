"""Lock once more what clients permit and ban, what was opened to whom, and the log of who looked.

A resident sees what is about them, and about those for whom they act in the register of their mandate. The
door reads passes, crossings, permissions and bans while it decides, so the desk sees those whole: a ban that
a policy hid would stop winning, and a permission that one hid would stand for ever.
"""

from django.db import migrations

USER = "(select koppi_id('koppi.user'))"
LOCKED = "any ((select koppi_ids('koppi.locked'))::bigint[])"
BY_REGISTER = (("patient", "koppi.health_clients"), ("social", "koppi.social_clients"))

# The humans behind the clients of a setting, and all their rows: one human may have several.
HUMANS = """
create function koppi_people(setting text) returns uuid[] language sql stable as
    $$ select array(select person_id from people_client where id = any (koppi_ids(setting))) $$;
create function koppi_rows(setting text) returns bigint[] language sql stable as
    $$ select array(select id from people_client where person_id = any (koppi_people(setting))) $$;
"""
UNHUMANS = "drop function koppi_rows(text); drop function koppi_people(text);"


def about_them(column, register):
    """Return the condition that a row is about the resident, or about somebody they act for in its register."""
    said = "({column} = any ((select koppi_people('{setting}'))::uuid[]))".format
    theirs = [said(column=column, setting="koppi.own_clients")]
    theirs += [
        f"{register} = '{code}' and {said(column=column, setting=setting)}" for code, setting in BY_REGISTER
    ]
    return f"({' or '.join(theirs)})"


SHARING = f"""
select koppi_protect('access_permission');
create policy at_desk on access_permission to koppi_desk using (true);
create policy about_them on access_permission to koppi_resident
    using ({about_them("person_id", "from_register")});

select koppi_protect('access_ban');
create policy at_desk on access_ban to koppi_desk using (true);
create policy about_them on access_ban to koppi_resident using ({about_them("person_id", "register")});

-- Whoever closes a matter ends what was opened from it, into the register that they may not act in, too.
select koppi_protect('access_crossing');
create policy at_desk on access_crossing to koppi_desk using (true);
create policy about_them on access_crossing to koppi_resident
    using ({about_them("person_id", "register")} or from_matter_id = {LOCKED});

select koppi_protect('access_breakglass');
create policy their_own on access_breakglass to koppi_desk using (opened_by_id = {USER});
create policy of_officers on access_breakglass to koppi_desk
    using (exists (select from people_professional p where p.id = (select koppi_id('koppi.professional'))
                      and 'data_protection_officer' = any (p.roles)));
create policy about_them on access_breakglass to koppi_resident
    using ({about_them("person_id", "register")});

-- A resident's own actions end passes: what was opened about them, and what a matter they close was lent by.
select koppi_protect('access_pass');
create policy at_desk on access_pass to koppi_desk using (true);
create policy about_them on access_pass to koppi_resident
    using (matter_id = {LOCKED}
           or exists (select from access_crossing x where x.id = crossing_id)
           or exists (select from access_breakglass g where g.id = glass_id));
"""

# `&&` might tell of rows that a policy hides, so a search of the desk by client would read the whole log if
# a policy said more than yes. It is added to by a function alone, and read through the whole log, never a month.
LOOKS = """
select koppi_protect('access_reading');
create policy at_desk on access_reading for select to koppi_desk using (true);
create policy about_them on access_reading for select to koppi_resident
    using (client_ids && (select koppi_ids('koppi.own_clients'))
           or register = 'patient' and client_ids && (select koppi_ids('koppi.health_clients'))
           or register = 'social' and client_ids && (select koppi_ids('koppi.social_clients')));
"""

TABLES = ("access_permission", "access_ban", "access_pass", "access_crossing", "access_breakglass")


class Migration(migrations.Migration):
    dependencies = [("access", "0007_lock_older_looks"), ("people", "0006_mandates_of_the_register")]

    operations = [
        migrations.RunSQL(HUMANS, UNHUMANS),
        migrations.RunSQL(SHARING, "".join(f"select koppi_unprotect('{table}');" for table in TABLES)),
        migrations.RunSQL(LOOKS, "select koppi_unprotect('access_reading')"),
    ]
