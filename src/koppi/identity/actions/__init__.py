from .accounts import add_professional_user, choose_language, choose_single_keys, deactivate, resident_user
from .sessions import end_session, end_sessions

__all__ = [
    "add_professional_user",
    "choose_language",
    "choose_single_keys",
    "deactivate",
    "end_session",
    "end_sessions",
    "resident_user",
]
