"""What the desk itself remembers: who is looking at a matter just now."""

from django.conf import settings
from django.db import models

from koppi.matters.models import Matter


class Look(models.Model):
    """A professional has a matter open on the screen (katselija)."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "user"], name="one_look_for_each_reader")]

    def __str__(self):
        return f"look={self.pk}"


class SideQuestion(models.Model):
    """A general question to a team of the other register, about nobody by name (kysymys toiselle puolelle).

    It carries no client and no matter, so there is nothing in it to cross the boundary with (703/2023 53 §).
    """

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    to_team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    question = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, answer="")
                | models.Q(answered_at__isnull=False, answered_by__isnull=False, answer__gt=""),
                name="an_answer_across_is_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["to_team", "-asked_at"], name="side_questions_of_a_team"),
            models.Index(fields=["asked_by", "-asked_at"], name="side_questions_of_an_asker"),
        ]

    def __str__(self):
        return f"side_question={self.pk}"
