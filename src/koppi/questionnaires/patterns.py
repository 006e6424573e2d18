"""Patterns of answers (the extension `regex`): only those that can be checked in no time.

Python's own reader of patterns tells how a pattern is built. A repeat without an end inside another, or a
choice inside one, can take for ever on an answer made for it, so such a pattern is refused.
"""

import re

LONGEST = 300
LONGEST_ANSWER = 1000
"""A longer answer does not match any pattern: nothing that has a pattern is that long."""


def wrong_with(pattern):
    """Return why a pattern cannot be used, as a key of `wording.REASONS`, or nothing."""
    if len(pattern) > LONGEST:
        return "regex_heavy"
    try:
        parsed = re._parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return "regex"
    return "regex_heavy" if _heavy(parsed, 0) else ""


def matches(pattern, answer):
    """Tell whether a whole answer has the form of a pattern."""
    return len(answer) <= LONGEST_ANSWER and re.fullmatch(pattern, answer) is not None


def _heavy(parsed, inside):
    endless = 0
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            most = argument[1]
            many = int(most) > 50
            endless += many
            if (inside and many) or _heavy(argument[2], inside or many):
                return True
        elif name == "BRANCH":
            if inside or any(_heavy(branch, inside) for branch in argument[1]):
                return True
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            if _heavy(argument[-1] if name == "SUBPATTERN" else argument, inside):
                return True
        elif name in ("ASSERT", "ASSERT_NOT"):
            if _heavy(argument[1], inside):
                return True
        elif name in ("GROUPREF", "GROUPREF_EXISTS") and inside:
            return True
    return endless > 4
