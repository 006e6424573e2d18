from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When

from koppi.people.models import Professional, Team

from .matter import Matter, true_or_null


class CatchQuerySet(models.QuerySet):
    def open(self):
        """Return the catches that have not been let go."""
        return self.filter(released_at=None)


class Catch(models.Model):
    """One professional answers for a matter until letting go (koppi)."""

    class Release(models.TextChoices):
        RETURNED = "returned"
        HANDED_OVER = "handed_over"
        CLOSED = "closed"
        AWAY = "away"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="catches")
    caught_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    caught_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    release = models.CharField(max_length=16, choices=Release.choices, blank=True)
    is_open = true_or_null(released_at=None)
    open_id = models.GeneratedField(
        expression=Case(
            When(released_at=None, then=F("id")), default=None, output_field=models.BigIntegerField()
        ),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    objects = CatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(released_at=None), name="one_open_catch_per_matter"
            ),
            models.UniqueConstraint(
                fields=["matter", "id", "caught_by", "is_open"], name="catch_and_its_holder"
            ),
            models.UniqueConstraint(fields=["matter", "id", "is_open"], name="catch_and_whether_open"),
            models.CheckConstraint(
                condition=Q(released_at=None, release="") | Q(released_at__isnull=False, release__gt=""),
                name="a_released_catch_says_why",
            ),
        ]

    def __str__(self):
        return f"catch={self.pk}"


class HandoverQuerySet(models.QuerySet):
    def pending(self):
        """Return the offers nobody has settled."""
        return self.filter(settled_at=None)


class Handover(models.Model):
    """An offer to take over a matter; the giver holds until it is accepted (siirto)."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="handovers")
    catch = models.ForeignKey(Catch, models.PROTECT, related_name="+")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    to_skill = models.SlugField(max_length=32, blank=True)
    reason = models.TextField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True, help_text="why declined")
    pending_catch = models.GeneratedField(
        expression=Case(
            When(settled_at=None, then=F("catch")), default=None, output_field=models.BigIntegerField()
        ),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    pending_open = true_or_null(settled_at=None)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(settled_at=None), name="one_pending_offer"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | Q(settled_at__isnull=False, settled_by__isnull=False, outcome__gt=""),
                name="a_settled_offer_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("offered_at")), name="an_offer_stands_for_a_while"
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_person", "offered_at"], name="offers_to_a_person", condition=Q(settled_at=None)
            ),
            models.Index(
                fields=["to_team", "offered_at"], name="offers_to_a_team", condition=Q(settled_at=None)
            ),
            models.Index(fields=["expires_at"], name="offers_to_expire", condition=Q(settled_at=None)),
        ]

    def __str__(self):
        return f"handover={self.pk}"


class Consultation(models.Model):
    """A question to a colleague; the answer joins the matter, responsibility stays (konsultaatio).

    Source: 703/2023 31 §: time, participants and decisions are recorded.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="consultations")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    to_person = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    question = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_person__isnull=False, to_team=None) | Q(to_person=None, to_team__isnull=False),
                name="a_question_has_one_address",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer__gt=""),
                name="an_answer_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(withdrawn_at=None), name="answered_or_withdrawn_not_both"
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_person", "asked_at"],
                name="questions_to_a_person",
                condition=Q(answered_at=None, withdrawn_at=None),
            ),
            models.Index(
                fields=["to_team", "asked_at"],
                name="questions_to_a_team",
                condition=Q(answered_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self):
        return f"consultation={self.pk}"


class Snooze(models.Model):
    """A matter is out of sight until a time or a reply (torkku)."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="snoozes")
    snoozed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    snoozed_at = models.DateTimeField()
    until = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    woken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(woken_at=None), name="one_snooze_at_a_time"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("snoozed_at")), name="a_snooze_lasts"),
        ]

    def __str__(self):
        return f"snooze={self.pk}"


class Correction(models.Model):
    """A signed correction: a matter was about the wrong person and continues as another (oikaisu)."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="correction")
    continued_as = models.OneToOneField(Matter, models.PROTECT, related_name="corrects")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self):
        return f"correction={self.pk}"
