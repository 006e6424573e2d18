"""A request is seen with its matter; what was answered is given by residents and read by its team, never by them."""

from django.db import migrations

LOCKS = """
select koppi_protect('feedback_feedbackrequest');
create policy with_its_matter on feedback_feedbackrequest to koppi_desk, koppi_resident
    using (koppi_sees_matter(matter_id)) with check (true);

select koppi_protect('feedback_feedback');
create policy of_its_team on feedback_feedback for select to koppi_desk
    using (team_id = any ((select koppi_ids('koppi.teams'))::bigint[]));
create policy given on feedback_feedback for insert to koppi_resident with check (true);
"""

UNLOCKS = "select koppi_unprotect('feedback_feedback'); select koppi_unprotect('feedback_feedbackrequest');"


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("matters", "0006_second_lock")]

    operations = [migrations.RunSQL(LOCKS, UNLOCKS)]
