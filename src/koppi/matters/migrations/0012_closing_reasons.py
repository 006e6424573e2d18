"""Make the words of each outcome rows of the county's own; a closed matter keeps the version it was closed by."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import koppi.handbook.models
from django.conf import settings
from django.db import migrations, models
from koppi.handbook.content import install_owners
from koppi.matters.content import install_endings


def install(apps, schema_editor):
    """Put the first words of each outcome in force."""
    install_owners(apps.get_model('handbook', 'Owner'))
    install_endings(apps.get_model('matters', 'ClosingReason'), apps.get_model('handbook', 'Owner'))


class Migration(migrations.Migration):

    dependencies = [
        ('handbook', '0001_versions'),
        ('matters', '0011_advice'),
        ('people', '0012_local_promises'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosingReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fi', models.CharField(max_length=120)),
                ('name_sv', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('code', models.SlugField(max_length=32)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField(null=True)),
                ('outcome', models.CharField(choices=[('solved', 'Solved'), ('guided', 'Guided'), ('own_care', 'Own Care'), ('appointment', 'Appointment'), ('moved_on', 'Moved On'), ('cancelled', 'Cancelled'), ('not_reached', 'Not Reached'), ('joined', 'Joined'), ('continued', 'Continued'), ('wrong_client', 'Wrong Client')], max_length=16)),
                ('told_fi', models.CharField(help_text='what the client reads', max_length=200)),
                ('told_sv', models.CharField(max_length=200)),
                ('told_en', models.CharField(max_length=200)),
                ('registers', models.CharField(choices=[('patient', 'Patient'), ('social', 'Social'), ('both', 'Both')], default='both', max_length=8)),
                ('offered', models.BooleanField(default=True, help_text='people choose it when they close a matter')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('owner', models.ForeignKey(db_column='owner', help_text='the role that answers for the content', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handbook.owner', to_field='code')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='matter',
            name='closed_as',
            field=models.ForeignKey(db_index=False, help_text='the words of that time', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.closingreason'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'closed'), ('closed_as', None), _connector='OR'), name='only_a_closed_matter_was_closed_as'),
        ),
        migrations.AddConstraint(
            model_name='closingreason',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='a_closingreason_version_once'),
        ),
        migrations.AddConstraint(
            model_name='closingreason',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (koppi.handbook.models.Moments('valid_from', 'valid_to'), '&&')], name='one_closingreason_version_in_force'),
        ),
        migrations.AddConstraint(
            model_name='closingreason',
            constraint=models.CheckConstraint(condition=models.Q(('offered', False), models.Q(('outcome__in', ['joined', 'continued', 'wrong_client']), _negated=True), _connector='OR'), name='nobody_chooses_what_follows_from_another_action'),
        ),
        migrations.RunPython(install, migrations.RunPython.noop, elidable=False),
    ]
