"""What is true of versions; no database, no clock."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Base:
    """On top of what a change was written: the newest version, and when it ends."""

    version: int
    ends_at: datetime | None


def base_of(latest):
    """Return what a change written now stands on; None when there is no such item yet."""
    return Base(latest.version, latest.valid_to) if latest else None
