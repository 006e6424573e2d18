"""How often something was tried lately."""

from django.db import models


class Tally(models.Model):
    """Tries of one kind by one account or from one part of the network (laskuri).

    Each try moves `full_at` forward by a step; when it would stand further ahead than the window, the try is
    one too many. What is counted stands here as a keyed hash: no name and no address.
    """

    bucket = models.CharField(max_length=64, primary_key=True)
    full_at = models.DateTimeField(db_index=True)
    told = models.BooleanField(default=False, help_text="that it is full stands in the ledger already")

    def __str__(self):
        return self.bucket[:8]
