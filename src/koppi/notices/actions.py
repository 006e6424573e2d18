"""Tell somebody inside Koppi, and send something outside."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from .carriers import carrier_of
from .models import Delivery, Notice
from .rules import check_template, next_try
from .texts import text_of

logger = logging.getLogger(__name__)
AT_ONCE = 500


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


def queue_delivery(*, person_id, channel, address, template, language, key, at, send_after=None):
    """Leave one neutral message in the outbox, in the caller's transaction; return whether it was added.

    The same key twice is one message.

    :raises UnknownTemplate: there are no words for it
    """
    check_template(template)
    _, added = Delivery.objects.get_or_create(
        key=key,
        defaults={
            "person_id": person_id,
            "channel": channel,
            "address": address,
            "template": template,
            "language": language,
            "created_at": at,
            "send_after": send_after or at,
        },
    )
    return added


def withdraw_delivery(*, key, at):
    """Keep a message from leaving if it still waits in the outbox; return whether it did."""
    waiting = Delivery.objects.filter(key=key, sent_at=None, given_up_at=None)
    return bool(waiting.update(given_up_at=at, address=""))


@transaction.atomic
def forget_addresses(*, person_id, by, at):
    """Keep no address of a person in the outbox; what still waits does not leave. Return how many waited."""
    theirs = Delivery.objects.filter(person_id=person_id)
    waiting = theirs.filter(sent_at=None, given_up_at=None).update(given_up_at=at)
    theirs.exclude(address="").update(address="")
    return waiting


def deliver_outbox(*, by, at):
    """Send what waits in the outbox; return how many left. Many workers may do this side by side.

    Each message is locked, handed to its carrier and marked as sent in one transaction of its own. A
    carrier that fails is tried again later and later, then given up. Nothing can make sending and
    committing one act: a worker killed between the two leaves its message to be sent once more. So a
    message leaves at least once, at most once too often for every such death, and never twice otherwise.
    """
    sent = 0
    for _ in range(AT_ONCE):
        with transaction.atomic():
            waiting = Delivery.objects.filter(sent_at=None, given_up_at=None, send_after__lte=at)
            delivery = waiting.order_by("send_after", "id").select_for_update(skip_locked=True).first()
            if delivery is None:
                break
            sent += _send(delivery, at)
    return sent


def _send(delivery, at):
    if not _may_receive(delivery.person_id):
        delivery.given_up_at = at
        delivery.address = ""
        delivery.save(update_fields=["given_up_at", "address"])
        logger.info("delivery=%s held back", delivery.pk)
        return False
    delivery.tries += 1
    try:
        with transaction.atomic():
            carrier_of(delivery.channel).send(delivery, text_of(delivery.template, delivery.language))
    except Exception as trouble:
        # A carrier may fail in any way; the message waits, and only the kind of trouble is written down.
        logger.warning("delivery=%s tries=%s failed=%s", delivery.pk, delivery.tries, type(trouble).__name__)
        again = next_try(delivery.tries, at)
        if again is None:
            delivery.given_up_at = at
            logger.error("delivery=%s given up", delivery.pk)
        else:
            delivery.send_after = again
        delivery.save(update_fields=["tries", "send_after", "given_up_at"])
        return False
    delivery.sent_at = at
    delivery.save(update_fields=["tries", "sent_at"])
    return True


def _may_receive(person_id):
    """Ask the packages above whether this person may still be written to; identity of people is theirs."""
    return import_string(settings.DELIVERY_GUARD)(person_id) if settings.DELIVERY_GUARD else True
