"""What the desk's pages show, composed from the packages below."""

from .across import asked_by_me, asked_of_us, other_teams
from .boundary import OtherSide, other_side
from .colleagues import ask_choices, offer_choices, skill_choices, substitute_choices, workers
from .frame import Frame, frame
from .leaving import GoingHome, going_home
from .lines import TalkLine, talk
from .needs import opening, openings, own_opening, patterns
from .oversight import looks_found, older_request, older_requests, readers_called, rows_of_human
from .page import MatterPage, file_of, join_choices, looking, matter_page
from .reaching import ContactDetails, contact_details
from .rows import ListPage, News, clients_of, list_page, news, next_reference

__all__ = [
    "ContactDetails",
    "Frame",
    "GoingHome",
    "ListPage",
    "MatterPage",
    "News",
    "OtherSide",
    "TalkLine",
    "ask_choices",
    "asked_by_me",
    "asked_of_us",
    "clients_of",
    "contact_details",
    "file_of",
    "frame",
    "going_home",
    "join_choices",
    "list_page",
    "looking",
    "looks_found",
    "matter_page",
    "news",
    "next_reference",
    "offer_choices",
    "older_request",
    "older_requests",
    "opening",
    "openings",
    "other_side",
    "other_teams",
    "own_opening",
    "patterns",
    "readers_called",
    "rows_of_human",
    "skill_choices",
    "substitute_choices",
    "talk",
    "workers",
]
