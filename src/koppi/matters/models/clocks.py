from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .matter import Matter, true_or_null


class Clock(models.Model):
    """A limit that runs on a matter: a statute's or our own promise (määräaika).

    `rule` and `version` name the rule in koppi.deadlines. A breach is a fact (`due_at` passed
    before it was met), not an end. A clock ends by being met or with a reason.
    """

    class Ended(models.TextChoices):
        WAITING = "waiting"
        MOVED = "moved"
        SUPERSEDED = "superseded"
        CARRIED = "carried"
        CLIENT_REPLIED = "client_replied"
        CLOSED = "closed"
        NO_ASSESSMENT_NEEDED = "no_assessment_needed"
        CANCELLED = "cancelled"
        NOT_NEEDED = "not_needed"
        DECLINED = "declined"
        ELSEWHERE = "elsewhere"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="clocks")
    rule = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    statutory = models.BooleanField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=24, choices=Ended.choices, blank=True)
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    running = true_or_null(met_at=None, ended_at=None)
    running_open = true_or_null(met_at=None, ended_at=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "id", "due_at", "running"], name="clock_and_its_due_time"
            ),
            models.UniqueConstraint(
                fields=["matter", "rule"],
                condition=Q(met_at=None, ended_at=None),
                name="one_running_clock_of_a_rule",
            ),
            models.CheckConstraint(condition=Q(met_at=None) | Q(ended_at=None), name="met_or_ended_not_both"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | Q(ended_at__isnull=False, ended__gt=""),
                name="an_ended_clock_says_why",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="due_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["matter", "due_at"], name="running_clocks", condition=Q(running=True))
        ]

    def __str__(self):
        return f"clock={self.pk} {self.rule}"

    @property
    def is_breached(self):
        """Whether the limit passed before it was met."""
        return self.met_at is not None and self.met_at > self.due_at


class Delay(models.Model):
    """Why care begins after its limit, and what the client was told of it (viivästyminen, fördröjning).

    Source: 703/2023 36 §: the reason and the day on which the client was told; 785/1992 4 §: told at once.
    None is edited: a later one tells more.
    """

    class Why(models.TextChoices):
        NO_TIMES = "no_times"
        AWAY = "away"
        CLIENT = "client"
        MISSED = "missed"
        OTHER = "other"

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="delays")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="delays")
    why = models.CharField(max_length=16, choices=Why.choices)
    told = models.TextField(help_text="what the client was told")
    told_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(told__gt=""), name="a_delay_says_what_the_client_was_told"),
        ]
        indexes = [models.Index(fields=["matter", "-recorded_at"], name="delays_of_a_matter")]

    def __str__(self):
        return f"delay={self.pk} {self.why}"
