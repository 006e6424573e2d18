"""Notices inside Koppi, and the outbox of what leaves it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from . import rules


class Notice(models.Model):
    """A line that tells one professional that something waits for them (ilmoitus).

    Holds a code and references, never a client's name or words.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=64)
    reference = models.CharField(max_length=6, blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["to", "-created_at"], name="unseen_notices", condition=models.Q(seen_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.kind} to={self.to_id}"


class Channel(models.TextChoices):
    """By what a message leaves."""

    EMAIL = "email"
    SMS = "sms"
    SUOMIFI = "suomifi"


def _state(state, **facts):
    """Return what a row in a state has and has not."""
    has = {"sent_at": False, "given_up_at": False, "unknown_at": False, "claimed_until": False, **facts}
    return Q(state=state, **{f"{name}__isnull": not there for name, there in has.items()})


class Delivery(models.Model):
    """One neutral message that waits to leave the house, or has left (lähtevä viesti).

    The text says only that there is something to read, as the national message service
    also demands; what it is about is read after signing in.
    """

    Channel = Channel

    class State(models.TextChoices):
        WAITING = rules.WAITING
        SENDING = rules.SENDING
        SENT = rules.SENT
        UNKNOWN = rules.UNKNOWN
        GIVEN_UP = rules.GIVEN_UP

    class Why(models.TextChoices):
        TRIES = rules.TRIES
        REFUSED = rules.REFUSED
        LATE = rules.LATE
        DEAD = rules.DEAD
        HIDDEN = rules.HIDDEN
        WITHDRAWN = rules.WITHDRAWN

    person_id = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254, blank=True, help_text="none for Suomi.fi messages")
    template = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    key = models.CharField(max_length=128, unique=True)
    reference = models.CharField(max_length=6, blank=True, help_text="of the matter that it is about")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    send_before = models.DateTimeField(null=True, help_text="after this it would only confuse")
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="made by the worker that took it last")
    claimed_until = models.DateTimeField(null=True)
    carrier_id = models.CharField(max_length=128, blank=True, help_text="the channel's own")
    sent_at = models.DateTimeField(null=True)
    unknown_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    ask_after = models.DateTimeField(null=True, help_text="when the carrier is asked what became of it")
    given_up_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    settled_at = models.DateTimeField(null=True, help_text="when a person saw to it")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_delivery_is_what_its_state_says",
                condition=_state(rules.WAITING)
                | _state(rules.SENDING, claimed_until=True, claim=True)
                | _state(rules.SENT, sent_at=True)
                | _state(rules.UNKNOWN, unknown_at=True)
                | _state(rules.GIVEN_UP, given_up_at=True),
            ),
            models.CheckConstraint(
                name="a_delivery_given_up_says_why",
                condition=Q(state=rules.GIVEN_UP, why__in=rules.REASONS)
                | (~Q(state=rules.GIVEN_UP) & Q(why="")),
            ),
            models.CheckConstraint(
                name="only_an_unknown_delivery_is_asked_about",
                condition=Q(ask_after=None) | Q(state=rules.UNKNOWN),
            ),
            models.CheckConstraint(
                name="who_settled_a_delivery_said_when",
                condition=Q(settled_by=None) | Q(settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_after", "id"], name="deliveries_to_send", condition=Q(state=rules.WAITING)
            ),
            models.Index(
                fields=["claimed_until"], name="deliveries_under_way", condition=Q(state=rules.SENDING)
            ),
            models.Index(
                fields=["ask_after"], name="deliveries_to_ask_about", condition=Q(ask_after__isnull=False)
            ),
            models.Index(
                fields=["-created_at", "-id"],
                name="deliveries_for_a_person",
                condition=Q(state=rules.UNKNOWN, ask_after=None)
                | Q(state=rules.GIVEN_UP, why__in=rules.NEED_A_PERSON, settled_at=None),
            ),
            models.Index(fields=["person_id"], name="deliveries_of_a_person"),
        ]

    def __str__(self):
        return f"{self.template} {self.channel} {self.pk}"


class ContactPoint(models.Model):
    """By what, and where, somebody wants to be told that there is something to read (ilmoitustapa).

    As in FHIR: a system with its value, for a time. Nobody has checked that the address is theirs.
    """

    person_id = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254, blank=True, help_text="none for Suomi.fi messages")
    chosen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "channel"],
                condition=Q(ended_at=None),
                name="one_contact_point_of_a_channel",
            ),
            models.CheckConstraint(
                condition=~Q(ended_at=None)
                | (Q(channel="suomifi", address="") | ~Q(channel="suomifi") & ~Q(address="")),
                name="a_contact_point_has_an_address",
            ),
        ]
        indexes = [models.Index(fields=["person_id"], name="contact_points_of_a_person")]

    def __str__(self):
        return f"contact_point={self.pk}"
