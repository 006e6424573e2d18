"""Nobody whose account is closed holds a matter: kept by a key at every commit.

Closing an account changes a part of the key, so it waits for a catch that is just being made, and a catch
that comes after it is refused.
"""

from django.db import migrations

NAME = "an_open_catch_is_of_somebody_here"


class Migration(migrations.Migration):
    dependencies = [("matters", "0007_topics_of_other_kinds"), ("identity", "0006_whether_an_account_is_open")]

    operations = [
        migrations.RunSQL(
            f"alter table matters_catch add constraint {NAME} foreign key (caught_by_id, is_open) "
            "references identity_user (id, is_here) deferrable initially deferred not valid",
            f"alter table matters_catch drop constraint {NAME}",
        ),
        migrations.RunSQL(f"alter table matters_catch validate constraint {NAME}", migrations.RunSQL.noop),
    ]
