"""Let a topic say who books an appointment; as it was before: the client once the need has been assessed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0013_care_must_begin")]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="booking",
            field=models.CharField(
                choices=[
                    ("resident", "Resident"),
                    ("assessed", "Assessed"),
                    ("team", "Team"),
                    ("contact_person", "Contact Person"),
                ],
                default="assessed",
                help_text="who books an appointment: the client at once, or once the need has been assessed; "
                "the team alone; the client's own person alone",
                max_length=16,
            ),
        ),
    ]
