"""Which routes are open to whom, who waits and for how long, and what the chat's days have been like."""

from .desk import (
    Console,
    TalkRow,
    WaitingRow,
    console,
    may_work_on,
    my_watch,
    talks_of,
    visit_of,
    waiting_for,
)
from .leading import Figures, Overview, RouteNow, WatchRow, figures, figures_of_day, may_lead, overview
from .mine import MyVisit, my_open_visits, my_visit, place_of
from .routes import RouteRow, is_route_open, is_served, route_in_force, routes_at, routes_for, waiting_on

__all__ = [
    "Console",
    "Figures",
    "MyVisit",
    "Overview",
    "RouteNow",
    "RouteRow",
    "TalkRow",
    "WaitingRow",
    "WatchRow",
    "console",
    "figures",
    "figures_of_day",
    "is_route_open",
    "is_served",
    "may_lead",
    "may_work_on",
    "my_open_visits",
    "my_visit",
    "my_watch",
    "overview",
    "place_of",
    "route_in_force",
    "routes_at",
    "routes_for",
    "talks_of",
    "visit_of",
    "waiting_for",
    "waiting_on",
]
