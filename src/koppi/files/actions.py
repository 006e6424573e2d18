"""Take a file in, give it out, and sweep up what nobody owns."""

import hashlib
import logging
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from .contents import drawn_anew, recognise
from .disk import written
from .errors import Empty, TooLarge
from .models import StoredFile
from .rules import IMAGES, safe_name

logger = logging.getLogger(__name__)

# An orphan is swept only when no upload could still be on its way to its row.
ORPHAN_AFTER = timedelta(hours=24)
BATCH = 500


@transaction.atomic
def store_upload(*, upload, by, at):
    """Check an uploaded file and keep it; return its row.

    Photos are drawn anew, so that no place or camera is kept. The content is safely on the disk
    before the row is committed; a row that never comes leaves an orphan, which `sweep_orphans` removes.

    :raises BadFile: why it was not taken, in the reader's language
    """
    data = _read(upload)
    media_type = recognise(upload.name or "", data)
    if media_type in IMAGES:
        data = drawn_anew(data, media_type)
    stored = StoredFile(
        name=safe_name(upload.name or "", media_type),
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    with written(_place(stored)) as file:
        file.write(data)
    stored.save(force_insert=True)
    return stored


def open_file(stored):
    """Return the content of a stored file, opened for reading in bytes.

    :raises FileNotFoundError: the row is there but the content is not
    """
    return _place(stored).open("rb")


def destroy_files(*, file_ids):
    """Remove stored files, rows and contents, in the caller's transaction; return how many.

    The contents go when the transaction has been committed. A kill in between leaves orphans to the sweep.
    """
    stored = list(StoredFile.objects.filter(pk__in=file_ids))
    StoredFile.objects.filter(pk__in=[file.pk for file in stored]).delete()

    def unlink():
        for file in stored:
            _place(file).unlink(missing_ok=True)

    transaction.on_commit(unlink)
    return len(stored)


def sweep_orphans(*, by, at):
    """Remove contents without a row that are older than a day; return how many.

    A file is judged by when it was written, so the clock of the disk counts here.
    """
    oldest = (at - ORPHAN_AFTER).timestamp()
    old = [path for path in Path(settings.MEDIA_ROOT).glob("??/*") if path.stat().st_mtime < oldest]
    removed = 0
    for start in range(0, len(old), BATCH):
        batch = {path: _uuid_of(path) for path in old[start : start + BATCH]}
        known = set(
            StoredFile.objects.filter(uuid__in=[uuid for uuid in batch.values() if uuid]).values_list(
                "uuid", flat=True
            )
        )
        for path, uuid in batch.items():
            if uuid not in known:
                path.unlink(missing_ok=True)
                removed += 1
    if removed:
        logger.info("files orphans=%s", removed)
    return removed


def _read(upload):
    limit = settings.UPLOAD_LIMIT_BYTES
    if upload.size is not None and upload.size > limit:
        raise TooLarge(limit)
    upload.seek(0)
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(limit)
    if not data:
        raise Empty
    return data


def _place(stored):
    return Path(settings.MEDIA_ROOT) / stored.path


def _uuid_of(path):
    try:
        return UUID(path.name)
    except ValueError:
        return None
