"""When somebody is asked how it went, and when what was said is shown; no database, no clock."""

from datetime import timedelta

YES, PARTLY, NO = "yes", "partly", "no"
HELPED = (YES, PARTLY, NO)
EASIEST, HARDEST = 1, 5
MAX_WORDS = 2000
# What one may be asked about; later work adds to it.
CHAT = "chat"
ABOUT = (CHAT,)

# Our own rules. Somebody who has answered is left alone for a while.
OPEN_FOR = timedelta(days=14)
REST = timedelta(days=30)
# Answers of a team show from so many on, so that nobody can guess who gave one.
FEWEST_SHOWN = 3


def may_ask_again(answered_at, at):
    """Test whether somebody may be asked again about a matter; `answered_at` is None when they never were."""
    return answered_at is None or at - answered_at >= REST


def is_open(asked_at, answered_at, at):
    """Test whether a request may still be answered."""
    return answered_at is None and at - asked_at < OPEN_FOR


def middle_ease(counts):
    """Return the median of the answers on how easy it was, the easier of two middle ones; None of none.

    :param counts: how many gave each answer, by the number from `EASIEST` to `HARDEST`
    """
    all_in_order = [ease for ease in range(EASIEST, HARDEST + 1) for _one in range(counts.get(ease, 0))]
    return all_in_order[(len(all_in_order) - 1) // 2] if all_in_order else None
