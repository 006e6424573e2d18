"""Book an appointment, move it, cancel it, and note what came of it."""

import uuid6
from django.db import IntegrityError, transaction

from koppi.access import actions as access
from koppi.conversations.actions import leave_word, reply
from koppi.deadlines.calendars import day_of
from koppi.intake.actions import note_to_client
from koppi.ledger import actions as ledger
from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyClosed, NotAllowed
from koppi.matters.models import Delay, Matter
from koppi.matters.queries import called_for_by, care_limit
from koppi.notices import actions as notices
from koppi.people.models import Client
from koppi.people.queries import own_person_responsibilities

from . import rules, words
from .errors import (
    AlreadyBooked,
    DelayUnexplained,
    NotWaiting,
    NotYet,
    SlotGone,
    SlotNotForYou,
    SlotOver,
    TooLateToChange,
    WeBook,
    of_database,
)
from .models import CareEvent, Slot

PASS = "appointment"  # noqa: S105 - why a professional sees the matter


@transaction.atomic
def book(*, matter_id, slot_id, by, at, bring="", delay=None):
    """Book a time for a matter's client, tell them, and let the matter wait for it.

    A professional's booking is a letter to the client, which answers them; the matter then waits for the
    appointment if the booker holds it or nobody did. A client who books by themselves leaves it as it is,
    and whoever holds it is told. The same booking twice is one.

    :param bring: what the client should bring or know, in words for them
    :param delay: why the time is after the limit by which care must begin; of a client, their own wish
    :raises DelayUnexplained: a professional books a time after the limit and says not why
    :raises SlotTaken: somebody was faster
    :raises SlotGone: the time is no longer offered
    :raises SlotOver: it has begun
    :raises SlotNotForYou: it is not for whoever asks, or of the other register
    :raises ClientBusy: the client is somewhere else at that time
    :raises AlreadyBooked: the client has a time in this matter
    :raises WeBook: of this topic, or before the need is assessed, the client does not book by themselves
    :raises AlreadyClosed: the matter is closed
    :raises Matter.DoesNotExist: not theirs, or not there
    """
    matter = _lock(matter_id, by)
    if same := CareEvent.objects.coming().filter(matter=matter, slot=slot_id).first():
        return same
    if by.is_resident:
        if CareEvent.objects.coming().filter(matter=matter).exists():
            raise AlreadyBooked()
        if not rules.may_client_book(matter.topic.booking, called_for_by(matter.pk)):
            raise WeBook()
    event = _take(matter, _lock_slots(slot_id)[slot_id], bring=bring, by=by, at=at)
    _record(matter, "appointment.booked", event, by=by, at=at, profession=event.profession)
    late = _explain_delay(matter, event, delay, by=by, at=at)
    _tell(matter, event, lambda matter, event: words.booked_letter(matter, event, late), by=by, at=at)
    _keep_time(matter.pk, by=by, at=at)
    return event


@transaction.atomic
def move(*, event_id, slot_id, by, at, explanation="", delay=None):
    """Move an appointment: the old time is free and the new one taken, both or neither.

    :param explanation: the reason, as the client reads it
    :param delay: why the new time is after the limit by which care must begin; of a client, their own wish
    :raises DelayUnexplained: a professional moves it past the limit and says not why
    :raises NotWaiting: it was moved, cancelled or held meanwhile
    :raises TooLateToChange: a client may no longer move it by themselves
    :raises SlotTaken: somebody was faster; the old time stands
    """
    matter, old = _lock_event(event_id, by)
    if old.state != rules.BOOKED:
        raise NotWaiting()
    _check_client_may_change(old, by, at)
    if old.slot_id == slot_id:
        return old
    slots = _lock_slots(old.slot_id, slot_id)
    # One at a time: the old one ends first, and stands again if the new time is refused.
    with transaction.atomic():
        _end(old, rules.CANCELLED, why=CareEvent.Why.MOVED, explanation=explanation, by=by, at=at)
        _end_pass(old, at)
        event = _take(matter, slots[slot_id], bring=old.bring, by=by, at=at, continues=old)
    _record(matter, "appointment.moved", event, by=by, at=at, before=old.pk)
    late = _explain_delay(matter, event, delay, explanation, by=by, at=at)
    _tell(
        matter,
        event,
        lambda matter, event: words.moved_letter(matter, old, event, explanation, late),
        by=by,
        at=at,
    )
    _keep_time(matter.pk, by=by, at=at)
    return event


@transaction.atomic
def cancel(*, event_id, by, at, explanation=""):
    """Cancel an appointment; its time is free again, and the matter waits for it no more.

    :param explanation: the reason, as the client reads it
    :raises NotWaiting: it was moved, cancelled or held meanwhile
    :raises TooLateToChange: a client may no longer cancel it by themselves
    """
    matter, event = _lock_event(event_id, by)
    _check_client_may_change(event, by, at)
    why = CareEvent.Why.CLIENT if by.is_resident else CareEvent.Why.OURS
    _cancel(matter, event, why, explanation=explanation, by=by, at=at)
    return event


@transaction.atomic
def note_arrived(*, event_id, by, at):
    """Note that the client has come.

    :raises NotWaiting: it was moved, cancelled or held meanwhile
    """
    matter, event = _lock_event(event_id, by, professionals_only=True)
    _check_may_become(event, rules.ARRIVED)
    event.state, event.arrived_at = CareEvent.State.ARRIVED, at
    event.save(update_fields=["state", "arrived_at"])
    _record(matter, "appointment.arrived", event, by=by, at=at)
    return event


@transaction.atomic
def note_held(*, event_id, by, at, also_needed=""):
    """Note that client and professional have met; the matter goes on, and waits for it no more.

    It meets the limit by which care had to begin, with the moment at which it took place.

    :param also_needed: the profession that the visit showed to be needed, too, with a limit of its own
    :raises NotWaiting: it was moved, cancelled or held meanwhile
    :raises NotYet: it has not begun, and the client has not come
    """
    matter, event = _lock_event(event_id, by, professionals_only=True)
    _check_may_become(event, rules.FULFILLED)
    if event.state == rules.BOOKED and at < event.starts_at:
        raise NotYet()
    event.held_at = event.arrived_at or event.starts_at
    _end(event, rules.FULFILLED, by=by, at=at)
    _record(matter, "appointment.held", event, by=by, at=at, profession=event.profession)
    _go_on(matter, by=by, at=at)
    if matter.state != Matter.State.CLOSED:
        visit = {"profession": event.profession, "held_at": event.held_at, "also_needed": also_needed}
        matters.note_care(matter_id=matter.pk, **visit, by=by, at=at)
    _keep_time(matter.pk, by=by, at=at)
    return event


@transaction.atomic
def note_missed(*, event_id, by, at):
    """Note that the client did not come; the matter goes on, and a person decides what follows.

    :raises NotWaiting: it was moved, cancelled or held meanwhile
    :raises NotYet: it has not begun
    """
    matter, event = _lock_event(event_id, by, professionals_only=True)
    _check_may_become(event, rules.NO_SHOW)
    if at < event.starts_at:
        raise NotYet()
    _end(event, rules.NO_SHOW, by=by, at=at)
    _record(matter, "appointment.missed", event, by=by, at=at)
    _go_on(matter, by=by, at=at)
    _tell_holder(matter, "appointment.missed", by=by, at=at)
    _keep_time(matter.pk, by=by, at=at)
    _end_pass(event, at)
    return event


def remind(*, by, at, most=500):
    """Leave a neutral reminder of each appointment whose time to remind has come; return how many.

    It looks only at those that are due, by an index that holds no others.
    """
    due = CareEvent.objects.filter(state=rules.BOOKED, reminded_at=None, remind_at__lte=at)
    found = list(due.order_by("remind_at", "pk").values_list("pk", flat=True)[:most])
    return sum(_remind(event_id, at) for event_id in found)


@transaction.atomic
def _remind(event_id, at):
    events = CareEvent.objects.select_for_update(of=("self",), skip_locked=True)
    event = events.select_related("matter__client").filter(pk=event_id, state=rules.BOOKED).first()
    if event is None or event.reminded_at is not None:
        return 0
    event.reminded_at = at
    event.save(update_fields=["reminded_at"])
    # Whoever wrote for somebody who has died since is not reminded of their appointment.
    if event.starts_at <= at or event.matter.client.died_on is not None:
        return 0
    note_to_client(matter=event.matter, template="appointment_reminder", key=_reminder_key(event), at=at)
    return 1


def cancel_withdrawn(*, by, at, most=500):
    """Cancel what is booked on times that were withdrawn, and tell the clients; return how many.

    The professional is away, or no longer works here. The client is told the change and its reason at once
    (785/1992 4 §), and whoever holds the matter finds them another time.
    """
    hit = CareEvent.objects.filter(
        state=rules.BOOKED, slot__withdrawn_at__isnull=False, slot__ends_at__gt=at
    ).order_by("starts_at", "pk")
    return sum(
        _cancel_withdrawn(event_id, by=by, at=at) for event_id in hit.values_list("pk", flat=True)[:most]
    )


@transaction.atomic
def _cancel_withdrawn(event_id, *, by, at):
    matter, event = _lock_event(event_id, by)
    if event.state != rules.BOOKED:
        return 0
    _cancel(matter, event, CareEvent.Why(event.slot.withdrawn), by=by, at=at)
    return 1


# What others do to the matter


def end_with_matter(*, by, at, matter_id, **_facts):
    """Cancel what is coming in a matter that the client has cancelled, or that was about somebody else."""
    for event in CareEvent.objects.coming().filter(matter_id=matter_id).order_by("pk").select_for_update():
        _end(event, rules.CANCELLED, why=CareEvent.Why.MATTER_ENDED, by=by, at=at)
        _end_pass(event, at)
        ledger.record(
            "appointment.cancelled",
            by=by,
            at=at,
            client_id=event.client_id,
            appointment=event.pk,
            why=event.why,
        )
    _keep_time(matter_id, by=by, at=at)


def follow_need(*, by, at, matter_id, **_facts):
    """Find anew which appointment meets the limit of a matter, when another profession is called for."""
    if CareEvent.objects.coming().filter(matter=matter_id).exists():
        _keep_time(matter_id, by=by, at=at)


def go_along(*, by, at, matter_id, into, **_facts):
    """Take the appointments of a matter that is joined along to the older one."""
    for event in CareEvent.objects.filter(matter_id=matter_id).select_related("professional", "matter"):
        _end_pass(event, at)
        CareEvent.objects.filter(pk=event.pk).update(matter_id=into)
        if event.state in rules.COMING:
            _give_pass(event, into, at)
    for each in (matter_id, into):
        _keep_time(each, by=by, at=at)


# What every action does


def _lock(matter_id, by):
    """Lock the client and then the open matter, so that one client's bookings come one after another.

    :raises AlreadyClosed: it is closed
    :raises NobodyIdentified: it is advice
    """
    matter = _lock_any(matter_id, by)
    matters.check_identified(matter)
    if matter.state == Matter.State.CLOSED:
        raise AlreadyClosed(matter=matter.pk)
    return matter


def _lock_any(matter_id, by):
    client_id = Matter.objects.in_care_of(by).values_list("client_id", flat=True).get(pk=matter_id)
    if client_id:
        Client.objects.select_for_update(no_key=True).get(pk=client_id)
    return matters.lock_where_it_went(matter_id, by)


def _lock_event(event_id, by, *, professionals_only=False):
    """Lock an event with its client and matter; a closed matter's appointments may still be changed.

    :raises CareEvent.DoesNotExist: not theirs, or not there
    :raises NotWaiting: it has ended
    """
    if professionals_only and not by.is_professional:
        raise NotAllowed()
    matter_id = CareEvent.objects.values_list("matter_id", flat=True).get(pk=event_id)
    try:
        matter = _lock_any(matter_id, by)
    except Matter.DoesNotExist as unseen:
        raise CareEvent.DoesNotExist from unseen
    event = (
        CareEvent.objects.select_for_update(of=("self",))
        .select_related("slot", "professional__user", "unit", "room")
        .get(pk=event_id)
    )
    if event.state not in rules.COMING:
        raise NotWaiting()
    return matter, event


def _lock_slots(*slot_ids):
    """Lock times in the order of their ids."""
    slots = Slot.objects.select_for_update(of=("self",)).filter(pk__in=slot_ids).order_by("pk")
    found = {slot.pk: slot for slot in slots.select_related("professional__user", "unit", "room")}
    if len(found) < len(set(slot_ids)):
        raise SlotGone()
    return found


def _take(matter, slot, *, bring, by, at, continues=None):
    """Put a matter's client on a locked time; the database refuses what somebody else has."""
    if slot.starts_at <= at:
        raise SlotOver()
    if slot.withdrawn_at is not None:
        raise SlotGone()
    if slot.register != matter.register or not _may_book(slot, matter, by, at):
        raise SlotNotForYou()
    try:
        with transaction.atomic():
            event = CareEvent.objects.create(
                matter=matter,
                client_id=matter.client_id,
                slot=slot,
                professional=slot.professional,
                profession=slot.profession,
                unit=slot.unit,
                room=slot.room,
                manner=slot.manner,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                bring=bring,
                change_hours=slot.change_hours,
                booked_by=by,
                booked_at=at,
                continues=continues,
                remind_at=rules.remind_at(slot.starts_at, at),
            )
    except IntegrityError as broken:
        refusal = of_database(broken)
        if refusal is None:
            raise
        raise refusal from broken
    _give_pass(event, matter.pk, at)
    return event


def _may_book(slot, matter, by, at):
    if by.is_resident:
        return rules.RESIDENT in slot.bookers
    if not by.is_professional:
        return False
    own = own_person_responsibilities(matter.client, at, [matter.register])
    is_own_person = any(one.professional.user_id == by.pk for one in own)
    return bool(set(slot.bookers) & set(rules.bookers_of(matter.topic.booking, is_own_person=is_own_person)))


def _check_client_may_change(event, by, at):
    if by.is_resident and not rules.may_client_change(event.starts_at, event.change_hours, at):
        raise TooLateToChange()


def _check_may_become(event, state):
    if not rules.may_become(event.state, state):
        raise NotWaiting()


def _end(event, state, *, by, at, why="", explanation=""):
    event.state, event.ended_by, event.ended_at = CareEvent.State(state), by, at
    event.why, event.explanation = why, explanation
    event.save(update_fields=["state", "ended_by", "ended_at", "why", "explanation", "held_at"])
    # A reminder that has not left yet never leaves.
    notices.withdraw_delivery(key=_reminder_key(event), at=at)


def _cancel(matter, event, why, *, by, at, explanation=""):
    _check_may_become(event, rules.CANCELLED)
    _end(event, rules.CANCELLED, why=why, explanation=explanation, by=by, at=at)
    _record(matter, "appointment.cancelled", event, by=by, at=at, why=str(why))
    _go_on(matter, by=by, at=at)
    _keep_time(matter.pk, by=by, at=at)
    _tell_holder(matter, "appointment.cancelled", by=by, at=at)
    if not by.is_resident:
        leave_word(matter_id=matter.pk, body=words.cancelled_letter(matter, event), by=by, at=at)
        note_to_client(matter=matter, template="matter_changed", key=f"appointment-{event.pk}-ended", at=at)
    # Last: whoever cancels may see the matter by this alone.
    _end_pass(event, at)


def _explain_delay(matter, event, why, explanation="", *, by, at):
    """Record why an appointment is after the limit, and what the client is told of it; return that.

    :raises DelayUnexplained: no reason was given
    """
    limit = care_limit(matter.pk)
    if limit is None or limit.is_kept_by(event.profession, event.starts_at) is not False:
        return ""
    why = Delay.Why.CLIENT if by.is_resident else why
    if why not in Delay.Why.values:
        raise DelayUnexplained(limit.due_at)
    told = words.late_said(matter, limit.due_at, why)
    matters.record_delay(
        matter_id=matter.pk,
        why=why,
        told=f"{told} {explanation}".strip(),
        told_on=day_of(at),
        by=by,
        at=at,
    )
    return told


def _keep_time(matter_id, *, by, at):
    """Remember in a matter which coming appointment meets the limit by which care must begin, if any."""
    limit = care_limit(matter_id)
    coming = CareEvent.objects.coming().filter(matter=matter_id).order_by("starts_at", "pk")
    times = (
        starts_at
        for starts_at, profession in coming.values_list("starts_at", "profession")
        if limit and limit.is_met_by(profession)
    )
    matters.note_care_time(matter_id=matter_id, starts_at=next(times, None), by=by, at=at)


def _go_on(matter, *, by, at):
    """End the matter's wait for an appointment, unless another one is coming."""
    if not CareEvent.objects.coming().filter(matter=matter).exists():
        matters.stop_waiting_for(matter_id=matter.pk, waiting_for=Matter.WaitingFor.APPOINTMENT, by=by, at=at)


def _tell(matter, event, letter, *, by, at):
    """Tell a booked or moved appointment: to its client, or to whoever holds the matter; and wait for it."""
    if by.is_resident:
        _tell_holder(matter, "appointment.booked", by=by, at=at)
        return
    body = letter(matter, event)
    if matter.state != Matter.State.CLOSED and matter.caught_by_id in (None, by.pk):
        reply(matter_id=matter.pk, body=body, client_uuid=uuid6.uuid7(), by=by, at=at)
        matters.wait_for(matter_id=matter.pk, waiting_for=Matter.WaitingFor.APPOINTMENT, by=by, at=at)
        return
    leave_word(matter_id=matter.pk, body=body, by=by, at=at)
    note_to_client(matter=matter, template="new_message", key=f"appointment-{event.pk}", at=at)
    _tell_holder(matter, "appointment.booked", by=by, at=at)


def _tell_holder(matter, kind, *, by, at):
    if matter.caught_by_id and matter.caught_by_id != by.pk:
        notices.tell([matter.caught_by], kind, at=at, reference=matter.reference)


def _give_pass(event, matter_id, at):
    """Let the professional see the matter of the client whom they will meet, and write it up after."""
    access.give_pass(
        register=event.slot.register,
        why=PASS,
        at=at,
        matter_id=matter_id,
        professional=event.professional.user,
        until=event.ends_at + rules.WRITING_UP,
    )


def _end_pass(event, at):
    access.end_passes(matter_id=event.matter_id, why=PASS, at=at, professional=event.professional.user)
    others = CareEvent.objects.coming().filter(matter=event.matter_id, professional=event.professional_id)
    for other in others.exclude(pk=event.pk).select_related("professional__user", "slot"):
        _give_pass(other, event.matter_id, at)


def _reminder_key(event):
    return f"appointment-{event.pk}-reminder"


def _record(matter, kind, event, *, by, at, **codes):
    ledger.record(
        kind,
        by=by,
        at=at,
        client_id=matter.client_id,
        matter_id=matter.pk,
        matter_no=matters.take_event_no(matter),
        appointment=event.pk,
        **codes,
    )
