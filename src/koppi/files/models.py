"""Photos and documents that came in."""

import uuid6
from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """One checked photo or document (tiedosto), kept under a name of our own."""

    uuid = models.UUIDField(unique=True, default=uuid6.uuid7)
    name = models.CharField(max_length=120, help_text="as the sender called it")
    media_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self):
        return str(self.uuid)

    @property
    def path(self):
        """Where the content lies below the files folder."""
        return f"{self.uuid.hex[-2:]}/{self.uuid}"
