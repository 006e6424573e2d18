"""The ways into the chat, who is on watch, and the visits: the live part of a matter's conversation."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from koppi.access.models import Register
from koppi.handbook.models import Named, Versioned
from koppi.matters.models import Catch, Matter
from koppi.matters.models.matter import true_or_null
from koppi.people.models import Client, Team

from . import rules


class Route(Named, Versioned):
    """One way into the chat, for some topics of one register (chatin jono).

    It is open while the chat's opening hours and its own hours both are. A visit keeps the version that it
    came in by; the queue is that of the code.
    """

    invite_fi = models.CharField(max_length=300, help_text="what the client reads before choosing it")
    invite_sv = models.CharField(max_length=300)
    invite_en = models.CharField(max_length=300)
    register = models.CharField(max_length=8, choices=[(code, code) for code in ("patient", "social")])
    topics = ArrayField(models.SlugField(max_length=32), help_text="codes, in order")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", help_text="null: the topic's own team"
    )
    municipalities = ArrayField(
        models.CharField(max_length=3), default=list, help_text="codes; empty: all that the county serves"
    )
    opens = models.PositiveSmallIntegerField(default=0, help_text="a whole hour on a Finnish wall")
    closes = models.PositiveSmallIntegerField(default=24)
    last_entry = models.PositiveSmallIntegerField(
        default=15, help_text="so many minutes before closing nobody new is let in"
    )
    most_at_once = models.PositiveSmallIntegerField(
        default=3, help_text="the most talks at once that a professional may choose"
    )
    most_waiting = models.PositiveSmallIntegerField(
        default=0, help_text="the most who may wait at once; 0: as many as come"
    )
    grace = models.PositiveSmallIntegerField(
        default=5, help_text="minutes that a client who has left the page has to come when called"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Versioned.Meta):
        constraints = [
            *Versioned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")) & Q(closes__lte=24), name="a_route_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=Q(most_at_once__gte=1, most_at_once__lte=rules.MOST_AT_ONCE),
                name="a_route_has_room_for_a_talk",
            ),
            models.CheckConstraint(
                condition=Q(register__in=[Register.PATIENT, Register.SOCIAL]),
                name="a_route_is_of_one_register",
            ),
        ]


class WatchQuerySet(models.QuerySet):
    def standing(self):
        """Return the watches that have not ended."""
        return self.filter(until=None)


class Watch(models.Model):
    """A professional answers the chat for some routes, so many talks at once (chat-päivystys)."""

    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    routes = ArrayField(models.SlugField(max_length=32), help_text="codes")
    capacity = models.PositiveSmallIntegerField(help_text="how many talks at once")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kept_by"], condition=Q(until=None), name="one_watch_at_a_time"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=rules.MOST_AT_ONCE), name="a_watch_has_room"
            ),
            models.CheckConstraint(condition=~Q(routes=[]), name="a_watch_has_a_route"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="a_watch_ends_after_it_began"
            ),
        ]

    def __str__(self):
        return f"watch={self.pk}"


class VisitQuerySet(models.QuerySet):
    def open(self):
        """Return the visits that have not ended."""
        return self.exclude(state=Visit.State.ENDED)

    def waiting(self):
        """Return the visits in the queue, in the order in which they are called."""
        return self.filter(state=Visit.State.WAITING).order_by("-urgent", "entered_at", "pk")

    def talking(self):
        """Return the talks that are going on."""
        return self.filter(state=Visit.State.TALKING)


class Visit(models.Model):
    """A client's visit to the chat: the time in which a matter's conversation is live (chat-käynti).

    The matter is there from the first moment, with its team and clocks, and stays when the visit ends. A
    talk is in the hands of whoever holds the matter, and moves with it: a key keeps it so. A seat is one of
    those that a professional has for talks taken from the queue; a talk that was handed over has none.
    """

    class State(models.TextChoices):
        WAITING = rules.WAITING
        TALKING = rules.TALKING
        ENDED = rules.ENDED

    class How(models.TextChoices):
        """How a visit ended."""

        CLIENT = "client"
        PROFESSIONAL = "professional"
        AS_MESSAGES = "as_messages"
        LEFT = "left"
        CLOSED_FOR_THE_DAY = "closed_for_the_day"
        CALLED_BACK = "called_back"

    class TurnBy(models.TextChoices):
        """How a client who has left the page is told that it is their turn."""

        SMS = "sms"
        EMAIL = "email"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="visits")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    register = models.CharField(max_length=8, choices=Register.choices)
    route = models.ForeignKey(Route, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    urgent = models.BooleanField(help_text="a warning statement was affirmed")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, help_text="when the client's page last asked for news")
    turn_by = models.CharField(max_length=8, choices=TurnBy.choices, blank=True)
    turn_address = models.CharField(max_length=254, blank=True, help_text="kept until the turn or the end")
    called_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    catch = models.ForeignKey(Catch, models.PROTECT, null=True, related_name="+", db_constraint=False)
    seat = models.PositiveSmallIntegerField(null=True)
    arrived_at = models.DateTimeField(null=True, help_text="when the client was there after being called")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=20, choices=How.choices, blank=True)
    is_open = true_or_null(ended_at=None)
    is_talking = true_or_null(state="talking")

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=~Q(state="ended"), name="one_open_visit_of_a_matter"
            ),
            models.UniqueConstraint(
                fields=["client", "register"],
                condition=~Q(state="ended"),
                name="one_open_visit_of_a_client",
            ),
            models.UniqueConstraint(
                fields=["taken_by", "seat"], condition=Q(state="talking"), name="a_seat_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="waiting", called_at=None, taken_by=None, catch=None, seat=None, arrived_at=None
                )
                | Q(state="talking", called_at__isnull=False, taken_by__isnull=False, catch__isnull=False)
                | Q(state="ended", catch=None, seat=None),
                name="a_talk_has_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False, ended_by__isnull=False, how__gt="")
                | (~Q(state="ended") & Q(ended_at=None, ended_by=None, how="")),
                name="an_ended_visit_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(seat=None) | Q(seat__gte=1, seat__lte=rules.MOST_AT_ONCE),
                name="a_seat_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(state="talking") | Q(turn_address=""),
                name="no_address_outlives_its_visit",
            ),
            models.CheckConstraint(
                condition=Q(turn_by="", turn_address="") | ~Q(turn_by=""), name="an_address_has_its_channel"
            ),
        ]
        indexes = [
            models.Index(
                F("urgent").desc(),
                F("entered_at"),
                F("id"),
                name="the_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["taken_by"], name="the_talks", condition=Q(state="talking")),
            models.Index(
                fields=["called_at"],
                name="called_and_not_here",
                condition=Q(state="talking", arrived_at=None),
            ),
            models.Index(fields=["matter", "-entered_at"], name="visits_of_a_matter"),
        ]

    def __str__(self):
        return f"visit={self.pk} {self.state}"
