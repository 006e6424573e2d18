"""What is measured stands on: the settings, the tables, the rows."""


def set_up():
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "benchmarks.bare"
    settings.ALLOWED_HOSTS = ["*"]


def prepare():
    """Make the tables and the people; return the topic's id."""
    from django.core.management import call_command
    from django.db import connection

    from . import bare, load

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(bare.TABLES)
    load.let_skip_checks()
    return load.people()


def fill(first, last, topic_id):
    """Add the matters of a range of numbers."""
    from . import load, locks

    with locks.without():  # COPY fills no table that has policies
        load.matters(first, last, topic_id=topic_id)
