"""What every action does under its lock: take it, let it go, record it."""

from koppi.access import actions as access
from koppi.access.second_lock import keep_in_sight
from koppi.ledger import actions as ledger
from koppi.notices import actions as notices
from koppi.people.codes import has_code
from koppi.people.queries import professional_of

from ..errors import AlreadyClosed, NamesSomebody, NobodyIdentified, NotAllowed, NotYours, ReasonMissing
from ..models import Catch, Matter


def lock(matter_id, by, **only):
    """Lock a matter that a user may work on; everything else is looked at after this.

    :param only: what must be true of it, too
    :raises Matter.DoesNotExist: it is not there, or not theirs
    """
    theirs = Matter.objects.in_care_of(by)
    matter = theirs.select_for_update(no_key=True, of=("self",)).get(pk=matter_id, **only)
    keep_in_sight(matter.pk)
    return _as_read(matter)


def lock_where_it_went(matter_id, by):
    """Lock a matter, or the one it was joined into, even while somebody was writing.

    One that was joined is not locked: the older matter must not be waited for under the newer one's lock.

    :raises Matter.DoesNotExist: it is not there, or not theirs
    """
    while True:
        try:
            return lock(matter_id, by, joined_into=None)
        except Matter.DoesNotExist:
            joined = Matter.objects.in_care_of(by).filter(joined_into__isnull=False)
            matter_id = joined.values_list("joined_into", flat=True).get(pk=matter_id)


def lock_all(matter_ids):
    """Lock matters whoever they belong to, always in the order of their ids."""
    found = Matter.objects.filter(pk__in=matter_ids).order_by("pk")
    return [_as_read(matter) for matter in found.select_for_update(no_key=True, of=("self",))]


def _as_read(matter):
    """Remember beside a matter what it was when it was locked."""
    matter.as_read = dict(vars(matter))
    return matter


def store(matter):
    """Save what has changed in a locked matter since it was read, and nothing else.

    Most of its columns stay as they are, and the keys and triggers of the others need not be asked.
    """
    now = vars(matter)
    names = [field.attname for field in matter._meta.concrete_fields]
    matter.save(update_fields=[name for name in names if now.get(name) != matter.as_read.get(name)])
    _as_read(matter)


def record(matter, kind, *, by, at, **data):
    """Add an event to a locked matter; the caller saves the matter afterwards."""
    matter.last_event_no += 1
    ledger.record(
        kind,
        by=by,
        at=at,
        client_id=matter.client_id,
        matter_id=matter.pk,
        matter_no=matter.last_event_no,
        **data,
    )


def take_event_no(matter):
    """Return the next number among a locked matter's events, for one that another package records."""
    matter.last_event_no += 1
    store(matter)
    return matter.last_event_no


def professional(user):
    """Return the professional behind a user.

    :raises NotAllowed: the user is none
    """
    found = professional_of(user)
    if found is None:
        raise NotAllowed()
    return found


def name_of(user):
    """Return the name a colleague is known by; Koppi's own for one that no person has."""
    found = professional_of(user)
    return found.name if found else "Koppi"


def check_open(matter):
    """Raise unless the matter is open.

    :raises AlreadyClosed: it is closed
    """
    if matter.state == Matter.State.CLOSED:
        raise AlreadyClosed(matter=matter.pk)


def check_identified(matter):
    """Raise unless it is known whose the matter is.

    :raises NobodyIdentified: it is advice
    """
    if matter.is_advice:
        raise NobodyIdentified(matter=matter.pk)


def check_may_say(matter, *texts):
    """Raise if what is written into advice tells whose it is.

    :raises NamesSomebody: there is something like an identity code in a text
    """
    if matter.is_advice:
        check_names_nobody(*texts)


def check_names_nobody(*texts):
    """Raise if a text tells who somebody is.

    :raises NamesSomebody: there is something like an identity code in it
    """
    if any(has_code(text) for text in texts if text):
        raise NamesSomebody()


def words(text):
    """Return a reason without the space around it.

    :raises ReasonMissing: nothing is left
    """
    text = (text or "").strip()
    if not text:
        raise ReasonMissing()
    return text


def take(matter, *, by, at):
    """Put a locked matter that nobody holds into somebody's hands."""
    catch = Catch.objects.create(matter=matter, caught_by=by, caught_at=at)
    matter.catch, matter.caught_by, matter.uncaught_since = catch, by, None
    return catch


def let_go(matter, *, why, at):
    """Take a locked matter out of its holder's hands; with nobody else in sight it is uncaught."""
    Catch.objects.filter(pk=matter.catch_id).update(released_at=at, release=why)
    matter.catch = matter.caught_by = None
    matter.uncaught_since = None if why == Catch.Release.CLOSED else at
    matter.alerted_at = None


def hold(matter, *, by, at):
    """Make sure that the user holds an open matter; what nobody holds is caught first.

    :raises NotYours: somebody else holds it
    :raises AlreadyClosed: it is closed
    """
    check_open(matter)
    if matter.catch_id is None:
        professional(by)
        take(matter, by=by, at=at)
        record(matter, "matter.caught", by=by, at=at)
    elif matter.caught_by_id != by.pk:
        raise NotYours(name_of(matter.caught_by))


def withdraw_offer(matter, *, by, at):
    """Withdraw the pending offer of a locked matter, if there is one, and tell whom it was made to."""
    offer = matter.handovers.pending().first()
    if offer is None:
        return
    settle_offer(offer, outcome=offer.Outcome.WITHDRAWN, by=by, at=at)
    record(matter, "handover.withdrawn", by=by, at=at, handover=offer.pk)
    if offer.to_person:
        notices.tell([offer.to_person.user], "handover.withdrawn", at=at, reference=matter.reference)


def settle_offer(offer, *, outcome, by, at, answer=""):
    """Sign how an offer ended, and end the pass that came with it."""
    offer.settled_at, offer.settled_by, offer.outcome, offer.answer = at, by, outcome, answer
    offer.save(update_fields=["settled_at", "settled_by", "outcome", "answer"])
    access.end_passes(matter_id=offer.matter_id, why="offer", at=at)
