"""Make a copy of one's own data, offer it for a short time, and write down who takes it."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation

from koppi.files.disk import written
from koppi.ledger import actions as ledger

from .models import DataCopy
from .own_copy import NotYours, whose_copy, write_copy

# How long a copy is offered after it was made; each time it is asked for it is made anew.
OFFERED_FOR = timedelta(days=3)


def copy_place(copy):
    """Return where the file of a copy lies."""
    return Path(settings.DATA) / "copies" / f"{copy.uuid}.zip"


@transaction.atomic
def ask_for_copy(*, client_id, language, by, at):
    """Ask for a copy of one's own data, or of somebody's one may act for; an earlier one goes.

    :raises NotYours: they may not have it
    """
    whose = whose_copy(by, client_id, at)
    for earlier in DataCopy.objects.select_for_update().filter(user=by, client=whose.client):
        _throw_away(earlier)
    copy = DataCopy.objects.create(user=by, client=whose.client, language=language, asked_at=at)
    ledger.record("copy.asked", by=by, at=at, client_id=whose.client.pk, own=whose.is_self)
    return copy


@transaction.atomic
def make_copy(*, copy_id, by, at):
    """Make a copy that was asked for, unless somebody has made it; return whether it is there.

    What its asker may not have any more is not made: the wish goes.
    """
    copy = DataCopy.objects.select_for_update().select_related("user", "client").filter(pk=copy_id).first()
    if copy is None:
        return False
    if copy.made_at is None:
        try:
            whose = whose_copy(copy.user, copy.client_id, at)
        except NotYours:
            copy.delete()
            return False
        copy.size = _write(copy, whose, at)
        copy.made_at, copy.hides = at, whose.client.non_disclosure
        copy.save(update_fields=["made_at", "size", "hides"])
    return True


@transaction.atomic
def take_copy(*, copy_uuid, by, at):
    """Return one's own copy for downloading, and write the downloading down.

    The mandate and the non-disclosure order are asked again: a copy that tells too much by now is made anew.
    That of somebody who acts for another always is: a mandate may cover less by now, and a minor may have
    said since that a matter is for themselves alone (703/2023 51 §).

    :raises DataCopy.DoesNotExist: no such copy, not theirs, or its time is over
    :raises NotYours: they may not have it any more
    """
    copy = (
        DataCopy.objects.select_for_update(of=("self",))
        .select_related("client")
        .get(uuid=copy_uuid, user=by, made_at__gt=at - OFFERED_FOR)
    )
    whose = whose_copy(by, copy.client_id, at)
    if not whose.is_self or (whose.client.non_disclosure and not copy.hides):
        copy.size, copy.hides = _write(copy, whose, at), whose.client.non_disclosure
    copy.downloaded_at = at
    copy.save(update_fields=["size", "hides", "downloaded_at"])
    ledger.record("copy.downloaded", by=by, at=at, client_id=copy.client_id, own=whose.is_self)
    return copy


def make_waiting_copies(*, by, at):
    """Make the copies that wait, each in a transaction of its own; return how many."""
    waiting = DataCopy.objects.filter(made_at=None).order_by("asked_at", "pk").values_list("pk", flat=True)
    return sum(make_copy(copy_id=copy_id, by=by, at=at) for copy_id in list(waiting))


@transaction.atomic
def drop_old_copies(*, by, at):
    """Throw away the copies whose time is over; return how many."""
    over = list(DataCopy.objects.select_for_update(skip_locked=True).filter(made_at__lte=at - OFFERED_FOR))
    for copy in over:
        _throw_away(copy)
    _sweep_unowned(at)
    return len(over)


def _sweep_unowned(at):
    """Remove files whose row has gone with its client, or never came; one being made is left alone."""
    oldest = (at - OFFERED_FOR).timestamp()
    known = {str(uuid) for uuid in DataCopy.objects.values_list("uuid", flat=True)}
    for path in (Path(settings.DATA) / "copies").glob("*"):
        if path.name.partition(".")[0] not in known and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _throw_away(copy):
    place = copy_place(copy)
    copy.delete()
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def _write(copy, whose, at):
    """Write the file of a copy, whole or not at all, for the owner of the process only; return its size."""
    place = copy_place(copy)
    with written(place) as file, translation.override(copy.language):
        write_copy(file, by=copy.user, whose=whose, at=at)
    return place.stat().st_size
