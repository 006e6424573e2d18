"""What follows for a visit when others do something to its matter: `config/reactions.py` says when.

Each runs under the matter's lock, in the transaction of the event.
"""

from koppi.matters.models import Catch, Matter

from ..models import Visit
from ._visits import begin_talk, end, record, tell_pages, times_of

How = Visit.How


def follow_holder(*, by, at, matter_id, **_facts):
    """Bring a talk into the hands of whoever holds its matter now; with nobody, it waits for the next one."""
    visit = Visit.objects.talking().select_for_update().filter(matter_id=matter_id).first()
    if visit is None:
        return
    catch = Catch.objects.open().filter(matter_id=matter_id).first()
    if catch is None:
        visit.state, visit.called_at, visit.taken_by = Visit.State.WAITING, None, None
        visit.catch = visit.seat = visit.arrived_at = None
        visit.save(update_fields=["state", "called_at", "taken_by", "catch", "seat", "arrived_at"])
        record(visit, "visit.returned", by=by, at=at)
        tell_pages(visit)
    elif catch.pk != visit.catch_id:
        if catch.caught_by_id != visit.taken_by_id:
            # Whoever accepts a talk may have as many as there is room for already: it takes no seat.
            visit.seat = None
        visit.catch, visit.taken_by_id = catch, catch.caught_by_id
        visit.save(update_fields=["catch", "taken_by", "seat"])
        record(visit, "visit.followed", by=by, at=at, to=catch.caught_by_id)
        tell_pages(visit)


def hear_answer(*, by, at, matter_id, **_facts):
    """Begin the talk when somebody answers a client who still waits: whoever holds the matter has it."""
    visit = Visit.objects.filter(matter_id=matter_id, state=Visit.State.WAITING).select_for_update().first()
    catch = Catch.objects.open().filter(matter_id=matter_id).first() if visit else None
    if catch:
        begin_talk(visit, catch, None, at=at)
        record(visit, "visit.called", by=by, at=at, **times_of(visit, at))


def hear_client(*, by, at, matter_id, **_facts):
    """Note that a client who writes is there."""
    if by.is_resident:
        theirs = Visit.objects.filter(matter_id=matter_id)
        theirs.talking().filter(arrived_at=None).update(arrived_at=at)
        theirs.open().update(seen_at=at)


def end_with_matter(*, by, at, matter_id, **_facts):
    """End the visit of a matter that closes."""
    how = How.CLIENT if by.is_resident else How.PROFESSIONAL
    for visit in Visit.objects.open().select_for_update().filter(matter_id=matter_id):
        end(visit, how, by=by, at=at)


def go_along(*, by, at, matter_id, into, **_facts):
    """Take the visit of a matter that is joined along to the older one, if that has none."""
    if Visit.objects.open().filter(matter_id=into).exists():
        end_with_matter(by=by, at=at, matter_id=matter_id)
    else:
        _move(matter_id, into, by=by, at=at)
    Visit.objects.filter(matter_id=matter_id).update(matter_id=into)


def go_on_in(*, by, at, matter_id, continued_by, **_facts):
    """Let the visit go on in the matter that continues one about somebody else; its holder and page stay."""
    client_id = Matter.objects.values_list("client_id", flat=True).get(pk=continued_by)
    theirs = Visit.objects.open().filter(client=client_id)
    if theirs.filter(register__in=Matter.objects.filter(pk=matter_id).values("register")).exists():
        end_with_matter(by=by, at=at, matter_id=matter_id)
    else:
        # Its catch comes a moment later, and the talk follows it then.
        Visit.objects.open().filter(matter_id=matter_id).update(matter_id=continued_by, client_id=client_id)


def _move(matter_id, into, *, by, at):
    Visit.objects.open().filter(matter_id=matter_id).update(matter_id=into)
    follow_holder(by=by, at=at, matter_id=into)


def call_back(*, by, at, matter_id, **_facts):
    """End the wait of a client to whom a call is promised instead."""
    for visit in Visit.objects.select_for_update().filter(matter_id=matter_id, state=Visit.State.WAITING):
        end(visit, How.CALLED_BACK, by=by, at=at)
