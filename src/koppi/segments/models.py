"""Both views, the talk about them, and the segment that two people have agreed on."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from koppi.handbook.models import Moments, Named, Versioned
from koppi.matters.models import Matter
from koppi.people.models import Client
from koppi.people.scope import scope_of

from . import rules

REGISTERS = [("patient", "patient"), ("social", "social")]


def _choices(codes):
    return [(code, code) for code in codes]


class OfClientQuerySet(models.QuerySet):
    """Rows about a client in one register."""

    def visible_to(self, user):
        """Return what a user may see: the one door in.

        A professional sees it of a client of whom they may see some matter in the same register; a client
        sees their own. Who acts for somebody else sees none of it. Nobody else sees any.
        """
        scope = scope_of(user)
        if scope.is_professional:
            theirs = Matter.objects.visible_to(user).filter(
                client__person_id=OuterRef("client__person_id"), register=OuterRef("register")
            )
            return self.filter(Exists(theirs), register__in=scope.registers)
        if scope.is_resident:
            return self.filter(client_id__in=scope.own_client_ids)
        return self if scope.is_system else self.none()

    def of(self, client):
        """Return the rows about the human whom a client row is of."""
        return self.filter(client__person_id=client.person_id)


class WayOfWorking(Named, Versioned):
    """What follows from a segment in one service, for an age group: the county decides (toimintatapa).

    ASI-7, ASI-11: configuration, never code. A segment keeps the version it was agreed with.
    """

    segment = models.CharField(max_length=16, choices=_choices(rules.SEGMENTS))
    register = models.CharField(max_length=8, choices=REGISTERS)
    ages = models.CharField(max_length=8, choices=_choices(rules.AGES), default="all")
    named = models.BooleanField(default=False, help_text="somebody is named for the client")
    role = models.CharField(max_length=16, choices=_choices(rules.ROLES))
    booking_fi = models.CharField(max_length=200, help_text="how times are booked")
    booking_sv = models.CharField(max_length=200)
    booking_en = models.CharField(max_length=200)
    contact_fi = models.CharField(max_length=200, help_text="how to get in touch")
    contact_sv = models.CharField(max_length=200)
    contact_en = models.CharField(max_length=200)
    promise_fi = models.CharField(max_length=200, help_text="by when there is an answer")
    promise_sv = models.CharField(max_length=200)
    promise_en = models.CharField(max_length=200)
    proactive = models.BooleanField(default=False, help_text="we get in touch first")
    review_weeks = models.PositiveSmallIntegerField(help_text="until it is looked at again")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Versioned.Meta):
        constraints = [
            *Versioned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(named=False, role=rules.TEAM) | Q(named=True) & ~Q(role=rules.TEAM),
                name="who_is_named_has_a_role",
            ),
            models.CheckConstraint(condition=Q(review_weeks__gte=1), name="a_way_is_looked_at_again"),
        ]


class Talk(models.Model):
    """A client and a professional look at the same field and agree on a segment (segmenttikeskustelu).

    It belongs to a matter. What they have said so far is kept until they agree, or until it ends with its
    matter.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="segment_talks")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    draft = models.JSONField(default=dict, help_text="what was said so far, by the name of its field")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=_choices([rules.AGREED, rules.LEFT]), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(ended_at=None), name="one_open_talk_of_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__gte=F("begun_at"), outcome__in=[rules.AGREED, rules.LEFT]),
                name="a_talk_ends_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=rules.AGREED) | Q(draft={}), name="an_agreed_talk_keeps_no_draft"
            ),
        ]

    def __str__(self):
        return f"talk={self.pk} matter={self.matter_id}"


class View(models.Model):
    """How somebody sees a client's everyday life and need of help, in their own words (näkemys).

    It is never edited: who sees it otherwise gives a new one.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="segment_views")
    register = models.CharField(max_length=8, choices=REGISTERS)
    whose = models.CharField(max_length=16, choices=_choices([rules.CLIENT, rules.PROFESSIONAL]))
    strengths = models.TextField(
        max_length=rules.MAX_WORDS, blank=True, help_text="what carries; asked first"
    )
    coping = models.PositiveSmallIntegerField(help_text="1 everyday life goes well … 5 it is hard")
    need = models.PositiveSmallIntegerField(help_text="1 little need of help … 5 much")
    duration = models.CharField(max_length=8, choices=_choices(rules.DURATIONS))
    words = models.TextField(max_length=rules.MAX_WORDS, blank=True)
    how = models.CharField(max_length=8, choices=_choices(rules.HOW))
    talk = models.ForeignKey(
        Talk, models.PROTECT, null=True, related_name="views", help_text="null: at home beforehand"
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, help_text="it was about somebody else")

    objects = OfClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    coping__gte=rules.LOWEST,
                    coping__lte=rules.HIGHEST,
                    need__gte=rules.LOWEST,
                    need__lte=rules.HIGHEST,
                ),
                name="a_view_lies_in_the_field",
            ),
            models.CheckConstraint(
                condition=Q(whose=rules.CLIENT) | ~Q(how=rules.AT_HOME) & Q(talk__isnull=False),
                name="a_professional_sees_it_in_a_talk",
            ),
            models.CheckConstraint(
                condition=Q(how=rules.AT_HOME, talk=None) | ~Q(how=rules.AT_HOME) & Q(talk__isnull=False),
                name="a_view_at_home_comes_before_a_talk",
            ),
        ]
        indexes = [models.Index(fields=["client", "register", "-written_at"], name="views_of_a_client")]

    def __str__(self):
        return f"view={self.pk} client={self.client_id}"

    @property
    def dot(self):
        """Coping and need as a pair: where the view lies in the field."""
        return self.coping, self.need


class SegmentPeriod(models.Model):
    """What a client and a professional have agreed on in one register, for a time (asiakkuus).

    No code path chooses it: a professional does, with the client, and both views stay with it.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="segments")
    register = models.CharField(max_length=8, choices=REGISTERS)
    segment = models.CharField(max_length=16, choices=_choices(rules.SEGMENTS))
    talk = models.OneToOneField(Talk, models.PROTECT, related_name="agreed")
    client_view = models.OneToOneField(View, models.PROTECT, related_name="+")
    professional_view = models.OneToOneField(View, models.PROTECT, related_name="+")
    dots = models.CharField(
        max_length=16, blank=True, help_text="the quarter in which both dots lay; empty: none"
    )
    why = models.TextField(max_length=rules.MAX_WORDS, help_text="in the words of both")
    why_otherwise = models.TextField(
        max_length=rules.MAX_WORDS, blank=True, help_text="why another than both dots"
    )
    way = models.ForeignKey(
        WayOfWorking, models.PROTECT, null=True, related_name="+", help_text="the version it was agreed with"
    )
    rules_version = models.PositiveSmallIntegerField(default=rules.VERSION)
    review_on = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(
        max_length=16,
        choices=_choices([rules.REPLACED, rules.ENDED, rules.WRONG_CLIENT]),
        blank=True,
    )
    why_ended = models.TextField(max_length=rules.MAX_WORDS, blank=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_segment_in_a_register_at_a_time",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    ("register", RangeOperators.EQUAL),
                    (Moments("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_segment_says_why"),
            models.CheckConstraint(
                condition=Q(dots="") | Q(dots=F("segment")) | ~Q(why_otherwise=""),
                name="a_segment_beside_both_dots_says_why",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None, ended_by=None, end_reason="")
                | Q(valid_to__gte=F("valid_from"), ended_by__isnull=False) & ~Q(end_reason=""),
                name="a_segment_ends_signed",
            ),
            models.CheckConstraint(
                condition=~Q(end_reason=rules.ENDED) | ~Q(why_ended=""), name="who_ends_a_segment_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["review_on"], condition=Q(valid_to=None), name="segments_by_review"),
        ]

    def __str__(self):
        return f"segment={self.pk} client={self.client_id}"

    def end(self, *, reason, why="", by, at):
        """Let it end, signed."""
        self.valid_to, self.ended_by, self.end_reason, self.why_ended = at, by, reason, why
        self.save(update_fields=["valid_to", "ended_by", "end_reason", "why_ended"])
