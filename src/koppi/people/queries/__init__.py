"""What pages and the packages above ask about people."""

from .clients import (
    ActFor,
    client_of,
    clients_to_act_for,
    find_client_by_hetu,
    has_representative,
    minors_rule,
    own_person,
    own_person_responsibilities,
    shielded_children,
)
from .opening import Opening, office_hours, opening_today, steady_office_hours
from .professionals import (
    ColleagueChoice,
    TeamChoice,
    WhoIs,
    colleague_choices,
    data_protection_officers,
    professional_of,
    substitute_of,
    team_choices,
    who_are,
)
from .reach import Reach, is_hidden, reach_in_full, reach_of
from .readers import professions_that_read
from .shifts import is_away, members, next_shift, on_shift, shift_end, shift_leads

__all__ = [
    "ActFor",
    "ColleagueChoice",
    "Opening",
    "Reach",
    "TeamChoice",
    "WhoIs",
    "client_of",
    "clients_to_act_for",
    "colleague_choices",
    "data_protection_officers",
    "find_client_by_hetu",
    "has_representative",
    "is_away",
    "is_hidden",
    "members",
    "minors_rule",
    "next_shift",
    "office_hours",
    "on_shift",
    "opening_today",
    "own_person",
    "own_person_responsibilities",
    "professional_of",
    "professions_that_read",
    "reach_in_full",
    "reach_of",
    "shielded_children",
    "shift_end",
    "shift_leads",
    "steady_office_hours",
    "substitute_of",
    "team_choices",
    "who_are",
]
