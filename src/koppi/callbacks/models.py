"""When a team calls back, what calls have been promised, and what came of them."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from koppi.matters.models import Matter
from koppi.people.models import Team

MOST_CALLS = 60
PHONE = r"^\+[0-9]{6,15}$"


class Hours(Func):
    """A range of whole hours, for the exclusion constraint."""

    function = "int4range"


class CallbackHours(models.Model):
    """When a team calls back on one weekday, and how many calls fit into an hour (soittoajat)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="callback_hours")
    weekday = models.PositiveSmallIntegerField(help_text="Monday is 0")
    opens = models.PositiveSmallIntegerField(help_text="a whole hour on a Finnish wall")
    closes = models.PositiveSmallIntegerField()
    calls_per_hour = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")) & Q(closes__lte=24),
                name="callbacks_open_before_they_close",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="callbacks_have_a_weekday"),
            models.CheckConstraint(
                condition=Q(calls_per_hour__gte=1, calls_per_hour__lte=MOST_CALLS),
                name="an_hour_has_room_for_a_call",
            ),
            ExclusionConstraint(
                name="callback_hours_do_not_overlap",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (Hours(F("opens"), F("closes")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"team={self.team_id} {self.weekday} {self.opens}–{self.closes}"


class CallRules(models.Model):
    """How often a team tries to reach a client, and how long it waits between tries."""

    team = models.OneToOneField(Team, models.PROTECT, related_name="call_rules")
    attempts = models.PositiveSmallIntegerField(default=2)
    minutes_apart = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attempts__gte=1, attempts__lte=9), name="we_try_at_least_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes_apart__gte=5, minutes_apart__lte=480), name="tries_are_some_time_apart"
            ),
        ]

    def __str__(self):
        return f"team={self.team_id} attempts={self.attempts}"


class Window(models.Model):
    """One hour in which a team calls, with its places; made when the first call of it is promised."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField(help_text="how many calls fit in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "starts_at"], name="a_callback_window_once"),
            models.UniqueConstraint(fields=["id", "places"], name="a_window_and_its_places"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="a_window_starts_before_it_ends"
            ),
            models.CheckConstraint(condition=Q(places__lte=MOST_CALLS), name="a_window_has_so_many_places"),
        ]

    def __str__(self):
        return f"team={self.team_id} {self.starts_at}"


class CallbackQuerySet(models.QuerySet):
    def promised(self):
        """Return the calls that somebody still waits for."""
        return self.filter(state=Callback.State.PROMISED)


class Callback(models.Model):
    """A promise to call a client back within an hour that was agreed on (takaisinsoitto).

    A promised call has a numbered place in its window, and nobody else has the same: so an hour is never
    sold twice. A call that ended gives its place back.
    """

    class State(models.TextChoices):
        PROMISED = "promised"
        REACHED = "reached"
        NOT_REACHED = "not_reached"
        MOVED = "moved"
        WITHDRAWN = "withdrawn"

    class Whose(models.TextChoices):
        CLIENT = "client"
        OTHER = "other"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="callbacks")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", help_text="in whose queue it stands")
    window = models.ForeignKey(Window, models.PROTECT, related_name="callbacks")
    place = models.PositiveSmallIntegerField(null=True)
    places = models.PositiveSmallIntegerField(null=True, help_text="how many the window has")
    phone = models.CharField(max_length=16)
    whose = models.CharField(max_length=8, choices=Whose.choices, default=Whose.CLIENT)
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    promised_at = models.DateTimeField()
    is_late = models.BooleanField(default=False, help_text="after the matter was due")
    try_from = models.DateTimeField(help_text="when to call, or to try again")
    try_by = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROMISED)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    is_promised = models.GeneratedField(
        expression=Case(When(state="promised", then=Value(True)), default=None),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects = CallbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "place"], name="a_place_is_promised_once"),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="promised"), name="one_promised_call_of_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(state="promised", place__isnull=False, places__isnull=False)
                | (~Q(state="promised") & Q(place=None, places=None)),
                name="a_promised_call_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(place__gte=1, place__lte=F("places")),
                name="a_place_is_within_its_window",
            ),
            models.CheckConstraint(
                condition=Q(state="promised", ended_at=None, ended_by=None)
                | (~Q(state="promised") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="an_ended_call_is_signed",
            ),
            models.CheckConstraint(condition=Q(try_from__lt=F("try_by")), name="a_call_has_time_to_be_made"),
            models.CheckConstraint(condition=Q(phone__regex=PHONE), name="a_call_has_a_number"),
        ]
        indexes = [
            models.Index(
                fields=["team", "try_from", "id"], name="calls_to_make", condition=Q(state="promised")
            ),
        ]

    def __str__(self):
        return f"callback={self.pk} {self.state}"


class Attempt(models.Model):
    """Somebody called and did not reach the client (soittoyritys)."""

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer"
        WRONG_NUMBER = "wrong_number"

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(help_text="1 is the first")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["callback", "number"], name="each_attempt_has_its_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="attempts_are_numbered_from_one"),
        ]

    def __str__(self):
        return f"callback={self.callback_id} attempt={self.number}"
