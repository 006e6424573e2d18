"""What pages ask about matters."""

from .care import RiskRow, called_for_by, care_at_risk, care_limit, delays_of
from .endings import Ended, closing_choices, how_it_ended, ways_to_close
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
from .person import assessments_of_person, open_of_person, past_of_person
from .promises import broken_promises
from .search import search_matters
from .teams import count_open_in
from .worklist import SCOPES, Filters, Worklist, WorklistRow, worklist

__all__ = [
    "SCOPES",
    "Ended",
    "EventLine",
    "Filters",
    "MatterLine",
    "Opening",
    "RiskRow",
    "Worklist",
    "WorklistRow",
    "assessments_of_person",
    "broken_promises",
    "called_for_by",
    "care_at_risk",
    "care_limit",
    "closing_choices",
    "count_open_in",
    "delays_of",
    "due_explained",
    "how_it_ended",
    "matter_events",
    "matter_for",
    "matters_of_client",
    "open_matters_of_client",
    "open_of_person",
    "opening_of",
    "past_of_person",
    "pending_offer",
    "search_matters",
    "ways_to_close",
    "why_visible",
    "worklist",
]
