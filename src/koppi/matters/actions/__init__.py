"""What people do with a matter: one verb, one transaction, one event."""

from ._hands import (
    check_identified,
    check_may_say,
    check_names_nobody,
    check_open,
    lock_where_it_went,
    take_event_no,
)
from .advising import continue_advice, open_advice
from .asking import answer_question, ask_colleague, withdraw_question
from .assessing import assess_matter, set_urgency
from .caring import note_care, note_care_time, record_delay
from .catching import catch_matter, release_matter, send_on
from .closing import cancel_matter, close_matter, reopen_matter
from .handing_over import accept_handover, decline_handover, expire_offers, offer_handover, withdraw_handover
from .leaving import leave_hands, offer_all, return_due, return_many, shorten_offers
from .minors import note_capacity
from .moving import move_to_team
from .opening import open_matter
from .pausing import snooze_matter, stop_waiting_for, wait_for, wake_matter, wake_snoozed
from .sorting_out import correct_client, join_matters
from .talking import hear_from_client, mark_answered, mark_noted, note_answer, note_word, warn
from .watching import alert_uncaught, raise_overdue

__all__ = [
    "accept_handover",
    "alert_uncaught",
    "answer_question",
    "ask_colleague",
    "assess_matter",
    "cancel_matter",
    "catch_matter",
    "check_identified",
    "check_may_say",
    "check_names_nobody",
    "check_open",
    "close_matter",
    "continue_advice",
    "correct_client",
    "decline_handover",
    "expire_offers",
    "hear_from_client",
    "join_matters",
    "leave_hands",
    "lock_where_it_went",
    "mark_answered",
    "mark_noted",
    "move_to_team",
    "note_answer",
    "note_capacity",
    "note_care",
    "note_care_time",
    "note_word",
    "offer_all",
    "offer_handover",
    "open_advice",
    "open_matter",
    "raise_overdue",
    "record_delay",
    "release_matter",
    "reopen_matter",
    "return_due",
    "return_many",
    "send_on",
    "set_urgency",
    "shorten_offers",
    "snooze_matter",
    "stop_waiting_for",
    "take_event_no",
    "wait_for",
    "wake_matter",
    "wake_snoozed",
    "warn",
    "withdraw_handover",
    "withdraw_question",
]
