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
