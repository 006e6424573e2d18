"""Find the contacts of a topic by time, for what a change of sorting would have done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0005_calls'),
        ('matters', '0010_versions'),
        ('people', '0010_licences_of_the_register'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='contact',
            name='topic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.topic'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['topic', 'received_at'], name='contacts_of_a_topic'),
        ),
    ]
