"""What a county writes itself: versions that never overlap, their owners, and the changes."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language

LANGUAGES = ("fi", "sv", "en")


class Moments(Func):
    """A range of moments, for exclusion constraints."""

    function = "tstzrange"


class Named(models.Model):
    """Something a county names in three languages; empty falls back to Finnish."""

    name_fi = models.CharField(max_length=120)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        return in_language(self, "name")


def in_language(row, field, language=None):
    """Return the text of a three-language field in a language, the reader's by default."""
    language = (language or get_language() or "fi")[:2]
    return getattr(row, f"{field}_{language}", "") or getattr(row, f"{field}_fi")


class Owner(Named):
    """A role that answers for content, such as the chief physician (sisällön omistaja).

    Who has the role is a naming; content whose owner names nobody cannot be approved.
    """

    code = models.SlugField(max_length=40, unique=True)


class NamingQuerySet(models.QuerySet):
    def at(self, at):
        """Return the namings that hold at a moment."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), named_at__lte=at)


class Naming(models.Model):
    """Somebody has an owner's role for a time, and approves its changes (nimeäminen)."""

    owner = models.ForeignKey(Owner, models.PROTECT, to_field="code", related_name="namings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = NamingQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_person_has_an_owners_role",
                expressions=[
                    ("owner", RangeOperators.EQUAL),
                    (Moments("named_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="a_naming_ends_signed",
            ),
        ]

    def __str__(self):
        return f"owner={self.owner_id} user={self.user_id}"


class VersionedQuerySet(models.QuerySet):
    def in_force(self, at):
        """Return the versions in force at a moment: at most one of each code."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at)


class Versioned(models.Model):
    """Content of the county's own, one row for each version of an item (versio).

    A version is never edited: a change ends one row at a moment and begins the next at the same moment,
    so nothing has to run at that moment. A version that was called off before its time lasts no time.
    """

    code = models.SlugField(max_length=32)
    version = models.PositiveSmallIntegerField(default=1)
    owner = models.ForeignKey(
        Owner,
        models.PROTECT,
        to_field="code",
        db_column="owner",
        related_name="+",
        help_text="the role that answers for the content",
    )
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_%(class)s_version_once"),
            ExclusionConstraint(
                name="one_%(class)s_version_in_force",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (Moments("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return self.code

    def is_in_force(self, at):
        """Tell whether this version holds at a moment."""
        return self.valid_from <= at and (self.valid_to is None or self.valid_to > at)


class ChangeQuerySet(models.QuerySet):
    def pending(self):
        """Return the changes that wait for their owner."""
        return self.filter(approved_at=None, sent_back_at=None, withdrawn_at=None)

    def of(self, kind, code):
        """Return the changes of one item."""
        return self.filter(kind=kind, code=code)


class Change(models.Model):
    """A proposed change of one item, and what became of it (muutosehdotus).

    What was proposed is never edited: whoever thinks again proposes anew, so an owner approves what they
    read. `base_version` and `base_ends_at` say on top of what it was written; a change whose base has
    changed meanwhile is refused, and stays.
    """

    kind = models.SlugField(max_length=32)
    code = models.SlugField(max_length=32)
    content = models.JSONField(null=True, help_text="null: the item ends")
    base_version = models.PositiveSmallIntegerField(null=True, help_text="null: the item is new")
    base_ends_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(
        Owner, models.PROTECT, to_field="code", related_name="changes", help_text="who approves it"
    )
    why = models.CharField(max_length=300)
    wanted_at = models.DateTimeField(null=True, help_text="null: at once when approved")
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    version = models.PositiveSmallIntegerField(null=True, help_text="which version it became")
    sent_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_back_at = models.DateTimeField(null=True)
    sent_back_why = models.CharField(max_length=300, blank=True, default="")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    called_off_at = models.DateTimeField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=False) | Q(base_version__isnull=False),
                name="only_what_there_is_can_end",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_change_says_why"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, in_force_at=None, version=None)
                | Q(approved_by__isnull=False, in_force_at__gte=F("approved_at"), content=None, version=None)
                | Q(
                    approved_by__isnull=False,
                    in_force_at__gte=F("approved_at"),
                    content__isnull=False,
                    version__isnull=False,
                ),
                name="an_approval_is_signed_and_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_by=None, sent_back_at=None, sent_back_why="")
                | Q(sent_back_by__isnull=False, sent_back_at__isnull=False) & ~Q(sent_back_why=""),
                name="what_is_sent_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="a_change_is_withdrawn_signed",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, sent_back_at=None)
                | Q(approved_at=None, withdrawn_at=None)
                | Q(sent_back_at=None, withdrawn_at=None),
                name="a_change_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(called_off_by=None, called_off_at=None)
                | Q(called_off_by__isnull=False, called_off_at__lt=F("in_force_at")),
                name="called_off_before_its_moment",
            ),
            models.UniqueConstraint(fields=["kind", "code", "version"], name="one_change_makes_a_version"),
        ]
        indexes = [
            models.Index(fields=["kind", "code", "-proposed_at"], name="changes_of_an_item"),
            models.Index(
                fields=["owner"],
                name="changes_waiting",
                condition=Q(approved_at=None, sent_back_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self):
        return f"change={self.pk} {self.kind}/{self.code}"

    @property
    def is_pending(self):
        """Whether it still waits for its owner."""
        return self.approved_at is None and self.sent_back_at is None and self.withdrawn_at is None

    @property
    def ends(self):
        """Whether it ends the item."""
        return self.content is None
