"""The calls of a resident: which hours they may choose, and what was promised."""

from dataclasses import dataclass, replace

from django.utils.translation import get_language

from koppi.callbacks import queries as callbacks
from koppi.callbacks.forms import choices_of
from koppi.callbacks.models import Callback, CallbackHours
from koppi.intake import queries as intake
from koppi.intake.queries import phone_said
from koppi.intake.rules import hour_chosen
from koppi.ui import times


def are_promised():
    """Tell whether any team calls back at hours that one may choose."""
    return CallbackHours.objects.exists()


def with_calls(page):
    """Return a page of the contact form that knows the hours of the team that its topic goes to.

    When a topic goes to two teams, the first one that calls does; it is one call.
    """
    covered = page.covered(page.topic) if page.topic and page.client else ()
    if not covered:
        return page
    due_at = intake.promise(covered, page.now)
    for register in covered:
        team = page.topic.route(register)[0]
        if offers := callbacks.offers(team.pk, page.now, due_at=due_at):
            choices, hints = choices_of(offers, page.now)
            return replace(page, calls=tuple(choices), call_hints=hints)
    return page


@dataclass(frozen=True, slots=True)
class CallOfContact:
    """What became of the call that a contact asked for: when it is, or the matter in which to choose anew."""

    when: str = ""
    missed: str = ""


def call_of_contact(contact, found, at):
    """Return what became of the call that a contact asked for, or None when it asked for none.

    :param found: the contact's matters
    """
    if hour_chosen(intake.reach_answers_in_full(contact)) is None or not found:
        return None
    rows = Callback.objects.filter(matter__in=found).select_related("window").order_by("-pk")
    latest = rows.first()
    if latest is None:
        return CallOfContact(missed=found[0].reference)
    if latest.state != Callback.State.PROMISED:
        return None
    return CallOfContact(when=_span(latest.window, at))


@dataclass(frozen=True, slots=True)
class MyCall:
    """The call of one matter, as its client reads it.

    :param phone: empty where how to reach somebody is hidden
    :param tried_at: when we tried last and nobody answered, or None
    :param again: by when we try again, as people say it
    """

    when: str
    phone: str
    is_promised: bool
    late: bool
    tried_at: object = None
    again: str = ""


def my_call(matter, at):
    """Return the call that is promised in a matter, or the last one that nobody answered; or None."""
    latest = callbacks.latest_call(matter)
    if latest is None or latest.state == Callback.State.REACHED:
        return None
    tried = max((attempt.at for attempt in latest.attempts.all()), default=None)
    return MyCall(
        when=_span(latest.window, at),
        phone="" if matter.client.non_disclosure else phone_said(callbacks.number_of(latest)),
        is_promised=latest.state == Callback.State.PROMISED,
        late=latest.state == Callback.State.PROMISED and latest.try_by < at,
        tried_at=tried,
        again=times.by_time(latest.try_by, at, get_language()) if tried else "",
    )


def may_choose(matter):
    """Tell whether the client of a matter can choose an hour: the matter's team calls."""
    return CallbackHours.objects.filter(team_id=matter.team_id).exists()


def offers_for(matter, standing, at):
    """Return the hours that a client may choose in a matter; whoever moves a call sees later ones, too."""
    return callbacks.offers(matter.team_id, at, due_at=matter.due_at, own_wish=standing is not None)


def _span(window, at):
    return times.span(window.starts_at, window.ends_at, at, get_language())
