"""Where somebody goes after signing in, and what is kept of what they wrote."""

import re
from datetime import timedelta

KEPT_BYTES = 100_000
KEPT_FOR = timedelta(hours=24)
TOUCH_EVERY = timedelta(minutes=1)
HOMES = {"resident": "/", "professional": "/desk/"}
DESK = "/desk/"
_UNSHOWN = re.compile(r"[0-9a-f-]{16,64}|\d+|[\w.:+-]{1,16}", re.IGNORECASE)


def is_for(path, kind):
    """Tell whether a page is for somebody of a kind, so that nobody lands on what is not theirs."""
    at_desk = path.startswith(DESK)
    return at_desk if kind == "professional" else not at_desk


def is_own_words(value):
    """Tell whether a posted value is something a person wrote, not a key, a number or a choice."""
    return bool(value.strip()) and not _UNSHOWN.fullmatch(value.strip())


def fits(fields):
    """Tell whether posted fields are small enough to keep."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in fields) <= KEPT_BYTES
