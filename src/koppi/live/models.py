"""Who is here, and who is writing, as facts that end by themselves."""

from django.db import models


class Presence(models.Model):
    """Somebody has a page of a channel open, or is writing there, until a moment (läsnäolo).

    The table is not logged: it costs the disk nothing, and is empty after a crash, when nobody is sure to be
    here any more. A row whose time is over means nothing.
    """

    class Doing(models.TextChoices):
        HERE = "here"
        WRITING = "writing"

    channel = models.CharField(max_length=120)
    who = models.CharField(max_length=64, help_text="opaque, as the package that asks spells it")
    doing = models.CharField(max_length=8, choices=Doing.choices)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "who", "doing"], name="one_presence_of_each_in_a_channel"
            ),
        ]
        indexes = [models.Index(fields=["until"], name="presence_by_its_end")]

    def __str__(self):
        return f"presence={self.pk}"
