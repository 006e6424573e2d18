"""Write down what happened."""

from .models import Event
from .rules import check_codes_only


def record(kind, *, by, at, client_id=None, matter_id=None, matter_no=None, **data):
    """Add one event to the ledger, in the caller's transaction: it stays only if what it tells about does.

    `by` is the user who did it, or None for nobody known. An event of a matter carries its
    number among the matter's events, which the caller takes under the matter's lock.

    :raises WordsInLedger: the data holds something that is not a code, a number or a moment
    """
    check_codes_only(data)
    event = Event(
        kind=kind,
        client_id=client_id,
        matter_id=matter_id,
        matter_no=matter_no,
        by_id=by.pk if by else None,
        at=at,
        data=data,
    )
    event.save(force_insert=True)
    return event
