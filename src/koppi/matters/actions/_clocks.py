"""The clocks of a locked matter: start, meet, end, and keep the matter due by the earliest."""

from django.db import connection

from koppi.deadlines.arithmetic import due
from koppi.deadlines.calendars import day_of
from koppi.deadlines.statutes import rule_for
from koppi.people.queries import office_hours

from ..models import Clock, Matter
from ..rules import ANSWER, NEXT_STEP, REMIND


def next_id(model):
    """Return an id that nobody else will get, so that two rows can name each other from birth."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


def new_clock(code, *, at, due_at=None, continues=None):
    """Return an unsaved clock of the rule in force at a moment.

    :param due_at: a later time somebody chose for a promise of our own
    """
    rule = rule_for(code, day_of(at))
    return Clock(
        id=next_id(Clock),
        rule=rule.code,
        version=rule.version,
        statutory=rule.kind == "statutory",
        started_at=at,
        due_at=due_at or due(rule, at, office=office_hours()).at,
        continues=continues,
    )


def start(matter, code, *, at, due_at=None, continues=None):
    """Start a clock unless one of the same rule runs already."""
    if not any(clock.rule == code for clock in running(matter)):
        _begin(matter, code, at=at, due_at=due_at, continues=continues)


def _begin(matter, code, *, at, due_at=None, continues=None):
    clock = new_clock(code, at=at, due_at=due_at, continues=continues)
    clock.matter = matter
    clock.save(force_insert=True)
    return clock


def running(matter):
    """Return the running clocks of a locked matter, the earliest due first."""
    return list(matter.clocks.filter(running=True).order_by("due_at", "pk"))


def meet(matter, codes, *, at):
    """Meet the running clocks of some rules."""
    matter.clocks.filter(running=True, rule__in=codes).update(met_at=at)


def end(matter, codes, reason, *, at):
    """End the running clocks of some rules, saying why; all of them when no rule is named."""
    clocks = matter.clocks.filter(running=True)
    if codes is not None:
        clocks = clocks.filter(rule__in=codes)
    clocks.update(ended_at=at, ended=reason)


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
        Clock.objects.create(
            matter=new,
            rule=clock.rule,
            version=clock.version,
            statutory=clock.statutory,
            started_at=clock.started_at,
            due_at=clock.due_at,
            continues=clock,
        )
    end(old, None, Clock.Ended.CARRIED, at=at)


def settle(matter, *, at):
    """Make an open matter due by its earliest running clock, starting one if none runs.

    A matter that waits is kept in mind by the reminder, another by the next-step promise. A snooze
    that would pass the new due time ends.
    """
    clocks = running(matter)
    kept_in_mind_by = REMIND if matter.state == Matter.State.WAITING else NEXT_STEP
    earliest = clocks[0] if clocks else _begin(matter, kept_in_mind_by, at=at)
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
