"""Clients and those who act for them; professionals, their teams, hours and absences."""

from datetime import date
from uuid import uuid4

import uuid6
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from koppi.access.matrix import SERVICES, TASKS

from .rules import ACTS_ALONE_FROM, age_on

LANGUAGES = ("fi", "sv", "en")


class Named(models.Model):
    """Something a county names in three languages; empty falls back to Finnish."""

    name_fi = models.CharField(max_length=120)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        return in_language(self, "name")


def in_language(row, field, language=None):
    """Return the text of a three-language field in a language, the reader's by default."""
    language = (language or get_language() or "fi")[:2]
    return getattr(row, f"{field}_{language}", "") or getattr(row, f"{field}_fi")


class County(Named):
    """The wellbeing services county that this installation serves (hyvinvointialue)."""

    phone = models.CharField(max_length=24)
    only = models.BooleanField(default=True, unique=True)


class Municipality(Named):
    """A municipality by its official number; served or not is the county's setting."""

    code = models.CharField(max_length=3, unique=True)
    served = models.BooleanField(default=True)


class Unit(Named):
    """A health station, family centre or senior centre (yksikkö)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="units")
    branch_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="branches")
    address = models.CharField(max_length=120, blank=True)


class OpeningHours(models.Model):
    """When a way in is open on one weekday (aukiolo); office hours are the way `office`."""

    class Way(models.TextChoices):
        OFFICE = "office"
        PHONE = "phone"
        WALK_IN = "walk_in"

    way = models.CharField(max_length=8, choices=Way.choices)
    weekday = models.PositiveSmallIntegerField(help_text="Monday is 0")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["way", "weekday"], name="one_opening_a_day"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="opens_before_it_closes"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
        ]

    def __str__(self):
        return f"{self.way} {self.weekday} {self.opens}–{self.closes}"


class Skill(Named):
    """What a matter may need and a professional may have (osaaminen)."""

    code = models.SlugField(max_length=32, unique=True)


class Team(Named):
    """The people who together answer for matters (tiimi)."""

    code = models.SlugField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams")
    register = models.CharField(max_length=8, choices=[("patient", "patient"), ("social", "social")])
    language = models.CharField(max_length=8, default="fi", help_text="the team's usual language")
    closed_at = models.DateTimeField(null=True)
    is_open = models.GeneratedField(
        expression=Case(When(closed_at=None, then=Value(True)), default=None),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "is_open"], name="team_and_whether_open")]


class Profession(models.TextChoices):
    """The professions that work at the desk (ATP-15, ASI-29)."""

    NURSE = "nurse", _("Nurse")
    PUBLIC_HEALTH_NURSE = "public_health_nurse", _("Public Health Nurse")
    DOCTOR = "doctor", _("Doctor")
    PSYCHIATRIC_NURSE = "psychiatric_nurse", _("Psychiatric Nurse")
    SUBSTANCE_USE_NURSE = "substance_use_nurse", _("Substance Use Nurse")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    ORAL_HEALTH = "oral_health", _("Oral Health")
    SOCIAL_ADVISER = "social_adviser", _("Social Adviser")
    SOCIAL_WORKER = "social_worker", _("Social Worker")
    THERAPIST = "therapist", _("Therapist")
    PARAMEDIC = "paramedic", _("Paramedic")
    PRACTICAL_NURSE = "practical_nurse", _("Practical Nurse")
    DATA_PROTECTION = "data_protection", _("Data Protection Officer")


# Those whom a care need can call for.
CARE_PROFESSIONS = [choice for choice in Profession.choices if choice[0] != Profession.DATA_PROTECTION]


class Professional(models.Model):
    """Somebody who works at the desk (ammattilainen)."""

    class Licence(models.TextChoices):
        LICENSED = "licensed"
        PROTECTED_TITLE = "protected_title"
        NONE = "none"

    class Role(models.TextChoices):
        SHIFT_LEAD = "shift_lead"
        TEAM_LEAD = "team_lead"
        DATA_PROTECTION_OFFICER = "data_protection_officer"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="professional")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    profession = models.CharField(max_length=24, choices=Profession.choices)
    licence = models.CharField(max_length=16, choices=Licence.choices)
    roles = ArrayField(models.CharField(max_length=32, choices=Role.choices), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    skills = models.ManyToManyField(Skill, related_name="professionals", blank=True)
    ended_at = models.DateTimeField(null=True, help_text="no longer works here")

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}"


class Membership(models.Model):
    """A professional belongs to a team for a time (jäsenyys)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "professional"], condition=Q(until=None), name="one_open_membership"
            ),
        ]

    def __str__(self):
        return f"team={self.team_id} professional={self.professional_id}"


class Duty(models.Model):
    """A professional's task in a register's services for a time; it sets the most they may see (tehtävä).

    Source: decree 457/2024: access by task and service. `access.matrix` says what each task may see.
    An empty service is every service of the register.
    """

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="duties")
    register = models.CharField(max_length=8, choices=[("patient", "patient"), ("social", "social")])
    task = models.CharField(max_length=24)
    service = models.CharField(max_length=24, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["professional", "register", "task", "service"],
                condition=Q(until=None),
                name="a_duty_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(register="patient", task__in=TASKS["patient"], service__in=SERVICES["patient"])
                | Q(register="social", task__in=TASKS["social"], service__in=SERVICES["social"]),
                name="a_duty_is_of_the_decree",
            ),
        ]

    def __str__(self):
        return f"professional={self.professional_id} {self.register}:{self.task}"


class Moments(Func):
    """A range of moments, for exclusion constraints."""

    function = "tstzrange"


class Shift(models.Model):
    """When a professional is at work (työvuoro)."""

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    leads = models.BooleanField(default=False, help_text="shift lead for this time")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="a_shift_starts_before_it_ends"
            ),
            ExclusionConstraint(
                name="shifts_do_not_overlap",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["professional", "starts_at"], name="shifts_by_time")]

    def __str__(self):
        return f"professional={self.professional_id} {self.starts_at}"


class Absence(models.Model):
    """A professional is away, and who steps in (poissaolo, sijainen)."""

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    substitute = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, help_text="when the matters were sent on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="an_absence_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("professional")),
                name="nobody_steps_in_for_themselves",
            ),
            ExclusionConstraint(
                name="absences_do_not_overlap",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"professional={self.professional_id} {self.starts_at}"


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
            GinIndex(
                OpClass(Upper("family_name"), name="gin_trgm_ops"),
                OpClass(Upper("given_name"), name="gin_trgm_ops"),
                name="clients_by_name",
            ),
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


class Responsibility(models.Model):
    """A professional is a client's own person in one register for a time (yhteyshenkilö)."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="responsibilities")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="responsibilities")
    register = models.CharField(max_length=8, choices=[("patient", "patient"), ("social", "social")])
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_own_person_in_a_register",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    ("register", RangeOperators.EQUAL),
                    (Moments("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"client={self.client_id} professional={self.professional_id}"
