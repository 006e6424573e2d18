"""A matter that was joined into another stays closed: its story goes on there. Adds one check."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_promises")]

    operations = [
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(("joined_into", None), ("state", "closed"), _connector="OR"),
                name="a_joined_matter_stays_closed",
            ),
        ),
    ]
