"""What leaves the house, and how often we try."""

from datetime import timedelta

# Minutes to wait after each failure; after the last one we give up, about a day and a half later.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 720, 1440))
MOST_TRIES = len(WAITS) + 1
TEMPLATES = ("contact_received", "new_message", "matter_changed", "tried_to_reach", "appointment_reminder")


class UnknownTemplate(ValueError):
    """There are no words for this template."""


def next_try(tries, at):
    """Return when to try again after so many failures, or None to give up."""
    return at + WAITS[tries - 1] if tries < MOST_TRIES else None


def check_template(template):
    """Raise when a template has no words.

    :raises UnknownTemplate: it is none of `TEMPLATES`
    """
    if template not in TEMPLATES:
        raise UnknownTemplate(template)
