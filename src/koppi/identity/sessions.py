"""Where sessions are kept: Django's in the database, each with whose it is and when it must end.

The row ends at the earlier of two limits: idle (`SESSION_COOKIE_AGE` after the last use) and absolute
(`SESSION_HOURS` after the sign-in). A session past its end is not found, so nothing else has to ask.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

# What a sign-in writes into its session: moments in seconds, the way in, the browser, and its last moment.
SINCE, SEEN, WAY, BROWSER, ENDS = "since", "seen", "way", "browser", "ends"


class SessionStore(DatabaseStore):
    """Sessions that know their user."""

    @classmethod
    def get_model_class(cls):
        from .models import Session

        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        if SESSION_KEY not in data:
            return row
        row.user_id = int(data[SESSION_KEY])
        row.seen_at = moment(data.get(SEEN)) or row.expire_date - timedelta(
            seconds=settings.SESSION_COOKIE_AGE
        )
        row.since = moment(data.get(SINCE)) or row.seen_at
        row.way = data.get(WAY, "")
        row.browser = data.get(BROWSER, "")
        if ends := moment(data.get(ENDS)):
            row.expire_date = min(row.expire_date, ends)
        return row


def moment(seconds):
    """Return the moment that a session holds as seconds, or None."""
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None


def begin(session, user, *, way, browser, at):
    """Write into a session whose sign-in begins now, and when it must end."""
    session[SINCE] = session[SEEN] = at.timestamp()
    session[WAY], session[BROWSER] = way, browser
    session[ENDS] = (at + timedelta(hours=settings.SESSION_HOURS[user.kind])).timestamp()
