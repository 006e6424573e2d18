"""A contact without a client is somebody's who asked for advice: by voice, and of matters of advice alone.

The rule between the tables is a trigger and not a key: a key would need another index on matters, which each
catch would pay for. What it compares never changes, so asking once, when the link is made, is enough. It asks
once for a statement, so that a fill of a million links asks once.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

TOGETHER = """
create function intake_advice_is_nobodys() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
begin
    if exists (select from linked l join intake_contact c on c.id = l.contact_id
                 join matters_matter m on m.id = l.matter_id
                where (c.about_id is null) <> (m.register = 'advice')) then
        raise exception 'a contact without a client belongs to advice, and no other does'
              using errcode = 'check_violation', constraint = 'advice_and_its_contact_are_nobodys';
    end if;
    return null;
end $$;
create trigger advice_and_its_contact_are_nobodys after insert on intake_mattercontact
    referencing new table as linked for each statement execute function intake_advice_is_nobodys();
create trigger advice_and_its_contact_stay_nobodys after update on intake_mattercontact
    referencing new table as linked for each statement execute function intake_advice_is_nobodys();
"""
# A contact is never edited; that it stays about the same person, or about nobody, the database sees to.
STAYS = """
create function intake_whose_it_stays() returns trigger language plpgsql as $$
begin
    raise exception 'contact %: whom it is about never changes', old.id
          using errcode = 'check_violation', constraint = 'a_contact_stays_whose_it_is';
end $$;
create trigger a_contact_stays_whose_it_is before update of about_id on intake_contact for each row
    when (old.about_id is distinct from new.about_id) execute function intake_whose_it_stays();
"""
UNDONE = """
drop trigger a_contact_stays_whose_it_is on intake_contact;
drop function intake_whose_it_stays();
drop trigger advice_and_its_contact_stay_nobodys on intake_mattercontact;
drop trigger advice_and_its_contact_are_nobodys on intake_mattercontact;
drop function intake_advice_is_nobodys();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_versions"), ("matters", "0011_advice")]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="about",
            field=models.ForeignKey(
                help_text="nobody knows whose advice it is",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="people.client",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(condition=Q(("about", None)), fields=["received_at"], name="advice_by_time"),
        ),
        AddConstraintNotValid(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("about__isnull", False),
                    Q(("channel__in", ["phone", "walk_in"]), ("for_other", False)),
                    _connector="OR",
                ),
                name="only_a_voice_may_be_nobodys",
            ),
        ),
        AddConstraintNotValid(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("about__isnull", False),
                    Q(
                        (
                            "words__iregex",
                            "(?<![0-9A-Za-z])[0-3][0-9][01][0-9][0-9]{2}\\s?[-–+A-FU-Y]\\s?[0-9]{3}[0-9A-Y](?![0-9A-Za-z])",  # noqa: RUF001
                        ),
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="advice_names_nobody",
            ),
        ),
        ValidateConstraint(model_name="contact", name="only_a_voice_may_be_nobodys"),
        ValidateConstraint(model_name="contact", name="advice_names_nobody"),
        migrations.RunSQL(TOGETHER + STAYS, UNDONE),
    ]
