"""Make versions that never overlap, each with an owner that is a row."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import koppi.handbook.models
from django.db import migrations, models
from koppi.handbook.migrations._owners import owners_from_words


class Migration(migrations.Migration):

    dependencies = [
        ('handbook', '0001_versions'),
        ('intake', '0002_second_lock'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='statement',
            name='one_statement_in_force',
        ),
        owners_from_words('intake_statement'),
        migrations.AlterField(
            model_name='statement',
            name='owner',
            field=models.ForeignKey(db_column='owner', help_text='the role that answers for the content', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handbook.owner', to_field='code'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (koppi.handbook.models.Moments('valid_from', 'valid_to'), '&&')], name='one_statement_version_in_force'),
        ),
    ]
