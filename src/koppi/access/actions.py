"""Passes that open a matter, and the line that is written before anybody looks."""

from django.db import connection

from .models import Pass

_READING = (
    "insert into access_reading (at, reader_id, register, client_ids, matter_id, what, why)"
    " values (%s, %s, %s, %s, %s, %s, %s)"
)


def log_reading(*, reader, register, client_ids, what, why, at, matter_id=None):
    """Write down who looks at whose data and why, before the page shows it.

    The line is committed by its own transaction, so that it stays whatever becomes of the page.
    If it cannot be written the error goes on up, and the page is not rendered. A list that
    shows nobody leaves no line.

    Source: 703/2023 9–10 §.

    :param what: a code of what was shown, for example `matter`
    :param why: a code of the reason, for example `own_team`
    :raises RuntimeError: called inside a transaction, which could take the line away with it
    """
    clients = sorted(set(client_ids))
    if not clients:
        return
    _check_commits_at_once()
    with connection.cursor() as cursor:
        cursor.execute(_READING, [at, reader.pk, register, clients, matter_id, what, why])


def give_pass(*, matter_id, register, why, at, professional=None, team_id=None, until=None):
    """Let a professional (a user) or a team see one matter; the same pass twice is one pass.

    Runs in the transaction of whoever creates the relation, and is ended by them with `end_passes`.
    """
    found, _ = Pass.objects.get_or_create(
        professional=professional,
        team_id=team_id,
        matter_id=matter_id,
        register=register,
        why=why,
        until=until,
        defaults={"since": at},
    )
    return found


def end_passes(*, matter_id, why, at, professional=None, team_id=None):
    """End the passes of a matter given for a reason, all or one holder's; return how many."""
    passes = Pass.objects.filter(matter_id=matter_id, why=why).in_force()
    if professional is not None:
        passes = passes.filter(professional=professional)
    if team_id is not None:
        passes = passes.filter(team_id=team_id)
    return passes.update(until=at)


def _check_commits_at_once():
    """Raise inside a transaction, but for the one a test case wraps around itself.

    The very test of `atomic(durable=True)`, which would cost two more trips to the database.
    """
    blocks = connection.atomic_blocks
    if blocks and not blocks[-1]._from_testcase:
        raise RuntimeError("A look is written down by itself, outside any transaction.")
