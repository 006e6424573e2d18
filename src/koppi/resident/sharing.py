"""What a resident lets one register show to the other: whose it is, what stands now, and what was opened."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from koppi.access import consent
from koppi.access.matrix import Kind
from koppi.access.models import BreakGlass, Crossing
from koppi.deadlines.calendars import day_of
from koppi.people.models import Client
from koppi.people.queries import client_of, clients_to_act_for, who_are

SIDES = ("patient", "social")
MOST_OPENINGS = 50
A_MONTH = timedelta(days=30)
KINDS = {
    Kind.LETTERS: _("Messages"),
    Kind.ASSESSMENT: _("Assessments of the need for help"),
    Kind.FILES: _("Photos and files"),
}
DATA_OF = {"patient": _("Health care data"), "social": _("Social care data")}
TOWARDS = {
    "patient": _("May social care see it?"),
    "social": _("May health care see it?"),
}
BASES = {
    "joint_service": _("Health care and social care helped together."),
    "permission": _("You had given your permission."),
    "cannot_judge": _("The client could not decide, and nobody could speak for them."),
    "social_need": _("Social care could not do its duty without it."),
}


@dataclass(frozen=True, slots=True)
class Whose:
    """A client about whom a resident may decide, and in which registers."""

    client: Client
    registers: tuple
    own: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One register's data: what stands about showing it to the other one."""

    register: str
    title: str
    question: str
    permitted: list = field(default_factory=list)
    permitted_at: datetime | None = None
    permitted_orally: bool = False
    banned_at: datetime | None = None
    banned_orally: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A professional opened the client's data across the boundary, or without a care relation."""

    at: datetime
    until: datetime
    who: str
    profession: str
    register: str
    basis: str


def those_of(user, at):
    """Return about whom a resident may decide, themselves first."""
    found = []
    if own := client_of(user):
        found.append(Whose(own, SIDES, own=True))
    for act in clients_to_act_for(user, day_of(at)):
        registers = tuple(
            register for register, may in (("patient", act.health), ("social", act.social)) if may
        )
        found.append(Whose(act.client, registers, own=False))
    return found


def whose(user, client_uuid, at):
    """Return one about whom a resident may decide, by the client's own number; nobody given means oneself.

    :raises Http404: not theirs, or not there
    """
    for one in those_of(user, at):
        if str(one.client.uuid) == str(client_uuid) or (one.own and not client_uuid):
            return one
    raise Http404


def sides_of(one):
    """Return what stands in each register that may be decided about."""
    return [_side(one.client.person_id, register) for register in one.registers]


def opened(one):
    """Return who opened the client's data on a basis or in need, newest first, in the registers covered.

    :return: at most `MOST_OPENINGS` of them, and whether there are older ones
    """
    about = {"person_id": one.client.person_id, "register__in": one.registers}
    rows = [
        *Crossing.objects.filter(**about).order_by("-opened_at")[: MOST_OPENINGS + 1],
        *BreakGlass.objects.filter(**about).order_by("-opened_at")[: MOST_OPENINGS + 1],
    ]
    people = who_are({row.opened_by_id for row in rows})
    rows.sort(key=lambda row: row.opened_at, reverse=True)
    return [_opened(row, people) for row in rows[:MOST_OPENINGS]], len(rows) > MOST_OPENINGS


def lately_in_need(user, at):
    """Return the latest time somebody opened one's data in need, within a month, or None."""
    lately = BreakGlass.objects.filter(person_id=user.person_id, opened_at__gt=at - A_MONTH)
    return lately.order_by("-opened_at").first() if user.person_id else None


@transaction.atomic
def change(*, one, register, act, kinds, by, at):
    """Give or take back a permission or a ban.

    :raises Http404: the register is not theirs to decide about
    """
    if register not in one.registers:
        raise Http404
    about = {"person_id": one.client.person_id, "client_id": one.client.pk, "by": by, "at": at}
    if act == "permission":
        consent.give_permission(from_register=register, kinds=[Kind(kind) for kind in kinds], **about)
    elif act == "withdrawal":
        consent.withdraw_permission(from_register=register, **about)
    elif act == "ban":
        consent.give_ban(register=register, **about)
    else:
        consent.lift_ban(register=register, **about)


def _side(person_id, register):
    permission = consent.standing_permission(person_id, register)
    ban = consent.standing_ban(person_id, register)
    named = permission.kinds if permission else ()
    return Side(
        register=register,
        title=str(DATA_OF[register]),
        question=str(TOWARDS[register]),
        permitted=[str(said) for kind, said in KINDS.items() if kind in named],
        permitted_at=permission.given_at if permission else None,
        permitted_orally=bool(permission and permission.orally),
        banned_at=ban.given_at if ban else None,
        banned_orally=bool(ban and ban.orally),
    )


def _opened(row, people):
    who = people.get(row.opened_by_id)
    basis = (
        BASES[row.basis] if isinstance(row, Crossing) else _("It was urgent, and nobody else was at hand.")
    )
    return Opened(
        at=row.opened_at,
        until=row.ended_at or row.until,
        who=who.name if who else "",
        profession=who.profession if who else "",
        register=str(DATA_OF[row.register]),
        basis=str(basis),
    )
