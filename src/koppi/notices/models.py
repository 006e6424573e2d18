"""Notices inside Koppi, and the outbox of what leaves it."""

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """A line that tells one professional that something waits for them (ilmoitus).

    Holds a code and references, never a client's name or words.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=64)
    reference = models.CharField(max_length=6, blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["to", "-created_at"], name="unseen_notices", condition=models.Q(seen_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.kind} to={self.to_id}"


class Delivery(models.Model):
    """One neutral message that waits to leave the house, or has left (lähtevä viesti).

    The text says only that there is something to read, as the national message service
    also demands; what it is about is read after signing in.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    person_id = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    template = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    key = models.CharField(max_length=128, unique=True)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["send_after", "id"],
                name="deliveries_to_send",
                condition=models.Q(sent_at=None, given_up_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.template} {self.channel} {self.pk}"
