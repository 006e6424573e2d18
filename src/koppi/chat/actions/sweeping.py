"""What the worker does: those who do not come when called, and the end of the day."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from koppi.conversations.actions import leave_word
from koppi.intake.actions import note_to_client
from koppi.people.models import Way
from koppi.people.queries import opening_today
from koppi.ui import times

from .. import rules
from ..models import Visit, Watch
from ..queries import may_stay, routes_at
from ._visits import end, lock_visit
from .watching import finish_watch

How = Visit.How


def give_up_on_absent(*, by, at):
    """End the live part of the talks to whose call no client came in time; return how many.

    They go on as messages in the hands of whoever called, and the client is told so, there and by a note.
    """
    called = Visit.objects.talking().filter(arrived_at=None).select_related("route").order_by("called_at")
    late = [visit for visit in called if _is_late(visit, at)]
    return sum(_give_up(visit.pk, by=by, at=at) for visit in late)


def _is_late(visit, at):
    return rules.minutes_between(visit.called_at, at) >= visit.route.grace


@transaction.atomic
def _give_up(visit_id, *, by, at):
    matter, visit = lock_visit(visit_id, by)
    if visit is None or visit.state != Visit.State.TALKING or visit.arrived_at or not _is_late(visit, at):
        return False
    called_at = visit.called_at
    end(visit, How.LEFT, matter=matter, by=by, at=at)
    _leave_word(
        matter, lambda language: _was_not_there(times.sentence(called_at, at, language)), by=by, at=at
    )
    note_to_client(matter=matter, template="new_message", key=f"visit-left-{visit.pk}", at=at)
    return True


def close_for_the_day(*, by, at):
    """Turn what waits on closed routes into ordinary matters of their teams; return how many visits ended.

    Their clocks run as they have from the start, and the client is told by when they are answered. A talk
    that somebody holds goes on live while something is said, then stays with its holder as messages. Who came
    in by a version that has changed or ended since keeps their place to the end of its day (`may_stay`).
    Whoever is on watch on closed routes alone is so no more. It costs what is open, not what has been.
    """
    spans = opening_today(Way.CHAT, at).spans
    in_force = {route.code: route for route in routes_at(at)}
    open_now = {code for code, route in in_force.items() if may_stay(route, route, spans, at)}
    ended = 0
    for visit in Visit.objects.open().select_related("route").order_by("pk"):
        code = visit.route.code
        if may_stay(visit.route, in_force.get(code), spans, at):
            open_now.add(code)
        else:
            ended += _close(visit.pk, by=by, at=at)
    for watch in Watch.objects.standing().order_by("pk"):
        if open_now.isdisjoint(watch.routes):
            _close_watch(watch.pk, by=by, at=at)
    return ended


@transaction.atomic
def _close_watch(watch_id, *, by, at):
    watch = Watch.objects.standing().select_for_update().filter(pk=watch_id).first()
    if watch:
        finish_watch(watch, by=by, at=at)


@transaction.atomic
def _close(visit_id, *, by, at):
    matter, visit = lock_visit(visit_id, by)
    if visit is None or visit.state == Visit.State.ENDED:
        return False
    if visit.state == Visit.State.TALKING:
        if at - _last_heard(visit) < rules.QUIET_FOR:
            return False
        end(visit, How.AS_MESSAGES, matter=matter, by=by, at=at)
        return True
    if matter.catch_id:
        end(visit, How.AS_MESSAGES, matter=matter, by=by, at=at)
    else:
        end(visit, How.CLOSED_FOR_THE_DAY, matter=matter, by=by, at=at)
    due_at = matter.due_at
    _leave_word(matter, lambda language: _has_closed(times.by_time(due_at, at, language)), by=by, at=at)
    note_to_client(matter=matter, template="new_message", key=f"visit-closed-{visit.pk}", at=at)
    return True


def _last_heard(visit):
    last = visit.matter.conversation.messages.order_by("-seq").first() if _has_talked(visit) else None
    moments = (visit.called_at, visit.arrived_at, last and last.sent_at)
    return max(moment for moment in moments if moment)


def _has_talked(visit):
    return hasattr(visit.matter, "conversation")


def _was_not_there(when):
    return _(
        "It was your turn in the chat %(when)s, and you were not there. Nothing is lost: your matter is "
        "open, and we go on here by messages. Write to us when it suits you."
    ) % {"when": when}


def _has_closed(when):
    return _(
        "The chat has closed for today before it was your turn. What you wrote is with us, and you will be "
        "answered here %(when)s. You need not write again."
    ) % {"when": when}


def _leave_word(matter, words, *, by, at):
    language = matter.language if matter.language in ("fi", "sv", "en") else "fi"
    with override(language):
        body = words(language)
    leave_word(matter_id=matter.pk, body=body, by=by, at=at)
