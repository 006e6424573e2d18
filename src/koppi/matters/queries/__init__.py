"""What pages ask about matters."""

from .matter import (
    EventLine,
    MatterLine,
    Opening,
    due_explained,
    matter_events,
    matter_for,
    matters_of_client,
    open_matters_of_client,
    opening_of,
    pending_offer,
    why_visible,
)
from .promises import broken_promises
from .search import search_matters
from .teams import count_open_in
from .worklist import SCOPES, Filters, Worklist, WorklistRow, worklist

__all__ = [
    "SCOPES",
    "EventLine",
    "Filters",
    "MatterLine",
    "Opening",
    "Worklist",
    "WorklistRow",
    "broken_promises",
    "count_open_in",
    "due_explained",
    "matter_events",
    "matter_for",
    "matters_of_client",
    "open_matters_of_client",
    "opening_of",
    "pending_offer",
    "search_matters",
    "why_visible",
    "worklist",
]
