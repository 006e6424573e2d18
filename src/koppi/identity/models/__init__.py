from ..providers.models import ProviderSession, SpentAnswer, WaitingAnswer
from .factors import Activation, OneTimeCode, Passkey, RecoveryCode
from .session import Session
from .tally import Tally
from .user import User

__all__ = [
    "Activation",
    "OneTimeCode",
    "Passkey",
    "ProviderSession",
    "RecoveryCode",
    "Session",
    "SpentAnswer",
    "Tally",
    "User",
    "WaitingAnswer",
]
