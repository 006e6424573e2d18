"""The letters of a matter, the notes about it, drafts of both, and the texts at hand while one writes."""

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from koppi.access.models import Register
from koppi.files.models import StoredFile
from koppi.handbook.models import Versioned, VersionedQuerySet
from koppi.matters.models import Matter
from koppi.people.models import Profession, Team
from koppi.people.scope import scope_of


class Conversation(models.Model):
    """The one conversation of a matter (keskustelu)."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="conversation")
    last_seq = models.IntegerField(default=0)

    def __str__(self):
        return f"conversation={self.pk}"


class Message(models.Model):
    """A letter that the client and the professionals both see (viesti)."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    seq = models.IntegerField()
    client_uuid = models.UUIDField(
        unique=True, default=uuid6.uuid7, help_text="made by the sender; the same twice is one message"
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_client = models.BooleanField()
    body = models.TextField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="when the other side first opened it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_message_at_a_place"),
        ]

    def __str__(self):
        return f"message={self.pk}"


class Attachment(models.Model):
    """A file that came with a letter (liite)."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    def __str__(self):
        return f"message={self.message_id} file={self.file_id}"


class Note(models.Model):
    """An internal note that a client never sees (sisäinen merkintä).

    A table of its own, so that no query for letters can return one.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notes")
    client_uuid = models.UUIDField(unique=True, default=uuid6.uuid7)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField()
    written_at = models.DateTimeField()
    template = models.ForeignKey(
        "conversations.RecordingTemplate",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the version that it was written by",
    )

    def __str__(self):
        return f"note={self.pk}"


class Draft(models.Model):
    """What somebody is writing in a matter (luonnos); nobody else sees or changes it."""

    class Kind(models.TextChoices):
        REPLY = "reply"
        NOTE = "note"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    body = models.TextField()
    client_uuid = models.UUIDField(
        default=uuid6.uuid7, help_text="becomes the message's, so that it is sent once"
    )
    tab = models.CharField(max_length=64, default="", help_text="which window wrote it last")
    template = models.ForeignKey(
        "conversations.RecordingTemplate", models.PROTECT, null=True, related_name="+", help_text="of a note"
    )
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "user", "kind"], name="one_draft_of_a_kind_for_each_writer"
            ),
            models.CheckConstraint(
                condition=Q(template=None) | Q(kind="note"), name="only_a_note_has_a_template"
            ),
        ]

    def __str__(self):
        return f"draft={self.pk}"

    @property
    def mark(self):
        """The mark by which a window shows that it has seen this text."""
        return self.updated_at.isoformat()


class TextModule(Versioned):
    """A ready phrase for replies (fraasi), owned by a role and versioned."""

    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", help_text="null: for everybody"
    )
    title_fi = models.CharField(max_length=80)
    title_sv = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80)
    body_fi = models.TextField()
    body_sv = models.TextField()
    body_en = models.TextField()

    class Meta(Versioned.Meta):
        pass


class AtHandQuerySet(VersionedQuerySet):
    def for_work(self, topic, register, at, *, by=None):
        """Return what is in force at a moment for a topic and a register, and for whoever reads it.

        :param topic: None when nobody has chosen one yet: then only what is for every topic
        :param register: "" or "advice" has what is for either
        :param by: who reads; without a reader only what is for every team and profession
        """
        about = Q(topics=[]) | Q(topics__contains=[topic.code]) if topic else Q(topics=[])
        found = self.in_force(at).filter(about).select_related("owner")
        if register in (Register.PATIENT, Register.SOCIAL):
            found = found.filter(register__in=("", register))
        if by is None:
            return found.filter(team=None, professions=[])
        scope = scope_of(by)
        profession = scope.professional.profession if scope.professional else ""
        return found.filter(
            Q(team=None) | Q(team_id__in=scope.team_ids),
            Q(professions=[]) | Q(professions__contains=[profession]),
        )


class AtHand(Versioned):
    """Something at hand for some topics, and for one register, team or profession where it says so."""

    title_fi = models.CharField(max_length=80)
    title_sv = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80)
    body_fi = models.TextField()
    body_sv = models.TextField()
    body_en = models.TextField()
    topics = ArrayField(
        models.SlugField(max_length=32), default=list, blank=True, help_text="codes; empty: every topic"
    )
    register = models.CharField(max_length=8, choices=Register.choices, blank=True, help_text="blank: each")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", help_text="null: for every team"
    )
    professions = ArrayField(
        models.CharField(max_length=24, choices=Profession.choices),
        default=list,
        blank=True,
        help_text="empty: every profession",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = AtHandQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Versioned.Meta):
        abstract = True


class InstructionCard(AtHand):
    """The agreed instructions about some topics, at hand while one works (ohjekortti, YHT-8)."""

    class Meta(AtHand.Meta):
        pass


class RecordingTemplate(AtHand):
    """What a note is to tell, heading by heading, so that everybody records alike (kirjauspohja, ASI-15).

    The body has a heading on each line, and after a colon what belongs under it. A note remembers the
    version that it was written by.
    """

    class Meta(AtHand.Meta):
        pass
