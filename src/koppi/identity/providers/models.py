"""What is remembered of providers' answers: what was used, what waits, and whose session is whose."""

from django.conf import settings
from django.db import models


class SpentAnswer(models.Model):
    """Something of an answer that may be used once: a state, a nonce, the id of an assertion.

    Only a hash is kept, until the answer would have expired anyhow; every web node sees the same rows.
    """

    kind = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="an_answer_is_used_once")]

    def __str__(self):
        return f"{self.kind} until {self.until}"


class WaitingAnswer(models.Model):
    """A SAML answer on its way from the provider's page to the browser's own session, for two minutes.

    The provider's form comes from another site, so the browser sends no cookie along; the next request does.
    The answer is sealed with a key that only the browser's address carries.
    """

    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    until = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"waiting={self.pk}"


class ProviderSession(models.Model):
    """A session that began with a provider's answer, so that the provider can end it too."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    who = models.CharField(max_length=16)
    subject = models.CharField(max_length=64, help_text="keyed hash of the provider's name for the person")
    session = models.CharField(max_length=64, blank=True, help_text="keyed hash of the provider's session")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who", "subject"], name="provider_session_by_subject")]

    def __str__(self):
        return f"provider_session={self.pk}"
