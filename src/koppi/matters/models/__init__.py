"""The matter, who holds it, and the clocks that run on it."""

from .clocks import Clock, Delay
from .endings import ClosingReason, Outcome
from .holding import Catch, Consultation, Correction, Handover, Snooze
from .matter import Assessment, Capacity, Matter
from .topics import Topic

__all__ = [
    "Assessment",
    "Capacity",
    "Catch",
    "Clock",
    "ClosingReason",
    "Consultation",
    "Correction",
    "Delay",
    "Handover",
    "Matter",
    "Outcome",
    "Snooze",
    "Topic",
]
