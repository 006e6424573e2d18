"""Destroy what is over its time, or put it into the archive first, batch after batch; and sign for it."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.db import transaction
from django.db.models import Count, Max, Min

from koppi.access.actions import drop_old_readings
from koppi.files.actions import destroy_files, open_file
from koppi.files.disk import written
from koppi.files.models import StoredFile
from koppi.identity.models import User
from koppi.ledger.actions import record
from koppi.matters.models import Clock, Matter
from koppi.people.models import Client
from koppi.ui.times import HELSINKI

from . import rules
from .errors import NothingToArchive, OtherRunStands
from .models import Certificate
from .queries import due_records, files_of, hanging_on, old_readings

BATCH = 100


@transaction.atomic
def begin(*, kind, how, named, by, at):
    """Open the certificate of a run, or return the one of a run that was broken off.

    :param how: destroyed or archived
    :param named: who confirmed it
    :raises UnknownKind: there is no rule for the kind
    :raises NothingToArchive: the kind is never archived
    :raises OtherRunStands: a run of the same kind with the other purpose is not finished
    """
    on = at.astimezone(HELSINKI).date()
    rule = rules.rule_for(kind, on)
    if kind in rules.NEVER_ARCHIVED and how == Certificate.How.ARCHIVED:
        raise NothingToArchive(kind)
    standing = Certificate.objects.select_for_update().filter(kind=kind, finished_at=None).first()
    if standing is None:
        return Certificate.objects.create(
            kind=kind, rule=rule.code, law=rule.law, how=how, named=named, by=by, due_on=on, started_at=at
        )
    if standing.how != how:
        raise OtherRunStands(standing)
    return standing


@transaction.atomic
def take_batch(*, certificate_id, by, at):
    """Take the next batch away in one transaction with its line in the certificate; return how many records.

    None are left at 0, and the certificate is finished. What is archived is safely on the disk before its
    rows go. A run that is killed between two batches, or within one, goes on where it was.
    """
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.finished_at:
        return 0
    rule = rules.rule_for(certificate.kind, certificate.due_on)
    if certificate.kind == rules.READINGS:
        return _drop_months(certificate, rule, by, at)
    archive = certificate.how == Certificate.How.ARCHIVED
    due = due_records(rule, certificate.due_on, archive=archive)
    # The newest first: a newer matter may have been joined into an older one, never the other way.
    ids = list(due.order_by("-pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        certificate.finished_at = at
        certificate.save(update_fields=["finished_at"])
        return 0
    taken = _whole(due.model, ids)
    files = files_of(taken)
    if archive:
        certificate.parts.append(_archive(certificate, taken, files))
    _remove(taken, files)
    _write_down(certificate, taken, files, len(ids))
    _tell(certificate, len(ids), by, at)
    return len(ids)


def _drop_months(certificate, rule, by, at):
    """Drop the months of the reading log that are over, all at once, and finish the certificate."""
    lines = old_readings(rule, certificate.due_on)
    ends = lines.aggregate(first=Min("pk"), last=Max("pk"), lines=Count("pk"))
    months = drop_old_readings(by=by, at=at)
    if months:
        certificate.records = ends["lines"]
        certificate.counts = {"access.reading": ends["lines"], "months": months}
        span = f"access.reading:{ends['first']}-{ends['last']}:{ends['lines']}"
        certificate.digest = hashlib.sha256(span.encode()).hexdigest()
        _tell(certificate, ends["lines"], by, at)
    certificate.finished_at = at
    certificate.save(update_fields=["records", "counts", "digest", "finished_at"])
    return 0


def _tell(certificate, records, by, at):
    record(
        f"retention.{certificate.how}",
        by=by,
        at=at,
        certificate=str(certificate.uuid),
        rule=certificate.rule,
        records=records,
    )


def _whole(model, ids):
    """Return a batch with what hangs on it; a matter is locked before anything of it goes."""
    locked = model._base_manager.select_for_update().filter(pk__in=ids).order_by("pk")
    return hanging_on(model, [row.pk for row in locked])


def _remove(taken, files):
    if matters := taken.get(Matter):
        Matter.objects.filter(continues__in=matters).exclude(pk__in=matters).update(continues=None)
    if clocks := taken.get(Clock):
        Clock.objects.filter(continues__in=clocks).exclude(pk__in=clocks).update(continues=None)
    if clients := taken.get(Client):
        people = Client.objects.filter(pk__in=clients).values("person_id")
        User.objects.filter(person_id__in=people).update(is_active=False)
    for model, ids in taken.items():
        # All keys are checked at the end of the transaction, so the order does not matter.
        rows = model._base_manager.filter(pk__in=ids)
        rows._raw_delete(rows.db)
    destroy_files(file_ids=files)


def _write_down(certificate, taken, files, records):
    digest = hashlib.sha256(certificate.digest.encode())
    for model in sorted(taken, key=lambda model: model._meta.label_lower):
        label = model._meta.label_lower
        certificate.counts[label] = certificate.counts.get(label, 0) + len(taken[model])
        digest.update(f"{label}:{','.join(map(str, sorted(taken[model])))}\n".encode())
    if files:
        certificate.counts["files.storedfile"] = certificate.counts.get("files.storedfile", 0) + len(files)
        digest.update(f"files:{','.join(map(str, sorted(files)))}\n".encode())
    certificate.records += records
    certificate.digest = digest.hexdigest()
    certificate.save(update_fields=["counts", "records", "digest", "parts"])


def archive_folder(certificate):
    """Return where the files of an archived certificate are."""
    return Path(settings.DATA) / "archive" / str(certificate.uuid)


def _archive(certificate, taken, files):
    """Write the rows and files of a batch into one zip file, whole or not at all; return its name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        for model in sorted(taken, key=lambda model: model._meta.label_lower):
            rows = model._base_manager.filter(pk__in=taken[model]).order_by("pk")
            told = serializers.serialize("json", rows)
            whole.writestr(f"{model._meta.label_lower}.json", told)
        stored = StoredFile.objects.filter(pk__in=files).order_by("pk")
        whole.writestr("files.storedfile.json", serializers.serialize("json", stored))
        for file in stored:
            try:
                with open_file(file) as content:
                    whole.writestr(f"files/{file.uuid}", content.read())
            except FileNotFoundError:
                whole.writestr(f"files/{file.uuid}.missing", b"")
        whole.writestr("rule.json", json.dumps({"rule": certificate.rule, "law": certificate.law}))
    name = f"part-{len(certificate.parts) + 1:04}.zip"
    with written(archive_folder(certificate) / name) as file:
        file.write(packed.getvalue())
    return {"name": name, "sha256": hashlib.sha256(packed.getvalue()).hexdigest()}
