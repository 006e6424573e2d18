"""What a resident said, once, and the draft it grew from."""

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from koppi.files.models import StoredFile
from koppi.handbook.models import Versioned
from koppi.matters.models import Matter, Topic
from koppi.people.codes import CODE_ANYWHERE
from koppi.people.models import Client, Mandate, in_language


class Statement(Versioned):
    """A warning statement that a client may affirm: "any of these right now?" (varoitusväittämä).

    The words and the guidance belong to a named owner. An affirmed statement shows its guidance
    at once and puts the matter on top; it never judges anybody's urgency.
    """

    class Guidance(models.TextChoices):
        EMERGENCY = "112"
        URGENT_ADVICE = "116117"

    text_fi = models.CharField(max_length=200)
    text_sv = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    short_fi = models.CharField(max_length=60, help_text='after "Says:"')
    short_sv = models.CharField(max_length=60)
    short_en = models.CharField(max_length=60)
    guidance = models.CharField(max_length=8, choices=Guidance.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Versioned.Meta):
        pass

    @property
    def text(self):
        """The statement in the reader's language."""
        return in_language(self, "text")

    @property
    def short(self):
        """What it is called in a word or two, in the reader's language, after "Says:"."""
        return in_language(self, "short")


class ContactDraft(models.Model):
    """A contact that is still being written (luonnos); only its writer sees it.

    `uuid` travels in the address and becomes the contact's idempotency key.
    """

    uuid = models.UUIDField(unique=True, default=uuid6.uuid7)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_drafts")
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "-updated_at"], name="drafts_under_way", condition=Q(submitted_at=None)
            ),
        ]

    def __str__(self):
        return f"draft={self.uuid}"


class Contact(models.Model):
    """A client's contact, as it came and never edited (yhteydenotto).

    Advice asked for without saying who one is, is about nobody; a trigger in migration `0004_advice` keeps
    such a contact to matters of advice, and the others to those of clients.
    """

    class Channel(models.TextChoices):
        FORM = "form"
        PHONE = "phone"
        WALK_IN = "walk_in"
        CHAT = "chat"

    class Identified(models.TextChoices):
        """How a professional came to know who it is."""

        CODE = "code"
        QUESTIONS = "questions"
        CALLED_BACK = "called_back"
        DOCUMENT = "document"
        KNOWN = "known"
        UNSURE = "unsure"
        NOT_RECORDED = "not_recorded"

    key = models.UUIDField(unique=True, help_text="the same key twice is the same contact")
    body_hash = models.CharField(max_length=64, help_text="another body under the same key is refused")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    about = models.ForeignKey(
        Client,
        models.PROTECT,
        related_name="contacts",
        null=True,
        help_text="nobody knows whose advice it is",
    )
    for_other = models.BooleanField(default=False)
    identified = models.CharField(
        max_length=16, choices=Identified.choices, blank=True, help_text="blank: they signed in themselves"
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", db_index=False)
    words = models.TextField()
    since = models.CharField(max_length=16, help_text="today, 3d, 14d, long, date, unknown")
    since_on = models.DateField(null=True)
    affirmed = ArrayField(
        models.SlugField(max_length=32), default=list, help_text="warning statements affirmed"
    )
    answers = models.JSONField(default=dict, help_text="how and when to reach, support")
    language = models.CharField(max_length=8)
    interpreter = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about__isnull=False) | Q(channel__in=["phone", "walk_in"], for_other=False),
                name="only_a_voice_may_be_nobodys",
            ),
            models.CheckConstraint(
                condition=Q(about__isnull=False) | ~Q(words__iregex=CODE_ANYWHERE),
                name="advice_names_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["about", "-received_at"], name="contacts_of_a_client"),
            models.Index(fields=["received_at"], name="advice_by_time", condition=Q(about=None)),
            models.Index(fields=["topic", "received_at"], name="contacts_of_a_topic"),
        ]

    def __str__(self):
        return f"contact={self.pk}"


class Caller(models.Model):
    """Somebody who told a contact on another's behalf, by phone or at the counter (soittaja).

    `mandate` is what we knew of at the time; without one they may tell us things, and are told nothing.
    """

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="caller")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=120, blank=True)
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_caller_has_a_name"),
        ]

    def __str__(self):
        return f"caller={self.pk}"


class DraftFile(models.Model):
    """A file that waits in a draft."""

    draft = models.ForeignKey(ContactDraft, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    def __str__(self):
        return f"draft={self.draft_id} file={self.file_id}"


class ContactFile(models.Model):
    """A photo or document that came with a contact."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    def __str__(self):
        return f"contact={self.contact_id} file={self.file_id}"


class MatterContact(models.Model):
    """A contact opened, joined or was split into a matter; many to many."""

    class How(models.TextChoices):
        OPENED = "opened"
        JOINED = "joined"
        SPLIT = "split"
        CORRECTED = "corrected"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="matter_contacts")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="matter_contacts")
    how = models.CharField(max_length=16, choices=How.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "contact"], name="a_contact_once_in_a_matter")
        ]

    def __str__(self):
        return f"matter={self.matter_id} contact={self.contact_id}"


class Worsening(models.Model):
    """A client affirmed statements when it got worse (vointi huononi)."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="worsenings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    affirmed = ArrayField(models.SlugField(max_length=32))
    words = models.TextField(blank=True)

    def __str__(self):
        return f"worsening={self.pk}"
