"""What was given out of the house about a client, to whom and on which ground."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Disclosure(models.Model):
    """Data about a client was given to somebody outside its register (luovutus).

    Source: 703/2023 9–10 §: what was given, giver, receiver, time, purpose and ground, kept per register for
    12 years. Append-only; holds codes and the receiver's name, never the data itself. The client's number is
    no key, so that a line outlives the client's row.
    """

    client_id = models.BigIntegerField(db_index=True)
    matter_id = models.BigIntegerField(null=True)
    register = models.CharField(max_length=8, choices=[("patient", "patient"), ("social", "social")])
    data = ArrayField(models.CharField(max_length=16))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    receiver = models.CharField(
        max_length=120, help_text="the organisation or the person, as the client knows them"
    )
    at = models.DateTimeField()
    purpose = models.CharField(max_length=16)
    basis = models.CharField(max_length=16)
    provision = models.CharField(
        max_length=120, blank=True, default="", help_text="the law and its section, when a law obliges"
    )
    permission_id = models.BigIntegerField(
        null=True, help_text="which of the client's permissions allowed it"
    )
    key = models.UUIDField(unique=True, null=True, help_text="the same key twice is the same disclosure")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(data=[]), name="a_disclosure_names_what_was_given"),
            models.CheckConstraint(condition=~Q(receiver=""), name="a_disclosure_names_its_receiver"),
            models.CheckConstraint(
                condition=Q(basis="law") & ~Q(provision="") | ~Q(basis="law") & Q(provision=""),
                name="a_disclosure_by_law_names_its_section",
            ),
            models.CheckConstraint(
                condition=Q(basis="permission", permission_id__isnull=False)
                | ~Q(basis="permission") & Q(permission_id=None),
                name="a_disclosure_by_permission_names_it",
            ),
        ]
        indexes = [models.Index(fields=["client_id", "-at"], name="disclosures_of_a_client")]

    def __str__(self):
        return f"disclosure={self.pk}"
