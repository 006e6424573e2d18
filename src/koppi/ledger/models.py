"""The ledger: what happened, append-only, in codes and never in words."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that happened (tapahtuma).

    The table is partitioned by month and holds no foreign keys, so that a row outlives
    what it tells about. `matter_no` orders the events of one matter; it is given under
    the matter's lock. Whoever reads all events reads them by `(xid, id)` up to the oldest
    transaction still under way, because a sequence can commit out of order.
    """

    kind = models.CharField(max_length=64)
    client_id = models.BigIntegerField(null=True)
    matter_id = models.BigIntegerField(null=True)
    matter_no = models.IntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    xid = models.BigIntegerField(editable=False, db_default=0)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    data = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "ledger_event"

    def __str__(self):
        return f"{self.kind} matter={self.matter_id}"
