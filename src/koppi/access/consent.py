"""What a client permits and bans: given, seen and withdrawn; a professional may write down what was said.

Source: 703/2023 53 § 1 (a permission itemises data), 55–58 § (giving and withdrawing permissions and bans).
"""

from django.db import transaction
from django.db.models import Q

from koppi.ledger import actions as ledger

from .models import Ban, BreakGlass, Crossing, Pass, Permission
from .policy import CROSSES, Kind
from .second_lock import whole_house

OTHER = {"patient": "social", "social": "patient"}
# What a permission may name besides who the client is and what a matter is about, which go with any.
CHOICES = (Kind.LETTERS, Kind.ASSESSMENT, Kind.FILES, Kind.CONTACT)
ALWAYS = (Kind.BASE, Kind.MATTER)


@transaction.atomic
def give_permission(*, person_id, client_id, from_register, kinds, by, at, until=None, orally=False):
    """Let the other register see these kinds of data when it has a need; it takes the place of a former one.

    :param orally: the client said it to the professional who writes it down
    """
    _lock(person_id, from_register)
    _end_permission(person_id, from_register, by=by, at=at)
    named = [kind.value for kind in Kind if kind in (set(kinds) | set(ALWAYS)) & CROSSES]
    permission = Permission.objects.create(
        person_id=person_id,
        from_register=from_register,
        to_register=OTHER[from_register],
        kinds=named,
        given_by=by,
        given_at=at,
        until=until,
        orally=orally,
    )
    ledger.record(
        "permission.given",
        by=by,
        at=at,
        client_id=client_id,
        permission=permission.pk,
        register=from_register,
        kinds=named,
        orally=orally,
    )
    return permission


@transaction.atomic
def withdraw_permission(*, person_id, client_id, from_register, by, at):
    """Take a permission back; whatever was opened by it closes at once. Return whether there was one."""
    _lock(person_id, from_register)
    permission = _end_permission(person_id, from_register, by=by, at=at)
    if permission is None:
        return False
    ledger.record(
        "permission.withdrawn",
        by=by,
        at=at,
        client_id=client_id,
        permission=permission.pk,
        register=from_register,
    )
    return True


@transaction.atomic
def give_ban(*, person_id, client_id, register, by, at, orally=False):
    """Forbid showing a register's data beyond those who care for the client there; the same ban twice is one.

    Every crossing and every broken glass into it closes at once, and the door asks for the ban at each look.
    """
    _lock(person_id, register)
    standing = Ban.objects.filter(person_id=person_id, register=register, withdrawn_at=None).first()
    if standing:
        return standing
    ban = Ban.objects.create(person_id=person_id, register=register, given_by=by, given_at=at, orally=orally)
    with whole_house():
        # Whoever opened it, and whoever writes the ban down.
        _close_what_crosses(at, person_id=person_id, register=register)
        _end_openings(at, person_id=person_id, register=register)
    ledger.record(
        "ban.given", by=by, at=at, client_id=client_id, ban=ban.pk, register=register, orally=orally
    )
    return ban


@transaction.atomic
def lift_ban(*, person_id, client_id, register, by, at):
    """Take a ban back; what it closed stays closed until it is opened anew. Return whether there was one."""
    _lock(person_id, register)
    ban = Ban.objects.filter(person_id=person_id, register=register, withdrawn_at=None).first()
    if ban is None:
        return False
    ban.withdrawn_at, ban.withdrawn_by = at, by
    ban.save(update_fields=["withdrawn_at", "withdrawn_by"])
    ledger.record("ban.lifted", by=by, at=at, client_id=client_id, ban=ban.pk, register=register)
    return True


def standing_permission(person_id, from_register):
    """Return the permission in force to show one register's data to the other, or None."""
    found = Permission.objects.standing().filter(person_id=person_id, from_register=from_register)
    return found.select_related("given_by").first()


def standing_ban(person_id, register):
    """Return the ban in force on a register's data, or None."""
    found = Ban.objects.filter(person_id=person_id, register=register, withdrawn_at=None)
    return found.select_related("given_by").first()


def past_consents(person_id):
    """Return the permissions and the bans that a client has taken back or that ran out, newest first."""
    permissions = Permission.objects.filter(~Q(pk__in=Permission.objects.standing()), person_id=person_id)
    bans = Ban.objects.filter(person_id=person_id, withdrawn_at__isnull=False)
    return sorted([*permissions, *bans], key=lambda one: (one.given_at, one.pk), reverse=True)


def _lock(person_id, register):
    """Wait for whoever is just changing the same client's consents, or opening a crossing by them."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"consent {person_id} {register}"]
        )


def _end_permission(person_id, from_register, *, by, at):
    permission = Permission.objects.filter(
        person_id=person_id, from_register=from_register, withdrawn_at=None
    ).first()
    if permission:
        permission.withdrawn_at, permission.withdrawn_by = at, by
        permission.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _close_what_crosses(at, permission=permission)
    return permission


def _close_what_crosses(at, **about):
    crossings = Crossing.objects.filter(ended_at=None, until__gt=at, **about)
    Pass.objects.filter(crossing__in=crossings).in_force().update(until=at)
    crossings.update(ended_at=at)


def _end_openings(at, **about):
    glasses = BreakGlass.objects.filter(ended_at=None, until__gt=at, **about)
    Pass.objects.filter(glass__in=glasses).in_force().update(until=at)
    glasses.update(ended_at=at)
