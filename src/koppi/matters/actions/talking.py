from django.db import transaction

from koppi.notices import actions as notices
from koppi.people.queries import is_away, professional_of, shift_end, shift_leads

from ..models import Clock, Matter
from ..rules import ANSWER, NEXT_STEP
from ._clocks import answered, end, settle, start, wake
from ._hands import (
    check_identified,
    check_open,
    lock,
    lock_where_it_went,
    name_of,
    professional,
    record,
    store,
    take,
)
from .closing import check_ends_here, open_again
from .pausing import stop_waiting


@transaction.atomic
def mark_answered(*, matter_id, by, at):
    """Note that a professional has answered the client; what nobody holds is caught by it.

    Somebody else who holds it is told.

    :return: the matter that the answer belongs to: a joined matter's answers go to the one it joined
    :raises AlreadyClosed: it is closed
    """
    matter = lock_where_it_went(matter_id, by)
    note_answer(matter, by=by, at=at)
    return matter


def note_answer(matter, *, by, at):
    """Note that a professional has answered the client of a matter that the caller has locked.

    :raises AlreadyClosed: it is closed
    :raises NobodyIdentified: it is advice, and whoever asked cannot be written to
    """
    check_open(matter)
    check_identified(matter)
    professional(by)
    if matter.catch_id is None:
        take(matter, by=by, at=at)
        record(matter, "matter.caught", by=by, at=at)
    answered(matter, at=at)
    settle(matter, at=at)
    record(matter, "matter.answered", by=by, at=at)
    store(matter)
    if matter.caught_by_id != by.pk:
        notices.tell(
            [matter.caught_by], "matter.answered", at=at, reference=matter.reference, who=name_of(by)
        )


@transaction.atomic
def hear_from_client(*, matter_id, by, at):
    """Note that the client wrote: the matter wakes, stops waiting, or opens again, and an answer is due.

    :return: the matter that the letter belongs to: a joined matter's letters go to the one it joined
    """
    matter = lock_where_it_went(matter_id, by)
    note_word(matter, by=by, at=at)
    return matter


def note_word(matter, *, by, at):
    """Note that the client of a matter wrote, which the caller has locked."""
    if matter.state == Matter.State.CLOSED:
        check_ends_here(matter)
        open_again(matter, by=by, at=at)
    elif matter.state == Matter.State.WAITING:
        stop_waiting(matter, Clock.Ended.CLIENT_REPLIED, at=at)
    wake(matter, at=at)
    end(matter, [NEXT_STEP], Clock.Ended.CLIENT_REPLIED, at=at)
    start(matter, ANSWER, at=at)
    matter.client_wrote_at = matter.client_wrote_at or at
    settle(matter, at=at)
    record(matter, "client.wrote", by=by, at=at)
    store(matter)
    if matter.caught_by_id:
        notices.tell([matter.caught_by], "client.wrote", at=at, reference=matter.reference)


@transaction.atomic
def warn(*, matter_id, by, at):
    """Put a matter on top because its client affirmed a warning statement.

    It leads every list until a person has judged the urgency again. A closed matter opens again. The holder
    is told, and the shift lead too when the holder is not at work.

    :return: the matter that the warning belongs to
    """
    matter = lock_where_it_went(matter_id, by)
    note_word(matter, by=by, at=at)
    matter.warned_at, matter.alerted_at = at, None
    record(matter, "client.warned", by=by, at=at)
    store(matter)
    if matter.caught_by_id:
        told = {matter.caught_by}
        holder = professional_of(matter.caught_by)
        if is_away(holder, at) or shift_end(holder, at) is None:
            told |= {lead.user for lead in shift_leads(matter.team, at)}
        notices.tell(told, "client.warned", at=at, reference=matter.reference, urgent=True)
    return matter


@transaction.atomic
def mark_noted(*, matter_id, by, at):
    """Note that a professional wrote an internal note; no clock moves by it.

    :raises NotAllowed: the user is no professional
    """
    matter = lock(matter_id, by)
    professional(by)
    record(matter, "matter.noted", by=by, at=at)
    store(matter)
    return matter
