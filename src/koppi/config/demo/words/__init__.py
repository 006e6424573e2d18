"""What invented people write and what they are answered, in their own languages."""

from .bodily import BODILY
from .care import CARE
from .daily_life import DAILY_LIFE
from .telling import Told, vary

TOLD = BODILY + DAILY_LIFE

__all__ = ["CARE", "TOLD", "Told", "vary"]
