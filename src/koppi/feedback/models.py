"""Whom we have asked how it went, and what was answered: two tables that no key joins."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from koppi.access.models import Register
from koppi.matters.models import Matter
from koppi.people.models import Team

from . import rules


class About(models.TextChoices):
    """What feedback is about."""

    CHAT = rules.CHAT


class FeedbackRequest(models.Model):
    """A client may tell how something in their matter went (palautepyyntö).

    It knows whether there was an answer, never which. Until then it keeps what they have begun to write.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="feedback_requests")
    about = models.CharField(max_length=16, choices=About.choices)
    subject = models.SlugField(max_length=32, help_text="what of its kind, for example the chat's route")
    asked_at = models.DateTimeField()
    draft = models.JSONField(default=dict, help_text="helped, ease and words as far as they were given")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "about"], condition=Q(answered_at=None), name="one_open_request_of_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(draft={}, answered_at__gte=F("asked_at")),
                name="an_answered_request_keeps_no_words",
            ),
        ]
        indexes = [models.Index(fields=["matter", "-asked_at"], name="requests_of_a_matter")]

    def __str__(self):
        return f"request={self.pk} matter={self.matter_id}"


class Feedback(models.Model):
    """What somebody said of how it went (palaute): about a team's work, and about no client.

    It has a day and no moment, and its key is drawn by lot, so that no order tells who gave it.
    """

    class Helped(models.TextChoices):
        """Whether there was help for what one came for."""

        YES = rules.YES
        PARTLY = rules.PARTLY
        NO = rules.NO

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    about = models.CharField(max_length=16, choices=About.choices)
    subject = models.SlugField(max_length=32)
    register = models.CharField(max_length=8, choices=Register.choices)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    day = models.DateField(help_text="the day in Finland")
    helped = models.CharField(max_length=8, choices=Helped.choices, blank=True)
    ease = models.PositiveSmallIntegerField(null=True, help_text="1 very easy … 5 very hard")
    words = models.TextField(max_length=rules.MAX_WORDS, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(helped__in=["", *rules.HELPED]), name="feedback_helped_or_not"
            ),
            models.CheckConstraint(
                condition=Q(ease=None) | Q(ease__gte=rules.EASIEST, ease__lte=rules.HARDEST),
                name="feedback_ease_is_on_its_scale",
            ),
            models.CheckConstraint(
                condition=~Q(helped="", ease=None, words=""), name="feedback_says_something"
            ),
        ]
        indexes = [models.Index(fields=["team", "-day", "uuid"], name="feedback_of_a_team")]

    def __str__(self):
        return f"feedback about={self.about} team={self.team_id}"
