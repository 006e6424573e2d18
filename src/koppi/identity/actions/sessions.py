"""Sign-ins are ended: at once, since a session that is gone opens no page."""

from django.db import transaction

from koppi.ledger.actions import record

from ..errors import NoSuchSignIn
from ..models import Session


@transaction.atomic
def end_sessions(*, user, by, at, keep=None, why="asked"):
    """End every sign-in of a user but the one whose key is kept; return how many there were."""
    found = Session.objects.filter(user=user).exclude(session_key=keep or "")
    ended = found.delete()[0]
    if ended:
        record("sign_in.ended", by=by, at=at, user=user.pk, why=why, count=ended)
    return ended


@transaction.atomic
def end_session(*, reference, by, at):
    """End one of one's own sign-ins.

    :param reference: what :attr:`Session.reference` gives, since the key itself stands on no page
    :raises NoSuchSignIn: it has ended already, or is somebody else's
    """
    found = [row for row in Session.objects.standing(by, at) if row.reference == reference]
    if not found:
        raise NoSuchSignIn
    found[0].delete()
    record("sign_in.ended", by=by, at=at, user=by.pk, why="asked", count=1)
