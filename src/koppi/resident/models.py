"""A copy of one's own data, while it is offered."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q

from koppi.people.models import Client


class DataCopy(models.Model):
    """A resident asked for a copy of their data, or of somebody's they may act for (tietojen jäljennös).

    Source: GDPR 15(3). The file lies below the data folder's `copies/` for a short time, then it goes.
    """

    uuid = models.UUIDField(unique=True, default=uuid6.uuid7)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+", help_text="whose data")
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    hides = models.BooleanField(default=False, help_text="made under non-disclosure")
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "client"], name="one_copy_at_a_time"),
            models.CheckConstraint(
                condition=Q(made_at=None) | Q(made_at__gte=models.F("asked_at")),
                name="a_copy_is_made_after_it_is_asked_for",
            ),
        ]

    def __str__(self):
        return f"copy={self.uuid}"
