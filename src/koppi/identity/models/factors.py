"""What a professional proves themselves with besides the password or the county's directory."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class OneTimeCode(models.Model):
    """A code app on somebody's phone (koodisovellus); its secret is unreadable at rest."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="one_time_code")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(help_text="the time step of the code used last; none up to it counts")
    added_at = models.DateTimeField()

    def __str__(self):
        return f"one_time_code={self.pk}"


class Passkey(models.Model):
    """A key in somebody's phone, computer or security key (pääsyavain)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField(help_text="the public key with what belongs to it")
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"passkey={self.pk}"


class RecoveryCode(models.Model):
    """One of ten codes on paper, each good once (palautuskoodi); only a salted hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    salted_hash = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"recovery_code={self.pk}"


class Activation(models.Model):
    """A code by which somebody chooses the password of their own account, good once and for a short time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="activations")
    salted_hash = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(used_at=None), name="one_activation_waits_for_a_user"
            ),
            models.CheckConstraint(
                condition=Q(made_at__lt=F("ends_at")), name="an_activation_ends_after_it_is_made"
            ),
        ]

    def __str__(self):
        return f"activation={self.pk}"
