"""Who listens to what happens below: one short table, so that every surprise fits on one screen.

Each runs in the transaction of the event, under the lock of its matter.
"""

from collections.abc import Callable

from koppi.appointments import actions as appointments
from koppi.appointments import feeds, hours
from koppi.callbacks import actions as callbacks
from koppi.chat import actions as chat
from koppi.feedback import actions as feedback
from koppi.plans import actions as plans
from koppi.segments import actions as segments

REACTIONS: dict[str, tuple[Callable[..., None], ...]] = {
    "matter.closed": (callbacks.end_with_matter, chat.end_with_matter, segments.end_with_matter),
    "matter.cancelled": (
        callbacks.end_with_matter,
        appointments.end_with_matter,
        chat.end_with_matter,
        segments.end_with_matter,
    ),
    "matter.corrected": (
        callbacks.end_with_matter,
        appointments.end_with_matter,
        chat.go_on_in,
        feedback.withdraw,
        plans.withdraw,
        segments.withdraw,
    ),
    "matter.joined": (
        callbacks.go_along,
        appointments.go_along,
        chat.go_along,
        feedback.go_along,
        segments.go_along,
    ),
    "matter.caught": (chat.follow_holder,),
    "matter.released": (chat.follow_holder,),
    "matter.sent_on": (chat.follow_holder,),
    "matter.answered": (chat.hear_answer,),
    "client.wrote": (chat.hear_client,),
    "callback.promised": (chat.call_back,),
    "matter.assessed": (appointments.follow_need,),
    "handover.accepted": (callbacks.follow_team, chat.follow_holder),
    "matter.team_closed": (callbacks.follow_team,),
    "team.left": (hours.withdraw_team,),
    "team.closed": (hours.follow_team, callbacks.end_with_team, feedback.follow_team),
    "professional.absence_started": (hours.withdraw_for_absence, chat.end_watch_of),
    "professional.absence_changed": (hours.draw_again, hours.withdraw_for_absence),
    "professional.absence_ended": (hours.draw_again,),
    "professional.ended": (hours.withdraw_all, feeds.end_feeds_of, chat.end_watch_of),
}
