"""What changes about people."""

from .clients import make_client, name_own_person, rows_of_one_human, set_non_disclosure
from .identified import client_by_provider
from .mandates import begin_visit, check_mandate, confirm_mandate, take_over, withdraw_mandate
from .professionals import (
    end_absence,
    end_duty,
    end_professional,
    give_duty,
    join_team,
    leave_team,
    make_professional,
    start_absence,
    usual_duties,
)

__all__ = [
    "begin_visit",
    "check_mandate",
    "client_by_provider",
    "confirm_mandate",
    "end_absence",
    "end_duty",
    "end_professional",
    "give_duty",
    "join_team",
    "leave_team",
    "make_client",
    "make_professional",
    "name_own_person",
    "rows_of_one_human",
    "set_non_disclosure",
    "start_absence",
    "take_over",
    "usual_duties",
    "withdraw_mandate",
]
