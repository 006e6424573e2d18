from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce

from koppi.access.models import Register
from koppi.deadlines.calendars import day_of
from koppi.people.models import CARE_PROFESSIONS, Client, Professional, Team
from koppi.people.scope import scope_of

from .door import InCare, WithinReach
from .endings import ClosingReason, Outcome
from .topics import Topic


class State(models.TextChoices):
    """Where a matter is; `rules.MOVES` says which way it may go."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class WaitingFor(models.TextChoices):
    CLIENT = "client"
    APPOINTMENT = "appointment"
    PROVIDER = "provider"
    OTHER = "other"


class Urgency(models.IntegerChoices):
    """How soon somebody must act, as a person has judged it."""

    CALM = 0
    TODAY = 1
    URGENT = 2


def true_or_null(**condition):
    """A stored column that is true while a condition holds, else null: rules become keys."""
    return models.GeneratedField(
        expression=Case(When(**condition, then=Value(True)), default=None),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )


# Care must begin by a limit, and no appointment meets it in time.
CARE_AT_RISK = Q(care_due_at__isnull=False) & (Q(care_time_at=None) | Q(care_time_at__gt=F("care_due_at")))


class MatterQuerySet(models.QuerySet):
    def care_at_risk(self):
        """Return those whose care must begin by a limit that no appointment meets in time."""
        return self.filter(CARE_AT_RISK)

    def open(self):
        """Return what is not closed; waiting is open."""
        return self.exclude(state=State.CLOSED)

    def visible_to(self, user):
        """Return the matters a user may see: the one door in.

        A professional sees the matters of their teams in their registers, what they hold, what is
        meant for them, their own clients', and what a pass opens; `door` says it whole. A resident sees
        their own and those of whom they may act for, from the moment a matter may be shown. Nobody else
        sees any.
        """
        return self._opened_to(user, WithinReach)

    def in_care_of(self, user):
        """Return the matters a user may work on, and that lists and searches show them.

        For a professional those of an own care relation: what break-glass or a crossing opens is
        only read, from its own page. For anybody else the same as `visible_to`.
        """
        return self._opened_to(user, InCare)

    def with_joined(self, matter):
        """Return a matter and those that were joined into it.

        For what hangs on any of them, by `matter__in`: two index looks. The same asked as `matter=… or
        matter__joined_into=…` makes PostgreSQL read the whole of the other table.
        """
        return self.filter(Q(pk=matter.pk) | Q(joined_into=matter.pk))

    def _opened_to(self, user, condition):
        scope = scope_of(user)
        if scope.is_professional:
            return self.filter(condition(scope))
        if scope.is_resident:
            return self.filter(
                Q(client_id__in=scope.own_client_ids)
                | Q(client_id__in=scope.health_client_ids, register=Register.PATIENT, guardian_sees=True)
                | Q(client_id__in=scope.social_client_ids, register=Register.SOCIAL, guardian_sees=True),
                shown_from__isnull=False,
            )
        return self if scope.is_system else self.none()


class Matter(models.Model):
    """One thing a client needs, and the unit of responsibility (asia).

    An open matter has a team, at most one open catch, and a due time: that of its earliest
    running clock. The keys in migration `0002_promises` keep it so. Client and register
    never change: advice to somebody unknown (neuvonta) goes on as another matter once the
    client is identified.
    """

    State = State
    WaitingFor = WaitingFor
    Urgency = Urgency
    Outcome = Outcome

    reference = models.CharField(max_length=6, unique=True)
    client = models.ForeignKey(
        Client,
        models.PROTECT,
        related_name="matters",
        null=True,
        help_text="of advice, nobody knows whose it is",
    )
    register = models.CharField(max_length=8, choices=Register.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="fi")
    opened_at = models.DateTimeField()
    shown_from = models.DateTimeField(null=True, help_text="from when the client may see it")
    guardian_sees = models.BooleanField(
        default=True, help_text="no: a capable minor has forbidden it (703/2023 51 §)"
    )

    team = models.ForeignKey(Team, models.PROTECT, related_name="matters")
    skill = models.SlugField(max_length=32, blank=True)
    meant_for = models.ForeignKey(Professional, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    waiting_for = models.CharField(max_length=16, choices=WaitingFor.choices, blank=True)
    catch = models.ForeignKey(
        "matters.Catch", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    caught_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uncaught_since = models.DateTimeField(null=True, help_text="since when nobody has held it")
    due_clock = models.ForeignKey(
        "matters.Clock", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    due_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    care_due_at = models.DateTimeField(
        null=True, help_text="by when care must begin: the earliest running limit of those that care meets"
    )
    care_time_at = models.DateTimeField(null=True, help_text="when an appointment will meet that limit")

    urgency = models.SmallIntegerField(choices=Urgency.choices, null=True, help_text="as a person judged it")
    urgency_at = models.DateTimeField(null=True)
    urgency_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    warned_at = models.DateTimeField(null=True, help_text="when the client last affirmed a warning statement")
    alerted_at = models.DateTimeField(
        null=True, help_text="when the shift lead was told that nobody caught this"
    )
    raised_at = models.DateTimeField(null=True, help_text="when it rose to the team, being overdue")
    client_wrote_at = models.DateTimeField(null=True, help_text="a letter that nobody has answered yet")

    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    closed_as = models.ForeignKey(
        ClosingReason,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the words of that time",
    )
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    joint_id = models.UUIDField(null=True, db_index=True, help_text="linked matters of one contact")
    last_event_no = models.IntegerField(default=0)
    search = SearchVectorField(null=True)

    is_open = true_or_null(closed_at=None)
    catch_open = true_or_null(catch__isnull=False)
    due_running = true_or_null(due_clock__isnull=False)
    team_open = true_or_null(closed_at=None)
    priority = models.GeneratedField(
        expression=Case(
            When(Q(warned_at__isnull=False, urgency_at=None) | Q(warned_at__gt=F("urgency_at")), then=2),
            default=Coalesce(F("urgency"), 1, output_field=models.SmallIntegerField()),
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        help_text="the client's warning statement leads until a person has judged",
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(register=Register.ADVICE, client=None)
                | Q(register__in=[Register.PATIENT, Register.SOCIAL], client__isnull=False),
                name="only_advice_has_no_client",
            ),
            models.CheckConstraint(
                condition=~Q(register=Register.ADVICE) | Q(shown_from=None),
                name="advice_is_shown_to_no_client",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="closed_means_signed_closed",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") | Q(due_at__isnull=False, due_clock__isnull=False),
                name="an_open_matter_has_a_due_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(catch=None, due_clock=None, due_at=None, snoozed_until=None),
                name="a_closed_matter_is_let_go",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(care_due_at=None), name="a_closed_matter_waits_for_no_care"
            ),
            models.CheckConstraint(
                condition=Q(catch=None, caught_by=None) | Q(catch__isnull=False, caught_by__isnull=False),
                name="a_catch_has_a_catcher",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", uncaught_since=None)
                | (~Q(state="closed") & Q(catch=None, uncaught_since__isnull=False))
                | (~Q(state="closed") & Q(catch__isnull=False, uncaught_since=None)),
                name="uncaught_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None) | Q(snoozed_until__lte=F("due_at")),
                name="no_snooze_past_the_due_time",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_for__gt="") | (~Q(state="waiting") & Q(waiting_for="")),
                name="waiting_says_for_what",
            ),
            models.CheckConstraint(
                condition=Q(urgency=None, urgency_at=None, urgency_by=None)
                | Q(urgency__isnull=False, urgency_at__isnull=False, urgency_by__isnull=False),
                name="urgency_is_signed_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", outcome__gt="") | (~Q(state="closed") & Q(outcome="")),
                name="a_closed_matter_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") | Q(closed_as=None), name="only_a_closed_matter_was_closed_as"
            ),
            models.CheckConstraint(
                condition=Q(joined_into=None) | Q(joined_into__lt=F("id")), name="the_newer_joins_the_older"
            ),
            models.CheckConstraint(
                condition=Q(joined_into=None) | Q(state="closed"), name="a_joined_matter_stays_closed"
            ),
            models.UniqueConstraint(fields=["id", "catch"], name="matter_and_its_catch"),
            models.UniqueConstraint(fields=["id", "is_open"], name="matter_and_whether_open"),
        ]
        indexes = [
            models.Index(
                F("team"),
                F("priority").desc(),
                F("due_at"),
                F("id"),
                name="team_queue",
                # All that the probes of the worklist and the policy ask, so that they read the index alone.
                include=[
                    "register",
                    "catch",
                    "caught_by",
                    "skill",
                    "language",
                    "meant_for",
                    "client",
                    "shown_from",
                    "snoozed_until",
                    "raised_at",
                ],
                # What somebody holds is many times what waits, and no team's list shows it.
                condition=~Q(state="closed")
                & Q(snoozed_until=None)
                & (Q(catch=None) | Q(raised_at__isnull=False)),
            ),
            models.Index(
                F("caught_by"),
                F("priority").desc(),
                F("due_at"),
                F("id"),
                name="my_worklist",
                condition=~Q(state="closed"),
            ),
            models.Index(fields=["meant_for", "due_at"], name="meant_for_me", condition=~Q(state="closed")),
            models.Index(fields=["client", "-opened_at"], name="matters_of_a_client"),
            models.Index(
                fields=["snoozed_until"], name="snoozes_to_wake", condition=Q(snoozed_until__isnull=False)
            ),
            models.Index(
                fields=["due_at"], name="to_raise", condition=Q(raised_at=None) & ~Q(state="closed")
            ),
            models.Index(
                fields=["uncaught_since"],
                name="urgent_and_uncaught",
                condition=Q(priority=2, catch=None, alerted_at=None) & ~Q(state="closed"),
            ),
            models.Index(fields=["team", "care_due_at", "id"], name="care_at_risk", condition=CARE_AT_RISK),
            GinIndex(
                Func(F("team_id"), F("meant_for_id"), F("search"), function="koppi_words_within_reach"),
                name="matter_words_within_reach",
            ),
        ]

    def __str__(self):
        return f"matter={self.pk}"

    @property
    def is_advice(self):
        """Whether it is advice to somebody whom nobody has identified."""
        return self.register == Register.ADVICE

    @property
    def works_in(self):
        """The register of those who work on it; advice belongs to none, and its team does."""
        return self.team.register if self.is_advice else self.register

    @property
    def shown_reference(self):
        """The reference as people read it aloud: K7Q 2MX."""
        return f"{self.reference[:3]} {self.reference[3:]}"

    @property
    def age_at_contact(self):
        """How old the client was when they made contact: in the first of matters that follow each other."""
        first, before = self, self.continues
        while before is not None:
            first, before = before, before.continues
        return self.client.age_on(day_of(first.opened_at))


class Capacity(models.Model):
    """What was noted of a minor's capacity to judge in one matter, and who may see it (päätöskyky).

    Source: 703/2023 34 §: noted per event; 51 §: a capable minor may forbid showing it to the guardian, in
    social care when there is a weighty reason. A later note supersedes; none is edited.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="capacities")
    capable = models.BooleanField()
    guardian_sees = models.BooleanField(help_text="by the capable minor's own word")
    reason = models.TextField(blank=True, help_text="the weighty reason, in social care")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capable=True) | Q(guardian_sees=True),
                name="only_a_capable_minor_forbids",
            ),
        ]
        indexes = [models.Index(fields=["matter", "-noted_at"], name="capacities_of_a_matter")]

    def __str__(self):
        return f"capacity={self.pk}"


class AssessmentQuerySet(models.QuerySet):
    def called_for(self, matter_id):
        """Return the profession that the latest assessment of a matter calls for, or nothing."""
        latest = self.filter(matter=matter_id).order_by("-assessed_at", "-pk")
        return latest.values_list("profession", flat=True).first() or ""


class Assessment(models.Model):
    """The individual care need assessment of one matter (hoidon tarpeen arviointi).

    Source: 1326/2010 51 § (116/2023): need, urgency and which profession, by a licensed professional.
    A later assessment supersedes; none is edited.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="assessments")
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()
    need = models.TextField()
    urgency = models.SmallIntegerField(choices=Urgency.choices)
    profession = models.CharField(
        max_length=24, choices=CARE_PROFESSIONS, blank=True, help_text="blank: none needed"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["matter", "-assessed_at"], name="assessments_of_a_matter")]

    def __str__(self):
        return f"assessment={self.pk}"
