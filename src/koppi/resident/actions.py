"""What a resident does that takes several packages at once."""

from django.db import transaction

from koppi.conversations.actions import discard_draft, write_letter
from koppi.conversations.models import Message
from koppi.files.actions import store_upload


@transaction.atomic
def send_letter(*, matter_id, body, key, uploads, by, at):
    """Send a letter with its files, and end the draft it grew from; the same key again sends nothing more.

    :raises koppi.files.errors.BadFile: a file cannot be taken; nothing was sent
    :raises Matter.DoesNotExist: not theirs, or not there
    """
    is_sent = Message.objects.filter(client_uuid=key, written_by=by).exists()
    files = () if is_sent else [store_upload(upload=upload, by=by, at=at) for upload in uploads]
    if is_sent and not body.strip():
        return Message.objects.get(client_uuid=key)
    message = write_letter(matter_id=matter_id, body=body, client_uuid=key, by=by, at=at, files=files)
    discard_draft(matter_id=matter_id, kind="reply", by=by, at=at)
    return message
