"""Rooms, the weekly hours of professionals, the times drawn from them, and the care events booked."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from koppi.matters.models import Matter
from koppi.people.models import Client, Moments, Named, Profession, Professional, Team, Unit

from . import rules

HOLDS_ITS_TIME = Q(state__in=rules.LIVE)


class Minutes(Func):
    """A range of minutes of a day, for exclusion constraints."""

    function = "int4range"


class Days(Func):
    """A range of days, both ends counted, for exclusion constraints."""

    function = "daterange"


class Manner(models.TextChoices):
    """How client and professional meet."""

    ON_SITE = "on_site"
    PHONE = "phone"
    VIDEO = "video"


class Booker(models.TextChoices):
    """Who may book a time."""

    RESIDENT = rules.RESIDENT
    TEAM = rules.TEAM
    CONTACT_PERSON = rules.CONTACT_PERSON


class Room(Named):
    """A reception room of a unit, shared by those who work there (vastaanottohuone, ATP-17)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rooms")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name_fi"],
                condition=Q(closed_at=None),
                name="a_room_has_a_name_of_its_own",
            ),
        ]


class Pattern(models.Model):
    """The reception hours of a professional on one weekday (vastaanottoajat)."""

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="patterns")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", help_text="in whose work and register")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="patterns")
    manner = models.CharField(max_length=8, choices=Manner.choices)
    weekday = models.PositiveSmallIntegerField(help_text="Monday is 0")
    opens = models.PositiveSmallIntegerField(help_text="minutes from midnight on a Finnish wall")
    closes = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(help_text="how long one time is")
    bookers = ArrayField(models.CharField(max_length=16, choices=Booker.choices))
    change_hours = models.PositiveSmallIntegerField(
        default=rules.USUAL_CHANGE_HOURS, help_text="how long before a client may still move or cancel"
    )
    link = models.URLField(blank=True, help_text="where a video call is joined")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    drawn_until = models.DateField(null=True, help_text="the last day for which times were drawn")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")) & Q(closes__lte=24 * 60),
                name="reception_opens_before_it_closes",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="reception_has_a_weekday"),
            models.CheckConstraint(
                condition=Q(minutes__gte=rules.SHORTEST, minutes__lte=rules.LONGEST),
                name="a_time_has_a_length",
            ),
            models.CheckConstraint(condition=Q(bookers__len__gt=0), name="somebody_may_book"),
            models.CheckConstraint(
                condition=Q(bookers__contained_by=Booker.values), name="bookers_are_known"
            ),
            models.CheckConstraint(
                condition=Q(change_hours__lte=rules.MOST_CHANGE_HOURS), name="changes_end_within_a_week"
            ),
            models.CheckConstraint(
                condition=Q(room=None) | Q(manner="on_site"), name="a_room_is_for_meeting_on_site"
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(manner="video", link__startswith="https://"),
                name="a_link_is_for_a_video_call",
            ),
            ExclusionConstraint(
                name="reception_hours_do_not_overlap",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (Minutes(F("opens"), F("closes")), RangeOperators.OVERLAPS),
                    (Days(F("valid_from"), F("valid_to"), Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="a_room_is_promised_once",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (Minutes(F("opens"), F("closes")), RangeOperators.OVERLAPS),
                    (Days(F("valid_from"), F("valid_to"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["drawn_until"], name="patterns_to_draw")]

    def __str__(self):
        return f"professional={self.professional_id} {self.weekday} {self.opens}–{self.closes}"

    @property
    def week(self):
        """The pattern as the rules take it."""
        return rules.Week(self.weekday, self.opens, self.closes, self.minutes, self.valid_from, self.valid_to)


class Slot(models.Model):
    """One time of a professional that can be booked (aika); drawn from a pattern ahead of time."""

    class Withdrawn(models.TextChoices):
        AWAY = "away"
        HOURS_CHANGED = "hours_changed"

    pattern = models.ForeignKey(Pattern, models.PROTECT, related_name="slots")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="slots")
    profession = models.CharField(max_length=24, choices=Profession.choices)
    register = models.CharField(max_length=8, choices=[("patient", "patient"), ("social", "social")])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="slots")
    manner = models.CharField(max_length=8, choices=Manner.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    bookers = ArrayField(models.CharField(max_length=16, choices=Booker.choices))
    change_hours = models.PositiveSmallIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn = models.CharField(max_length=16, choices=Withdrawn.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="a_time_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn="")
                | Q(withdrawn_at__isnull=False, withdrawn__gt=""),
                name="a_withdrawn_time_says_why",
            ),
            ExclusionConstraint(
                name="times_of_a_professional_do_not_overlap",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None),
            ),
            ExclusionConstraint(
                name="times_in_a_room_do_not_overlap",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None, room__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["id", "professional", "starts_at", "ends_at"], name="a_time_and_whose_it_is"
            ),
            models.UniqueConstraint(fields=["id", "room"], name="a_time_and_its_room"),
        ]
        indexes = [
            models.Index(
                fields=["register", "profession", "starts_at", "id"],
                name="times_to_book",
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self):
        return f"slot={self.pk} {self.starts_at}"


class CareEventQuerySet(models.QuerySet):
    def coming(self):
        """Return what is booked or under way."""
        return self.filter(state__in=rules.COMING)


class CareEvent(models.Model):
    """A client meets a professional at an agreed time (hoitotapahtuma, ajanvaraus).

    The states follow the national code of booking states 1.2.246.537.6.881: 3 booked, 10 arrived, 7 held,
    4 cancelled, 9 no-show. A move ends one event and makes the next, in one transaction.
    """

    class State(models.TextChoices):
        BOOKED = rules.BOOKED
        ARRIVED = rules.ARRIVED
        FULFILLED = rules.FULFILLED
        CANCELLED = rules.CANCELLED
        NO_SHOW = rules.NO_SHOW

    class Why(models.TextChoices):
        CLIENT = "client"
        MOVED = "moved"
        AWAY = "away"
        HOURS_CHANGED = "hours_changed"
        OURS = "ours"
        MATTER_ENDED = "matter_ended"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="care_events")
    client = models.ForeignKey(Client, models.PROTECT, related_name="care_events")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="care_events")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="care_events")
    profession = models.CharField(max_length=24, choices=Profession.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="care_events")
    manner = models.CharField(max_length=8, choices=Manner.choices)
    starts_at = models.DateTimeField(help_text="as planned")
    ends_at = models.DateTimeField()
    bring = models.TextField(blank=True, help_text="what the client should bring or know")
    change_hours = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.BOOKED)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True, help_text="when it took place")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=16, choices=Why.choices, blank=True, help_text="why it was cancelled")
    explanation = models.TextField(blank=True, help_text="the reason, as the client reads it")
    continues = models.OneToOneField("self", models.PROTECT, null=True, related_name="continued_by")
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = CareEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="an_appointment_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["slot"], condition=HOLDS_ITS_TIME, name="a_time_is_booked_once"),
            ExclusionConstraint(
                name="a_professional_meets_one_at_a_time",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=HOLDS_ITS_TIME,
            ),
            ExclusionConstraint(
                name="a_room_is_used_by_one_at_a_time",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=HOLDS_ITS_TIME & Q(room__isnull=False),
            ),
            ExclusionConstraint(
                name="a_client_is_in_one_place_at_a_time",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=HOLDS_ITS_TIME,
            ),
            models.CheckConstraint(
                condition=Q(state__in=rules.COMING, ended_at=None, ended_by=None)
                | (~Q(state__in=rules.COMING) & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="an_ended_appointment_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", why__gt="") | (~Q(state="cancelled") & Q(why="")),
                name="a_cancelled_appointment_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="fulfilled", held_at__isnull=False)
                | (~Q(state="fulfilled") & Q(held_at=None)),
                name="a_held_appointment_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="arrived") | Q(arrived_at__isnull=False), name="arrived_says_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at", "id"],
                name="appointments_to_remind_of",
                condition=Q(state="booked", reminded_at=None, remind_at__isnull=False),
            ),
            models.Index(fields=["professional", "starts_at"], name="appointments_of_a_day"),
            models.Index(fields=["matter", "starts_at"], name="appointments_of_a_matter"),
        ]

    def __str__(self):
        return f"appointment={self.pk} {self.state}"


class CalendarFeed(models.Model):
    """A secret address at which a professional's own calendar reads their appointments (kalenterisyöte).

    The secret itself is shown once and kept nowhere: the row has its keyed hash.
    """

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="calendar_feeds")
    keyed_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["professional"], condition=Q(ended_at=None), name="one_calendar_address_at_a_time"
            ),
        ]

    def __str__(self):
        return f"feed={self.pk}"
