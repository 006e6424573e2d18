"""What changes about people."""

from .clients import make_client, name_own_person, rows_of_one_human, set_non_disclosure
from .hours import change_week, check_manages, remove_exception, set_exception
from .identified import client_by_provider
from .joining import add_to_team, take_on
from .leaving import end_professional, plan_departure, withdraw_departure
from .licences import licence_changes, mark_of, read_licences, take_licences, tell_of_ended_licences
from .mandates import begin_visit, check_mandate, confirm_mandate, take_over, withdraw_mandate
from .professionals import (
    end_absence,
    end_duty,
    give_duty,
    join_team,
    leave_team,
    make_professional,
    start_absence,
    usual_duties,
)

__all__ = [
    "add_to_team",
    "begin_visit",
    "change_week",
    "check_manages",
    "check_mandate",
    "client_by_provider",
    "confirm_mandate",
    "end_absence",
    "end_duty",
    "end_professional",
    "give_duty",
    "join_team",
    "leave_team",
    "licence_changes",
    "make_client",
    "make_professional",
    "mark_of",
    "name_own_person",
    "plan_departure",
    "read_licences",
    "remove_exception",
    "rows_of_one_human",
    "set_exception",
    "set_non_disclosure",
    "start_absence",
    "take_licences",
    "take_on",
    "take_over",
    "tell_of_ended_licences",
    "usual_duties",
    "withdraw_departure",
    "withdraw_mandate",
]
