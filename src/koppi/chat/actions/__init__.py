"""Enter the chat, take the next one, talk, and end it; the matter has somebody or its team all the while."""

from .entering import end_talk, enter_chat, enter_with_matter, go_on_as_messages, note_seen, tell_my_turn
from .following import call_back, end_with_matter, follow_holder, go_along, go_on_in, hear_answer, hear_client
from .sweeping import close_for_the_day, give_up_on_absent
from .taking import take, take_next
from .watching import begin_watch, end_watch, end_watch_of

__all__ = [
    "begin_watch",
    "call_back",
    "close_for_the_day",
    "end_talk",
    "end_watch",
    "end_watch_of",
    "end_with_matter",
    "enter_chat",
    "enter_with_matter",
    "follow_holder",
    "give_up_on_absent",
    "go_along",
    "go_on_as_messages",
    "go_on_in",
    "hear_answer",
    "hear_client",
    "note_seen",
    "take",
    "take_next",
    "tell_my_turn",
]
