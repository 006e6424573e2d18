"""Add the owners of content, and the changes that they approve."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import koppi.handbook.models
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Owner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fi', models.CharField(max_length=120)),
                ('name_sv', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('code', models.SlugField(max_length=40, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Naming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='namings', to='handbook.owner', to_field='code')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('owner', '='), (koppi.handbook.models.Moments('named_at', 'ended_at'), '&&')], name='one_person_has_an_owners_role'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='a_naming_ends_signed')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SlugField(max_length=32)),
                ('code', models.SlugField(max_length=32)),
                ('content', models.JSONField(help_text='null: the item ends', null=True)),
                ('base_version', models.PositiveSmallIntegerField(help_text='null: the item is new', null=True)),
                ('base_ends_at', models.DateTimeField(null=True)),
                ('why', models.CharField(max_length=300)),
                ('wanted_at', models.DateTimeField(help_text='null: at once when approved', null=True)),
                ('proposed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('in_force_at', models.DateTimeField(null=True)),
                ('version', models.PositiveSmallIntegerField(help_text='which version it became', null=True)),
                ('sent_back_at', models.DateTimeField(null=True)),
                ('sent_back_why', models.CharField(blank=True, default='', max_length=300)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('called_off_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('called_off_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undoes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='handbook.change')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(help_text='who approves it', on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='handbook.owner', to_field='code')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'code', '-proposed_at'], name='changes_of_an_item'), models.Index(condition=models.Q(('approved_at', None), ('sent_back_at', None), ('withdrawn_at', None)), fields=['owner'], name='changes_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('content__isnull', False), ('base_version__isnull', False), _connector='OR'), name='only_what_there_is_can_end'), models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='a_change_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('in_force_at', None), ('version', None)), models.Q(('approved_by__isnull', False), ('content', None), ('in_force_at__gte', models.F('approved_at')), ('version', None)), models.Q(('approved_by__isnull', False), ('content__isnull', False), ('in_force_at__gte', models.F('approved_at')), ('version__isnull', False)), _connector='OR'), name='an_approval_is_signed_and_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('sent_back_at', None), ('sent_back_by', None), ('sent_back_why', '')), models.Q(('sent_back_at__isnull', False), ('sent_back_by__isnull', False), models.Q(('sent_back_why', ''), _negated=True)), _connector='OR'), name='what_is_sent_back_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='a_change_is_withdrawn_signed'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('sent_back_at', None)), models.Q(('approved_at', None), ('withdrawn_at', None)), models.Q(('sent_back_at', None), ('withdrawn_at', None)), _connector='OR'), name='a_change_ends_one_way'), models.CheckConstraint(condition=models.Q(models.Q(('called_off_at', None), ('called_off_by', None)), models.Q(('called_off_at__lt', models.F('in_force_at')), ('called_off_by__isnull', False)), _connector='OR'), name='called_off_before_its_moment'), models.UniqueConstraint(fields=('kind', 'code', 'version'), name='one_change_makes_a_version')],
            },
        ),
    ]
