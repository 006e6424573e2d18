"""Give each message of the outbox a state, a claim and an outcome.

What has been given up before has been seen by nobody and needs nobody: it is old.
"""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
update notices_delivery set state = case when sent_at is not null then 'sent'
                                         when given_up_at is not null then 'given_up' else 'waiting' end,
       why = case when sent_at is not null or given_up_at is null then ''
                  when address = '' then 'withdrawn' else 'tries' end,
       given_up_at = case when sent_at is null then given_up_at end,
       settled_at = case when sent_at is null then given_up_at end
 where sent_at is not null or given_up_at is not null;
set constraints all immediate;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='delivery',
            name='deliveries_to_send',
        ),
        migrations.AddField(
            model_name='delivery',
            name='ask_after',
            field=models.DateTimeField(help_text='when the carrier is asked what became of it', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='asks',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='delivery',
            name='carrier_id',
            field=models.CharField(blank=True, help_text="the channel's own", max_length=128),
        ),
        migrations.AddField(
            model_name='delivery',
            name='claim',
            field=models.UUIDField(help_text='made by the worker that took it last', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='claimed_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='reference',
            field=models.CharField(blank=True, help_text='of the matter that it is about', max_length=6),
        ),
        migrations.AddField(
            model_name='delivery',
            name='send_before',
            field=models.DateTimeField(help_text='after this it would only confuse', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='settled_at',
            field=models.DateTimeField(help_text='when a person saw to it', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('unknown', 'Unknown'), ('given_up', 'Given Up')], default='waiting', max_length=8),
        ),
        migrations.AddField(
            model_name='delivery',
            name='unknown_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='why',
            field=models.CharField(blank=True, choices=[('tries', 'Tries'), ('refused', 'Refused'), ('late', 'Late'), ('dead', 'Dead'), ('hidden', 'Hidden'), ('withdrawn', 'Withdrawn')], max_length=16),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='address',
            field=models.CharField(blank=True, help_text='none for Suomi.fi messages', max_length=254),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='channel',
            field=models.CharField(choices=[('email', 'Email'), ('sms', 'Sms'), ('suomifi', 'Suomifi')], max_length=8),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['send_after', 'id'], name='deliveries_to_send'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_until'], name='deliveries_under_way'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('ask_after__isnull', False)), fields=['ask_after'], name='deliveries_to_ask_about'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(models.Q(('ask_after', None), ('state', 'unknown')), models.Q(('settled_at', None), ('state', 'given_up'), ('why__in', ('tries', 'refused', 'dead'))), _connector='OR'), fields=['-created_at', '-id'], name='deliveries_for_a_person'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['person_id'], name='deliveries_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_until__isnull', True), ('given_up_at__isnull', True), ('sent_at__isnull', True), ('state', 'waiting'), ('unknown_at__isnull', True)), models.Q(('claim__isnull', False), ('claimed_until__isnull', False), ('given_up_at__isnull', True), ('sent_at__isnull', True), ('state', 'sending'), ('unknown_at__isnull', True)), models.Q(('claimed_until__isnull', True), ('given_up_at__isnull', True), ('sent_at__isnull', False), ('state', 'sent'), ('unknown_at__isnull', True)), models.Q(('claimed_until__isnull', True), ('given_up_at__isnull', True), ('sent_at__isnull', True), ('state', 'unknown'), ('unknown_at__isnull', False)), models.Q(('claimed_until__isnull', True), ('given_up_at__isnull', False), ('sent_at__isnull', True), ('state', 'given_up'), ('unknown_at__isnull', True)), _connector='OR'), name='a_delivery_is_what_its_state_says'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'given_up'), ('why__in', ('tries', 'refused', 'late', 'dead', 'hidden', 'withdrawn'))), models.Q(models.Q(('state', 'given_up'), _negated=True), ('why', '')), _connector='OR'), name='a_delivery_given_up_says_why'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('ask_after', None), ('state', 'unknown'), _connector='OR'), name='only_an_unknown_delivery_is_asked_about'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('settled_by', None), ('settled_at__isnull', False), _connector='OR'), name='who_settled_a_delivery_said_when'),
        ),
    ]
