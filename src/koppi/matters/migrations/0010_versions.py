"""Make versions that never overlap, each with an owner that is a row."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import koppi.handbook.models
from django.db import migrations, models
from koppi.handbook.migrations._owners import owners_from_words


class Migration(migrations.Migration):

    dependencies = [
        ('handbook', '0001_versions'),
        ('matters', '0009_search_by_reach'),
        ('people', '0010_licences_of_the_register'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='topic',
            name='one_topic_version_in_force',
        ),
        owners_from_words('matters_topic'),
        migrations.AlterField(
            model_name='topic',
            name='owner',
            field=models.ForeignKey(db_column='owner', help_text='the role that answers for the content', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handbook.owner', to_field='code'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (koppi.handbook.models.Moments('valid_from', 'valid_to'), '&&')], name='one_topic_version_in_force'),
        ),
    ]
