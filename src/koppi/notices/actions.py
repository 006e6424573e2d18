"""Tell somebody inside Koppi, and leave what is to go outside in the outbox."""

from django.db import transaction

from . import outbox, rules
from .models import Channel, Delivery, Notice
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
    return count
