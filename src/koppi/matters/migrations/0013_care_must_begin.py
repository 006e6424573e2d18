"""Know by when care must begin, and keep why it was late and what the client was told.

Nothing is filled in: no assessment has started these limits before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# A delay is seen by whoever sees its matter: at the desk, and its client.
LOCK = """
select koppi_protect('matters_delay');
create policy with_its_matter on matters_delay to koppi_desk, koppi_resident
    using (koppi_sees_matter(matters_delay.matter_id)) with check (true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0012_closing_reasons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("no_times", "No Times"),
                            ("away", "Away"),
                            ("client", "Client"),
                            ("missed", "Missed"),
                            ("other", "Other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("told", models.TextField(help_text="what the client was told")),
                ("told_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delays", to="matters.clock"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delays", to="matters.matter"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["matter", "-recorded_at"], name="delays_of_a_matter")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(told__gt=""), name="a_delay_says_what_the_client_was_told"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="matter",
            name="care_due_at",
            field=models.DateTimeField(
                help_text="by when care must begin: the earliest running limit of those that care meets",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="care_time_at",
            field=models.DateTimeField(help_text="when an appointment will meet that limit", null=True),
        ),
        migrations.AlterField(model_name="clock", name="rule", field=models.CharField(max_length=24)),
        migrations.AlterField(
            model_name="clock",
            name="ended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("waiting", "Waiting"),
                    ("moved", "Moved"),
                    ("superseded", "Superseded"),
                    ("carried", "Carried"),
                    ("client_replied", "Client Replied"),
                    ("closed", "Closed"),
                    ("no_assessment_needed", "No Assessment Needed"),
                    ("cancelled", "Cancelled"),
                    ("not_needed", "Not Needed"),
                    ("declined", "Declined"),
                    ("elsewhere", "Elsewhere"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["team", "care_due_at", "id"],
                name="care_at_risk",
                condition=Q(care_due_at__isnull=False)
                & (Q(care_time_at=None) | Q(care_time_at__gt=F("care_due_at"))),
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=~Q(state="closed") | Q(care_due_at=None), name="a_closed_matter_waits_for_no_care"
            ),
        ),
        migrations.RunSQL(LOCK, "select koppi_unprotect('matters_delay')"),
    ]
