"""By when care must begin: an assessment starts the limit, a visit meets it (1326/2010 51 a and 51 b §)."""

from django.db import transaction

from koppi.deadlines.calendars import day_of
from koppi.deadlines.rules import NoRuleInForce
from koppi.deadlines.statutes import rule_for

from ..errors import NoLimitRuns, NotYetTold
from ..models import Assessment, Clock, Delay, Matter
from ..rules import CARE, FOLLOWING, care_starts, follows_visit, is_same_care, meets_care
from ._clocks import end, meet, running, settle, start
from ._hands import lock, lock_all, record, store, words


def call_for_care(matter, profession, *, new_or_worse, at):
    """Start the limit that an assessment of a locked matter sets for care to begin.

    A limit for the same care that runs already is not begun anew; one that gives way to another leaves its
    start to it. When nobody is needed any more, what ran ends.
    """
    code = _limit_for(matter, profession, new_or_worse, at)
    standing = [clock for clock in running(matter) if clock.rule in CARE]
    alike = [clock for clock in standing if code and is_same_care(clock.rule, code)]
    if any(_stands(clock.rule, code) for clock in alike):
        code = ""
    left = [clock.rule for clock in standing if not profession or (code and clock not in alike)]
    end(matter, left, Clock.Ended.SUPERSEDED if profession else Clock.Ended.NOT_NEEDED, at=at)
    if not code:
        return
    end(matter, [clock.rule for clock in alike], Clock.Ended.SUPERSEDED, at=at)
    start(matter, code, at=min([clock.started_at for clock in alike], default=at))


def _stands(rule, code):
    """Tell whether a running limit makes another one needless: it is the same, or follows a visit."""
    return rule == code or rule in FOLLOWING


def _limit_for(matter, profession, new_or_worse, at):
    """Return the code of the limit that is in force for a matter's client, or nothing.

    Their age counts on the day of the contact.
    """
    if matter.register != "patient":
        return ""
    age = matter.age_at_contact
    for code in care_starts(profession, age=age, new_or_worse=new_or_worse):
        try:
            rule_for(code, day_of(at))
        except NoRuleInForce:
            continue
        return code
    return ""


@transaction.atomic
def note_care(*, matter_id, profession, held_at, by, at, also_needed=""):
    """Meet the limits that a visit meets, and begin the one that follows it; return the codes met.

    :param held_at: when the visit took place: that is when the limits are met
    :param also_needed: the profession that the visit showed to be needed, too (`rules.may_also_need`)
    """
    matter = lock(matter_id, by)
    called_for = Assessment.objects.called_for(matter.pk)
    care = [clock for clock in running(matter) if clock.rule in CARE]
    met = [clock.rule for clock in care if meets_care(clock.rule, profession, called_for=called_for)]
    if not met:
        return []
    for clock in care:
        if clock.rule in met:
            meet(matter, [clock.rule], at=max(held_at, clock.started_at))
            follows = follows_visit(clock.rule, profession, called_for=called_for, also_needed=also_needed)
            if follows and follows not in [other.rule for other in running(matter)]:
                start(matter, follows, at=max(held_at, clock.started_at))
    settle(matter, at=at)
    record(matter, "care.began", by=by, at=at, rules=met, profession=profession)
    store(matter)
    return met


@transaction.atomic
def note_care_time(*, matter_id, starts_at, by, at):
    """Remember when an appointment will meet the limit of a matter, or that none will.

    :param starts_at: when it starts, or None
    """
    for matter in lock_all([matter_id]):
        matter.care_time_at = starts_at
        store(matter)


@transaction.atomic
def record_delay(*, matter_id, why, told, told_on, by, at):
    """Record why care begins after its limit, and what the client was told of it and when (703/2023 36 §).

    It is about the limit that comes first.

    :raises NoLimitRuns: no limit for care to begin runs
    :raises NotYetTold: the day is yet to come
    :raises ReasonMissing: what the client was told is empty
    """
    told = words(told)
    if told_on > day_of(at):
        raise NotYetTold()
    matter = lock(matter_id, by)
    clock = next((clock for clock in running(matter) if clock.rule in CARE), None)
    if clock is None:
        raise NoLimitRuns()
    delay = Delay.objects.create(
        clock=clock,
        matter=matter,
        why=Delay.Why(why),
        told=told,
        told_on=told_on,
        recorded_by=by,
        recorded_at=at,
    )
    record(matter, "delay.recorded", by=by, at=at, rule=clock.rule, why=str(delay.why))
    store(matter)
    return delay


def has_care_to_begin(matter):
    """Tell whether a locked matter waits for care to begin by a limit."""
    return matter.state != Matter.State.CLOSED and any(clock.rule in CARE for clock in running(matter))
