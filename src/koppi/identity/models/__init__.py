from ..providers.models import ProviderSession, SpentAnswer, WaitingAnswer
from .session import Session
from .user import User

__all__ = ["ProviderSession", "Session", "SpentAnswer", "User", "WaitingAnswer"]
