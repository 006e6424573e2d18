from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from koppi.access.matrix import SERVICES, TASKS
from koppi.deadlines.calendars import to_local
from koppi.handbook.models import Moments, Named

from ..licences import right_on
from .county import Unit


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
    continued_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="continues", help_text="the team that took over"
    )
    is_open = models.GeneratedField(
        expression=Case(When(closed_at=None, then=Value(True)), default=None),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "is_open"], name="team_and_whether_open"),
            models.CheckConstraint(
                condition=Q(continued_by=None) | Q(closed_at__isnull=False) & ~Q(continued_by=F("id")),
                name="a_closed_team_goes_on_in_another",
            ),
        ]


class FormerName(Named):
    """What a unit or a team was called until somebody renamed it (entinen nimi)."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="former_names")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="former_names")
    until = models.DateTimeField()
    renamed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, team__isnull=False) | Q(unit__isnull=False, team=None),
                name="a_former_name_is_of_one",
            ),
        ]


class Profession(models.TextChoices):
    """The professions that work at the desk (ATP-15, ASI-29)."""

    NURSE = "nurse", _("Nurse")
    PUBLIC_HEALTH_NURSE = "public_health_nurse", _("Public Health Nurse")
    DOCTOR = "doctor", _("Doctor")
    PSYCHIATRIC_NURSE = "psychiatric_nurse", _("Psychiatric Nurse")
    SUBSTANCE_USE_NURSE = "substance_use_nurse", _("Substance Use Nurse")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    ORAL_HEALTH = "oral_health", _("Oral Health")
    DENTIST = "dentist", _("Dentist")
    DENTAL_SPECIALIST = "dental_specialist", _("Specialist dentist")
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
        MANAGER = "manager"
        DATA_PROTECTION_OFFICER = "data_protection_officer"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="professional")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    profession = models.CharField(max_length=24, choices=Profession.choices)
    licence = models.CharField(max_length=16, choices=Licence.choices)
    roles = ArrayField(models.CharField(max_length=32, choices=Role.choices), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    skills = models.ManyToManyField(Skill, related_name="professionals", blank=True)
    register_number = models.CharField(
        max_length=32, blank=True, help_text="in the national licence register"
    )
    assessed_before = models.BooleanField(
        default=False,
        help_text="assessed care needs without a licence when the law changed, 116/2023",
    )
    ended_at = models.DateTimeField(null=True, help_text="no longer works here")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register_number"],
                condition=Q(ended_at=None) & ~Q(register_number=""),
                name="a_number_of_the_register_is_of_one_person",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}"

    def right_on(self, day):
        """Return what they may do on a day by the licence register, or by what was written when they came."""
        rows = getattr(self, "in_rights", None)
        if rows is None:
            standing = self.licence_rows.filter(replaced_at=None)
            found = standing.values_list("right", "valid_from", "valid_to", "restriction")
            rows = [(right, first, last, bool(said)) for right, first, last, said in found]
        return right_on(self.licence, rows, day)


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

    @property
    def last_day(self):
        """The last day on which they are away."""
        return to_local(self.ends_at - timedelta(microseconds=1)).date()


class DepartureQuerySet(models.QuerySet):
    def ahead(self):
        """Return the departures that are neither over nor called off."""
        return self.filter(settled_at=None, withdrawn_at=None)


class Departure(models.Model):
    """Somebody's last moment at the desk, or in one team, and whom what is left is meant for (lähtö).

    Who moves joins another team at the same moment. Until then they work as before. Then the worker sends on
    what they still hold.
    """

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="departures")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", help_text="null: all work here"
    )
    moves_to = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", help_text="the team they join at that moment"
    )
    leaves_at = models.DateTimeField()
    successor = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["professional"],
                condition=Q(settled_at=None, withdrawn_at=None),
                name="one_departure_ahead",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(withdrawn_at=None), name="left_or_called_off_not_both"
            ),
            models.CheckConstraint(
                condition=Q(leaves_at__gt=F("planned_at")), name="a_departure_is_planned_ahead"
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("professional")),
                name="nobody_succeeds_themselves",
            ),
            models.CheckConstraint(
                condition=Q(moves_to=None) | Q(team__isnull=False) & ~Q(moves_to=F("team")),
                name="who_moves_leaves_another_team",
            ),
        ]
        indexes = [
            models.Index(
                fields=["leaves_at"],
                name="departures_to_settle",
                condition=Q(settled_at=None, withdrawn_at=None),
            )
        ]

    def __str__(self):
        return f"professional={self.professional_id} {self.leaves_at}"

    @property
    def last_day(self):
        """The last day on which they work."""
        return to_local(self.leaves_at - timedelta(microseconds=1)).date()


class LicenceRow(models.Model):
    """A right to practise for a time, as the licence register told it (ammattioikeus).

    A row is never edited: what the register tells anew replaces it, and the old one stays.
    """

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="licence_rows")
    profession_code = models.CharField(max_length=32, blank=True)
    right = models.CharField(max_length=16, choices=Professional.Licence.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the last day, itself included")
    restriction = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when the leads heard that it has ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["professional", "profession_code", "right", "valid_from"],
                condition=Q(replaced_at=None),
                name="a_right_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_right_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"professional={self.professional_id} {self.right}"


class LicenceImport(models.Model):
    """An extract that was read and waits for a yes: only what concerns those who work here (tuonti)."""

    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    rows = models.JSONField(default=list)
    bad = models.JSONField(default=list, help_text="lines that cannot be understood, with the reason of each")
    others = models.PositiveIntegerField(default=0, help_text="rows of people who do not work here")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(bad=[]), name="an_extract_with_a_bad_line_is_not_taken"
            ),
        ]

    def __str__(self):
        return f"import={self.pk}"
