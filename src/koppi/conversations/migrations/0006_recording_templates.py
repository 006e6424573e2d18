"""Give cards owners that are rows, and notes the version of the recording template that they were written by."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import koppi.handbook.models
from django.conf import settings
from django.db import migrations, models
from koppi.handbook.migrations._owners import owners_from_words


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0005_versions'),
        ('handbook', '0001_versions'),
        ('matters', '0010_versions'),
        ('people', '0010_licences_of_the_register'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordingTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=32)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField(null=True)),
                ('title_fi', models.CharField(max_length=80)),
                ('title_sv', models.CharField(max_length=80)),
                ('title_en', models.CharField(max_length=80)),
                ('body_fi', models.TextField()),
                ('body_sv', models.TextField()),
                ('body_en', models.TextField()),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=32), blank=True, default=list, help_text='codes; empty: every topic', size=None)),
                ('register', models.CharField(blank=True, choices=[('patient', 'Patient'), ('social', 'Social'), ('advice', 'Advice')], help_text='blank: each', max_length=8)),
                ('professions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('nurse', 'Nurse'), ('public_health_nurse', 'Public Health Nurse'), ('doctor', 'Doctor'), ('psychiatric_nurse', 'Psychiatric Nurse'), ('substance_use_nurse', 'Substance Use Nurse'), ('physiotherapist', 'Physiotherapist'), ('oral_health', 'Oral Health'), ('social_adviser', 'Social Adviser'), ('social_worker', 'Social Worker'), ('therapist', 'Therapist'), ('paramedic', 'Paramedic'), ('practical_nurse', 'Practical Nurse'), ('data_protection', 'Data Protection Officer')], max_length=24), blank=True, default=list, help_text='empty: every profession', size=None)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='instructioncard',
            name='a_card_version_once',
        ),
        migrations.RemoveConstraint(
            model_name='instructioncard',
            name='one_card_version_in_force',
        ),
        owners_from_words('conversations_instructioncard'),
        migrations.AlterField(
            model_name='instructioncard',
            name='owner',
            field=models.ForeignKey(db_column='owner', help_text='the role that answers for the content', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handbook.owner', to_field='code'),
        ),
        migrations.AddConstraint(
            model_name='instructioncard',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='a_instructioncard_version_once'),
        ),
        migrations.AddConstraint(
            model_name='instructioncard',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (koppi.handbook.models.Moments('valid_from', 'valid_to'), '&&')], name='one_instructioncard_version_in_force'),
        ),
        migrations.AddField(
            model_name='recordingtemplate',
            name='owner',
            field=models.ForeignKey(db_column='owner', help_text='the role that answers for the content', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handbook.owner', to_field='code'),
        ),
        migrations.AddField(
            model_name='recordingtemplate',
            name='team',
            field=models.ForeignKey(blank=True, help_text='null: for every team', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team'),
        ),
        migrations.AddField(
            model_name='draft',
            name='template',
            field=models.ForeignKey(help_text='of a note', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.recordingtemplate'),
        ),
        migrations.AddField(
            model_name='note',
            name='template',
            field=models.ForeignKey(help_text='the version that it was written by', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.recordingtemplate'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(('template', None), ('kind', 'note'), _connector='OR'), name='only_a_note_has_a_template'),
        ),
        migrations.AddConstraint(
            model_name='recordingtemplate',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='a_recordingtemplate_version_once'),
        ),
        migrations.AddConstraint(
            model_name='recordingtemplate',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (koppi.handbook.models.Moments('valid_from', 'valid_to'), '&&')], name='one_recordingtemplate_version_in_force'),
        ),
    ]
