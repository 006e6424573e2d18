"""Passes that open a client's data, and the log of who looked."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Register(models.TextChoices):
    """The two registers of law 703/2023 18 §, and advice without an identified client."""

    PATIENT = "patient"
    SOCIAL = "social"
    ADVICE = "advice"


class PassQuerySet(models.QuerySet):
    def in_force(self):
        """Return the passes in force now, by the database's clock."""
        return self.filter(Q(until=None) | Q(until__gt=Now()))


class Pass(models.Model):
    """A relation that lets a professional, or a team, see one matter (kulkulupa).

    Whoever creates the relation (an offer, a consultation) writes the pass and ends it.
    """

    professional = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="passes"
    )
    team_id = models.BigIntegerField(null=True)
    matter_id = models.BigIntegerField()
    register = models.CharField(max_length=8, choices=Register.choices)
    why = models.CharField(max_length=32)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(professional__isnull=False, team_id__isnull=True)
                | Q(professional__isnull=True, team_id__isnull=False),
                name="a_pass_is_for_a_person_or_a_team",
            ),
        ]
        indexes = [
            models.Index(fields=["matter_id", "professional"], name="pass_by_matter"),
            models.Index(fields=["professional", "matter_id"], name="pass_by_professional"),
            models.Index(fields=["team_id", "matter_id"], name="pass_by_team"),
        ]

    def __str__(self):
        return f"pass matter={self.matter_id} why={self.why}"


# SQL: whether a pass in force, by the database's clock, opens a matter to a user or to one of their teams.
# It has a place for the name of the matters' table, and two for the values.
LET_IN = (
    "EXISTS (SELECT FROM access_pass AS p"
    " WHERE p.matter_id = {matter}.id AND (p.professional_id = %s OR p.team_id = ANY(%s::bigint[]))"
    " AND (p.until IS NULL OR p.until > STATEMENT_TIMESTAMP()))"
)


class Reading(models.Model):
    """One act of looking at clients' data (lukuloki).

    Source: 703/2023 9–10 §: data, holder, user, purpose and time, kept per register for 12 years.
    Append-only, partitioned by month; written in its own transaction before the page's.
    """

    at = models.DateTimeField()
    reader_id = models.BigIntegerField()
    register = models.CharField(max_length=8, choices=Register.choices)
    client_ids = ArrayField(models.BigIntegerField())
    matter_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=32)
    why = models.CharField(max_length=32)

    class Meta:
        managed = False
        db_table = "access_reading"

    def __str__(self):
        return f"{self.what} reader={self.reader_id}"
