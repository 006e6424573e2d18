"""Passes that open a client's data, what clients permit and ban, and the log of who looked."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .policy import Basis


class Register(models.TextChoices):
    """The two registers of law 703/2023 18 §, and advice without an identified client."""

    PATIENT = "patient"
    SOCIAL = "social"
    ADVICE = "advice"


# The two that a basis may join; advice is about nobody we know.
BETWEEN = [(Register.PATIENT.value, "patient"), (Register.SOCIAL.value, "social")]


class PassQuerySet(models.QuerySet):
    def in_force(self):
        """Return what is in force now, by the database's clock."""
        return self.filter(Q(until=None) | Q(until__gt=Now()))


class StandingQuerySet(models.QuerySet):
    def standing(self):
        """Return what has been given, not withdrawn, and has not run out, by the database's clock."""
        return self.filter(Q(until=None) | Q(until__gt=Now()), withdrawn_at=None)


def _signed_together(first, second):
    """A condition: a moment and who signed it are there together, or neither is."""
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )


class Permission(models.Model):
    """What a client allows one register to show to the other, kind by kind (luovutuslupa).

    Source: 703/2023 53 § 1: a permission itemises the data. Kept 12 years from the client's death.
    `person_id` is the human, whatever rows they have.
    """

    person_id = models.UUIDField()
    from_register = models.CharField(max_length=8, choices=BETWEEN)
    to_register = models.CharField(max_length=8, choices=BETWEEN)
    kinds = ArrayField(models.CharField(max_length=16))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    orally = models.BooleanField(default=False, help_text="said to a professional, who wrote it down")
    until = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_register=models.F("to_register")), name="a_permission_crosses_the_boundary"
            ),
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="a_permission_itemises_data"),
            models.CheckConstraint(
                condition=_signed_together("withdrawn_at", "withdrawn_by"), name="a_withdrawal_is_signed"
            ),
            models.UniqueConstraint(
                fields=["person_id", "from_register"],
                condition=Q(withdrawn_at=None),
                name="one_standing_permission_a_register",
            ),
        ]

    def __str__(self):
        return f"permission={self.pk}"


class Ban(models.Model):
    """A client forbids showing one register's data beyond those who care for them there (kielto).

    It wins over every permission and every other basis, and over break-glass, from the moment it is given:
    the door asks for it at each look.
    """

    person_id = models.UUIDField()
    register = models.CharField(max_length=8, choices=BETWEEN)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    orally = models.BooleanField(default=False, help_text="said to a professional, who wrote it down")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_signed_together("withdrawn_at", "withdrawn_by"), name="a_lifted_ban_is_signed"
            ),
            models.UniqueConstraint(
                fields=["person_id", "register"],
                condition=Q(withdrawn_at=None),
                name="one_standing_ban_a_register",
            ),
        ]

    def __str__(self):
        return f"ban={self.pk}"


class Crossing(models.Model):
    """A professional opens the other register's data about a client, on a basis (rekisterirajan ylitys).

    Source: 703/2023 53 §: the four bases; 10 §: who, which data, when, why and on what basis.
    It starts from a matter of the professional's own, and ends with it or when its time is up.
    """

    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    from_matter_id = models.BigIntegerField()
    person_id = models.UUIDField(db_index=True)
    register = models.CharField(max_length=8, choices=BETWEEN, help_text="whose data is opened")
    basis = models.CharField(max_length=16, choices=[(basis.value, basis.value) for basis in Basis])
    kinds = ArrayField(models.CharField(max_length=16))
    why = models.TextField(help_text="in the professional's own words")
    permission = models.ForeignKey(Permission, models.PROTECT, null=True, related_name="crossings")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basis="permission", permission__isnull=False)
                | (~Q(basis="permission") & Q(permission=None)),
                name="a_crossing_by_permission_names_it",
            ),
            models.CheckConstraint(condition=Q(why__gt=""), name="a_crossing_says_why"),
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="a_crossing_itemises_data"),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("opened_at")), name="a_crossing_lasts_a_while"
            ),
        ]
        indexes = [models.Index(fields=["from_matter_id"], name="crossings_of_a_matter")]

    def __str__(self):
        return f"crossing={self.pk}"


class BreakGlass(models.Model):
    """A professional opens a client's data in their own register without a care relation (hätäavaus).

    It stands in for the missing relation only: it never crosses registers, and a ban stops it.
    The client and the data protection officer are told, and the officer reviews each one.
    """

    class Reason(models.TextChoices):
        DANGER = "danger"
        COVERING = "covering"
        CALLED = "called"
        OTHER = "other"

    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    person_id = models.UUIDField(db_index=True)
    register = models.CharField(max_length=8, choices=BETWEEN)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    why = models.TextField(help_text="in the professional's own words")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    was_right = models.BooleanField(null=True)
    review = models.TextField(blank=True, help_text="the officer's reasons")
    reminded_at = models.DateTimeField(null=True, help_text="when the officer was last reminded")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__gt=""), name="breaking_the_glass_says_why"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, was_right=None, review="")
                | Q(
                    reviewed_at__isnull=False,
                    reviewed_by__isnull=False,
                    was_right__isnull=False,
                    review__gt="",
                ),
                name="a_review_is_signed_and_reasoned",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("opened_by")),
                name="nobody_reviews_themselves",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="glass_to_review", condition=Q(reviewed_at=None)),
        ]

    def __str__(self):
        return f"break_glass={self.pk}"


class Pass(models.Model):
    """A relation that lets a professional, or a team, see one matter or all of a client's (kulkulupa).

    Whoever creates the relation (an offer, a consultation, an own client, break-glass, a crossing) writes the
    pass and ends it. A pass opens one register: the holder's own, or with a basis the other one.
    """

    professional = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="passes"
    )
    team_id = models.BigIntegerField(null=True)
    matter_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True)
    register = models.CharField(max_length=8, choices=Register.choices)
    why = models.CharField(max_length=32)
    basis = models.CharField(
        max_length=16, blank=True, default="", choices=[(basis.value, basis.value) for basis in Basis]
    )
    crossing = models.ForeignKey(Crossing, models.PROTECT, null=True, related_name="passes")
    glass = models.ForeignKey(BreakGlass, models.PROTECT, null=True, related_name="passes")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(professional__isnull=False, team_id__isnull=True)
                | Q(professional__isnull=True, team_id__isnull=False),
                name="a_pass_is_for_a_person_or_a_team",
            ),
            models.CheckConstraint(
                condition=Q(matter_id__isnull=False, client_id=None)
                | Q(matter_id=None, client_id__isnull=False, professional__isnull=False),
                name="a_pass_opens_a_matter_or_a_client",
            ),
            models.CheckConstraint(
                condition=Q(basis="", crossing=None)
                | (
                    Q(basis__in=[basis.value for basis in Basis], crossing__isnull=False, until__isnull=False)
                    & Q(professional__isnull=False, glass=None)
                ),
                name="a_pass_across_has_a_basis_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(why="break_glass", glass__isnull=False, until__isnull=False)
                | (~Q(why="break_glass") & Q(glass=None)),
                name="a_broken_glass_pass_names_it_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(register__in=Register.values), name="a_pass_opens_one_register"
            ),
        ]
        indexes = [
            models.Index(fields=["matter_id", "professional"], name="pass_by_matter"),
            models.Index(fields=["professional", "matter_id"], name="pass_by_professional"),
            models.Index(fields=["team_id", "matter_id"], name="pass_by_team"),
            models.Index(
                fields=["professional", "client_id"],
                name="pass_to_a_client",
                condition=Q(client_id__isnull=False),
            ),
        ]

    def __str__(self):
        return f"pass matter={self.matter_id} client={self.client_id} why={self.why}"


class Reading(models.Model):
    """One act of looking at clients' data (lukuloki).

    Source: 703/2023 9–10 §: data, holder, user, purpose and time, kept per register for 12 years.
    Append-only, partitioned by month; written in its own transaction before the page's.
    """

    at = models.DateTimeField()
    reader_id = models.BigIntegerField()
    register = models.CharField(max_length=8, choices=Register.choices)
    client_ids = ArrayField(models.BigIntegerField())
    matter_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=32)
    why = models.CharField(max_length=32)

    class Meta:
        managed = False
        db_table = "access_reading"

    def __str__(self):
        return f"{self.what} reader={self.reader_id}"


class OlderLooks(models.Model):
    """A client's request for lines of the reading log older than two years (vanhempien lokitietojen pyyntö).

    Source: 703/2023 11 §: older lines are given for a special reason only; a refusal is written, with its
    reasons. Who decides is a data protection officer. The request stands in a matter like any other.
    """

    key = models.UUIDField(unique=True, help_text="the same key twice is the same request")
    client_id = models.BigIntegerField()
    register = models.CharField(max_length=8, choices=Register.choices)
    matter_id = models.BigIntegerField(unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    open_until = models.DateTimeField(null=True, help_text="so long the older lines show, once granted")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, granted=None, answer="", open_until=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False),
                name="a_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(granted=None)
                | Q(granted=True, open_until__isnull=False)
                | (Q(granted=False, open_until=None) & ~Q(answer="")),
                name="a_refusal_has_reasons_and_a_grant_an_end",
            ),
            models.UniqueConstraint(
                fields=["client_id", "register"],
                condition=Q(granted=None),
                name="one_request_for_older_looks_at_a_time",
            ),
        ]

    def __str__(self):
        return f"older looks client={self.client_id} matter={self.matter_id}"
