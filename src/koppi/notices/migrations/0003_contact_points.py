"""Where people want to be told; each sees and changes their own."""
from django.db import migrations, models

LOCK = """
select koppi_protect('notices_contactpoint');
create policy their_own on notices_contactpoint to koppi_resident
    using (person_id = (select u.person_id from identity_user u where u.id = (select koppi_id('koppi.user'))));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_outcomes'),
        ('access', '0005_second_lock'),
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.UUIDField()),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'Sms'), ('suomifi', 'Suomifi')], max_length=8)),
                ('address', models.CharField(blank=True, help_text='none for Suomi.fi messages', max_length=254)),
                ('chosen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['person_id'], name='contact_points_of_a_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person_id', 'channel'), name='one_contact_point_of_a_channel'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), _negated=True), models.Q(('address', ''), ('channel', 'suomifi')), models.Q(models.Q(('channel', 'suomifi'), _negated=True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='a_contact_point_has_an_address')],
            },
        ),
        migrations.RunSQL(LOCK, "select koppi_unprotect('notices_contactpoint')"),
    ]
