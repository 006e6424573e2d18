"""Tell somebody inside Koppi, and leave what is to go outside in the outbox."""

from django.db import transaction

from . import outbox, rules
from .errors import AlreadySettled
from .models import Channel, ContactPoint, Delivery, Notice
from .rules import check_template

# A round of the outbox is an action like any other.
deliver_outbox = outbox.deliver_outbox


def tell(to_users, kind, *, at, reference="", **data):
    """Leave a notice to each of these users, once each; return how many.

    Runs in the caller's transaction. `data` holds codes, numbers and colleagues' names, never a
    client's name or words.
    """
    users = {user.pk for user in to_users}
    Notice.objects.bulk_create(
        Notice(to_id=user, kind=kind, reference=reference, data=data, created_at=at) for user in sorted(users)
    )
    return len(users)


def mark_seen(*, by, at, notice_ids=None, reference=None):
    """Mark one's own unseen notices as seen: all, some, or those of one matter; return how many."""
    notices = Notice.objects.filter(to=by, seen_at=None)
    if notice_ids is not None:
        notices = notices.filter(pk__in=notice_ids)
    if reference is not None:
        notices = notices.filter(reference=reference)
    return notices.update(seen_at=at)


def queue_delivery(
    *,
    person_id,
    channel,
    template,
    language,
    key,
    at,
    address="",
    send_after=None,
    send_before=None,
    reference="",
):
    """Leave one neutral message in the outbox, in the caller's transaction; return whether it was added.

    The same key twice is one message.

    :param send_before: it does not leave later than this
    :param reference: of the matter that it is about, so that those who may see it see what became of it
    :raises UnknownTemplate: there are no words for it
    """
    check_template(template)
    _, added = Delivery.objects.get_or_create(
        key=key,
        defaults={
            "person_id": person_id,
            "channel": Channel(channel),
            "address": address,
            "template": template,
            "language": language,
            "reference": reference,
            "created_at": at,
            "send_after": send_after or at,
            "send_before": send_before,
        },
    )
    return added


def withdraw_delivery(*, key, at):
    """Keep a message from leaving, by whichever channels it waits for; return whether any did wait."""
    keys = [key, *(rules.channel_key(key, channel) for channel in Channel)]
    waiting = Delivery.objects.filter(key__in=keys, state=rules.WAITING)
    return bool(waiting.update(state=rules.GIVEN_UP, why=rules.WITHDRAWN, given_up_at=at, address=""))


@transaction.atomic
def forget_addresses(*, person_id, by, at):
    """Keep no address of a person in the outbox; what waits for one stays. Return how many waited."""
    theirs = Delivery.objects.filter(person_id=person_id).exclude(address="")
    waiting = theirs.filter(state=rules.WAITING)
    count = waiting.update(state=rules.GIVEN_UP, why=rules.HIDDEN, given_up_at=at, address="")
    theirs.update(address="")
    points = ContactPoint.objects.filter(person_id=person_id).exclude(address="")
    points.filter(ended_at=None).update(ended_at=at)
    points.update(address="")
    return count


@transaction.atomic
def choose_contact_points(*, person_id, chosen, by, at):
    """Remember by what somebody wants to be told from now on; what they had before ends.

    :param chosen: addresses by channel; nothing chosen is a choice, too: then nothing leaves
    """
    standing = ContactPoint.objects.filter(person_id=person_id, ended_at=None).select_for_update()
    had = {point.channel: point for point in standing}
    for channel, point in had.items():
        if chosen.get(channel) != point.address:
            point.ended_at, point.address = at, ""
            point.save(update_fields=["ended_at", "address"])
    new = [
        ContactPoint(person_id=person_id, channel=Channel(channel), address=address, chosen_at=at)
        for channel, address in chosen.items()
        if channel not in had or had[channel].ended_at
    ]
    if not new and not had and not ContactPoint.objects.filter(person_id=person_id).exists():
        # That nothing is wanted is remembered by a choice that has ended.
        new = [ContactPoint(person_id=person_id, channel=Channel.EMAIL, chosen_at=at, ended_at=at)]
    ContactPoint.objects.bulk_create(new)


# What a person decides about a message of which Koppi knows no more


@transaction.atomic
def send_again(*, delivery_id, by, at):
    """Let a message that is unknown or given up leave once more; where it had arrived, it then arrives twice.

    :raises AlreadySettled: somebody, or the carrier, has seen to it meanwhile
    """
    delivery = _to_settle(delivery_id, by, at, rules.WAITING)
    delivery.state, delivery.send_after, delivery.claim = rules.WAITING, at, None
    delivery.tries = delivery.asks = 0
    delivery.unknown_at = delivery.given_up_at = delivery.send_before = None
    delivery.why = ""
    delivery.save()


@transaction.atomic
def note_arrived(*, delivery_id, by, at):
    """Note that a message has arrived after all, as somebody has found out.

    :raises AlreadySettled: somebody, or the carrier, has seen to it meanwhile
    """
    delivery = _to_settle(delivery_id, by, at, rules.SENT)
    delivery.state, delivery.sent_at = rules.SENT, at
    delivery.unknown_at = delivery.given_up_at = None
    delivery.why = ""
    delivery.save()


@transaction.atomic
def leave_unsent(*, delivery_id, by, at):
    """Let a message that was given up be: somebody knows of it, and does what else there is to do.

    :raises AlreadySettled: somebody has seen to it meanwhile, or it is not given up
    """
    delivery = _to_settle(delivery_id, by, at, rules.GIVEN_UP)
    if delivery.state != rules.GIVEN_UP:
        raise AlreadySettled()
    delivery.save()


def _to_settle(delivery_id, by, at, then):
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    open_now = (delivery.state == rules.UNKNOWN and delivery.ask_after is None) or (
        delivery.state == rules.GIVEN_UP and delivery.settled_at is None
    )
    if not open_now or (then != delivery.state and not rules.may_move(delivery.state, then)):
        raise AlreadySettled()
    delivery.settled_by, delivery.settled_at = by, at
    return delivery
