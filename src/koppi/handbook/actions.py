"""Propose a change of the county's own content, approve it, and take it back."""

from django.db import transaction

from koppi.ledger.actions import record
from koppi.notices.actions import tell

from .errors import (
    AlreadySettled,
    BaseHasChanged,
    CodeTaken,
    InForceAlready,
    NobodyOwns,
    NotComplete,
    NothingChanges,
    NotManager,
    NotOwner,
    NotWriter,
    NotYours,
    RoleTaken,
    SomethingPlanned,
)
from .kinds import kind_of, may_name
from .models import Change, Owner
from .queries import owner_of, writes
from .rules import base_of


@transaction.atomic
def propose_change(*, kind, code, content, base, why, wanted_at, by, at, undoes=None):
    """Propose what an item shall say, or that it ends; nothing is in force before its owner approves.

    :param content: what the item shall say; None when it shall end
    :param base: on top of what it was written (`rules.base_of`); None when the item is new
    :param wanted_at: from which moment; None for as soon as it is approved
    :raises NotWriter: `by` is no manager, team lead or owner
    :raises NotComplete: the content lacks something; `.problems` says what
    :raises CodeTaken: the item was to be new
    :raises BaseHasChanged: the item is not what it was written on top of
    :raises NothingChanges: it says what the item says already
    """
    kind = kind_of(kind)
    _check_writes(by, at)
    latest = kind.latest(code)
    if base is None and latest:
        raise CodeTaken
    if base != base_of(latest):
        raise BaseHasChanged
    if content is not None:
        content = kind.tidy(content)
    _check_content(kind, code, content, wanted_at or at)
    if latest and content == (None if latest.valid_to else kind.content_of(latest)):
        raise NothingChanges
    change = Change.objects.create(
        kind=kind.code,
        code=code,
        content=content,
        base_version=base.version if base else None,
        base_ends_at=base.ends_at if base else None,
        owner_id=latest.owner_id if latest else content["owner"],
        why=why,
        wanted_at=wanted_at,
        undoes=undoes,
        proposed_by=by,
        proposed_at=at,
    )
    record("handbook.proposed", by=by, at=at, change=change.pk, kind_code=kind.code, code=code)
    owner = owner_of(change.owner_id, at)
    if owner and owner != by:
        tell([owner], "handbook.proposed", at=at, change=change.pk)
    return change


@transaction.atomic
def go_back(*, kind, code, version, base, why, wanted_at, by, at):
    """Let an item say again what one of its versions said; its owner's own wish is approved at once.

    :param base: on top of what it was decided (`rules.base_of`)
    :raises NotWriter: `by` is no manager, team lead or owner
    :raises NothingChanges: it says so already
    :raises NotComplete: what the version leans on is no longer there; `.problems` says what
    :raises BaseHasChanged: the item has changed since
    :raises SomethingPlanned: a change with a later moment stands
    """
    row = kind_of(kind).rows().get(code=code, version=version)
    undone = Change.objects.of(kind, code).filter(approved_at__isnull=False, called_off_at=None)
    change = propose_change(
        kind=kind,
        code=code,
        content=kind_of(kind).content_of(row),
        base=base,
        why=why,
        wanted_at=wanted_at,
        undoes=undone.order_by("-in_force_at", "-pk").first(),
        by=by,
        at=at,
    )
    if owner_of(change.owner_id, at) == by:
        return approve_change(change_id=change.pk, by=by, at=at)
    return change


@transaction.atomic
def approve_change(*, change_id, by, at):
    """Approve a change as its owner: it takes force at the wanted moment, or at once when that has passed.

    The version before ends at the same moment, so one of them is in force at every moment.

    :raises AlreadySettled: it was approved, sent back or withdrawn meanwhile
    :raises NobodyOwns: nobody has the owner's role
    :raises NotOwner: somebody else has it
    :raises BaseHasChanged: another change was approved meanwhile
    :raises SomethingPlanned: a change with a later moment stands
    :raises NotComplete: what the content leans on has changed meanwhile
    """
    change = _locked(change_id)
    if not change.is_pending:
        raise AlreadySettled
    _check_owns(change.owner, by, at)
    kind = kind_of(change.kind)
    latest = kind.latest(change.code)
    base = base_of(latest)
    if (change.base_version, change.base_ends_at) != ((base.version, base.ends_at) if base else (None, None)):
        raise BaseHasChanged
    moment = max(at, change.wanted_at or at)
    if latest and moment <= latest.valid_from:
        raise SomethingPlanned(latest.valid_from)
    if latest and latest.valid_to and moment < latest.valid_to:
        raise SomethingPlanned(latest.valid_to)
    _check_content(kind, change.code, change.content, moment)
    if latest and latest.valid_to is None:
        _end(kind, latest, moment)
    change.approved_by, change.approved_at, change.in_force_at = by, at, moment
    if not change.ends:
        change.version = kind.next_version(change.code)
        kind.begin(change.code, change.content, version=change.version, at=moment)
    change.save(update_fields=["approved_by", "approved_at", "in_force_at", "version"])
    record(
        "handbook.approved",
        by=by,
        at=at,
        change=change.pk,
        kind_code=change.kind,
        code=change.code,
        version=change.version,
        in_force_at=moment.isoformat(),
    )
    if change.proposed_by_id != by.pk:
        tell([change.proposed_by], "handbook.approved", at=at, change=change.pk)
    return change


@transaction.atomic
def send_back(*, change_id, why, by, at):
    """Send a change back to whoever proposed it, with the reason.

    :raises AlreadySettled: it was approved, sent back or withdrawn meanwhile
    :raises NobodyOwns: nobody has the owner's role
    :raises NotOwner: somebody else has it
    """
    change = _locked(change_id)
    if not change.is_pending:
        raise AlreadySettled
    _check_owns(change.owner, by, at)
    change.sent_back_by, change.sent_back_at, change.sent_back_why = by, at, why
    change.save(update_fields=["sent_back_by", "sent_back_at", "sent_back_why"])
    record("handbook.sent_back", by=by, at=at, change=change.pk, kind_code=change.kind, code=change.code)
    if change.proposed_by_id != by.pk:
        tell([change.proposed_by], "handbook.sent_back", at=at, change=change.pk)
    return change


@transaction.atomic
def withdraw_change(*, change_id, by, at):
    """Withdraw one's own change before it is approved.

    :raises NotYours: somebody else proposed it
    :raises AlreadySettled: it was approved, sent back or withdrawn meanwhile
    """
    change = _locked(change_id)
    if change.proposed_by_id != by.pk:
        raise NotYours
    if not change.is_pending:
        raise AlreadySettled
    change.withdrawn_by, change.withdrawn_at = by, at
    change.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record("handbook.withdrawn", by=by, at=at, change=change.pk, kind_code=change.kind, code=change.code)
    return change


@transaction.atomic
def call_off_change(*, change_id, by, at):
    """Call off an approved change before its moment: what was in force before goes on.

    Its version lasts no time, and its number stays used.

    :raises NobodyOwns: nobody has the owner's role
    :raises NotOwner: somebody else has it
    :raises InForceAlready: its moment has come, or it was never approved
    :raises AlreadySettled: it was called off already
    :raises SomethingPlanned: a change on top of it is planned
    :raises NotComplete: what would go on leans on something that ends; `.problems` says what
    """
    change = _locked(change_id)
    _check_owns(change.owner, by, at)
    if change.in_force_at is None or change.in_force_at <= at:
        raise InForceAlready
    if change.called_off_at:
        raise AlreadySettled
    kind = kind_of(change.kind)
    latest = kind.latest(change.code)
    if latest.version != (change.version or change.base_version) or (change.version and latest.valid_to):
        raise SomethingPlanned(latest.valid_to or latest.valid_from)
    if change.version:
        _end(kind, latest, latest.valid_from)
    if change.base_version and change.base_ends_at is None:
        kind.model.objects.filter(code=change.code, version=change.base_version).update(valid_to=None)
    goes_on = kind.at(change.code, change.in_force_at)
    _check_content(kind, change.code, goes_on and kind.content_of(goes_on), change.in_force_at)
    change.called_off_by, change.called_off_at = by, at
    change.save(update_fields=["called_off_by", "called_off_at"])
    record("handbook.called_off", by=by, at=at, change=change.pk, kind_code=change.kind, code=change.code)
    return change


@transaction.atomic
def name_owner(*, owner, user, by, at):
    """Name somebody to an owner's role, or nobody; whoever had it has it no more.

    :raises NotManager: `by` is no manager
    """
    _check_names(by)
    owner = Owner.objects.select_for_update(no_key=True).get(code=owner)
    standing = owner.namings.filter(ended_at=None).first()
    if standing and user and standing.user_id == user.pk:
        return standing
    if standing:
        standing.ended_by, standing.ended_at = by, at
        standing.save(update_fields=["ended_by", "ended_at"])
    record("handbook.owner_named", by=by, at=at, owner=owner.code, user=user.pk if user else None)
    return owner.namings.create(user=user, named_by=by, named_at=at) if user else None


@transaction.atomic
def add_owner(*, code, names, by, at):
    """Add a role that can own content, with its name in three languages.

    :param names: the name by language
    :raises NotManager: `by` is no manager
    :raises RoleTaken: there is one with this code
    """
    _check_names(by)
    named = {f"name_{language}": name for language, name in names.items()}
    owner, added = Owner.objects.get_or_create(code=code, defaults=named)
    if not added:
        raise RoleTaken
    record("handbook.owner_added", by=by, at=at, owner=code)
    return owner


def _check_writes(by, at):
    if not (by.is_system or writes(by, at)):
        raise NotWriter


def _check_names(by):
    if not (by.is_system or may_name(by)):
        raise NotManager


def _check_owns(owner, by, at):
    user = owner_of(owner.code, at)
    if user is None:
        raise NobodyOwns(owner)
    if user != by:
        raise NotOwner(owner)


def _check_content(kind, code, content, at):
    problems = kind.check_end(code, at) if content is None else kind.problems(code, content, at)
    if problems := list(problems):
        raise NotComplete(problems)


def _locked(change_id):
    """Return a change under the lock of all that is approved: contents lean on each other across kinds."""
    list(Owner.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return Change.objects.select_related("owner").get(pk=change_id)


def _end(kind, row, at):
    kind.model.objects.filter(pk=row.pk).update(valid_to=at)
