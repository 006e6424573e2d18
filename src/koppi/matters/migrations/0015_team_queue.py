"""The index of a team's queue holds what waits and nothing that somebody holds: a list costs what it shows.

The new index is built first and beside the work, then the old one goes.
"""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('matters', '0014_booking_manner'),
        ('people', '0013_clients_by_folded_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='matter',
            index=models.Index(models.F('team'), models.OrderBy(models.F('priority'), descending=True), models.F('due_at'), models.F('id'), condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('snoozed_until', None), models.Q(('catch', None), ('raised_at__isnull', False), _connector='OR')), include=('register', 'catch', 'caught_by', 'skill', 'language', 'meant_for', 'client', 'shown_from', 'snoozed_until', 'raised_at'), name='team_queue'),
        ),
        RemoveIndexConcurrently(
            model_name='matter',
            name='team_worklist',
        ),
    ]
