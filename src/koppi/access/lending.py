"""What opens a client's data without a care relation in that register: crossings, and break-glass.

Source: 703/2023 53 §. Both are recorded with words of the professional's own, end by themselves, and are
read only; `matters.models.door` asks for a ban at each look all the same.
"""

from django.db import transaction

from koppi.ledger import actions as ledger

from .consent import OTHER, standing_ban, standing_permission
from .errors import Refused
from .models import BreakGlass, Crossing, Pass
from .policy import CROSSES, Basis, Kind, may_cross


@transaction.atomic
def open_crossing(
    *,
    person_id,
    client_ids,
    from_matter_id,
    role_register,
    task,
    represented,
    basis,
    kinds,
    why,
    until,
    day,
    by,
    at,
):
    """Open the other register's data about a client to a professional, on one of the four bases.

    The caller has verified the professional's own care relation by the matter it starts from, and knows
    whether the client has a representative. Of a permission only what it names is opened.

    :param role_register: the register of the matter it starts from
    :raises Refused: the policy says no; `.code` says why
    """
    basis, register = Basis(basis), OTHER[role_register]
    permission = standing_permission(person_id, register) if basis == Basis.PERMISSION else None
    permitted = frozenset(permission.kinds) if permission else frozenset()
    refusal = may_cross(
        basis,
        role_register=role_register,
        task=task,
        day=day,
        represented=represented,
        ban=standing_ban(person_id, register) is not None,
        permitted=permitted,
    )
    if refusal:
        raise Refused(refusal)
    wanted = (set(kinds) | {Kind.BASE, Kind.MATTER}) & CROSSES
    if permission:
        wanted &= permitted
    opened = [kind.value for kind in Kind if kind in wanted]
    crossing = Crossing.objects.create(
        opened_by=by,
        opened_at=at,
        from_matter_id=from_matter_id,
        person_id=person_id,
        register=register,
        basis=basis,
        kinds=opened,
        why=why,
        permission=permission,
        until=min(until, permission.until) if permission and permission.until else until,
    )
    _lend(
        client_ids,
        register,
        why="crossing",
        basis=basis,
        crossing=crossing,
        until=crossing.until,
        by=by,
        at=at,
    )
    ledger.record(
        "register.crossed",
        by=by,
        at=at,
        client_id=client_ids[0],
        crossing=crossing.pk,
        register=register,
        basis=basis.value,
        kinds=opened,
    )
    return crossing


@transaction.atomic
def end_crossing(*, crossing_id, by, at):
    """End one's own crossing before its time; return whether it was open."""
    return bool(_end(Crossing.objects.filter(pk=crossing_id, opened_by=by), at))


def end_crossings_from(matter_id, *, at):
    """End the crossings that started from a matter, as it closes; return how many."""
    return _end(Crossing.objects.filter(from_matter_id=matter_id), at)


def end_lent_to(user, *, at):
    """End all that was lent to a professional who leaves: crossings, and openings in need."""
    _end(Crossing.objects.filter(opened_by=user), at)
    opened = BreakGlass.objects.filter(opened_by=user, ended_at=None, until__gt=at)
    Pass.objects.filter(glass__in=opened).in_force().update(until=at)
    opened.update(ended_at=at)


def _lend(client_ids, register, *, by, at, **facts):
    """Write a pass to each row of one human."""
    Pass.objects.bulk_create(
        Pass(professional=by, client_id=client_id, register=register, since=at, **facts)
        for client_id in client_ids
    )


def _end(crossings, at):
    running = crossings.filter(ended_at=None, until__gt=at)
    Pass.objects.filter(crossing__in=running).in_force().update(until=at)
    return running.update(ended_at=at)


@transaction.atomic
def break_glass(*, person_id, client_ids, register, reason, why, until, by, at):
    """Open a client's data in the professional's own register without a care relation, for a short while.

    The caller tells the client and the data protection officer.

    :raises Refused: the client has banned it; nothing else is told
    """
    if standing_ban(person_id, register) is not None:
        raise Refused("ban")
    glass = BreakGlass.objects.create(
        opened_by=by,
        opened_at=at,
        person_id=person_id,
        register=register,
        reason=BreakGlass.Reason(reason),
        why=why,
        until=until,
    )
    _lend(client_ids, register, why="break_glass", glass=glass, until=until, by=by, at=at)
    ledger.record(
        "glass.broken",
        by=by,
        at=at,
        client_id=client_ids[0],
        glass=glass.pk,
        register=register,
        reason=glass.reason,
    )
    return glass


@transaction.atomic
def review_glass(*, glass_id, was_right, review, by, at):
    """Write down what the data protection officer thinks of an opening, with the reasons.

    :raises Refused: it has been reviewed, or it is the reviewer's own
    """
    glass = BreakGlass.objects.select_for_update().get(pk=glass_id)
    if glass.reviewed_at is not None:
        raise Refused("reviewed")
    if glass.opened_by_id == by.pk:
        raise Refused("own_glass")
    glass.reviewed_by, glass.reviewed_at, glass.was_right, glass.review = by, at, was_right, review
    glass.save(update_fields=["reviewed_by", "reviewed_at", "was_right", "review"])
    ledger.record("glass.reviewed", by=by, at=at, glass=glass.pk, was_right=was_right)
    return glass


def unreviewed(*, before):
    """Return how many openings in need from before a moment nobody has reviewed."""
    return BreakGlass.objects.filter(reviewed_at=None, opened_at__lt=before).count()
