"""What is written with a client and stands for a time: versions that are never edited."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from koppi.matters.models import Matter
from koppi.people.models import Client
from koppi.people.scope import scope_of

from . import rules

KINDS = [(kind, kind) for kind in rules.KINDS]
REGISTERS = [("patient", "patient"), ("social", "social")]


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the papers a user may see: the one door in.

        A professional sees those of a client whose matter they see in a register of their own; a crossing
        opens none. A client sees their own, and who acts for them what the matter behind it shows them.
        """
        scope = scope_of(user)
        if scope.is_professional:
            theirs = Matter.objects.visible_to(user).filter(
                client__person_id=OuterRef("client__person_id"), register=OuterRef("register")
            )
            return self.filter(Exists(theirs), register__in=sorted(scope.registers))
        if scope.is_resident:
            shown = Matter.objects.visible_to(user).filter(pk=OuterRef("matter_id"))
            return self.filter(Q(client_id__in=scope.own_client_ids) | Exists(shown))
        return self if scope.is_system else self.none()


class Paper(models.Model):
    """A client's summary (tiivistelmä) or client plan (asiakassuunnitelma) in one register.

    It goes with the matter in which its newest version was written, and is kept as long.
    """

    kind = models.CharField(max_length=8, choices=KINDS)
    client = models.ForeignKey(Client, models.PROTECT, related_name="papers")
    register = models.CharField(max_length=8, choices=REGISTERS)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="papers")

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "register", "kind"], name="one_paper_of_a_kind_in_a_register"
            ),
            models.CheckConstraint(
                condition=Q(register__in=["patient", "social"]), name="a_paper_is_of_one_register"
            ),
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="a_paper_is_of_a_known_kind"),
        ]

    def __str__(self):
        return f"paper={self.pk} {self.kind}"


class VersionQuerySet(models.QuerySet):
    def standing(self):
        """Return what was not withdrawn."""
        return self.filter(withdrawn_at=None)


class Version(models.Model):
    """A paper as it was written at one time (versio): who, when, and whether the client was there.

    Never edited. One that was written about somebody else by mistake is withdrawn, and shown to nobody.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="texts by the names in `rules.FIELDS`")
    with_client = models.BooleanField(help_text="written with the client, and not about them alone")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="paper_versions")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    key = models.UUIDField(unique=True, default=uuid6.uuid7, help_text="the same key twice is one version")
    withdrawn_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_version_of_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_are_counted_from_one"),
        ]

    def __str__(self):
        return f"paper={self.paper_id} version={self.number}"


class Unfinished(models.Model):
    """What somebody is writing of a paper (keskeneräinen); nobody else sees or changes it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="unfinished_papers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    content = models.JSONField(default=dict, help_text="the fields that were typed in")
    seen = models.PositiveIntegerField(help_text="the version it was begun on; 0: there was none")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "user", "kind"], name="one_unfinished_paper_each"),
        ]

    def __str__(self):
        return f"unfinished={self.pk}"
