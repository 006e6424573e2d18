"""Tell somebody inside Koppi, and leave something to be sent outside."""

from .models import Delivery, Notice


def tell(to_users, kind, *, at, reference="", **data):
    """Leave a notice to each of these users, once each; return how many.

    Runs in the caller's transaction. `data` holds codes and numbers, never a client's name or words.
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
    """
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
