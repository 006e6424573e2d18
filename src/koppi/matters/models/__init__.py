"""The matter, who holds it, and the clocks that run on it."""

from .clocks import Clock
from .holding import Catch, Consultation, Correction, Handover, Snooze
from .matter import Assessment, Capacity, Matter
from .topics import Topic

__all__ = [
    "Assessment",
    "Capacity",
    "Catch",
    "Clock",
    "Consultation",
    "Correction",
    "Handover",
    "Matter",
    "Snooze",
    "Topic",
]
