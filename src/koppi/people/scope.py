"""What a user may reach: the plain facts that every `visible_to` asks for."""

from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import Now, TruncDate

from .models import Client, Mandate, Membership, Professional, Skill


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
    own_client_ids: tuple = ()
    health_client_ids: tuple = ()
    social_client_ids: tuple = ()

    @property
    def professional_id(self):
        """The professional's id, or None."""
        return self.professional.pk if self.professional else None


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


def _read_scope(user):
    if user.is_professional:
        return _read_professional(user)
    if user.is_resident:
        today = TruncDate(Now())
        mandates = list(
            Mandate.objects.filter(
                Q(valid_to=None) | Q(valid_to__gte=today), agent=user.person_id, valid_from__lte=today
            ).values_list("client_id", "health", "social")
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


def _read_professional(user):
    """Read the professional, their teams and their skills in one statement."""
    open_memberships = Membership.objects.filter(
        Q(until=None) | Q(until__gt=Now()), professional=OuterRef("pk")
    ).order_by("team_id")
    skills = Skill.objects.filter(professionals=OuterRef("pk")).order_by("code")
    professional = (
        Professional.objects.filter(user=user)
        .annotate(
            in_teams=ArraySubquery(open_memberships.values("team_id")),
            in_registers=ArraySubquery(open_memberships.values("team__register")),
            having_skills=ArraySubquery(skills.values("code")),
        )
        .first()
    )
    if professional is None:
        return Scope(user_id=user.pk, is_professional=True)
    return Scope(
        user_id=user.pk,
        is_professional=True,
        professional=professional,
        registers=frozenset(professional.in_registers),
        team_ids=tuple(professional.in_teams),
        skills=tuple(professional.having_skills),
    )
