from datetime import date
from uuid import uuid4

import uuid6
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value

from ..rules import ACTS_ALONE_FROM, age_on
from .county import Municipality


class Client(models.Model):
    """One row of a person the county serves (asiakas; klient, patient).

    `person_id` groups rows of the same human, so that a wrong merge can be undone.
    """

    class Sex(models.TextChoices):
        FEMALE = "female"
        MALE = "male"
        UNKNOWN = "unknown"

    uuid = models.UUIDField(unique=True, default=uuid6.uuid7)
    person_id = models.UUIDField(default=uuid4, db_index=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    language = models.CharField(max_length=8, default="fi")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=24, blank=True)
    email = models.EmailField(blank=True)
    non_disclosure = models.BooleanField(default=False, help_text="turvakielto")
    warnings = models.CharField(max_length=200, blank=True, help_text="for example an allergy")
    died_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["birth_date"], name="clients_by_birth_date"),
        ]

    def __str__(self):
        return f"client={self.pk}"

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}"

    def age_on(self, day):
        """Return full years on a day."""
        return age_on(self.birth_date, day)


class ClientIdentity(models.Model):
    """One code that names a client for a time (henkilötunnus), unreadable at rest."""

    class Kind(models.TextChoices):
        HETU = "hetu"

    client = models.ForeignKey(Client, models.PROTECT, related_name="identities")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.HETU)
    ciphertext = models.BinaryField()
    keyed_hash = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "keyed_hash", "client"], name="a_code_once_for_a_client"),
        ]
        indexes = [models.Index(fields=["keyed_hash"], name="identity_by_hash")]

    def __str__(self):
        return f"identity={self.pk}"


class YearsBefore(Func):
    """The day some years before a day."""

    template = "((%(expressions)s)::date - interval '%(years)s years')::date"


class MandateQuerySet(models.QuerySet):
    """Asks who may act for whom on a day: a date, or an expression of one."""

    def in_force(self, day):
        """Return those that hold on a day; death ends a mandate."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, client__died_on=None)

    def shielded(self, day):
        """Return guardians' mandates for a child under 12 where either has a turvakielto.

        Then nobody acts for the child here: the way in must not become a way to find somebody.
        """
        hidden = Client.objects.filter(person_id=OuterRef("agent"), non_disclosure=True)
        day = Value(day, models.DateField()) if isinstance(day, date) else day
        return self.filter(
            Q(client__non_disclosure=True) | Exists(hidden),
            kind="guardian",
            client__birth_date__gt=YearsBefore(day, years=ACTS_ALONE_FROM, output_field=models.DateField()),
        )

    def usable(self, day):
        """Return those that hold on a day and open something here."""
        return self.in_force(day).exclude(pk__in=self.model.objects.shielded(day).values("pk"))


class Mandate(models.Model):
    """A person may act for another (valtuus, huoltajuus).

    The county's own rows are kept by people; those of the national register (Suomi.fi-valtuudet) hold for
    the day on which it confirmed them, and are asked about again before anything that matters.
    """

    class Source(models.TextChoices):
        COUNTY = "county"
        REGISTER = "register"

    class Kind(models.TextChoices):
        GUARDIAN = "guardian"
        AUTHORISED = "authorised"

    client = models.ForeignKey(Client, models.PROTECT, related_name="mandates")
    agent = models.UUIDField(db_index=True, help_text="the person who may act")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=16, choices=Source.choices, default=Source.COUNTY)
    health = models.BooleanField(default=True)
    social = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the last day; a day before the first: withdrawn")
    checked_at = models.DateTimeField(null=True, help_text="when the register last confirmed it")

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(health=True) | Q(social=True), name="a_mandate_covers_something"
            ),
            models.CheckConstraint(
                condition=~Q(source="register") | Q(checked_at__isnull=False),
                name="a_mandate_of_the_register_was_checked",
            ),
            models.UniqueConstraint(
                fields=["client", "agent"],
                condition=Q(source="register"),
                name="one_mandate_of_the_register_for_two_people",
            ),
        ]

    def __str__(self):
        return f"mandate={self.pk}"
