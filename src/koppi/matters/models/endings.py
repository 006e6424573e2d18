from django.db import models
from django.db.models import Q

from koppi.handbook.models import Named, Versioned, VersionedQuerySet


class Outcome(models.TextChoices):
    """How a matter ended (lopputulos): what is counted, and what the rules ask."""

    SOLVED = "solved"
    GUIDED = "guided"
    OWN_CARE = "own_care"
    APPOINTMENT = "appointment"
    MOVED_ON = "moved_on"
    CANCELLED = "cancelled"
    NOT_REACHED = "not_reached"
    JOINED = "joined"
    CONTINUED = "continued"
    WRONG_CLIENT = "wrong_client"


class ClosingReasonQuerySet(VersionedQuerySet):
    def offered(self, register, at):
        """Return the versions in force that one can choose when closing a matter of a register, in order."""
        chosen = self.in_force(at).filter(offered=True, registers__in=(register, "both"))
        return chosen.order_by("position", "pk")


class ClosingReason(Named, Versioned):
    """A way to close a matter, in the county's own words (päättämisen syy).

    Each belongs to an outcome, which is counted and stays whatever the county calls it. The reason whose code
    is the outcome's own carries the outcome's words; others tell it more exactly. A closed matter keeps the
    version it was closed by.
    """

    class Registers(models.TextChoices):
        PATIENT = "patient"
        SOCIAL = "social"
        BOTH = "both"

    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    told_fi = models.CharField(max_length=200, help_text="what the client reads")
    told_sv = models.CharField(max_length=200)
    told_en = models.CharField(max_length=200)
    registers = models.CharField(max_length=8, choices=Registers.choices, default=Registers.BOTH)
    offered = models.BooleanField(default=True, help_text="people choose it when they close a matter")
    position = models.PositiveSmallIntegerField(default=0)

    objects = ClosingReasonQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Versioned.Meta):
        constraints = [
            *Versioned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(offered=False) | ~Q(outcome__in=["joined", "continued", "wrong_client"]),
                name="nobody_chooses_what_follows_from_another_action",
            ),
        ]
