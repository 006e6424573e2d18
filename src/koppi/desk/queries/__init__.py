"""What the desk's pages show, composed from the packages below."""

from .absences import absence_of, absences, leads_absences, led_workers
from .across import asked_by_me, asked_of_us, other_teams
from .advising import AdviceGiven, advice_given
from .boundary import OtherSide, other_side
from .calls import call_note, call_page, calling_hours, calls_to_make, led_teams
from .chat_leading import FigureTables, NowTables, chat_figures, chat_now
from .chatting import ChatList, ChatNote, chat_channels, chat_list, chat_note, has_more_news, talk_in_hand
from .colleagues import (
    ask_choices,
    colleagues_by_user,
    everybody,
    offer_choices,
    shared_teams,
    skill_choices,
    substitute_choices,
    successor_choices,
    teams_of,
    workers,
)
from .departing import Departing, departing, departures_ahead, hand_on_choices
from .feedback import feedback_columns, feedback_read
from .frame import Frame, frame
from .leaving import GoingHome, going_home
from .lines import TalkLine, talk
from .messages_out import message_out, messages_out
from .needs import opening, openings, own_opening, patterns
from .oversight import looks_found, older_request, older_requests, readers_called, rows_of_human
from .own import asked_by, own_clients, roles_to_name, suggestions, team_loads
from .page import MatterPage, file_of, join_choices, letters_after, looking, matter_page
from .phone import NOBODY, Call, Hit, call_of, hits, municipality_choices, registers_of
from .reaching import ContactDetails, contact_details
from .rows import ListPage, News, clients_of, list_page, news, next_reference
from .shifts import hours_of, may_plan_shifts, shift_teams, team_week
from .staff import person, task_choices
from .units import areas, team_page, unit_history, units

__all__ = [
    "NOBODY",
    "AdviceGiven",
    "Call",
    "ChatList",
    "ChatNote",
    "ContactDetails",
    "Departing",
    "FigureTables",
    "Frame",
    "GoingHome",
    "Hit",
    "ListPage",
    "MatterPage",
    "News",
    "NowTables",
    "OtherSide",
    "TalkLine",
    "absence_of",
    "absences",
    "advice_given",
    "areas",
    "ask_choices",
    "asked_by",
    "asked_by_me",
    "asked_of_us",
    "call_note",
    "call_of",
    "call_page",
    "calling_hours",
    "calls_to_make",
    "chat_channels",
    "chat_figures",
    "chat_list",
    "chat_note",
    "chat_now",
    "clients_of",
    "colleagues_by_user",
    "contact_details",
    "departing",
    "departures_ahead",
    "everybody",
    "feedback_columns",
    "feedback_read",
    "file_of",
    "frame",
    "going_home",
    "hand_on_choices",
    "has_more_news",
    "hits",
    "hours_of",
    "join_choices",
    "leads_absences",
    "led_teams",
    "led_workers",
    "letters_after",
    "list_page",
    "looking",
    "looks_found",
    "matter_page",
    "may_plan_shifts",
    "message_out",
    "messages_out",
    "municipality_choices",
    "news",
    "next_reference",
    "offer_choices",
    "older_request",
    "older_requests",
    "opening",
    "openings",
    "other_side",
    "other_teams",
    "own_clients",
    "own_opening",
    "patterns",
    "person",
    "readers_called",
    "registers_of",
    "roles_to_name",
    "rows_of_human",
    "shared_teams",
    "shift_teams",
    "skill_choices",
    "substitute_choices",
    "successor_choices",
    "suggestions",
    "talk",
    "talk_in_hand",
    "task_choices",
    "team_loads",
    "team_page",
    "team_week",
    "teams_of",
    "unit_history",
    "units",
    "workers",
]
