"""Promise a call, move it, make it; a call that nobody answers is tried again, and never forgotten."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from koppi.conversations.actions import leave_word
from koppi.intake.actions import note_to_client
from koppi.ledger import actions as ledger
from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyClosed, NotAllowed
from koppi.matters.models import Matter
from koppi.notices import actions as notices
from koppi.notices.models import Delivery
from koppi.notices.rules import channel_key
from koppi.people.actions import check_manages
from koppi.people.models import Professional, Team
from koppi.people.queries import professional_of, who_are
from koppi.people.scope import scope_of
from koppi.ui import times

from . import rules
from .errors import (
    AlreadyPromised,
    AlreadyTried,
    HoursOverlap,
    NoSuchWindow,
    NothingPromised,
    WindowFull,
)
from .models import Attempt, Callback, CallbackHours, CallRules, Window
from .queries import call_rules, numbers_taken, pause_of, spans_of

# The client's side


@transaction.atomic
def promise_callback(*, matter_id, starts_at, phone, by, at, whose=Callback.Whose.CLIENT):
    """Promise to call within the hour that starts at a moment; no clock of the matter moves by it.

    The same hour and number again is the promise that stands.

    :param phone: the number in its international form, "+358401234567"
    :raises AlreadyPromised: another call is promised in this matter
    :raises NoSuchWindow: the team calls nobody then, or the hour is over
    :raises WindowFull: every place of the hour is taken
    :raises AlreadyClosed: the matter is closed
    :raises Matter.DoesNotExist: not theirs, or not there
    """
    matter = _lock(matter_id, by)
    if standing := _standing(matter):
        if (standing.window.starts_at, standing.phone) == (starts_at, phone):
            return standing
        raise AlreadyPromised()
    callback = _promise(matter, starts_at, phone=phone, whose=whose, by=by, at=at)
    _record(matter, "callback.promised", callback, by=by, at=at, late=callback.is_late)
    return callback


@transaction.atomic
def move_callback(*, matter_id, starts_at, by, at, phone=""):
    """Move the promised call to another hour with a free place; the old place is free again.

    :param phone: another number to call, if it changes
    :raises NothingPromised: no call waits in the matter
    :raises NoSuchWindow: the team calls nobody then, or the hour is over
    :raises WindowFull: every place of the hour is taken; the old promise stands
    """
    matter = _lock(matter_id, by)
    old = _standing_or_refuse(matter)
    phone = phone or old.phone
    if old.window.starts_at == starts_at:
        return _with_number(matter, old, phone, by=by, at=at)
    # One promise at a time: the old one ends first, and stands again if the new hour is full.
    with transaction.atomic():
        _end(old, Callback.State.MOVED, by=by, at=at)
        callback = _promise(matter, starts_at, phone=phone, whose=old.whose, by=by, at=at, continues=old)
    _record(matter, "callback.moved", callback, by=by, at=at, late=callback.is_late, before=old.pk)
    return callback


@transaction.atomic
def change_number(*, matter_id, phone, by, at):
    """Change the number that the promised call goes to.

    :raises NothingPromised: no call waits in the matter
    """
    matter = _lock(matter_id, by)
    return _with_number(matter, _standing_or_refuse(matter), phone, by=by, at=at)


@transaction.atomic
def withdraw_callback(*, matter_id, by, at):
    """Withdraw the promised call: the client would rather write. The matter stays as it is.

    :raises NothingPromised: no call waits in the matter
    """
    matter = _lock(matter_id, by)
    callback = _standing_or_refuse(matter)
    _end(callback, Callback.State.WITHDRAWN, by=by, at=at)
    _record(matter, "callback.withdrawn", callback, by=by, at=at)
    if matter.caught_by_id and matter.caught_by_id != by.pk:
        notices.tell([matter.caught_by], "callback.withdrawn", at=at, reference=matter.reference)
    return callback


# The team's side


@transaction.atomic
def note_reached(*, matter_id, by, at):
    """Note that the client answered the call; whoever talks with them holds the matter.

    What was said is written and assessed in the matter, which meets its clocks; this meets none.

    :raises NothingPromised: no call waits in the matter
    :raises NotAllowed: the user is no professional
    """
    matter = _lock_to_call(matter_id, by)
    callback = _standing_or_refuse(matter)
    matter = _in_hands(matter, by=by, at=at)
    _end(callback, Callback.State.REACHED, by=by, at=at)
    _record(matter, "callback.reached", callback, by=by, at=at)
    return callback


@transaction.atomic
def note_not_reached(*, matter_id, number, by, at, wrong_number=False):
    """Note that nobody answered, and say when to try next; the last try tells the client.

    After the last try, or at once when the number is wrong, the client is left a letter and a neutral
    note. The matter stays open with all its clocks, in the hands of whoever tried last if nobody
    holds it: what comes next needs a person.

    :param number: which try this is, counted from 1 by what the writer saw; the same again is the same
    :raises AlreadyTried: a colleague recorded a try meanwhile
    :raises NothingPromised: no call waits in the matter
    :raises NotAllowed: the user is no professional
    """
    matter = _lock_to_call(matter_id, by)
    callback = _last_of(matter) if number else None
    if callback and (known := _already_noted(callback, number, by)):
        return known
    callback = _standing_or_refuse(matter)
    tried = callback.attempts.count()
    if tried != number - 1:
        last = callback.attempts.order_by("-number").first()
        raise AlreadyTried(who_are({last.by_id})[last.by_id].name, last.at) if last else NothingPromised()
    outcome = Attempt.Outcome.WRONG_NUMBER if wrong_number else Attempt.Outcome.NO_ANSWER
    attempt = Attempt.objects.create(callback=callback, number=number, outcome=outcome, by=by, at=at)
    team_rules = call_rules(callback.team_id)
    is_last = wrong_number or number >= team_rules.attempts
    if is_last:
        matter = _give_up(matter, callback, wrong_number, by=by, at=at)
    else:
        callback.try_from, callback.try_by = rules.next_try(
            at,
            apart=pause_of(team_rules),
            window_ends=callback.window.ends_at,
            spans=spans_of(callback.team_id),
        )
        callback.save(update_fields=["try_from", "try_by"])
    kind = "callback.not_reached" if is_last else "callback.tried"
    _record(matter, kind, callback, by=by, at=at, attempt=number, outcome=str(outcome))
    attempt.callback = callback
    return attempt


def _give_up(matter, callback, wrong_number, *, by, at):
    """End a call that nobody answered, tell the client, and see that somebody has the matter."""
    _end(callback, Callback.State.NOT_REACHED, by=by, at=at)
    matter = _in_hands(matter, by=by, at=at)
    leave_word(matter_id=matter.pk, body=_letter(matter, callback, wrong_number, at), by=by, at=at)
    key = f"callback-{callback.pk}"
    note_to_client(matter=matter, template="tried_to_reach", key=key, at=at)
    if not wrong_number and not matter.client.non_disclosure:
        person = callback.promised_by.person_id or matter.client.person_id
        notices.queue_delivery(
            person_id=person,
            channel=Delivery.Channel.SMS,
            address=callback.phone,
            template="tried_to_reach",
            language=matter.language,
            key=channel_key(key, "sms"),
            reference=matter.reference,
            at=at,
        )
    if matter.caught_by_id != by.pk:
        notices.tell([matter.caught_by], "callback.not_reached", at=at, reference=matter.reference)
    return matter


def _letter(matter, callback, wrong_number, at):
    """Return what the client reads, in the language of the matter."""
    language = matter.language if matter.language in ("fi", "sv", "en") else "fi"
    moments = callback.attempts.order_by("number").values_list("at", flat=True)
    tried = ", ".join(times.sentence(moment, at, language) for moment in moments)
    with override(language):
        if wrong_number:
            return _(
                "We tried to call you (%(tried)s), but the number we have does not work. "
                "Your matter stays open. Choose a new time and number on this page, or write to us here."
            ) % {"tried": tried}
        return _(
            "We tried to call you (%(tried)s), and did not reach you. "
            "Your matter stays open. Choose a new time on this page, or write to us here."
        ) % {"tried": tried}


def _already_noted(callback, number, by):
    """Return the same attempt if it was recorded before by the same person, else None."""
    return callback.attempts.filter(number=number, by=by).first()


def _last_of(matter):
    return (
        Callback.objects.filter(
            matter=matter, state__in=[Callback.State.PROMISED, Callback.State.NOT_REACHED]
        )
        .order_by("-pk")
        .first()
    )


# What others do to the matter


def end_with_matter(*, by, at, matter_id, **_facts):
    """End the promised call of a matter that closes, in the same breath."""
    _end_all(Callback.objects.promised().filter(matter_id=matter_id), by=by, at=at)


def go_along(*, by, at, matter_id, into, **_facts):
    """Take the promised call of a matter that is joined along to the older one, if that has none."""
    if Callback.objects.promised().filter(matter_id=into).exists():
        end_with_matter(by=by, at=at, matter_id=matter_id)
    else:
        Callback.objects.promised().filter(matter_id=matter_id).update(matter_id=into)


def follow_team(*, by, at, matter_id, to_team, **_facts):
    """Bring the promised call of a matter into the queue of the team that has taken it over."""
    Callback.objects.promised().filter(matter_id=matter_id).update(team_id=to_team)


def end_with_team(*, by, at, team, **_facts):
    """End the calling hours of a team that closed; the calls that were promised have gone along."""
    CallbackHours.objects.filter(team=team).delete()


# Settings


@transaction.atomic
def set_hours(*, team_id, weekdays, opens, closes, calls_per_hour, by, at):
    """Set hours in which a team calls, on some weekdays; return how many were set.

    :param weekdays: Monday is 0
    :param opens, closes: whole hours on a Finnish wall
    :raises HoursOverlap: the team calls at the same time already; nothing was set
    :raises NotAllowed: the user does not lead the team
    """
    team = _led_team(team_id, by)
    rows = [
        CallbackHours(team=team, weekday=day, opens=opens, closes=closes, calls_per_hour=calls_per_hour)
        for day in weekdays
    ]
    try:
        with transaction.atomic():
            CallbackHours.objects.bulk_create(rows)
    except IntegrityError as refused:
        if "callback_hours_do_not_overlap" not in str(refused):
            raise
        raise HoursOverlap() from refused
    _fit_windows(team, at)
    ledger.record(
        "callback_hours.set",
        by=by,
        at=at,
        team=team.pk,
        weekdays=list(weekdays),
        opens=opens,
        closes=closes,
        calls=calls_per_hour,
    )
    return len(rows)


@transaction.atomic
def remove_hours(*, team_id, hours_id, by, at):
    """Remove hours of a team; calls that were promised in them stand.

    :raises CallbackHours.DoesNotExist: they are not the team's, or not there
    :raises NotAllowed: the user does not lead the team
    """
    team = _led_team(team_id, by)
    row = CallbackHours.objects.select_for_update().get(pk=hours_id, team=team)
    facts = {"weekday": row.weekday, "opens": row.opens, "closes": row.closes, "calls": row.calls_per_hour}
    row.delete()
    _fit_windows(team, at)
    ledger.record("callback_hours.removed", by=by, at=at, team=team.pk, **facts)


@transaction.atomic
def set_call_rules(*, team_id, attempts, minutes_apart, by, at):
    """Set how often a team tries to reach a client, and how long it waits between.

    :raises NotAllowed: the user does not lead the team
    """
    team = _led_team(team_id, by)
    given = {"attempts": attempts, "minutes_apart": minutes_apart}
    CallRules.objects.update_or_create(team=team, defaults=given)
    ledger.record("call_rules.set", by=by, at=at, team=team.pk, **given)


@transaction.atomic
def replace_hours(*, team_code, spans, attempts, minutes_apart, by, at):
    """Set all calling hours of a team anew, as a file of the county's settings says; promised calls stand.

    :param spans: weekday (Monday is 0), opening and closing hour, and calls an hour, of each
    :raises Team.DoesNotExist: there is no such open team
    :raises HoursOverlap: two of the hours overlap; nothing was set
    :raises koppi.people.errors.NotManager: `by` does not manage the county
    :raises ValueError: an hour, a number of calls or of tries cannot be
    """
    check_manages(by)
    team = Team.objects.select_for_update(no_key=True, of=("self",)).get(code=team_code, closed_at=None)
    CallbackHours.objects.filter(team=team).delete()
    rows = [
        CallbackHours(team=team, weekday=day, opens=opens, closes=closes, calls_per_hour=calls)
        for day, opens, closes, calls in spans
    ]
    given = {"attempts": attempts, "minutes_apart": minutes_apart}
    try:
        with transaction.atomic():
            CallbackHours.objects.bulk_create(rows)
            CallRules.objects.update_or_create(team=team, defaults=given)
    except IntegrityError as refused:
        if "callback_hours_do_not_overlap" in str(refused):
            raise HoursOverlap() from refused
        raise ValueError(f"calling hours of {team_code}") from refused
    _fit_windows(team, at)
    ledger.record("callback_hours.replaced", by=by, at=at, team=team.pk, spans=len(rows), **given)


def _led_team(team_id, by):
    """Lock the team for whoever changes its hours: two at a time would each see the other's half."""
    professional = professional_of(by)
    leads = professional is not None and Professional.Role.TEAM_LEAD in professional.roles
    if not leads or team_id not in scope_of(by).team_ids:
        raise NotAllowed()
    return Team.objects.select_for_update(no_key=True, of=("self",)).get(pk=team_id)


def _fit_windows(team, at):
    """Give the coming windows of a team as many places as its hours say; what is promised stands."""
    spans = spans_of(team.pk)
    for window in Window.objects.select_for_update().filter(team=team, ends_at__gt=at).order_by("pk"):
        hour = rules.hour_at(spans, window.starts_at)
        places = max([hour.places if hour else 0, *numbers_taken(window)])
        if places != window.places:
            Window.objects.filter(pk=window.pk).update(places=places)


# What every action does


def _lock(matter_id, by):
    """Lock an open matter that a user may work on, or their own.

    :raises AlreadyClosed: it is closed
    :raises NobodyIdentified: it is advice
    """
    matter = matters.lock_where_it_went(matter_id, by)
    matters.check_identified(matter)
    if matter.state == Matter.State.CLOSED:
        raise AlreadyClosed(matter=matter.pk)
    return matter


def _lock_to_call(matter_id, by):
    if not by.is_professional:
        raise NotAllowed()
    return matters.lock_where_it_went(matter_id, by)


def _in_hands(matter, *, by, at):
    """Return a matter that somebody holds: what nobody does is caught by whoever called."""
    if matter.catch_id is None:
        matters.catch_matter(matter_id=matter.pk, by=by, at=at)
        return matters.lock_where_it_went(matter.pk, by)
    return matter


def _standing(matter):
    return Callback.objects.promised().select_related("window").filter(matter=matter).first()


def _standing_or_refuse(matter):
    callback = _standing(matter)
    if callback is None:
        raise NothingPromised()
    return callback


def _promise(matter, starts_at, *, phone, whose, by, at, continues=None):
    """Take the lowest free place of a window, under the window's lock."""
    window = _lock_window(matter.team_id, starts_at, at)
    taken = numbers_taken(window)
    place = next((number for number in range(1, window.places + 1) if number not in taken), None)
    if place is None:
        raise WindowFull()
    return Callback.objects.create(
        matter=matter,
        team_id=matter.team_id,
        window=window,
        place=place,
        places=window.places,
        phone=phone,
        whose=whose,
        promised_by=by,
        promised_at=at,
        is_late=rules.is_late(window.ends_at, matter.due_at),
        try_from=window.starts_at,
        try_by=window.ends_at,
        continues=continues,
    )


def _lock_window(team_id, starts_at, at):
    """Return the window that starts at a moment, made if nobody has been promised a call in it, and locked.

    :raises NoSuchWindow: the team calls nobody then, or the hour is as good as over
    """
    hour = rules.hour_at(spans_of(team_id), starts_at)
    if hour is None or hour.ends_at - rules.LAST_MINUTES <= at:
        raise NoSuchWindow()
    # Of two at the same moment the second waits here for the first, and then finds its window.
    Window.objects.bulk_create(
        [Window(team_id=team_id, starts_at=hour.starts_at, ends_at=hour.ends_at, places=hour.places)],
        ignore_conflicts=True,
    )
    return Window.objects.select_for_update().get(team_id=team_id, starts_at=hour.starts_at)


def _with_number(matter, callback, phone, *, by, at):
    if callback.phone != phone:
        callback.phone = phone
        callback.save(update_fields=["phone"])
        _record(matter, "callback.number_changed", callback, by=by, at=at)
    return callback


def _end(callback, state, *, by, at):
    callback.state, callback.ended_at, callback.ended_by = state, at, by
    callback.place = callback.places = None
    callback.save(update_fields=["state", "ended_at", "ended_by", "place", "places"])


def _end_all(callbacks, *, by, at):
    callbacks.update(state=Callback.State.WITHDRAWN, ended_at=at, ended_by=by, place=None, places=None)


def _record(matter, kind, callback, *, by, at, **codes):
    ledger.record(
        kind,
        by=by,
        at=at,
        client_id=matter.client_id,
        matter_id=matter.pk,
        matter_no=matters.take_event_no(matter),
        callback=callback.pk,
        **codes,
    )
