"""What a user may reach: the plain facts that every `visible_to` asks for."""

import json
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models.functions import Now, TruncDate

from koppi.access.matrix import ADVICE, most, most_of_advice, opens_matters
from koppi.access.second_lock import HOUSE, NOBODY, Facts, whole_house

from .models import Client, Mandate, Professional


@dataclass(frozen=True, slots=True)
class Scope:
    """The facts that decide what a user may see; nothing is allowed by default."""

    user_id: int
    is_professional: bool = False
    is_resident: bool = False
    is_system: bool = False
    professional: Professional | None = None
    registers: frozenset = field(default_factory=frozenset)
    team_ids: tuple = ()
    skills: tuple = ()
    duties: tuple = ()
    own_client_ids: tuple = ()
    health_client_ids: tuple = ()
    social_client_ids: tuple = ()

    @property
    def professional_id(self):
        """The professional's id, or None."""
        return self.professional.pk if self.professional else None

    def kinds_in(self, register, day):
        """Return the most kinds of data that the professional's tasks open in a register on a day."""
        if register == ADVICE:
            return most_of_advice(self.duties, day)
        tasks = (task for held_in, task in self.duties if held_in == register)
        return frozenset().union(*(most(register, task, day) for task in tasks))


def scope_of(user):
    """Return the user's scope, read once for each user object.

    A user object lives for one request or one job, so a change shows at the next.
    Somebody deactivated, or signed out, reaches nothing.
    """
    if getattr(user, "pk", None) is None or not user.is_active:
        return Scope(user_id=0)
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user)
    return user._scope


def forget_scope(user):
    """Have a user's scope read anew: what it was read from has changed within a request."""
    if hasattr(user, "_scope"):
        del user._scope


def leave_out(user, client_ids):
    """Take clients for whom a user acts out of their reach, for as long as this user object lives."""
    scope = scope_of(user)
    user._scope = replace(
        scope,
        health_client_ids=tuple(one for one in scope.health_client_ids if one not in client_ids),
        social_client_ids=tuple(one for one in scope.social_client_ids if one not in client_ids),
    )


def facts_of(user):
    """Return the user's scope as the second lock asks for it."""
    scope = scope_of(user)
    if scope.is_system:
        return HOUSE
    if not (scope.is_professional or scope.is_resident):
        return NOBODY
    return Facts(
        role="koppi_desk" if scope.is_professional else "koppi_resident",
        user_id=scope.user_id,
        professional_id=scope.professional_id or 0,
        registers=tuple(scope.registers),
        team_ids=scope.team_ids,
        own_client_ids=scope.own_client_ids,
        health_client_ids=scope.health_client_ids,
        social_client_ids=scope.social_client_ids,
    )


def _read_scope(user):
    if user.is_professional:
        return _read_professional(user)
    if user.is_resident:
        today = TruncDate(Now())
        # Who acts is not known before this is.
        with whole_house():
            mandates = list(
                Mandate.objects.usable(today)
                .filter(agent=user.person_id)
                .values_list("client_id", "health", "social")
            )
        own = Client.objects.filter(person_id=user.person_id).values_list("pk", flat=True)
        return Scope(
            user_id=user.pk,
            is_resident=True,
            own_client_ids=tuple(own),
            health_client_ids=tuple(client for client, health, _ in mandates if health),
            social_client_ids=tuple(client for client, _, social in mandates if social),
        )
    return Scope(user_id=user.pk, is_system=user.is_system)


# Composed by the ORM it took longer to compose than to answer, and every page of the desk asks it. Whoever is
# in a team is also in those that it took over when they closed: what they had closed stays within reach.
_PROFESSIONAL = """
    select p.*,
           array(select m.team_id from people_membership m where m.professional_id = p.id
                 and (m.until is null or m.until > statement_timestamp())
                 union select t.id
                 from people_team t join people_membership m on m.team_id = t.continued_by_id
                 where m.professional_id = p.id
                 and (m.until is null or m.until > statement_timestamp()) order by 1) as in_teams,
           array(select distinct t.register
                 from people_membership m join people_team t on t.id = m.team_id
                 where m.professional_id = p.id
                 and (until is null or until > statement_timestamp())) as in_registers,
           array(select distinct d.register || ':' || d.task from people_duty d
                 where d.professional_id = p.id and d.since <= statement_timestamp()
                 and (d.until is null or d.until > statement_timestamp())) as in_duties,
           array(select jsonb_build_array(l.right, l.valid_from, l.valid_to, l.restriction <> '')
                 from people_licencerow l where l.professional_id = p.id and l.replaced_at is null) as rights,
           (statement_timestamp() at time zone 'Europe/Helsinki')::date as on_day,
           array(select s.code from people_professional_skills h join people_skill s on s.id = h.skill_id
                 where h.professional_id = p.id order by s.code) as having_skills
      from people_professional p where p.user_id = %s
"""


def _read_professional(user):
    """Read the professional, their teams, tasks and skills in one statement."""
    for professional in Professional.objects.raw(_PROFESSIONAL, [user.pk]):
        duties = tuple(tuple(duty.split(":")) for duty in professional.in_duties)
        professional.in_rights = [_right(row) for row in professional.rights]
        # Both a team of the register and a task there that sees matters: without either, nothing.
        tasked = {register for register, task in duties if opens_matters(register, task, professional.on_day)}
        registers = tasked.intersection(professional.in_registers)
        # Whoever works in either register gives advice, too: it is about no client.
        registers |= {ADVICE} if registers else set()
        return Scope(
            user_id=user.pk,
            is_professional=True,
            professional=professional,
            registers=frozenset(registers),
            duties=duties,
            team_ids=tuple(professional.in_teams),
            skills=tuple(professional.having_skills),
        )
    return Scope(user_id=user.pk, is_professional=True)


def _right(row):
    """Return a row of the licence register as `licences.right_on` asks for it."""
    right, first, last, restricted = json.loads(row) if isinstance(row, str) else row
    return right, date.fromisoformat(first), date.fromisoformat(last) if last else None, restricted
