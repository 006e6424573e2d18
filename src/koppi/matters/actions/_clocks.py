"""The clocks of a locked matter: start, meet, end, and keep the matter due by the earliest."""

from django.db import connection

from koppi.deadlines.arithmetic import due
from koppi.people.queries import clock_rule, office_hours

from ..models import Clock, Matter
from ..rules import ANSWER, CARE, NEXT_STEP, REMIND


def next_ids(*models):
    """Return an id for each model that nobody else will get, so that rows can name each other from birth."""
    each = ", ".join(["nextval(pg_get_serial_sequence(%s, 'id'))"] * len(models))
    with connection.cursor() as cursor:
        cursor.execute(f"select {each}", [model._meta.db_table for model in models])
        return cursor.fetchone()


def new_clock(code, *, at, due_at=None, continues=None):
    """Return an unsaved clock, of no matter yet, of the rule in force at a moment.

    :param due_at: a later time somebody chose for a promise of our own
    """
    rule = clock_rule(code, at)
    return Clock(
        rule=rule.code,
        version=rule.version,
        statutory=rule.kind == "statutory",
        started_at=at,
        due_at=due_at or due(rule, at, office=office_hours(at)).at,
        continues=continues,
    )


def start(matter, code, *, at, due_at=None, continues=None):
    """Start a clock unless one of the same rule runs already."""
    if not any(clock.rule == code for clock in running(matter)):
        _begin(matter, code, at=at, due_at=due_at, continues=continues)


def _begin(matter, code, *, at, due_at=None, continues=None):
    return _run(matter, new_clock(code, at=at, due_at=due_at, continues=continues))


def _run(matter, clock):
    before = running(matter)
    clock.matter = matter
    clock.save(force_insert=True)
    _remember(matter, [*before, clock])
    return clock


def _remember(matter, clocks):
    """Keep a matter's running clocks beside it, and by when care must begin in it."""
    matter.read_clocks = clocks
    matter.care_due_at = care_due(clocks)


def care_due(clocks):
    """Return by when care must begin: the earliest of the limits that care meets, or None."""
    return min((clock.due_at for clock in clocks if clock.rule in CARE), default=None)


def running(matter):
    """Return the running clocks of a locked matter, the earliest due first.

    They are read once: nobody else starts or stops a clock while the matter is locked.
    """
    if not hasattr(matter, "read_clocks"):
        matter.read_clocks = list(Clock.objects.filter(matter=matter.pk, running=True))
    return sorted(matter.read_clocks, key=lambda clock: (clock.due_at, clock.pk))


def meet(matter, codes, *, at):
    """Meet the running clocks of some rules."""
    _stop(matter, codes, met_at=at)


def end(matter, codes, reason, *, at):
    """End the running clocks of some rules, saying why; all of them when no rule is named."""
    _stop(matter, codes, ended_at=at, ended=reason)


def _stop(matter, codes, **how):
    stopped = [clock.pk for clock in running(matter) if codes is None or clock.rule in codes]
    if stopped:
        Clock.objects.filter(pk__in=stopped).update(**how)
        _remember(matter, [clock for clock in matter.read_clocks if clock.pk not in stopped])


def carried(clock):
    """Return an unsaved clock, of no matter yet, that goes on where another one stops."""
    return Clock(
        rule=clock.rule,
        version=clock.version,
        statutory=clock.statutory,
        started_at=clock.started_at,
        due_at=clock.due_at,
        continues=clock,
    )


def carry(old, new, *, at):
    """Let the running clocks of a matter that closes go on in the matter that follows it.

    What runs there already stays when it is due sooner; otherwise the earlier clock leads.
    """
    theirs = {clock.rule: clock for clock in running(new)}
    for clock in running(old):
        if clock.rule in (NEXT_STEP, REMIND):
            continue
        standing = theirs.get(clock.rule)
        if standing and standing.due_at <= clock.due_at:
            continue
        if standing:
            end(new, [clock.rule], Clock.Ended.SUPERSEDED, at=at)
        _run(new, carried(clock))
    end(old, None, Clock.Ended.CARRIED, at=at)


def settle(matter, *, at):
    """Make an open matter due by its earliest running clock, starting one if none runs.

    A matter that waits is kept in mind by the reminder, another by the next-step promise; also when nothing
    but a limit for care to begin runs. A snooze that would pass the new due time ends.
    """
    kept_in_mind_by = REMIND if matter.state == Matter.State.WAITING else NEXT_STEP
    # A limit of months keeps nothing in mind from day to day.
    if all(clock.rule in CARE for clock in running(matter)):
        _begin(matter, kept_in_mind_by, at=at)
    earliest = running(matter)[0]
    matter.due_clock, matter.due_at = earliest, earliest.due_at
    if matter.raised_at and matter.due_at > at:
        matter.raised_at = None
    if matter.snoozed_until and matter.snoozed_until > matter.due_at:
        wake(matter, at=at)


def wake(matter, *, at):
    """End the snooze of a locked matter, if there is one."""
    if matter.snoozed_until:
        matter.snoozes.filter(woken_at=None).update(woken_at=at)
        matter.snoozed_until = None


def answered(matter, *, at):
    """Meet the promise to answer; what the client wrote has been read and replied to."""
    meet(matter, [ANSWER], at=at)
    matter.client_wrote_at = None
