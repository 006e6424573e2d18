"""Say of a contact by phone or on site how its client was identified, and who called when it was somebody else.

Contacts of before say that it was not recorded. A caller is seen with their contact.
"""

import django.db.models.deletion
from django.db import migrations, models

IDENTIFIED = [
    ("code", "Code"),
    ("questions", "Questions"),
    ("called_back", "Called Back"),
    ("document", "Document"),
    ("known", "Known"),
    ("unsure", "Unsure"),
    ("not_recorded", "Not Recorded"),
]
LOCK = """
select koppi_protect('intake_caller');
create policy with_its_contact on intake_caller to koppi_desk
    using (exists (select from intake_contact c where c.id = contact_id)) with check (true);
"""
UNLOCK = "select koppi_unprotect('intake_caller');"


def fill(apps, schema_editor):
    contacts = apps.get_model("intake", "Contact").objects
    contacts.filter(channel__in=["phone", "walk_in"], identified="").update(identified="not_recorded")


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_advice"),
        ("people", "0013_clients_by_folded_name"),
    ]

    operations = [
        migrations.AddField(
            "contact",
            "identified",
            models.CharField(
                blank=True,
                choices=IDENTIFIED,
                help_text="blank: they signed in themselves",
                max_length=16,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.CreateModel(
            "Caller",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("relation", models.CharField(blank=True, max_length=120)),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="caller",
                        to="intake.contact",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.mandate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="a_caller_has_a_name"
                    )
                ]
            },
        ),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
