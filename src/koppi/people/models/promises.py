from django.db import models
from django.db.models import Q
from django.utils.functional import lazy

from koppi.deadlines import rules as deadlines
from koppi.deadlines.calendars import day_of
from koppi.deadlines.statutes.local import promise
from koppi.handbook.models import Named, Versioned, in_language


class LocalPromise(Named, Versioned):
    """A limit that the county has set for itself (oma lupaus); the law's own are nobody's to change.

    A clock keeps the version it was started by. The code says what Koppi does with the promise.
    """

    class Unit(models.TextChoices):
        MINUTES = "minutes"
        HOURS = "hours"
        WORKING_DAYS = "working_days"
        DAYS = "days"

    duty_fi = models.CharField(max_length=200, help_text="the whole sentence; {amount} is the number")
    duty_sv = models.CharField(max_length=200)
    duty_en = models.CharField(max_length=200)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16, choices=Unit.choices)

    class Meta(Versioned.Meta):
        constraints = [
            *Versioned.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_promise_is_of_some_length"),
        ]

    @property
    def duty(self):
        """What must be done, with its number, in the reader's language."""
        return in_language(self, "duty").replace("{amount}", str(self.amount))

    def as_rule(self):
        """Return this version as the clocks count it and explain it, in whichever language is read."""
        return promise(
            self.code,
            _in_readers(self, "name"),
            _duty_of(self),
            deadlines.Limit(deadlines.Unit(self.unit), self.amount),
            _in_readers(self.owner, "name"),
            version=self.version,
            valid_from=day_of(self.valid_from),
            valid_to=day_of(self.valid_to) if self.valid_to else None,
        )


_in_readers = lazy(in_language, str)
_duty_of = lazy(lambda row: row.duty, str)
