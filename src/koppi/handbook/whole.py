"""All of a county's content at once: what is in force, what other content would change, and taking it in."""

from dataclasses import dataclass

from django.db import transaction

from koppi.ledger.actions import record

from .actions import _check_writes
from .errors import NotWhole, PlannedOtherwise
from .kinds import Kind, kinds
from .models import Change, Owner
from .rules import base_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that other content says otherwise; `before` is None when the item is new."""

    kind: Kind
    code: str
    before: dict | None
    after: dict


class _TakenBack(Exception):
    """What was put in force to see whether it can be is taken back."""


def whole_content(at):
    """Return the content of every kind in force at a moment: by kind, then by code, in order."""
    return {kind.code: kind.in_force(at) for kind in kinds().values()}


def owners_of(content):
    """Return the names of the roles that own some content: by code, each in three languages."""
    codes = {item["owner"] for items in content.values() for item in items.values()}
    rows = Owner.objects.filter(code__in=codes).order_by("code")
    return {row.code: {"fi": row.name_fi, "sv": row.name_sv, "en": row.name_en} for row in rows}


def differences(content, at):
    """Return what content says otherwise than what is in force, and has not been proposed yet; in order.

    An item that the content does not name stays as it is.
    """
    proposed = [
        (change.kind, change.code, change.content)
        for change in Change.objects.pending().only("kind", "code", "content")
    ]
    found = []
    for kind in kinds().values():
        standing = kind.in_force(at)
        for code, said in content.get(kind.code, {}).items():
            after = kind.tidy(said) if isinstance(said, dict) else said
            if standing.get(code) != after and (kind.code, code, after) not in proposed:
                found.append(Difference(kind, code, standing.get(code), after))
    return found


@transaction.atomic
def take_in(*, content, owners, why, at_once, by, at):
    """Take other content in, as proposals that wait for their owners or in force at once: all or nothing.

    Items may lean on each other: the whole is checked as if every owner had approved.

    :param owners: the names of the roles that the content names; those not here yet are added
    :param at_once: put it in force; only Koppi's own account does that, for an operator
    :return: the differences that were taken in
    :raises NotWriter: `by` may not change the county's rules and texts
    :raises NotWhole: some items lack something; `.problems` says what, item by item
    :raises PlannedOtherwise: a change of an item with a later moment stands
    """
    _check_writes(by, at)
    if at_once and not by.is_system:
        raise PermissionError("only an operator's command puts a whole file in force")
    found = differences(content, at)
    _add_owners(owners)
    try:
        with transaction.atomic():
            _put_in_force(found, why, by, at)
            if not at_once:
                raise _TakenBack
    except _TakenBack:
        for one in found:
            _propose(one, why, by, at)
    record("handbook.taken_in", by=by, at=at, items=len(found), at_once=at_once)
    return found


def _add_owners(owners):
    Owner.objects.bulk_create(
        [
            Owner(code=code, name_fi=name["fi"], name_sv=name["sv"], name_en=name["en"])
            for code, name in owners.items()
        ],
        ignore_conflicts=True,
    )


def _put_in_force(found, why, by, at):
    """Write each version once what it leans on is there; raise when some of them can never be."""
    waiting = found
    while waiting:
        wrong = {}
        for one in waiting:
            if problems := list(one.kind.problems(one.code, one.after, at)):
                wrong[one.kind.code, one.code] = problems
            else:
                _begin(one, why, by, at)
        if len(wrong) == len(waiting):
            raise NotWhole([(one, wrong[one.kind.code, one.code]) for one in waiting])
        waiting = [one for one in waiting if (one.kind.code, one.code) in wrong]


def _begin(one, why, by, at):
    """Put a version in force at once, in place of the one that is."""
    latest = one.kind.latest(one.code)
    if latest and (latest.valid_from > at or (latest.valid_to and latest.valid_to > at)):
        raise PlannedOtherwise(one)
    change = _change(one, latest, why, by, at)
    if latest and latest.valid_to is None:
        one.kind.model.objects.filter(pk=latest.pk).update(valid_to=at)
    change.version = one.kind.next_version(one.code)
    change.approved_by, change.approved_at, change.in_force_at = by, at, at
    one.kind.begin(one.code, one.after, version=change.version, at=at)
    change.save()


def _propose(one, why, by, at):
    change = _change(one, one.kind.latest(one.code), why, by, at)
    change.save()
    record("handbook.proposed", by=by, at=at, change=change.pk, kind_code=one.kind.code, code=one.code)


def _change(one, latest, why, by, at):
    base = base_of(latest)
    return Change(
        kind=one.kind.code,
        code=one.code,
        content=one.after,
        base_version=base.version if base else None,
        base_ends_at=base.ends_at if base else None,
        owner_id=latest.owner_id if latest else one.after["owner"],
        why=why,
        proposed_by=by,
        proposed_at=at,
    )
