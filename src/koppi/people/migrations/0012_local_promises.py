"""Make our own promises rows that a county edits; they begin as they have been until now."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import koppi.handbook.models
from django.conf import settings
from django.db import migrations, models
from koppi.handbook.content import install_owners
from koppi.people.content import install_promises


def install(apps, schema_editor):
    """Put the first version of each promise in force, the alert as the settings have had it."""
    owners = apps.get_model('handbook', 'Owner')
    install_owners(owners)
    minutes = int(settings.URGENT_ALERT.total_seconds() // 60)
    install_promises(apps.get_model('people', 'LocalPromise'), owners, alert_minutes=minutes)


class Migration(migrations.Migration):

    dependencies = [
        ('handbook', '0001_versions'),
        ('people', '0011_units_and_teams'),
    ]

    operations = [
        migrations.CreateModel(
            name='LocalPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fi', models.CharField(max_length=120)),
                ('name_sv', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('code', models.SlugField(max_length=32)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField(null=True)),
                ('duty_fi', models.CharField(help_text='the whole sentence; {amount} is the number', max_length=200)),
                ('duty_sv', models.CharField(max_length=200)),
                ('duty_en', models.CharField(max_length=200)),
                ('amount', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(choices=[('minutes', 'Minutes'), ('hours', 'Hours'), ('working_days', 'Working Days'), ('days', 'Days')], max_length=16)),
                ('owner', models.ForeignKey(db_column='owner', help_text='the role that answers for the content', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handbook.owner', to_field='code')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='a_localpromise_version_once'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (koppi.handbook.models.Moments('valid_from', 'valid_to'), '&&')], name='one_localpromise_version_in_force'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_promise_is_of_some_length')],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop, elidable=False),
    ]
