"""Let no unit have two rooms of one name in use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_promises_and_second_lock")]

    operations = [
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=["unit", "name_fi"],
                condition=models.Q(closed_at=None),
                name="a_room_has_a_name_of_its_own",
            ),
        ),
    ]
