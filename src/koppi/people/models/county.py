from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from koppi.handbook.models import Moments as Moments  # older migrations find it here
from koppi.handbook.models import Named

# What was so before anybody wrote down from when.
ALWAYS = date(2000, 1, 1)
WHOLE_DAY = 86_400


class County(Named):
    """The wellbeing services county that this installation serves (hyvinvointialue)."""

    phone = models.CharField(max_length=24)
    only = models.BooleanField(default=True, unique=True)


class Municipality(Named):
    """A municipality by its official number; served or not is the county's setting."""

    code = models.CharField(max_length=3, unique=True)
    served = models.BooleanField(default=True)


class ServiceChange(models.Model):
    """A municipality was taken into the service area, or left out of it (palvelualueen muutos)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="service_changes")
    served = models.BooleanField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self):
        return f"municipality={self.municipality_id} served={self.served}"


class Unit(Named):
    """A health station, family centre or senior centre (yksikkö)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="units")
    branch_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="branches")
    address = models.CharField(max_length=120, blank=True)


class Way(models.TextChoices):
    """A way in; `office` is virka-aika, which the clocks of the law count."""

    OFFICE = "office"
    PHONE = "phone"
    WALK_IN = "walk_in"
    CHAT = "chat"


class Seconds(Func):
    """How many seconds of the day have passed at a time of day, for ranges of times."""

    template = "(extract(epoch from %(expressions)s))::int4"


class Between(Func):
    """A range of whole numbers, for exclusion constraints."""

    function = "int4range"


class Days(Func):
    """A range of days, the last one left out, for exclusion constraints."""

    function = "daterange"


class OpeningHours(models.Model):
    """When a way in is open on one weekday, for a time; many openings a day (aukiolo).

    A change of the week ends the rows that were in force and begins others. Office hours are one span a day,
    and move no working day of the law.
    """

    Way = Way

    way = models.CharField(max_length=8, choices=Way.choices)
    weekday = models.PositiveSmallIntegerField(help_text="Monday is 0")
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(default=ALWAYS)
    valid_to = models.DateField(null=True, help_text="the first day on which it no longer holds")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="openings_of_a_day_do_not_overlap",
                expressions=[
                    ("way", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (Between(Seconds("opens"), Seconds("closes")), RangeOperators.OVERLAPS),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_span_of_office_hours_a_day",
                expressions=[
                    ("weekday", RangeOperators.EQUAL),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(way="office"),
            ),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="opens_before_it_closes"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="hours_hold_for_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.way} {self.weekday} {self.opens}–{self.closes}"


class OpeningException(models.Model):
    """Other hours of a way in on one day, or closed that day (poikkeus).

    It wins over the week and over holidays. Office hours have none: the law's working days are not a
    county's to move.
    """

    way = models.CharField(max_length=8, choices=Way.choices)
    day = models.DateField()
    opens = models.TimeField(null=True, help_text="null: closed all day")
    closes = models.TimeField(null=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="exceptions_of_a_day_do_not_overlap",
                expressions=[
                    ("way", RangeOperators.EQUAL),
                    ("day", RangeOperators.EQUAL),
                    (
                        Between(Coalesce(Seconds("opens"), 0), Coalesce(Seconds("closes"), WHOLE_DAY)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__lt=F("closes")),
                name="an_exception_is_closed_or_has_hours",
            ),
            models.CheckConstraint(condition=~Q(way="office"), name="office_hours_have_no_exceptions"),
        ]

    def __str__(self):
        return f"{self.way} {self.day} {self.opens}–{self.closes}"
