"""What shows that records were destroyed or archived as the law says."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q


class Certificate(models.Model):
    """Records of one kind went at the end of their time, and who answers for it (hävittämistodistus).

    It tells counts and a fingerprint of ids, never names or words. While a run is under way its row grows; a
    finished one never changes, and none is ever removed: a trigger sees to both.
    """

    class How(models.TextChoices):
        DESTROYED = "destroyed"
        ARCHIVED = "archived"

    uuid = models.UUIDField(unique=True, default=uuid6.uuid7)
    kind = models.CharField(max_length=16)
    rule = models.CharField(max_length=8)
    law = models.CharField(max_length=80)
    how = models.CharField(max_length=9, choices=How.choices)
    named = models.CharField(max_length=120, help_text="who confirmed it, as they signed")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(help_text="the day against which the time was counted")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    records = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="rows by table")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the ids, batch after batch")
    parts = models.JSONField(default=list, help_text="files of the archive and their SHA-256")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(finished_at=None), name="one_run_of_a_kind_at_a_time"
            ),
        ]

    def __str__(self):
        return str(self.uuid)

    @property
    def verb(self):
        """The command that goes on with it."""
        return "archive" if self.how == self.How.ARCHIVED else "destroy"
