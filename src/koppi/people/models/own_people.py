"""Who is a client's own, for a time, and who has been asked to be."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from koppi.handbook.models import Moments

from .. import rules
from .clients import Client
from .professionals import Professional, Team

REGISTERS = [("patient", "patient"), ("social", "social")]
ROLES = [(role, role) for role in rules.OWN_ROLES]
MAX_WORDS = 2000


def _of_its_register():
    """A condition: the role is one of those that its register has."""
    allowed = Q()
    for role, registers in rules.OWN_ROLES.items():
        allowed |= Q(role=role, register__in=registers)
    return allowed


def _a_person_or_a_team():
    """A condition: a team is an own team, and every other role is a person's."""
    return Q(role=rules.OWN_TEAM, team__isnull=False, professional=None) | ~Q(role=rules.OWN_TEAM) & Q(
        team=None, professional__isnull=False
    )


class Responsibility(models.Model):
    """Somebody is a client's own in one role and register for a time (yhteyshenkilö).

    The roles are in `rules.OWN_ROLES`: contact person, care lead, own worker, case manager, and the own team.
    It begins when whoever was named accepts (`Naming`).
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="responsibilities")
    role = models.CharField(max_length=16, choices=ROLES, default=rules.CONTACT_PERSON)
    professional = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="responsibilities")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="responsibilities", help_text="of an own team"
    )
    register = models.CharField(max_length=8, choices=REGISTERS)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(
        max_length=8,
        choices=[(one, one) for one in (rules.CHANGED, rules.ENDED, rules.LEFT)],
        blank=True,
        default="",
    )
    why_ended = models.TextField(max_length=MAX_WORDS, blank=True, default="")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_own_person_of_a_role_in_a_register",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("register", RangeOperators.EQUAL),
                    (Moments("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=_of_its_register(), name="a_role_is_of_its_register"),
            models.CheckConstraint(condition=_a_person_or_a_team(), name="only_an_own_team_is_a_team"),
            models.CheckConstraint(
                condition=Q(ended_by=None, end_reason="")
                | Q(valid_to__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="an_own_person_ends_signed",
            ),
            models.CheckConstraint(
                condition=~Q(end_reason=rules.ENDED) | ~Q(why_ended=""),
                name="who_ends_an_own_person_says_why",
            ),
        ]

    def __str__(self):
        return f"client={self.client_id} {self.role} professional={self.professional_id} team={self.team_id}"

    def end(self, *, reason, why="", by, at):
        """Let it end, signed."""
        self.valid_to, self.ended_by, self.end_reason, self.why_ended = at, by, reason, why
        self.save(update_fields=["valid_to", "ended_by", "end_reason", "why_ended"])


class NamingQuerySet(models.QuerySet):
    """Asks who was asked to be whose own."""

    def visible_to(self, user):
        """Return what a user may see: what they, or a team of theirs, were asked, and what they asked others.

        The talk in it is for the one who goes on: nobody else reads it here.
        """
        from ..scope import scope_of  # scope reads the models

        scope = scope_of(user)
        if scope.is_system:
            return self
        if not scope.is_professional or scope.professional_id is None:
            return self.none()
        return self.filter(
            Q(professional_id=scope.professional_id) | Q(team_id__in=scope.team_ids) | Q(asked_by=user),
            register__in=scope.registers,
        )

    def open(self):
        """Return those that nobody has answered yet."""
        return self.filter(outcome="")


class Naming(models.Model):
    """Somebody, or a team, is asked to be a client's own; only a yes makes them so (nimeäminen).

    A change names who it is instead of, why, and what the one before told the next.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="namings")
    role = models.CharField(max_length=16, choices=ROLES)
    register = models.CharField(max_length=8, choices=REGISTERS)
    professional = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="namings")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="namings")
    instead_of = models.ForeignKey(Responsibility, models.PROTECT, null=True, related_name="namings")
    why = models.TextField(max_length=MAX_WORDS, blank=True)
    talk = models.TextField(max_length=MAX_WORDS, blank=True, help_text="what the one before told the next")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=16,
        choices=[(one, one) for one in (rules.ACCEPTED, rules.DECLINED, rules.WITHDRAWN)],
        blank=True,
        default="",
    )
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=MAX_WORDS, blank=True, default="")
    made = models.OneToOneField(Responsibility, models.PROTECT, null=True, related_name="naming")

    objects = NamingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "role", "register"],
                condition=Q(outcome=""),
                name="one_is_asked_at_a_time",
            ),
            models.CheckConstraint(condition=_of_its_register(), name="a_naming_is_of_its_register"),
            models.CheckConstraint(
                condition=_a_person_or_a_team(), name="only_an_own_team_is_asked_as_a_team"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__gte=F("asked_at")) & ~Q(outcome=""),
                name="an_answer_to_a_naming_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(outcome=rules.ACCEPTED, made__isnull=False)
                | ~Q(outcome=rules.ACCEPTED) & Q(made=None),
                name="only_a_yes_makes_somebody_own",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=rules.DECLINED) | ~Q(answer=""), name="who_declines_a_naming_says_why"
            ),
            models.CheckConstraint(
                condition=Q(instead_of=None) | ~Q(why="") & ~Q(talk=""),
                name="a_change_says_why_and_what_was_told",
            ),
        ]

    def __str__(self):
        return f"naming={self.pk} client={self.client_id} {self.role}"

    def settle(self, *, outcome, answer="", made=None, by, at):
        """Let it be answered, signed."""
        self.outcome, self.answer, self.made, self.answered_by, self.answered_at = (
            outcome,
            answer,
            made,
            by,
            at,
        )
        self.save(update_fields=["outcome", "answer", "made", "answered_by", "answered_at"])
