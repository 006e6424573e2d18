"""Advice is a matter without a client, and no other matter is. Nobody's client or register changes afterwards.

The old check goes when the new one stands. Rows that are there pass it: it is checked without stopping writes.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

# Fires only when a statement names one of the two columns: actions save what has changed, and these never do.
STAYS = """
create function matters_whose_it_stays() returns trigger language plpgsql as $$
begin
    raise exception 'matter %: client and register never change', old.id
          using errcode = 'check_violation', constraint = 'a_matter_stays_whose_it_is';
end $$;
create trigger a_matter_stays_whose_it_is before update of client_id, register on matters_matter for each row
    when (old.client_id is distinct from new.client_id or old.register is distinct from new.register)
    execute function matters_whose_it_stays();
"""
UNDONE = """
drop trigger a_matter_stays_whose_it_is on matters_matter;
drop function matters_whose_it_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0010_versions"),
        ("people", "0010_licences_of_the_register"),
    ]

    operations = [
        migrations.AlterField(
            model_name="matter",
            name="client",
            field=models.ForeignKey(
                help_text="of advice, nobody knows whose it is",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="people.client",
            ),
        ),
        AddConstraintNotValid(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=Q(Q(("client", None), ("register", "advice")), Q(("client__isnull", False), ("register__in", ["patient", "social"])), _connector="OR"),
                name="only_advice_has_no_client",
            ),
        ),
        AddConstraintNotValid(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=Q(Q(("register", "advice"), _negated=True), ("shown_from", None), _connector="OR"),
                name="advice_is_shown_to_no_client",
            ),
        ),
        ValidateConstraint(model_name="matter", name="only_advice_has_no_client"),
        ValidateConstraint(model_name="matter", name="advice_is_shown_to_no_client"),
        migrations.RemoveConstraint(model_name="matter", name="a_matter_is_of_one_register"),
        migrations.RunSQL(STAYS, UNDONE),
    ]
