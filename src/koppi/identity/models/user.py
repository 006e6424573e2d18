"""Who is signed in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Case, Q, Value, When


class UserManager(BaseUserManager):
    """Finds and makes the accounts that people and Koppi itself sign with."""

    def get_by_natural_key(self, username):
        """Return the account of a username."""
        return self.get(username=username)

    def system(self):
        """Return Koppi's own account, which signs what no person did."""
        user, _ = self.get_or_create(username="koppi", defaults={"kind": User.Kind.SYSTEM})
        return user


class User(AbstractBaseUser):
    """An account that can sign what it does (käyttäjä)."""

    class Kind(models.TextChoices):
        RESIDENT = "resident"
        PROFESSIONAL = "professional"
        SYSTEM = "system"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    username = models.CharField(max_length=64, unique=True)
    person_id = models.UUIDField(null=True, unique=True, help_text="the human, for residents")
    language = models.CharField(max_length=8, default="fi")
    is_active = models.BooleanField(default=True)
    is_here = models.GeneratedField(
        expression=Case(When(is_active=True, then=Value(True)), default=None),
        output_field=models.BooleanField(null=True),
        db_persist=True,
        help_text="for the key that nobody whose account is closed holds a matter",
    )
    single_keys = models.BooleanField(default=True, help_text="keyboard shortcuts of one letter")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "is_here"], name="account_and_whether_here"),
            models.CheckConstraint(
                condition=Q(kind="resident", person_id__isnull=False)
                | (~Q(kind="resident") & Q(person_id__isnull=True)),
                name="only_a_resident_is_a_person",
            ),
        ]

    def __str__(self):
        return self.username

    @property
    def is_resident(self):
        return self.kind == self.Kind.RESIDENT

    @property
    def is_professional(self):
        return self.kind == self.Kind.PROFESSIONAL

    @property
    def is_system(self):
        return self.kind == self.Kind.SYSTEM
