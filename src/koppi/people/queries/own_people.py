"""Who is a client's own in every role, who stands in for them, and what somebody was asked to be."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from ..models import Absence, Naming, Responsibility
from ..rules import OWN_ROLES
from .professionals import substitute_of


@dataclass(frozen=True, slots=True)
class OwnPersonRow:
    """Somebody, or a team, who is a client's own; empty texts are what there is not.

    :param user_id: of a person
    :param code: of their profession
    :param substitute: who stands in while they are away
    :param away_until: when they are back
    """

    responsibility_id: int
    role: str
    register: str
    name: str
    user_id: int | None
    code: str
    profession: str
    team: str
    since: datetime
    away: bool
    away_until: datetime | None
    substitute: str


def own_people(client, at, registers=("patient", "social")):
    """Return who is a client's own at a moment, by register and role as `rules.OWN_ROLES` has them.

    Only who has accepted is among them. Two statements, and a few more for each who is away.

    :param registers: those that the reader may see; a professional asks for their own only
    """
    rows = list(
        Responsibility.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at),
            client__person_id=client.person_id,
            register__in=registers,
            valid_from__lte=at,
            professional__ended_at=None,
        ).select_related("professional__user", "team")
    )
    people = [row.professional_id for row in rows if row.professional_id]
    away = {
        absence.professional_id: absence.ends_at
        for absence in Absence.objects.filter(professional__in=people, starts_at__lte=at, ends_at__gt=at)
    }
    order = list(OWN_ROLES)
    rows.sort(key=lambda row: (row.register, order.index(row.role), row.pk))
    return [_shown(row, away, at) for row in rows]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What somebody, or a team of theirs, was asked to be, and by which user."""

    naming_id: int
    client_id: int
    client: str
    role: str
    register: str
    team: str
    asked_at: datetime
    asked_by: int
    why: str
    talk: str
    is_change: bool


def asked_of(by):
    """Return what a professional or their teams were asked to be and have not answered, oldest first."""
    waiting = Naming.objects.visible_to(by).open().filter(~Q(asked_by=by) | Q(professional__user=by))
    return [
        AskedRow(
            naming_id=one.pk,
            client_id=one.client_id,
            client=one.client.name,
            role=one.role,
            register=one.register,
            team=one.team.name if one.team else "",
            asked_at=one.asked_at,
            asked_by=one.asked_by_id,
            why=one.why,
            talk=one.talk,
            is_change=one.instead_of_id is not None,
        )
        for one in waiting.select_related("client", "team").order_by("asked_at", "pk")
    ]


def _shown(row, away, at):
    person = row.professional
    until = away.get(row.professional_id)
    stands_in = substitute_of(person, at) if until else None
    return OwnPersonRow(
        responsibility_id=row.pk,
        role=row.role,
        register=row.register,
        name=person.name if person else row.team.name,
        user_id=person.user_id if person else None,
        code=person.profession if person else "",
        profession=person.get_profession_display() if person else "",
        team=row.team.name if row.team else "",
        since=row.valid_from,
        away=until is not None,
        away_until=until,
        substitute=stands_in.name if stands_in else "",
    )
