"""Sign-ins that stand open."""

from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac


class SessionManager(BaseSessionManager):
    """Keeps sessions, and finds those of a person."""

    def standing(self, user, at):
        """Return the sign-ins of a user that have not run out, the one used last first."""
        return self.filter(user=user, expire_date__gt=at).order_by("-seen_at", "-since", "session_key")


class Session(AbstractBaseSession):
    """One browser's session, and whose sign-in it is, if anybody's (istunto).

    No address of the network is kept: a person knows a sign-in by its browser and its times.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    since = models.DateTimeField(null=True, help_text="when they signed in")
    seen_at = models.DateTimeField(null=True, help_text="last used, to about a minute")
    way = models.CharField(max_length=16, blank=True, help_text="how they signed in")
    browser = models.CharField(max_length=40, blank=True, help_text="for example firefox windows")

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) | Q(since__isnull=False), name="a_sign_in_has_a_beginning"
            ),
        ]

    @classmethod
    def get_session_store_class(cls):
        from ..sessions import SessionStore

        return SessionStore

    @property
    def reference(self):
        """What names this sign-in on a page; the key itself would let whoever sees it in."""
        return salted_hmac("koppi.identity.session", self.session_key, algorithm="sha256").hexdigest()[:24]
