"""What leaves the house, how often we try, and when a telephone may sound."""

from datetime import timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
# Minutes to wait after each failure; after the last one we give up, about a day and a half later.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 720, 1440))
MOST_TRIES = len(WAITS) + 1
# How long after an unknown outcome the carrier is asked about it; after the last one a person must see to it.
ASKS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 240))
TEMPLATES = (
    "contact_received",
    "new_message",
    "matter_changed",
    "tried_to_reach",
    "appointment_reminder",
    "your_turn",
)
# Somebody waits for these now, so that they leave also in quiet hours.
AWAITED = ("your_turn",)

# A delivery's states, and where each may lead. What the carrier did is a fact: only a person, or the carrier
# itself when it is asked, makes something known of an unknown outcome.
WAITING, SENDING, SENT, UNKNOWN, GIVEN_UP = "waiting", "sending", "sent", "unknown", "given_up"
MOVES = {
    WAITING: {SENDING, GIVEN_UP},
    SENDING: {SENT, WAITING, UNKNOWN, GIVEN_UP},
    UNKNOWN: {SENT, WAITING, GIVEN_UP},
    GIVEN_UP: {WAITING, SENT},
    SENT: set(),
}
# Why something was given up.
TRIES, REFUSED, LATE, DEAD, HIDDEN, WITHDRAWN = "tries", "refused", "late", "dead", "hidden", "withdrawn"
REASONS = (TRIES, REFUSED, LATE, DEAD, HIDDEN, WITHDRAWN)
# Of these a person is told; the rest was meant so.
NEED_A_PERSON = (TRIES, REFUSED, DEAD)


class UnknownTemplate(ValueError):
    """There are no words for this template."""


def may_move(now, then):
    """Tell whether a delivery may go from one state to another."""
    return then in MOVES.get(now, ())


def next_try(tries, at):
    """Return when to try again after so many failures, or None to give up."""
    return at + WAITS[tries - 1] if tries < MOST_TRIES else None


def next_ask(asks, at):
    """Return when to ask the carrier what became of a message, or None to leave it to a person.

    :param asks: how often it has been asked already
    """
    return at + ASKS[asks] if asks < len(ASKS) else None


def channel_key(key, channel):
    """Return the key of a message by one of several channels; by e-mail it is the message's own."""
    return key if channel == "email" else f"{key}-{channel}"


def is_quiet(moment, hours):
    """Tell whether telephones stay silent at a moment, by the clock on a Finnish wall.

    What the wall shows decides, so that an hour that comes twice in autumn is quiet both times.

    :param hours: the first quiet hour and the first loud one, for example (21, 7), or None
    """
    if hours is None:
        return False
    begins, ends = hours
    hour = moment.astimezone(HELSINKI).hour
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


def check_template(template):
    """Raise when a template has no words.

    :raises UnknownTemplate: it is none of `TEMPLATES`
    """
    if template not in TEMPLATES:
        raise UnknownTemplate(template)
