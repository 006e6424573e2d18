"""Lock the letters once more: they are seen with their matter. A resident sees no note, and nobody a draft
that somebody else is writing, and notes never cross from one register to the other."""

from django.db import migrations

LETTERS = """
select koppi_protect('conversations_conversation');
create policy with_its_matter on conversations_conversation to koppi_desk, koppi_resident
    using (koppi_sees_matter(matter_id)) with check (true);

select koppi_protect('conversations_message');
create policy with_its_conversation on conversations_message to koppi_desk, koppi_resident
    using (exists (select from conversations_conversation c where c.id = conversation_id)) with check (true);

select koppi_protect('conversations_attachment');
create policy with_its_letter on conversations_attachment to koppi_desk, koppi_resident
    using (exists (select from conversations_message l where l.id = message_id)) with check (true);

select koppi_protect('conversations_note');
create policy with_its_matter on conversations_note to koppi_desk
    using (koppi_sees_matter(matter_id, in_own_register => true)) with check (true);

select koppi_protect('conversations_draft');
create policy the_writers_own on conversations_draft to koppi_desk, koppi_resident
    using (user_id = (select koppi_id('koppi.user'))) with check (true);

create policy of_letters on files_storedfile to koppi_desk, koppi_resident
    using (exists (select from conversations_attachment a where a.file_id = files_storedfile.id));
"""

TABLES = ("conversation", "message", "attachment", "note", "draft")
UNDONE = "drop policy of_letters on files_storedfile;" + "".join(
    f"select koppi_unprotect('conversations_{table}');" for table in reversed(TABLES)
)


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_initial"),
        ("matters", "0006_second_lock"),
        ("files", "0002_second_lock"),
    ]

    operations = [migrations.RunSQL(LETTERS, UNDONE)]
