"""What is true of versions and their differences; no database, no clock."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Base:
    """On top of what a change was written: the newest version, and when it ends."""

    version: int
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Moved:
    """Contacts that a change sorts otherwise: how many, where they went and where they would have gone."""

    count: int
    came: str
    would: str


@dataclass(frozen=True, slots=True)
class Card:
    """How a client would see an item in one language: what it is called, what it says, how it stands."""

    language: str
    title: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would have done to a time that is over.

    :param total: how many contacts the change sorts otherwise or not; None for what sorts none
    :param same: how many of their matters stay where they went
    :param said: what else would have been different, in sentences
    :param groups: which matters change place, as pairs of a topic's version and a register
    :param cards: how clients would see the item, for what they choose among
    """

    since: datetime
    until: datetime
    total: int | None
    same: int = 0
    moved: tuple[Moved, ...] = ()
    said: tuple[str, ...] = ()
    groups: tuple[tuple[int, str], ...] = ()
    cards: tuple[Card, ...] = ()


def base_of(latest):
    """Return what a change written now stands on; None when there is no such item yet."""
    return Base(latest.version, latest.valid_to) if latest else None


def differences(before, after):
    """Return how a text became another, word by word: pairs of `SAME`, `GONE` or `NEW` and a piece."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append((SAME, "".join(old[a:b])))
            continue
        if gone := "".join(old[a:b]):
            parts.append((GONE, gone))
        if added := "".join(new[c:d]):
            parts.append((NEW, added))
    return _joined(parts)


def _joined(parts):
    """Join pieces that only a space keeps apart: three changed words read better as one than as five."""
    joined = []
    for what, text in parts:
        if what == SAME and text.isspace() and joined and joined[-1][0] != SAME:
            joined.append((GONE, text))
            joined.append((NEW, text))
        else:
            joined.append((what, text))
    runs, gone, new = [], "", ""
    for what, text in [*joined, (SAME, "")]:
        if what == GONE:
            gone += text
        elif what == NEW:
            new += text
        else:
            runs += _run(gone, new)
            gone = new = ""
            if text:
                runs.append((SAME, text))
    return runs


def _run(gone, new):
    """Return a run of changes, with the spaces that both ends share put outside."""
    end = ""
    while gone and new and gone[-1] == new[-1] and gone[-1].isspace():
        end, gone, new = gone[-1] + end, gone[:-1], new[:-1]
    found = [(GONE, gone)] if gone else []
    found += [(NEW, new)] if new else []
    return [*found, (SAME, end)] if end else found
