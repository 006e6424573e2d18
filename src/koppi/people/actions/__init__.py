"""What changes about people."""

from .clients import make_client, rows_of_one_human, set_non_disclosure
from .hours import change_week, check_manages, manages, remove_exception, set_exception
from .identified import client_by_provider
from .joining import add_to_team, take_on
from .leaving import end_professional, leave_team, plan_departure, withdraw_departure
from .licences import licence_changes, mark_of, read_licences, take_licences, tell_of_ended_licences
from .mandates import begin_visit, check_mandate, confirm_mandate, take_over, withdraw_mandate
from .own_people import (
    accept_naming,
    ask_to_be_own,
    decline_naming,
    end_own_person,
    name_own_person,
    withdraw_naming,
)
from .professionals import (
    change_absence,
    end_absence,
    end_duty,
    give_duty,
    join_team,
    make_professional,
    start_absence,
    usual_duties,
)
from .shifts import add_shifts, change_shift, copy_week, remove_shift
from .units import (
    add_municipality,
    add_team,
    add_unit,
    change_team,
    change_unit,
    check_takes_over,
    close_team,
    set_served,
)
from .working import end_task, give_task, set_abilities, set_leading

__all__ = [
    "accept_naming",
    "add_municipality",
    "add_shifts",
    "add_team",
    "add_to_team",
    "add_unit",
    "ask_to_be_own",
    "begin_visit",
    "change_absence",
    "change_shift",
    "change_team",
    "change_unit",
    "change_week",
    "check_manages",
    "check_mandate",
    "check_takes_over",
    "client_by_provider",
    "close_team",
    "confirm_mandate",
    "copy_week",
    "decline_naming",
    "end_absence",
    "end_duty",
    "end_own_person",
    "end_professional",
    "end_task",
    "give_duty",
    "give_task",
    "join_team",
    "leave_team",
    "licence_changes",
    "make_client",
    "make_professional",
    "manages",
    "mark_of",
    "name_own_person",
    "plan_departure",
    "read_licences",
    "remove_exception",
    "remove_shift",
    "rows_of_one_human",
    "set_abilities",
    "set_exception",
    "set_leading",
    "set_non_disclosure",
    "set_served",
    "start_absence",
    "take_licences",
    "take_on",
    "take_over",
    "tell_of_ended_licences",
    "usual_duties",
    "withdraw_departure",
    "withdraw_mandate",
    "withdraw_naming",
]
