from .accounts import add_professional_user, choose_language, choose_single_keys, deactivate, resident_user
from .factors import (
    add_code_app,
    add_passkey,
    remove_code_app,
    remove_passkey,
    renew_recovery_codes,
    reset_factors,
    use_code_app,
    use_passkey,
    use_recovery_code,
)
from .passwords import activate, change_password, invite, note_failure
from .sessions import end_session, end_sessions

__all__ = [
    "activate",
    "add_code_app",
    "add_passkey",
    "add_professional_user",
    "change_password",
    "choose_language",
    "choose_single_keys",
    "deactivate",
    "end_session",
    "end_sessions",
    "invite",
    "note_failure",
    "remove_code_app",
    "remove_passkey",
    "renew_recovery_codes",
    "reset_factors",
    "resident_user",
    "use_code_app",
    "use_passkey",
    "use_recovery_code",
]
