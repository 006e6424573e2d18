"""Recovery and activation codes get a salt and a slow hash over the keyed hash they had; each stays good."""

from django.contrib.auth.hashers import make_password
from django.db import migrations, models


def salt(apps, schema_editor):
    for name in ("RecoveryCode", "Activation"):
        for code in apps.get_model("identity", name).objects.filter(used_at=None):
            code.salted_hash = make_password(code.salted_hash)
            code.save(update_fields=["salted_hash"])


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0004_second_factors_and_tallies'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='recoverycode', name='a_recovery_code_once'),
        migrations.RenameField(model_name='recoverycode', old_name='keyed_hash', new_name='salted_hash'),
        migrations.RenameField(model_name='activation', old_name='keyed_hash', new_name='salted_hash'),
        migrations.AlterField(
            model_name='recoverycode', name='salted_hash', field=models.CharField(max_length=128)
        ),
        migrations.AlterField(
            model_name='activation', name='salted_hash', field=models.CharField(max_length=128)
        ),
        migrations.RunPython(salt),
    ]
