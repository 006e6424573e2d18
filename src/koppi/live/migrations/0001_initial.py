"""Who is here, in a table that the server keeps no log of: after a crash it is empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=120)),
                ("who", models.CharField(help_text="opaque, as the package that asks spells it", max_length=64)),
                ("doing", models.CharField(choices=[("here", "Here"), ("writing", "Writing")], max_length=8)),
                ("until", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="presence_by_its_end")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "who", "doing"), name="one_presence_of_each_in_a_channel"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "alter table live_presence set unlogged", "alter table live_presence set logged", elidable=False
        ),
    ]
