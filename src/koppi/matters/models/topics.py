from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from koppi.handbook.models import Named, Versioned, VersionedQuerySet
from koppi.people.models import Team


class TopicQuerySet(VersionedQuerySet):
    def offered(self, at):
        """Return the versions in force that one can choose in the contact form, in order."""
        return self.in_force(at).filter(in_form=True).order_by("position", "pk")


class Topic(Named, Versioned):
    """What a contact is about, and where it then goes (aihe).

    A version is never edited: a change ends one row and begins the next, and old
    matters keep the version they came in by. Sorting by topic is an explicit rule
    with an owner; nobody is placed or judged by it.
    """

    class Registers(models.TextChoices):
        PATIENT = "patient"
        SOCIAL = "social"
        BOTH = "both"

    class Booking(models.TextChoices):
        """Who books an appointment (varaamistapa)."""

        RESIDENT = "resident"
        ASSESSED = "assessed"
        TEAM = "team"
        CONTACT_PERSON = "contact_person"

    hint_fi = models.CharField(max_length=200, blank=True)
    hint_sv = models.CharField(max_length=200, blank=True)
    hint_en = models.CharField(max_length=200, blank=True)
    registers = models.CharField(max_length=8, choices=Registers.choices)
    patient_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    social_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    patient_skill = models.SlugField(max_length=32, blank=True)
    social_skill = models.SlugField(max_length=32, blank=True)
    statements = ArrayField(
        models.SlugField(max_length=32), default=list, help_text="warning statements, in order"
    )
    in_form = models.BooleanField(default=True, help_text="the contact form offers it")
    is_care = models.BooleanField(
        default=True, help_text="it may be a care need, to be assessed the same day (1326/2010 51 §)"
    )
    booking = models.CharField(
        max_length=16,
        choices=Booking.choices,
        default=Booking.ASSESSED,
        help_text="who books an appointment: the client at once, or once the need has been assessed; the "
        "team alone; the client's own person alone",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = TopicQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Versioned.Meta):
        constraints = [
            *Versioned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(registers="social") | Q(patient_team__isnull=False),
                name="a_patient_topic_has_a_patient_team",
            ),
            models.CheckConstraint(
                condition=Q(registers="patient") | Q(social_team__isnull=False),
                name="a_social_topic_has_a_social_team",
            ),
        ]

    def route(self, register):
        """Return the team and the skill that a matter of this topic goes to in a register."""
        if register == "social":
            return self.social_team, self.social_skill
        return self.patient_team, self.patient_skill

    @property
    def touched(self):
        """The registers a contact of this topic touches."""
        return ("patient", "social") if self.registers == "both" else (self.registers,)
